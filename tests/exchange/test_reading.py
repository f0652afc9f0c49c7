"""The short way for plain texts gives what the long way gives, for any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kamdesk.exchange.reading import is_plain, read_cell
from kamdesk.exchange.sheets import CellError, Formula
from kamdesk.model.account import Account
from kamdesk.model.fields import field_of

NAME = field_of(Account, "name")
CODE = field_of(Account, "account_code")
REMARKS = field_of(Account, "remarks")

texts = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=" aé\u0301e\u3000\t中1E+5nulNUL#/A\\\\\ud800\ufeff", max_size=12),
)


@given(texts)
def test_a_plain_text_is_read_as_it_stands(text: str) -> None:
    if is_plain(text):
        for field in (NAME, CODE, REMARKS):
            reading = read_cell(field, text)
            assert (reading.value, reading.problem) == (text, None)


def test_ordinary_cells_are_plain() -> None:
    assert all(
        map(
            is_plain,
            ["海川精密仪器有限公司", "017602", "K00001", "=1+1+1", "建设路 597 号", "甲", "无"],
        )
    )


def test_what_needs_a_look_is_not_plain() -> None:
    odd = [
        "NULL",
        "#N/A",
        " 甲公司",
        "甲公司 ",
        "第一行\n第二行",
        "1.23E+17",
        "e\u0301cole",
        "",
        "\\N",
        "1E+5",
    ]
    assert not any(map(is_plain, odd))


def test_a_mark_for_an_empty_cell_says_nothing() -> None:
    assert [read_cell(NAME, mark).empty for mark in ("NULL", "null", "#N/A", "\\N")] == [True] * 4


def test_a_cell_without_a_value_of_its_own_is_reported() -> None:
    error, formula = read_cell(NAME, CellError("#DIV/0!")), read_cell(NAME, Formula("=A1&B1"))
    assert error.value is None
    assert "#DIV/0!" in str(error.problem)
    assert formula.value is None
    assert "formula" in str(formula.problem)
