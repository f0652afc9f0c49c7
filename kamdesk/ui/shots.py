"""Pictures of every page of the window, in each language and theme, to be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from kamdesk import i18n
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.detail import PAGES as DETAIL_PAGES
from kamdesk.ui.accounts.pages import PAGES
from kamdesk.ui.accounts.tab import AccountsTab
from kamdesk.ui.app import application
from kamdesk.ui.main_window import MainWindow
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
    try:
        for code in languages:
            i18n.set_language(code)
            for name in themes:
                theme.apply_theme(app, name)
                made += _shoot(app, store, out_dir, f"{code}-{name}", size)
    finally:
        i18n.set_language(language)
        theme.apply_theme(app, mode)
    return made


def _shoot(
    app: QApplication, store: Store, out_dir: Path, ending: str, size: tuple[int, int]
) -> Iterator[Path]:
    window = MainWindow(store)
    window.resize(*size)
    window.show()
    for name, act in _steps(window):
        act()
        _settle(app)
        path = out_dir / f"{name}-{ending}.png"
        window.grab().save(str(path))
        yield path
    window.hide()  # not closed: closing keeps the look of the window, and a picture changes nothing
    window.events.stop()
    window.deleteLater()
    app.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def _steps(window: MainWindow) -> Iterator[Step]:
    tab = window.tabs.get("accounts")
    if not isinstance(tab, AccountsTab):
        yield "first-start", window.update
        return
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
    tab.detail.show_page("archive")
    yield "groups", partial(tab.views.choose, "groups")
    yield "list-grouped", partial(_group, tab)
    yield "list-nothing-found", partial(tab.list.search, "zzzz")
    tab.list.clear_filters()
    tab.list.group_by("")
    for entry in PAGES:
        yield f"page-{entry.key}", partial(tab.show_page, entry.key)


def _open_person(tab: AccountsTab) -> None:
    tab.detail.show_page("people")
    if tab.detail.people.cards:
        tab.detail.people.open_person(tab.detail.people.cards[0].contact_id)


def _group(tab: AccountsTab) -> None:
    tab.views.choose("key")
    tab.list.group_by("region")
    tab.list.set_condition("tier", [Condition("tier", "is", ("A", "B"))])


def _settle(app: QApplication) -> None:
    """Lets layouts and scrolling come to rest."""
    for _round in range(6):
        app.processEvents()
