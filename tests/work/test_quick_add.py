"""Next steps in words, persons and numbers in one field, and the account that comes of three things."""

from __future__ import annotations

from datetime import date

import pytest

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.contact import Contact
from kamdesk.model.department import Staff
from kamdesk.work import settings
from kamdesk.work.quick_add import quick_add, read_next_step, read_person_or_phone

TODAY = date(2026, 11, 24)
"""A Tuesday."""


@pytest.mark.parametrize(
    ("typed", "on", "text"),
    [
        ("周四打电话", date(2026, 11, 26), "打电话"),
        ("周二", date(2026, 12, 1), ""),  # today is Tuesday: the next one is meant
        ("下周一 送样品", date(2026, 11, 30), "送样品"),
        ("星期天", date(2026, 11, 29), ""),
        ("3天后", date(2026, 11, 27), ""),
        ("两周后回访", date(2026, 12, 8), "回访"),
        ("三个月后", date(2027, 2, 24), ""),
        ("月底对账", date(2026, 11, 30), "对账"),
        ("明天 拜访", date(2026, 11, 25), "拜访"),
        ("大后天", date(2026, 11, 27), ""),
        ("tomorrow: send the offer", date(2026, 11, 25), "send the offer"),
        ("call Thursday", date(2026, 11, 26), "call"),
        ("next Friday visit", date(2026, 12, 4), "visit"),
        ("in 10 days", date(2026, 12, 4), ""),
        ("11-30 sample", date(2026, 11, 30), "sample"),
        ("1/5", date(2027, 1, 5), ""),  # lies behind this year, so next year is meant
        ("11月30日签约", date(2026, 11, 30), "签约"),
        ("2027-02-03", date(2027, 2, 3), ""),
        ("2099-12-31", None, ""),  # stands for "none"
        ("2-30 call", None, "2-30 call"),  # no such day
        ("send offer no. 2026-118", None, "send offer no. 2026-118"),
        ("打电话", None, "打电话"),
        ("", None, ""),
    ],
)
def test_days_are_found_in_words(typed, on, text):
    step = read_next_step(typed, TODAY)
    assert (step.on, step.text) == (on, text)


@pytest.mark.parametrize(
    ("typed", "name", "phone"),
    [
        ("沈工 13812345678", "沈工", "13812345678"),
        ("0513-5560 2188", "", "0513-5560 2188"),
        ("138 1234 5678, Ms Shen", "Ms Shen", "138 1234 5678"),
        ("Shen", "Shen", ""),
        ("Unit 7", "Unit 7", ""),
    ],
)
def test_names_and_numbers_are_told_apart(typed, name, phone):
    found = read_person_or_phone(typed)
    assert (found.name, found.phone) == (name, phone)


def test_quick_add_makes_account_person_and_next_contact(store):
    with store.change(message("x")) as session:
        session.add(Staff(number="7", name="Zhou"))
        settings.put(session, "me", "7")
    with store.change(message("x")) as session:
        account = quick_add(session, "  Anvil   Works ", "沈工 0513-55602188", "周四打电话", TODAY)
    assert (account.name, account.status, account.owner_id) == ("Anvil Works", "prospect", 1)
    assert (account.next_contact_on, account.next_step, account.phone) == (
        date(2026, 11, 26), "打电话", None,
    )  # fmt: skip
    with store.read() as session:
        person = session.query(Contact).one()
        assert (person.full_name, person.phone, person.mobile, person.form_role) == (
            "沈工", "0513-55602188", None, "main_contact",
        )  # fmt: skip


def test_a_number_without_a_name_is_the_company_s(store):
    with store.change(message("x")) as session:
        account = quick_add(session, "Anvil", "0513-55602188", "", TODAY)
    assert account.phone == "0513-55602188"
    with store.read() as session:
        assert session.query(Contact).count() == 0


def test_without_a_name_nothing_is_added(store):
    with pytest.raises(RuleError), store.change(message("x")) as session:
        quick_add(session, "  ", "Shen", "", TODAY)
