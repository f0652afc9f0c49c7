"""A stage gate holds in every way in: one sentence names what is missing; with a reason it passes, and is counted."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from kamdesk import i18n
from kamdesk.cli.command import Status
from kamdesk.i18n import _
from kamdesk.model.opportunity import Opportunity
from kamdesk.store.opening import open_store
from kamdesk.ui.accounts.import_list.page import ImportListPage
from kamdesk.ui.opportunities.bulk_dialog import BulkDialog
from kamdesk.ui.opportunities.gate_message import GateMessage
from kamdesk.ui.opportunities.tab import OpportunitiesTab
from kamdesk.work import opportunities
from tests.journeys.conftest import CTRL, Person
from tests.journeys.test_what_is_forbidden_is_refused_everywhere import reasons
from tests.journeys.visiting import command_line, exported
from tests.ui.opportunities.acting import add, drag, moves, stage_key
from tests.work.department import found

NAME, NUMBER = "产线改造", "G-1"
SENTENCES = {
    "en": "To leave “Project guidance”, this is missing: Need in one sentence, Customer's budget, Expected close, "
    "A contact with a role.",
    "zh": "离开“项目引导”还缺：客户需求（一句话）、客户预算是否已知、预计签约日期、至少一位有角色的联系人。",
}


@dataclass
class Ways:
    """The window at the Opportunities tab, with a lead and another one that is a stage further on."""

    person: Person
    lead: int
    in_dialog: Callable[..., None]
    folder: Path

    @property
    def tab(self) -> OpportunitiesTab:
        tab: OpportunitiesTab = self.person.window.tabs["opportunities"]
        return tab

    def meets_the_gate(self, act: Callable[[], object], reason: str = "") -> str:
        """Does something that meets the gate, goes back or passes it with a reason; gives what the message tells."""
        said: list[str] = []

        def answer(gate: GateMessage) -> None:
            said.append(gate.accessibleDescription())
            if reason:
                gate.link.click()
                gate.reason.insert(reason)
                gate.pass_button.click()
            else:
                self.person.qtbot.keyClick(gate, Qt.Key.Key_Escape)

        self.in_dialog(answer)
        act()
        self.person.wait()
        return said[0]


@pytest.fixture
def ways(home: Path, tmp_path: Path, look: Any, in_dialog: Any, request: Any, capsys: Any) -> Ways:
    store = open_store(home)
    office = found(store)
    lead = add(store, NAME, account_id=office.account, number=NUMBER)
    add(store, "备件框架", 1, account_id=office.account)  # further on already
    store.close()
    # The command line first, while no window has the folder open.
    i18n.set_language(look[0])
    moved = command_line(home, "opportunity", "move", NUMBER, "goal_setting")
    assert moved == Status.REFUSED
    assert SENTENCES[look[0]] in capsys.readouterr().err
    person: Person = request.getfixturevalue("person")
    assert stage_key(person.program.store, lead) == "guidance"
    person.key(Qt.Key.Key_4, CTRL)
    person.wait()
    return Ways(person, lead, in_dialog, tmp_path)


def on_the_page(ways: Ways, reason: str = "") -> str:
    """“Go on” of the project page."""
    ways.person.window.open_record("Opportunity", ways.lead)
    ways.person.wait()
    go_on = ways.tab.project.head.go_button
    return ways.meets_the_gate(lambda: ways.person.press(go_on.text(), ways.tab.project), reason)


def on_the_board(ways: Ways, reason: str = "") -> str:
    """The card is dragged into the next column."""
    ways.person.window.run_command("page_board")
    ways.person.wait()
    return ways.meets_the_gate(lambda: drag(ways.tab.board.board, (0, 0), 1), reason)


def in_bulk(ways: Ways, reason: str = "") -> str:
    """Selected in the list and changed with others; there no gate is passed with a reason."""
    ways.tab.views.choose("open")
    ways.tab.show_view("open")
    ways.person.wait()
    ways.tab.list.table.selectAll()
    ways.person.wait()
    ways.person.press(ways.tab.list.bulk_button.text(), ways.tab.list)
    dialog = ways.tab.findChild(BulkDialog)
    dialog.stage.setCurrentIndex(1)
    if reason:
        dialog.reason.setText(reason)
    ways.person.press(_("Change"), dialog)
    said: str = dialog.model.row_at(0)[2]
    ways.person.press(_("Close"), dialog)
    ways.person.back_in_the_window()
    return said


def in_a_list(ways: Ways) -> str:
    """A list that has it in the next stage already."""
    path, errors = ways.folder / "opportunities.csv", ways.folder / "errors.xlsx"
    rows = [["商机编号", "商机名称", "客户", "阶段"], [NUMBER, NAME, "云麓食品", "设定目标"]]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    ways.person.chooses("import_list", [str(path)])
    page = ways.person.tab._stack.currentWidget()
    assert isinstance(page, ImportListPage)
    assert not page.foot.write.isEnabled()
    ways.person.questions.answers = [str(errors)]
    ways.person.press(_("Error workbook…"), page)
    return "\n".join(reasons(errors))


def test_the_same_refusal_in_every_way(ways: Ways, look: tuple[str, str]) -> None:
    sentence, store = SENTENCES[look[0]], ways.person.program.store
    before = exported(store, ways.folder / "before.json")

    def unchanged() -> bool:
        return exported(store, ways.folder / "after.json") == before

    assert on_the_page(ways) == sentence
    assert unchanged()
    assert on_the_board(ways) == sentence
    assert unchanged()
    assert in_bulk(ways) == sentence
    assert unchanged()
    assert in_bulk(ways, "客户催得急") == sentence, "the reason of the dialog is for going back"
    assert unchanged()
    assert sentence in in_a_list(ways)
    assert unchanged()


@pytest.mark.parametrize("way", [on_the_page, on_the_board], ids=["page", "board"])
def test_a_reason_passes_and_is_counted(
    ways: Ways, look: tuple[str, str], way: Callable[[Ways, str], str]
) -> None:
    store = ways.person.program.store
    assert way(ways, "客户催得急") == SENTENCES[look[0]]
    assert stage_key(store, ways.lead) == "goal_setting"
    assert moves(store, ways.lead)[-1].override_reason == "客户催得急"
    with store.read() as session:
        lead = session.get_one(Opportunity, ways.lead)
        assert opportunities.overrides(session, lead) == opportunities.overrides(session) == 1
    ways.person.window.run_command("undo")
    ways.person.wait()
    assert stage_key(store, ways.lead) == "guidance"
    with store.read() as session:
        assert opportunities.overrides(session) == 0


@pytest.mark.parametrize("look", [("en", "light")], ids=["in English"])
def test_the_command_line_passes_with_a_reason(look: Any, home: Path) -> None:
    store = open_store(home)
    lead = add(store, NAME, number=NUMBER)
    store.close()
    move = ("opportunity", "move", NUMBER, "goal_setting", "--override", "客户催得急")
    assert command_line(home, *move) == Status.DONE
    store = open_store(home)
    try:
        assert stage_key(store, lead) == "goal_setting"
        with store.read() as session:
            assert opportunities.overrides(session) == 1
    finally:
        store.close()
