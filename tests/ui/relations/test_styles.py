"""The questionnaire about behaviour: its result while one answers, what is kept, where it shows and where not."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from kamdesk.exchange.interchange_out import export_all
from kamdesk.i18n import message
from kamdesk.model.visit import Visit
from kamdesk.ui.desk import Desk
from kamdesk.ui.relations.styles import StyleDialog
from kamdesk.work import behaviour, settings
from kamdesk.work.analysis.style import ASSERTIVE, RESPONSIVE
from kamdesk.work.visit_known import known
from tests.work.chain_people import TODAY, Customer


@pytest.fixture
def dialog(desk: Desk, made: Customer, qtbot) -> StyleDialog:
    shown = StyleDialog(desk, made.department.contact)
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def answer(dialog: StyleDialog, assertive: list[int], responsive: list[int]) -> None:
    for pairs, values in ((ASSERTIVE, assertive), (RESPONSIVE, responsive)):
        for pair, value in zip(pairs, values, strict=False):
            dialog.answers[pair.key].steps.choose(str(value))


def test_the_result_of_the_example(dialog: StyleDialog, made: Customer, qtbot) -> None:
    assert dialog.figures.text() == "5 + 5 answers missing"
    answer(dialog, [4, 3, 3, 4, 2, 3], [2, 1, 2, 2, 3, 2])
    assert dialog.result_words.text() == "Driver"
    assert dialog.figures.text() == "assertive 3.17, responsive 2.00"
    assert "result" in dialog.advice.text()
    dialog.keep.click()
    with made.store.read() as session:
        result = behaviour.style_of(session, made.department.contact)
    assert result is not None
    assert result.style == "driver"
    assert made.store.undo_label() == "Behaviour style of 受访人戊"
    made.store.undo()
    with made.store.read() as session:
        assert behaviour.style_of(session, made.department.contact) is None


def test_near_the_cut_it_is_mixed(dialog: StyleDialog) -> None:
    # 13 / 5 = 2.6, within 0.2 of 2.5; 17 / 5 = 3.4
    answer(dialog, [3, 3, 2, 3, 2], [4, 3, 4, 3, 3])
    assert dialog.result_words.text() == "Expressive/Amiable"
    assert dialog.figures.text() == "assertive 2.60, responsive 3.40 · mixed"


def test_four_answers_are_too_few_and_one_can_be_taken_back(dialog: StyleDialog, qtbot) -> None:
    answer(dialog, [4, 3, 3, 4, 2], [2, 1, 2, 2, 3])
    assert dialog.result_words.text() == "Driver"
    qtbot.mouseClick(dialog.answers[ASSERTIVE[0].key].clear, Qt.MouseButton.LeftButton)
    assert dialog.result_words.text() == "No result yet"
    assert dialog.figures.text() == "1 + 0 answers missing"


def test_the_style_shows_on_the_map_and_beside_a_visit(
    dialog: StyleDialog, made: Customer, open_map
) -> None:
    answer(dialog, [4, 3, 3, 4, 2, 3], [2, 1, 2, 2, 3, 2])
    dialog.keep.click()
    link = made.put_contact(made.department.contact, made.project)
    visit_id = made.visit(TODAY - timedelta(days=1), made.department.contact, name="受访人戊")
    pane = open_map()
    pane.choose(link)
    pills = pane.inspector._pill_flow
    assert [pills.itemAt(place).widget().words for place in range(pills.count())] == ["Driver"]
    with made.store.read() as session:
        beside = known(session, session.get_one(Visit, visit_id))
    assert beside.present[0].style is not None
    assert beside.present[0].style.style == "driver"


def test_styles_stay_out_of_exports_unless_wanted(
    dialog: StyleDialog, made: Customer, tmp_path: Path
) -> None:
    answer(dialog, [4, 3, 3, 4, 2, 3], [2, 1, 2, 2, 3, 2])
    dialog.keep.click()

    def exported(name: str) -> list[str]:
        with made.store.read() as session:
            export_all(session, tmp_path / name)
        held = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        return [each["kind"] for each in held["analyses"]]

    assert exported("without.json") == []
    with made.store.change(message("Set")) as session:
        settings.put(session, "export_styles", "yes")
    assert exported("with.json") == ["style"]


def test_the_menu_of_a_card_opens_the_questionnaire(desk: Desk, made: Customer, qtbot) -> None:
    from kamdesk.ui.accounts.people_page import PeoplePage
    from kamdesk.work.account_views import load_sheet

    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.resize(600, 400)
    with qtbot.waitExposed(page):
        page.show()
    with made.store.read() as session:
        page.show_sheet(load_sheet(session, made.account))
    entry = page.cards[0].menu().actions()[1]
    assert entry.text() == "Behaviour style…"
    entry.trigger()
    opened = page.findChild(StyleDialog)
    assert opened.windowTitle() == "Behaviour style of 受访人戊"
    opened.reject()
