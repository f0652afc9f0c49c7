"""The plan of a week as the department's form, and blank forms of any kind, from the window's menus."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtWidgets import QApplication, QMenu

from kamdesk.i18n import message
from kamdesk.work import visits


@pytest.fixture
def tab(store, office, open_window):
    """The Visits tab with one plan of today."""
    with store.change(message("Plan")) as session:
        values = {
            "account_id": office.account,
            "subject": "年度框架续约",
            "planned_on": date.today(),
        }
        visits.plan_visit(session, values)
    return open_window(store).show_tab("visits")


def _choose(words: str) -> None:
    """The entry of the open menu that says `words`."""
    menu = next(
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, QMenu) and each.isVisible()
    )
    next(each for each in menu.actions() if words in each.text()).trigger()
    menu.close()


def _texts(file: Path) -> set[str]:
    return {
        str(cell.value) for sheet in load_workbook(file) for row in sheet.iter_rows() for cell in row if cell.value
    }  # fmt: skip


def test_the_plan_of_the_week_in_view_goes_out(tab, tmp_path, questions, settle) -> None:
    target = tmp_path / "plan.xlsx"
    questions.answers.append(target)
    tab.calendar._open_more()
    _choose("Plan form of this week")
    settle()
    assert "年度框架续约" in _texts(target)


def test_a_blank_form_of_any_kind_goes_out(tab, tmp_path, questions, settle) -> None:
    target = tmp_path / "claim.xlsx"
    questions.answers.append(target)
    tab.window().run_command("form_blank_other")
    _choose("F6")
    settle()
    assert "费用报销单" in _texts(target), "forms are in the language of the data folder"
