"""The cards in the window: each number opens its records, which come to the same; frozen ones stay."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.indicators import scopes
from kamdesk.model.department import Staff
from kamdesk.model.frozen import FrozenPeriod
from kamdesk.model.service import Complaint
from kamdesk.store.opening import open_store
from kamdesk.store.store import DATABASE_NAME
from kamdesk.ui.kpi.dashboard import behind_reading
from kamdesk.ui.kpi.dashboard.behind_reading import CHANGED, DENOMINATOR, NUMERATOR
from kamdesk.ui.kpi.dashboard.figure_card import FigureCard
from kamdesk.work import demo

LOADED = date(2026, 11, 24)
NOT_A_SUM = {"time_in_stage"}
"""Its value is the median of what its records bear."""


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """A data folder with the demonstration, filled once for all tests here."""
    folder = tmp_path_factory.mktemp("demonstration")
    opened = open_store(folder)
    demo.load(opened, on=LOADED)
    opened.close()
    return folder


@pytest.fixture
def home(tmp_path, demonstration):
    """A copy of it for a test; nobody has it open."""
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copyfile(demonstration / DATABASE_NAME, folder / DATABASE_NAME)
    return folder


@pytest.fixture
def cards(store, open_window, settle):
    """The page of the indicators on the demonstration, every row of cards open, for a quarter that is over."""
    window = open_window(store, "kpi")
    window.desk.today = lambda: LOADED
    page = window.tabs["kpi"].cards
    settle()
    page.show_period("2026Q3")
    settle()
    if page.cards.is_folded("further"):
        page.cards.toggle("further")
        settle()
    return page


def all_lines(page, head) -> list[behind_reading.Line]:
    with page._desk.store.read() as session:
        return behind_reading.read_page(session, head, 0, max(head.count, 1))


def test_every_number_opens_the_records_that_come_to_it(cards, settle):
    keys = [each.card.key for each in cards.cards.cards()]
    assert len(keys) == len(set(keys)) == 30

    for key in keys:
        for part in (NUMERATOR, DENOMINATOR):
            cards.choose(key, part)
            settle()
            head, card = cards.behind.model.head, cards.cards.card(key).card
            assert head.wish.card.key == key
            if head.wish.part != part:  # a count has no denominator
                assert card.shown.denominator is None
                continue
            lines = all_lines(cards, head)
            number = card.shown.numerator if part == NUMERATOR else card.shown.denominator
            assert len(lines) == head.count == cards.behind.model.rowCount(), (key, part)
            assert head.sum == number, (key, part)
            if number is not None and key not in NOT_A_SUM:
                together = sum((each.value or Decimal(0) for each in lines), Decimal(0))
                assert abs(together - number) < Decimal("1e-9"), (key, part)
            if card.declared.unit == "count":
                assert card.shown.value == head.count


def test_a_frozen_quarter_keeps_its_figure_and_shows_the_late_complaint(cards, settle, questions):
    store, key = cards._desk.store, "valid_complaint_count"
    before = cards.cards.card(key).card.shown.value
    questions.answers.append("cancel")
    cards.freeze_button.click()
    settle()
    assert cards.known.frozen is None
    questions.answers.append("freeze")
    cards.freeze_button.click()
    settle()
    assert len(questions.asked) == 2
    assert cards.known.frozen is not None
    assert not cards.freeze_button.isVisible()
    with store.change(message("Late complaint")) as session:
        known = session.scalars(select(Complaint).where(Complaint.judgement == "valid")).first()
        late = Complaint(
            number="C-LATE", account_id=known.account_id, received_on=date(2026, 9, 28),
            judgement="valid", content="Came late",
        )  # fmt: skip
        session.add(late)
        session.flush()
        late_id = late.id
    settle()
    card = cards.cards.card(key).card
    assert card.shown.value == before
    assert card.live.value == before + 1
    assert f"restated {before + 1}" in cards.cards.card(key).accessibleName()
    cards.choose(key, CHANGED)
    settle()
    lines = cards.behind.model.head.changes
    assert [(each.record_id, each.mark) for each in lines] == [(late_id, "added")]
    cards.compare_button.click()
    settle()
    assert cards.compared.model.row_at(0).is_restated
    frozen_change = store.undo_id()
    store.undo(frozen_change)  # the complaint
    store.undo()  # the freezing
    settle()
    with store.read() as session:
        living = select(FrozenPeriod).where(FrozenPeriod.deleted_at.is_(None))
        assert session.scalars(living).all() == []
    assert cards.cards.card(key).card.frozen is None


def test_arrows_walk_the_cards_and_enter_opens_the_list_and_the_record(cards, settle, qtbot):
    opened = []
    cards._desk.signals.record_wanted.disconnect()
    cards._desk.signals.record_wanted.connect(lambda record, number: opened.append((record, number)))  # fmt: skip
    cards.cards.take_focus()
    first = QApplication.focusWidget()
    assert isinstance(first, FigureCard)
    qtbot.keyClick(first, Qt.Key.Key_Right)
    second = QApplication.focusWidget()
    assert second is not first
    qtbot.keyClick(second, Qt.Key.Key_Left)
    assert QApplication.focusWidget() is first
    qtbot.keyClick(first, Qt.Key.Key_Down)
    below = QApplication.focusWidget()
    assert below.mapToGlobal(below.rect().center()).x() == first.mapToGlobal(first.rect().center()).x()  # fmt: skip
    qtbot.keyClick(first, Qt.Key.Key_Return)
    settle()
    assert first.is_chosen()
    cards.behind.table.go_to_row(0)
    qtbot.keyClick(cards.behind.table, Qt.Key.Key_Return)
    line = cards.behind.model.line_at(0)
    assert opened == [("Purchase", line.record_id)]


def test_the_excel_list_has_every_record(cards, settle, questions, tmp_path):
    import openpyxl

    target = tmp_path / "behind.xlsx"
    questions.answers.append(str(target))
    cards.choose("sales_plan_rate", NUMERATOR)
    settle()
    cards.behind.export()
    settle()
    rows = list(openpyxl.load_workbook(target).active.iter_rows(values_only=True))
    head = cards.behind.model.head
    assert len(rows) == head.count + 1
    column = rows[0].index("Value")
    assert sum(Decimal(str(each[column])) for each in rows[1:]) == head.sum


def test_a_person_and_a_kept_view_are_looked_at_again(cards, settle):
    tab = cards.window().tabs["kpi"]
    with cards._desk.store.read() as session:
        person = session.scalars(select(Staff.id).where(Staff.name == "陆景和")).one()
    cards.show_figure("sales_amount", "2026Q3", scopes.of_staff(person))
    settle()
    own = cards.cards.card("sales_amount").card.shown.value
    assert cards.known.scope_words == "陆景和"
    tab.kept.keep(cards.look, "His quarter")
    cards.bar.look_chosen.emit(cards.look.__class__("2026Q3"))
    settle()
    whole = cards.cards.card("sales_amount").card.shown.value
    assert own < whole
    tab.views.choose("indicators")
    tab.views.choose(next(f"kept:{each}" for each in tab.views.kept))
    settle()
    assert cards.cards.card("sales_amount").card.shown.value == own
    tab.show_page("people", "2026Q3")
    settle()
    model = tab.page("people").model
    row = model.keys.index("sales_amount")
    values = [model.card_at(row, column).shown.value for column in range(1, model.columnCount())]
    assert values[0] == whole == sum(values[1:])
    assert own in values[1:]
