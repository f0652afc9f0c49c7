"""Pictures of every page of the window, in each language and theme, to be looked at."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QEvent, QEventLoop, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from kamdesk import i18n
from kamdesk.store.store import Store
from kamdesk.ui import jobs, theme
from kamdesk.ui.accounts.detail import PAGES as DETAIL_PAGES
from kamdesk.ui.accounts.pages import PAGES
from kamdesk.ui.accounts.tab import AccountsTab
from kamdesk.ui.app import application
from kamdesk.ui.kpi.pages import PAGES as KPI_PAGES
from kamdesk.ui.main_window import MainWindow
from kamdesk.ui.opportunities import shots as opportunity_shots
from kamdesk.ui.opportunities.forecast import shots as forecast_shots
from kamdesk.ui.relations import shots as relation_shots
from kamdesk.ui.service.pages import PAGES as SERVICE_PAGES
from kamdesk.ui.today import views
from kamdesk.ui.today.tab import TodayTab
from kamdesk.ui.visits import shots as visit_shots
from kamdesk.ui.widgets.chips import Segment
from kamdesk.work import lists
from kamdesk.work.development_board import cards
from kamdesk.work.lists import Condition

WIDTH, HEIGHT = 1440, 900
ThemeName = Literal["light", "dark"]
Step = tuple[str, Callable[[], object]]


def shoot_pages(
    store: Store,
    out_dir: Path,
    languages: Sequence[str] = ("zh", "en"),
    themes: Sequence[ThemeName] = ("light", "dark"),
    size: tuple[int, int] = (WIDTH, HEIGHT),
) -> list[Path]:
    """Renders every page of the window with what `store` holds to PNG files ``page-language-theme.png``.

    Nothing is stored. Language and theme are afterwards what they were. Works without a display
    (``QT_QPA_PLATFORM=offscreen``).
    """
    app = application()
    out_dir.mkdir(parents=True, exist_ok=True)
    language, mode = i18n.language(), theme.mode()
    made: list[Path] = []
    unheard = qInstallMessageHandler(_hear)
    scratch = tempfile.TemporaryDirectory(prefix="kamdesk-pictures-")
    try:
        subjects = _subjects(store, Path(scratch.name))
        for code in languages:
            i18n.set_language(code)
            for name in themes:
                theme.apply_theme(app, name)
                made += _shoot(app, store, subjects, out_dir, f"{code}-{name}", size)
    finally:
        qInstallMessageHandler(unheard)
        scratch.cleanup()
        i18n.set_language(language)
        theme.apply_theme(app, mode)
    return made


def _hear(kind: QtMsgType, _context: QMessageLogContext, words: str | None) -> None:
    """Passes on what Qt has to say, but for the offscreen platform's regret that it cannot hint sizes."""
    if words and not words.startswith("This plugin does not support"):
        print(f"{kind.name}: {words}", file=sys.stderr)  # noqa: T201 - where Qt itself would write


def _subjects(store: Store, folder: Path) -> dict[str, object]:
    """What the pages that work on files are shown with: archive forms with corrections, a damaged one, and a list."""
    from kamdesk.exchange.export import export_list, full_query
    from kamdesk.forms.data import edition
    from kamdesk.forms.layouts import form_kind
    from kamdesk.forms.write import write_form

    forms = folder / "forms"
    forms.mkdir()
    with store.read() as session:
        kind = form_kind("archive")
        form, printed = kind.declare(session), edition(session)
        accounts = lists.page(session, lists.ListQuery("Account", ("name",), sort="name"), 0, 6)
        for number, (account_id, name) in enumerate(accounts):
            data = kind.collect(session, form, account_id)
            changed = {"account.fax": "0513-1555 2190", "account.employee_count": 300 + number}
            data = replace(data, values=data.values | changed)
            write_form(forms / f"{name}.xlsx", form, printed, data)
        export_list(session, full_query(session, "accounts"), folder / "accounts.csv")
    if not accounts:
        return {}
    whole = next(iter(sorted(forms.iterdir()))).read_bytes()
    (forms / "~returned.xlsx").write_bytes(whole[: len(whole) // 2])
    return {"import_forms": [forms], "import_list": [folder / "accounts.csv"]}


def _shoot(
    app: QApplication,
    store: Store,
    subjects: Mapping[str, object],
    out_dir: Path,
    ending: str,
    size: tuple[int, int],
) -> Iterator[Path]:
    window = MainWindow(store)
    window.resize(*size)
    window.show()
    for name, act in _steps(window, subjects):
        act()
        _settle(app)
        path = out_dir / f"{name}-{ending}.png"
        window.grab().save(str(path))
        yield path
    window.hide()  # not closed: closing keeps the look of the window, and a picture changes nothing
    window.events.stop()
    window.deleteLater()
    app.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def _steps(window: MainWindow, subjects: Mapping[str, object]) -> Iterator[Step]:
    if window.first_start is not None:
        yield "first-start", window.update
        yield "today-empty", partial(window.show_tab, "today")
        return
    yield from _today_steps(window.show_tab("today"))
    tab: AccountsTab = window.show_tab("accounts")
    if tab.list.is_empty():
        yield "empty", window.update
        return
    tab.views.choose("key")
    tab.list.group_by("")
    for page in DETAIL_PAGES:
        yield f"account-{page}", partial(tab.detail.show_page, page)
    tab.detail.show_page("archive")
    yield "account-form-end", partial(tab.detail.archive.go_to, "loss_reason")
    yield "account-person", partial(_open_person, tab)
    yield from relation_shots.steps(tab, window.store)
    tab.detail.show_page("archive")
    yield "groups", partial(tab.views.choose, "groups")
    yield "list-grouped", partial(_group, tab)
    yield "list-nothing-found", partial(tab.list.search, "zzzz")
    tab.list.clear_filters()
    tab.list.group_by("")
    for entry in PAGES:
        yield f"page-{entry.key}", partial(tab.show_page, entry.key, subjects.get(entry.key))
    yield from _strategy_steps(tab)
    with window.store.read() as session:
        under_way = cards(session, date.today())
    for state in ("candidate", "manager_review", "implementing"):
        chosen = next((each.id for each in under_way if each.state == state), None)
        if chosen is not None:
            yield f"development-{state}", partial(tab.show_page, "development", chosen)
    yield from visit_shots.steps(window.show_tab("visits"), window.store)
    yield from opportunity_shots.steps(window.show_tab("opportunities"), window.store)
    yield from forecast_shots.steps(window.show_tab("opportunities"))
    for key, pages in (("service", SERVICE_PAGES), ("kpi", KPI_PAGES)):
        tab = window.show_tab(key)
        yield key, window.update
        for entry in pages:
            yield f"{key}-{entry.key}", partial(tab.show_page, entry.key)


def _today_steps(tab: TodayTab) -> Iterator[Step]:
    for view in views.LISTS:
        yield f"today-{view}", partial(tab.show_view, view)
    yield "today-review", partial(tab.show_view, views.REVIEW)
    yield "today-review-overdue", tab.review.go_on
    tab.show_view(views.TODAY)
    yield "today-by-account", partial(tab.segment.choose, "account")
    tab.segment.choose("time")


def _strategy_steps(tab: AccountsTab) -> Iterator[Step]:
    """The other views of the pages of the account strategy."""
    for page, part, choice in (
        ("criteria", "segment", "grading"), ("portfolio", "view", "bcg"), ("competitors", "view", "heard"),
    ):  # fmt: skip
        tab.show_page(page)
        segment: Segment = getattr(tab.page(page), part)
        yield f"page-{page}-{choice}", partial(segment.choose, choice)


def _open_person(tab: AccountsTab) -> None:
    tab.detail.show_page("people")
    if tab.detail.people.cards:
        tab.detail.people.open_person(tab.detail.people.cards[0].contact_id)


def _group(tab: AccountsTab) -> None:
    tab.views.choose("key")
    tab.list.group_by("region")
    tab.list.set_condition("tier", [Condition("tier", "is", ("A", "B"))])


def _settle(app: QApplication) -> None:
    """Lets jobs end and layouts and scrolling come to rest."""
    while jobs.runner().jobs():
        app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
    for _round in range(6):
        app.processEvents()
