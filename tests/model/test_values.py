"""Values as people type them and as spreadsheets hand them over; expected results are worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kamdesk.model.fields import Kind
from kamdesk.model.values import (
    MONEY_LIMIT,
    check_email,
    check_phone,
    check_postal_code,
    is_placeholder,
    normal_label,
    read_boolean,
    read_choice,
    read_choices,
    read_code,
    read_date,
    read_decimal,
    read_email,
    read_integer,
    read_moment,
    read_money,
    read_partial_date,
    read_percent,
    read_phone,
    read_text,
    show,
    without_export_mark,
)
from kamdesk.model.vocabulary import BUYING_ROLE, OWNERSHIP_TYPE, TIER

THIRD_OF_NOVEMBER = date(2026, 11, 3)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-11-03",
        "2026/11/3",
        "2026.11.3",
        "2026年11月3日",
        "2026 年 11 月 3 日",
        "2026年11月3号 星期二",
        "20261103",
        20261103,
        20261103.0,
        "２０２６－１１－０３",
        "二〇二六年十一月三日",
        "民国115年11月3日",
        "2026-11-03 00:00:00.000",
        "2026-11-03T00:00:00Z",
        "3 Nov 2026",
        "November 3, 2026",
        "Nov. 3rd 2026",
        46329,
        46329.75,
        "46329",
        datetime(2026, 11, 3, 9, 30),  # noqa: DTZ001 - cells have no zone
        THIRD_OF_NOVEMBER,
    ],
)
def test_every_writing_of_a_day_is_read(raw: object) -> None:
    reading = read_date(raw)
    assert (reading.value, reading.problem) == (THIRD_OF_NOVEMBER, None)


def test_serials_follow_the_date_system_of_the_workbook() -> None:
    # 44867 days after 1904-01-01 is the same day as 46329 in the 1900 system (1462 days apart).
    assert read_date(44867, date1904=True).value == THIRD_OF_NOVEMBER
    assert read_date(59).value == date(1900, 2, 28)
    assert read_date(61).value == date(1900, 3, 1)
    assert read_date(60).value is None
    assert read_date(60).problem is not None


@pytest.mark.parametrize(
    ("raw", "possible"),
    [
        ("03/04/2026", (date(2026, 4, 3), date(2026, 3, 4))),
        ("3.4.2026", (date(2026, 4, 3), date(2026, 3, 4))),
        ("115/11/3", (THIRD_OF_NOVEMBER,)),
        ("26年11月3日", (THIRD_OF_NOVEMBER, date(1926, 11, 3))),
        ("3-Nov-26", (THIRD_OF_NOVEMBER, date(1926, 11, 3))),
    ],
)
def test_what_can_be_read_two_ways_is_asked(raw: str, possible: tuple[date, ...]) -> None:
    reading = read_date(raw)
    assert reading.value is None
    assert reading.problem is not None
    assert reading.alternatives == possible


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("13/4/2026", date(2026, 4, 13)),
        ("4/13/2026", date(2026, 4, 13)),
        ("5/5/2026", date(2026, 5, 5)),
    ],
)
def test_an_order_that_only_fits_one_way_is_taken(raw: str, day: date) -> None:
    assert read_date(raw).value == day


@pytest.mark.parametrize(
    "raw", ["1900-01-01", "9999-12-31", date(2099, 12, 31), 1, 0, "无", "不详", "0000-00-00"]
)
def test_placeholders_are_no_dates(raw: object) -> None:
    reading = read_date(raw)
    assert reading.value is None
    assert reading.placeholder
    assert reading.problem


@pytest.mark.parametrize(
    "raw", ["2026-02-30", "2026-13-01", "31/4/2026", "0026-11-03", "hello", "3", True, 1e300]
)
def test_impossible_days_are_reported(raw: object) -> None:
    reading = read_date(raw)
    assert (reading.value, reading.alternatives, reading.placeholder) == (None, (), False)
    assert reading.problem


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("2004", "2004"),
        (2004, "2004"),
        ("2004年", "2004"),
        ("2004年5月", "2004-05"),
        ("2004-5", "2004-05"),
        ("200405", "2004-05"),
        ("May 2004", "2004-05"),
        ("5月18日", "--05-18"),
        ("--02-29", "--02-29"),
    ],
)
def test_partial_dates_are_kept_and_reported_but_are_no_dates(raw: object, stored: str) -> None:
    partial = read_partial_date(raw)
    assert (partial.value, partial.kept) == (stored, True)
    assert partial.problem
    whole = read_date(raw)
    assert whole.value is None
    assert whole.problem == partial.problem


def test_a_whole_day_is_a_partial_date_without_problem() -> None:
    assert read_partial_date("2004年5月18日").value == "2004-05-18"
    assert read_partial_date("2004年5月18日").problem is None
    assert read_partial_date("03/04/2026").alternatives == ("2026-04-03", "2026-03-04")


def test_moments_have_a_zone() -> None:
    assert read_moment("2026-11-03T09:30:00Z").value == datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
    assert read_moment("2026-11-03 09:30+08:00").value == datetime(2026, 11, 3, 1, 30, tzinfo=UTC)
    local = read_moment("2026/11/3 9:30").value
    assert local is not None
    assert local == datetime(2026, 11, 3, 9, 30).astimezone()
    assert read_moment(46329.5).value == datetime(2026, 11, 3, 12, 0).astimezone()
    assert read_moment("2026-11-03 25:00").problem


@pytest.mark.parametrize(
    ("raw", "amount", "currency"),
    [
        ("5000万元", "50000000", "CNY"),
        ("1.2亿", "120000000", "CNY"),
        ("1亿2000万", "120000000", "CNY"),
        ("300万元人民币", "3000000", "CNY"),
        ("人民币300万元整", "3000000", "CNY"),
        ("叁佰伍拾万元整", "3500000", "CNY"),
        ("USD 200万", "2000000", "USD"),
        ("200万美元", "2000000", "USD"),
        ("US$1.5 million", "1500000", "USD"),
        ("¥1,234.50", "1234.50", "CNY"),
        ("￥1，234．50", "1234.50", "CNY"),
        ("１２３４", "1234", "CNY"),
        ("€ 99", "99", "EUR"),
        ("$99", "99", "USD"),
        ("HK$99.9", "99.9", "HKD"),
        ("港币 12 万", "120000", "HKD"),
        ("5000（万元）", "50000000", "CNY"),
        ("5000万元（美元）", "50000000", "USD"),
        ("(1,234.50)", "-1234.50", "CNY"),
        ("（1,234.50）", "-1234.50", "CNY"),
        ("-¥5", "-5", "CNY"),
        ("¥-5", "-5", "CNY"),
        (1234.5, "1234.5", "CNY"),
        (0.1 + 0.2, "0.3", "CNY"),
        (0, "0", "CNY"),
        ("0", "0", "CNY"),
    ],
)
def test_money_is_exact(raw: object, amount: str, currency: str) -> None:
    reading = read_money(raw)
    assert (reading.value, reading.currency, reading.problem) == (Decimal(amount), currency, None)


@pytest.mark.parametrize(
    ("heading", "raw", "amount", "currency"),
    [
        ("注册资金(万元)", "5000", "50000000", "CNY"),
        ("注册资金（万元）", 5000, "50000000", "CNY"),
        ("注册资金(万元)", "5000万元", "50000000", "CNY"),
        ("注册资金(万元)", "50000000元", "50000000", "CNY"),
        ("注册资本（万美元）", "20", "200000", "USD"),
        ("注册资本 单位：亿元", 1.2, "120000000", "CNY"),
        ("金额/万元", 3, "30000", "CNY"),
        ("注册资金万元", 3, "30000", "CNY"),
        ("Capital (USD million)", 2, "2000000", "USD"),
        ("Capital (k€)", 2, "2000", "EUR"),
        ("注册资金（必填）", 3, "3", "CNY"),
        ("注册资金", 3, "3", "CNY"),
    ],
)
def test_units_of_the_heading_count_unless_the_value_has_its_own(
    heading: str, raw: object, amount: str, currency: str
) -> None:
    reading = read_money(raw, heading=heading)
    assert (reading.value, reading.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("raw", "alternatives"),
    [
        ("1.234,50", (Decimal("1234.50"),)),
        ("12,5", (Decimal("12.5"),)),
        ("1.005", (Decimal("1.01"),)),
        ("约5000万", ()),
        ("100-200万", ()),
        ("3万5", ()),
        ("三万五", ()),
        ("1.23457E+11", ()),
        ("XYZ 200", ()),
        ("USD 5 EUR", ()),
        ("无", ()),
        ("1e999999999", ()),
        ("9" * 30, ()),
        ("10000000000000000", ()),
        (float("nan"), ()),
        (float("inf"), ()),
        pytest.param(10**5000, (), id="5000 digits"),
        (THIRD_OF_NOVEMBER, ()),
    ],
)
def test_money_in_doubt_is_reported_not_taken(
    raw: object, alternatives: tuple[Decimal, ...]
) -> None:
    reading = read_money(raw)
    assert reading.value is None
    assert reading.problem
    assert reading.alternatives == alternatives


def test_numbers() -> None:
    assert read_decimal("1,234,567.8901").value == Decimal("1234567.8901")
    assert read_decimal("-0.5").value == Decimal("-0.5")
    assert read_decimal("1 234").value == Decimal(1234)
    assert read_decimal("1,23").value is None
    assert read_integer("1,234 人").value == 1234
    assert read_integer(120.0).value == 120
    assert read_integer("1.2万").value == 12000
    assert read_integer("120.5").problem
    assert read_integer("").empty
    assert read_integer(True).problem


def test_percentages() -> None:
    assert read_percent("25%").value == Decimal("0.25")
    assert read_percent("25 ％").value == Decimal("0.25")
    assert read_percent("百分之25").value == Decimal("0.25")
    assert read_percent(0.25).value == Decimal("0.25")
    assert read_percent(25, heading="占有率（%）").value == Decimal("0.25")
    assert read_percent(25).alternatives == (Decimal("0.25"), Decimal(25))
    # Under a heading with % 0.5 may be half a percent or a percent cell of 50 %.
    assert read_percent(0.5, heading="占有率（%）").alternatives == (
        Decimal("0.005"),
        Decimal("0.5"),
    )
    assert read_percent(0, heading="%").value == 0


def test_codes_keep_every_sign() -> None:
    assert read_code(" 00721 ").value == "00721"
    assert read_code("　007　").value == "007"
    assert read_code("1234567890123456789").value == "1234567890123456789"
    assert read_code(21000.0).value == "21000"
    assert read_code(123456789012345.0).value == "123456789012345"
    assert read_code("=1+1").value == "=1+1"
    assert read_code("1E5").value == "1E5"


@pytest.mark.parametrize(
    "raw",
    [1.23456789012346e17, 10**15, "1.23E+17", "1.23457e+11", date(2026, 3, 5), True, float("nan")],
)
def test_damaged_codes_are_not_taken(raw: object) -> None:
    reading = read_code(raw)
    assert reading.value is None
    assert reading.problem


def test_text_is_cleaned_but_never_interpreted() -> None:
    assert read_text("a\r\nb\rc\u2028d\x00\x07\te").value == "a\nb\nc\nd\te"
    assert read_text("=HYPERLINK(1)").value == "=HYPERLINK(1)"
    assert read_text("👩‍👧 \u202bשלום").value == "👩‍👧 \u202bשלום"
    assert read_text("e\u0301").value == "é"
    assert read_text("  x ", strip=False).value == "  x "
    assert read_text(" \n ").empty
    surrogate = read_text("a\ud800b")
    assert (surrogate.value, surrogate.kept) == ("a\ufffdb", True)
    assert surrogate.problem
    assert read_text("\ud83d\ude00").value == "😀"
    too_long = read_text("x" * 11, limit=10)
    assert too_long.value is None
    assert "11" in str(too_long.problem)
    assert read_text("x" * 10, limit=10).value == "x" * 10


def test_odd_phones_and_addresses_are_kept_and_reported() -> None:
    assert read_phone("010-6512 3456").problem is None
    assert read_phone(13800138000.0).value == "13800138000"
    odd = read_phone("不详")
    assert (odd.value, odd.kept, odd.placeholder) == ("不详", True, True)
    assert read_email("a@b.cn").problem is None
    assert (read_email("a@b").value, read_email("a@b").kept) == ("a@b", True)


def test_checks_of_the_archive_rule() -> None:
    assert check_email("x@y.z")
    assert not any(map(check_email, ("x@y", "x y@z.c", "@y.z", "x@@y.z")))
    assert check_phone("12-345")
    assert not check_phone("1234")
    assert check_postal_code("100084")
    assert check_postal_code("SW1A 1AA")
    assert not any(map(check_postal_code, ("12", "12345678901", "10_0", "邮编不详")))


def test_placeholders_are_whole_values() -> None:
    assert all(map(is_placeholder, ("无", " 不详 ", "未知", "-", "—", "0", "1900-01-01", "N/A")))
    assert not any(map(is_placeholder, ("无锡", "0.00", "00", "", None, "n/a?")))
    assert without_export_mark("NULL") is None
    assert without_export_mark("#N/A") is None
    assert without_export_mark("Nullmann") == "Nullmann"


def test_yes_and_no() -> None:
    for raw in ("是", "Yes", "TRUE", "☑", "■", "√", "✓", "x", 1, 1.0, True):
        assert read_boolean(raw).value is True, raw
    for raw in ("否", "no", "□", 0, False, "无"):
        assert read_boolean(raw).value is False, raw
    assert read_boolean("×").alternatives == (True, False)
    assert read_boolean("也许").problem
    assert read_boolean(" ").empty


def test_choices_are_known_in_both_languages() -> None:
    assert read_choice("民营企业", OWNERSHIP_TYPE).value == "private"
    assert read_choice("State-owned", OWNERSHIP_TYPE).value == "state_owned"
    assert read_choice("state owned", OWNERSHIP_TYPE).value == "state_owned"
    assert read_choice("Ａ级", TIER).value == "A"
    assert read_choice("D", TIER).problem
    assert read_choice("", TIER).empty
    assert (
        read_choices("教练、Influencer；决策者", BUYING_ROLE).value
        == "decision_maker,influencer,coach"
    )
    assert read_choices("教练,谁", BUYING_ROLE).value is None


@pytest.mark.parametrize(
    "text",
    [
        "客户名称",
        "客 户 名 称：",
        "客户名称*",
        "客户名称（必填）",
        "【客户名称】",
        "一、客户名称",
        "1. 客户名称",
        "　客户名称 :",
    ],
)
def test_labels_match_apart_from_blanks_and_signs(text: str) -> None:
    assert normal_label(text).key == "客户名称"


def test_labels_keep_their_unit() -> None:
    assert (normal_label("注册资金（万元）：").key, normal_label("注册资金（万元）：").unit) == (
        "注册资金",
        "万元",
    )
    assert normal_label("E-mail").key == normal_label("EMAIL").key == "email"
    assert normal_label("＊ Ｆａｘ").key == "fax"


def test_shown_values() -> None:
    assert show(Kind.MONEY, Decimal("1234567.5"), currency="CNY") == "¥1,234,567.50"
    assert show(Kind.MONEY, Decimal("-5"), currency="USD") == "-USD 5.00"
    assert show(Kind.MONEY, Decimal("1234567.5"), currency="CNY", wan=True) == "¥123.46万"
    assert show(Kind.PERCENT, Decimal("0.25")) == "25%"
    assert show(Kind.PERCENT, Decimal("0.12345"), places=1) == "12.3%"
    assert show(Kind.PERCENT, Decimal("0.1235"), places=1) == "12.4%"
    assert show(Kind.INTEGER, 1234567) == "1,234,567"
    assert show(Kind.DATE, THIRD_OF_NOVEMBER) == "2026-11-03"
    assert show(Kind.TEXT, None) == ""


_MONEY = st.decimals(-MONEY_LIMIT + 1, MONEY_LIMIT - 1, places=2)
_DAYS = st.dates(date(1800, 1, 1), date(2199, 12, 31)).filter(
    lambda day: (
        day
        not in (
            date(1900, 1, 1),
            date(1899, 12, 30),
            date(1899, 12, 31),
            date(1904, 1, 1),
            date(2099, 12, 31),
        )
    )
)


@given(_MONEY, st.sampled_from(["CNY", "USD", "EUR", "JPY"]))
def test_shown_money_reads_back(amount: Decimal, currency: str) -> None:
    reading = read_money(show(Kind.MONEY, amount, currency=currency))
    assert (reading.value, reading.currency) == (amount, currency)


@given(_DAYS)
def test_shown_days_read_back(day: date) -> None:
    assert read_date(show(Kind.DATE, day)).value == day
    assert read_partial_date(show(Kind.PARTIAL_DATE, day.isoformat())).value == day.isoformat()


@given(_DAYS)
def test_serials_read_back(day: date) -> None:
    if day > date(1905, 1, 1):
        serial = (day - date(1899, 12, 30)) // timedelta(days=1)
        assert read_date(serial).value == day or read_date(serial).problem
        assert read_date(float(serial - 1462), date1904=True).value in (day, None)


@given(st.decimals(0, 1, places=4))
def test_shown_percentages_read_back(share: Decimal) -> None:
    assert read_percent(show(Kind.PERCENT, share)).value == share


@given(st.integers(-(10**20), 10**20), st.decimals(-(10**12), 10**12, places=4))
def test_shown_numbers_read_back(number: int, exact: Decimal) -> None:
    assert read_integer(show(Kind.INTEGER, number)).value == number
    assert read_decimal(show(Kind.DECIMAL, exact)).value == exact


@given(
    st.booleans(),
    st.sampled_from(OWNERSHIP_TYPE.codes),
    st.sets(st.sampled_from(BUYING_ROLE.codes), min_size=1),
)
def test_shown_choices_read_back(answer: bool, code: str, several: set[str]) -> None:
    assert read_boolean(show(Kind.BOOLEAN, answer)).value is answer
    assert (
        read_choice(show(Kind.CHOICE, code, vocabulary=OWNERSHIP_TYPE), OWNERSHIP_TYPE).value
        == code
    )
    stored = ",".join(one for one in BUYING_ROLE.codes if one in several)
    assert (
        read_choices(show(Kind.CHOICES, stored, vocabulary=BUYING_ROLE), BUYING_ROLE).value
        == stored
    )


@given(st.integers(31_536_000 // 60, 2_145_916_800 // 60))
def test_shown_moments_read_back_to_the_minute(minutes: int) -> None:
    minute = datetime.fromtimestamp(minutes * 60, UTC)
    assert read_moment(show(Kind.MOMENT, minute)).value == minute


@given(st.text())
def test_read_text_settles(text: str) -> None:
    once = read_text(text).value
    assert read_text(once).value == once


_ANYTHING = st.one_of(
    st.text(st.characters(), max_size=30),
    st.text("0123456789.,-/()年月日万亿千百元¥$%E+: 一二十〇民国jan", max_size=14),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.booleans(),
    st.none(),
    st.dates(),
    st.datetimes(),
    st.just(object()),
)


@given(_ANYTHING, st.text("注册资金(万元)$usd单位：/ ", max_size=8))
def test_nothing_anybody_types_raises(raw: object, heading: str) -> None:
    readings = [
        read(raw)
        for read in (
            read_text, read_code, read_phone, read_email, read_date, read_partial_date, read_moment,
            read_integer, read_decimal, read_boolean,
        )
    ]  # fmt: skip
    readings += [
        read_percent(raw, heading=heading),
        read_money(raw, heading=heading),
        read_choice(raw, TIER),
        read_choices(raw, BUYING_ROLE),
    ]
    for reading in readings:
        assert reading.value is None or reading.problem is None or reading.kept
        assert not reading.alternatives or reading.problem
    if isinstance(raw, str):
        normal_label(raw)
