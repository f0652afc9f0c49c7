"""The page of reports: what is previewed is what is written; sheets, zoom and links; another kind, another period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kamdesk.i18n import message
from kamdesk.model.purchase import Purchase
from kamdesk.reports.declaration import Figure
from kamdesk.reports.layout import lines_of
from kamdesk.reports.places import Places
from kamdesk.ui import file_jobs, jobs, messages
from kamdesk.ui.desk import Desk
from kamdesk.ui.events import StoreEvents
from kamdesk.ui.kpi.reports.page import ReportsPage
from kamdesk.ui.kpi.reports.page_painter import jumps_of

TODAY = date(2026, 11, 24)


@pytest.fixture
def page(qtbot, app, store, one) -> Iterator[ReportsPage]:
    with store.change(message("Purchase")) as session:
        session.add(
            Purchase(on=date(2026, 8, 3), account_id=one, amount=Decimal("120.50"), state="ordered")
        )
    events = StoreEvents(store)
    shown = ReportsPage(Desk(store, events, today=lambda: TODAY))
    qtbot.addWidget(shown)
    shown.resize(1100, 800)
    shown.show()
    settle(qtbot, shown)
    yield shown
    qtbot.waitUntil(lambda: not jobs.runner().jobs(), timeout=20000)
    events.stop()


def settle(qtbot, page: ReportsPage) -> None:
    qtbot.waitUntil(lambda: page.shown is not None and not jobs.runner().jobs(), timeout=20000)


def value_of(page: ReportsPage, name: str) -> object:
    """What the preview shows in the cell called `name` of the sheet of indicators."""
    report = page.shown.report
    for line in lines_of(report, report.sheet("figures")):
        for piece in line.pieces:
            if piece.name == name:
                return piece.value.value if isinstance(piece.value, Figure) else piece.value
    raise KeyError(name)


def test_what_is_seen_is_what_is_written(qtbot, page, tmp_path, monkeypatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(file_jobs, "opener", opened.append)
    target = tmp_path / "report.xlsx"
    monkeypatch.setattr(messages, "choose_save_file", lambda *_what: target)
    # The last quarter that is over.
    assert page.shown.known.span.code == "2026Q3"
    assert value_of(page, "sales_amount.value") == Decimal("120.50")
    QTest.mouseClick(page.make_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(opened), timeout=20000)
    assert opened == [target]
    book = openpyxl.load_workbook(target, data_only=True)
    assert book.sheetnames == list(Places(page.shown.report).names.values())
    amounts = {row[1].value: row[4].value for row in book["Indicators"].iter_rows(min_col=1)}
    assert amounts["Sales amount ↑"] == 120.5


def test_sheets_keys_and_links_lead_through_the_pages(page) -> None:
    preview = page.preview
    contents = next(n for n, each in enumerate(preview.pages(), 1) if each.sheet.key == "contents")
    page.sheets.setCurrentIndex(page.sheets.findData("contents"))
    page.sheets.activated.emit(page.sheets.currentIndex())
    assert preview.current_page() == contents
    preview.setFocus()
    QTest.keyClick(preview, Qt.Key.Key_PageDown)
    assert preview.current_page() == contents + 1
    QTest.keyClick(preview, Qt.Key.Key_Home)
    assert preview.current_page() == 1
    assert page.page_words.text() == f"Page 1 of {len(preview.pages())}"
    preview.go_to_page(contents)
    box, sheet = jumps_of(preview.pages()[contents - 1])[0]
    spot = preview._box(contents - 1).topLeft() + box.center() * preview.scale()
    QTest.mouseClick(
        preview.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(int(spot.x()), int(spot.y()))
    )
    assert preview.pages()[preview.current_page() - 1].sheet.key == sheet


def test_zoom_keeps_the_page_in_sight(page) -> None:
    preview = page.preview
    preview.go_to_page(4)
    before = preview.zoom_percent()
    QTest.keyClick(preview, Qt.Key.Key_Plus)
    assert preview.zoom_percent() > before
    assert preview.current_page() == 4
    assert page.zoom_words.text() == f"{preview.zoom_percent()}%"
    QTest.keyClick(preview, Qt.Key.Key_0)
    assert preview.zoom_percent() == before


def test_the_indicators_of_a_person_and_another_period(qtbot, page) -> None:
    assert page.bar.scope.isHidden()
    page.kind.choose("indicators")
    settle(qtbot, page)
    assert page.shown.kind == "indicators"
    assert not page.bar.scope.isHidden()
    assert page.shown.report.sheets[0].key == "figures"
    page.bar.step(1)
    settle(qtbot, page)
    assert page.shown.known.span.code == "2026Q4"
    assert value_of(page, "sales_amount.value") == 0


def test_a_change_shows_at_once(qtbot, page, store, one) -> None:
    with store.change(message("Purchase")) as session:
        session.add(
            Purchase(on=date(2026, 9, 30), account_id=one, amount=Decimal("30"), state="ordered")
        )
    qtbot.waitUntil(
        lambda: value_of(page, "sales_amount.value") == Decimal("150.50"), timeout=20000
    )


def test_pages_are_printed_to_pdf(page, tmp_path, monkeypatch) -> None:
    target = tmp_path / "report.pdf"
    monkeypatch.setattr(messages, "choose_save_file", lambda *_what: target)
    page.make_pdf()
    content = target.read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type /Page\n") == len(page.shown.pages)
