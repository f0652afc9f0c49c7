"""The look: nothing cut in either language at the smallest window, no nameless control in dialogs, pictures."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from kamdesk.i18n import set_language
from kamdesk.ui.accounts.bulk import BulkChangeDialog
from kamdesk.ui.accounts.quick_add_form import QuickAddDialog
from kamdesk.ui.shots import shoot_pages
from kamdesk.ui.widgets.labels import ElidedLabel


def cut_words(root: QWidget) -> list[str]:
    """Labels and buttons in view that are narrower than their words."""
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, ElidedLabel):
            continue
        if (isinstance(widget, QPushButton) and widget.text()) or (
            isinstance(widget, QLabel) and not widget.wordWrap()
        ):
            needed = widget.fontMetrics().horizontalAdvance(widget.text())
        else:
            continue
        if needed > widget.width():
            found.append(f"{widget.text()!r} needs {needed}, has {widget.width()}")
    return found


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", [(1280, 622), (1440, 802)])
def test_nothing_is_cut(make_tab, few, code, size):
    set_language(code)
    tab = make_tab()
    tab.resize(*size)
    QApplication.processEvents()
    cut = cut_words(tab)
    for page in ("people", "timeline", "documents", "history"):
        tab.detail.show_page(page)
        QApplication.processEvents()
        cut += cut_words(tab.detail)
    tab.views.choose("groups")
    QApplication.processEvents()
    assert cut + cut_words(tab.groups) == []


def test_views_become_icons_where_the_window_is_narrow(make_tab, few):
    tab = make_tab()
    assert not tab.views.is_collapsed()
    tab.resize(1280, 622)
    assert tab.views.is_collapsed()
    tab.resize(1440, 802)
    assert not tab.views.is_collapsed()


def test_controls_of_the_dialogs_have_names(make_tab, few):
    tab = make_tab()
    tab.list.table.selectAll()
    tab.quick_add()
    tab.selection.change()
    tab.list.ask_condition("region")
    tab.detail.archive.change_dated("status")
    tab.detail.archive.ask_reason("fax")
    tab.groups.ask_company()
    tab.saved_filters.ask_to_save()
    assert tab.findChild(QuickAddDialog) is not None
    assert tab.findChild(BulkChangeDialog) is not None
    nameless = [
        f"{type(widget).__name__} in {dialog.windowTitle()}"
        for dialog in QApplication.topLevelWidgets()
        if dialog.isVisible() and dialog is not tab.window()
        for widget in dialog.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisibleTo(dialog)
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
        and widget.focusProxy() is None
    ]
    assert nameless == []


@pytest.mark.slow
def test_pictures_of_every_page(app, store, few, tmp_path):
    made = shoot_pages(store, tmp_path, ("en",), ("dark",))
    assert len(made) >= 15
    for path in made:
        picture = QImage(str(path))
        assert (picture.width(), picture.height()) == (1440, 900)
        colours = {picture.pixel(x, y) for x in range(0, 1440, 7) for y in range(0, 900, 7)}
        assert len(colours) > 5, path.name
