"""Read by a screen reader and used without a mouse: walks every page and dialog of the window, in both languages."""

from __future__ import annotations

import pprint
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QScrollBar,
    QSplitterHandle,
    QTabBar,
    QTableView,
    QTextEdit,
    QTreeView,
    QWidget,
)

from kamdesk.forms import data, write
from kamdesk.forms.layouts.archive import ARCHIVE
from kamdesk.i18n import _, message, set_language
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.store import backup, check
from kamdesk.ui import messages
from kamdesk.ui.accounts.date_menu import DateMenu
from kamdesk.ui.accounts.detail import PAGES as DETAIL_PAGES
from kamdesk.ui.accounts.import_forms.account_picker import AccountPicker
from kamdesk.ui.accounts.pages import PAGES
from kamdesk.ui.check_dialog import CheckDialog
from kamdesk.ui.custom_fields_dialog import CustomFieldsDialog
from kamdesk.ui.keys_dialog import KeysDialog
from kamdesk.ui.main_window import MainWindow
from kamdesk.ui.restore_dialog import RestoreDialog
from kamdesk.ui.settings_dialog import SettingsDialog
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work.accounts import change_person, create_account

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
)
Stop = tuple[str, Callable[[], object]]
CHINESE = re.compile("[\u4e00-\u9fff]")
ENGLISH = re.compile("[A-Za-z]{4}")
DATA = re.compile(
    "E-mail|North|Tang|Lin|East|English|Phone|Account name|kamdesk|list.csv|one.xlsx|two.xlsx"
)
"""Words of the data of these tests, and names that are the same everywhere."""


@pytest.fixture
def returned(store, tmp_path: Path) -> Path:
    """A form that came back with one new value and one that cannot be read."""
    with store.change(message("Test data")) as session:
        parent = create_account(session, {"name": "North Works", "status": "active", "tier": "A"})
        change_person(session, parent, "main_contact", {"full_name": "Tang", "mobile": "138"})
        create_account(session, {"name": "North Parts", "status": "active", "parent_id": parent.id})
        session.add(Staff(number="S9", name="Lin"))
        parent_id = parent.id
    with store.read() as session:
        form, edition = ARCHIVE.declare(session), data.edition(session)
        filled = ARCHIVE.collect(session, form, parent_id)
    (tmp_path / "forms").mkdir()
    write.write_form(tmp_path / "forms" / "one.xlsx", form, edition, filled)
    (tmp_path / "forms" / "two.xlsx").write_bytes(b"PK no workbook")
    (tmp_path / "list.csv").write_text("Account name,Phone,XX\nEast,1,2\n,3,4\n", encoding="utf-8")
    return tmp_path


def stops(window: MainWindow, returned: Path, settle: Callable[[], None]) -> Iterator[Stop]:
    """Every place of the window, by name, with the way there."""
    tab = window.tabs["accounts"]
    tab.views.choose("all")
    window.open_record("Account", 1)
    settle()
    for key in DETAIL_PAGES:
        yield f"detail {key}", lambda key=key: tab.detail.show_page(key)
    yield (
        "person",
        lambda: (
            tab.detail.show_page("people"),
            tab.detail.people.open_person(tab.detail.people.cards[0].contact_id),
        ),
    )
    yield "nothing found", lambda: tab.list.search("zzzz")
    yield "filtered list", lambda: (tab.list.clear_filters(), tab.list.group_by("tier"))
    yield "message", lambda: window.say(_("Removed."), _("Undo"), print)
    yield "found", lambda: (window.palette_field.begin(), window.palette_field.setText("North"))
    yield "groups", lambda: tab.views.choose("groups")
    for entry in PAGES:
        yield f"page {entry.key}", lambda key=entry.key: (tab.show_page(key), settle())
    yield "forms read", lambda: (tab.show_page("import_forms", [returned / "forms"]), settle())
    yield "list read", lambda: (tab.show_page("import_list", [returned / "list.csv"]), settle())


def dialogs(window: MainWindow) -> Iterator[QDialog]:
    """Every dialog, shown."""
    store, tab = window.store, window.tabs["accounts"]
    tab.views.choose("all")
    tab.list.group_by("")
    tab.list.table.selectAll()
    backup.back_up(store, "manual")
    findings = [check.Finding("file", "not right")]
    for made in (
        SettingsDialog(store, window),
        CustomFieldsDialog(store, window),
        RestoreDialog(store.home, window),
        CheckDialog(store, findings, window),
        KeysDialog(window),
        AccountPicker(store, [(1, "North")], window),
        messages._box(window, "Title", "Text", "", "question"),
    ):
        made.show()
        yield made
        made.close()
    for open_it in (
        tab.quick_add,
        tab.selection.change,
        lambda: tab.list.ask_condition("region"),
        lambda: tab.list.ask_condition("employee_count"),
        lambda: tab.list.ask_condition("next_contact_on"),
        lambda: tab.detail.archive.change_dated("status"),
        lambda: tab.detail.archive.ask_reason("fax"),
        tab.groups.ask_company,
        tab.saved_filters.ask_to_save,
    ):
        before = {id(each) for each in window.findChildren(QDialog)}
        open_it()
        made = next(each for each in window.findChildren(QDialog) if id(each) not in before)
        assert made.isVisible()
        yield made
        made.close()


def controls(root: QWidget) -> Iterator[QWidget]:
    """What somebody can use, or be told of, in `root`."""
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not root.window():
            continue
        if isinstance(widget, QScrollBar | QSplitterHandle | QHeaderView):
            continue
        takes_focus = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        is_control = takes_focus and not isinstance(widget, QScrollArea)
        if (is_control or isinstance(widget, CONTROLS)) and not _is_inner(widget):
            yield widget


def _is_inner(widget: QWidget) -> bool:
    """Parts of one of Qt's own controls, which speaks for them."""
    parent = widget.parentWidget()
    return (
        isinstance(parent, QComboBox | QAbstractSpinBox | QLineEdit)
        or widget.objectName().startswith("qt_")
        or (widget.focusProxy() is not None and not isinstance(widget, CONTROLS))
    )


def spoken(widget: QWidget) -> str:
    """What a screen reader calls it."""
    interface = QAccessible.queryAccessibleInterface(widget)
    name = interface.text(QAccessible.Text.Name) if interface is not None else ""
    return name or widget.accessibleName()


def where(widget: QWidget) -> str:
    names = [type(widget).__name__]
    above = widget.parentWidget()
    while above is not None and len(names) < 4:
        names.append(type(above).__name__)
        above = above.parentWidget()
    return " in ".join(names)


def nameless(root: QWidget) -> set[str]:
    return {where(each) for each in controls(root) if not spoken(each).strip()}


def out_of_reach(root: QWidget) -> set[str]:
    """Enabled controls that no key leads to: not by Tab, not as the part of a control that is walked by arrows."""
    reached = set()
    first = widget = root.window().nextInFocusChain()
    while True:
        reached.add(widget)
        widget = widget.nextInFocusChain()
        if widget is first:
            break
    found = set()
    for each in controls(root):
        if not each.isEnabled() or (
            each.focusPolicy() & Qt.FocusPolicy.TabFocus and each in reached
        ):
            continue
        if _has_another_way(each):
            continue
        found.add(where(each))
    return found


def _has_another_way(widget: QWidget) -> bool:
    """What a field finds is walked from that field, the choices of a group by arrows; a button may have a key."""
    if isinstance(widget, QAbstractItemView):
        return widget.focusPolicy() == Qt.FocusPolicy.NoFocus
    if not isinstance(widget, QAbstractButton):
        return False
    if isinstance(widget, SectionHeader):
        return widget.focusPolicy() == Qt.FocusPolicy.NoFocus  # a heading that folds nothing
    group = widget.parentWidget().findChildren(type(widget)) if widget.autoExclusive() else []
    if widget.group() is not None:
        group = widget.group().buttons()
    return any(each.isChecked() for each in group) or bool(widget.property("key"))


def cells(model: QAbstractItemModel, parent: QModelIndex | None = None) -> Iterator[QModelIndex]:
    """The cells of the first rows, with those below them."""
    above = parent or QModelIndex()
    for row in range(min(model.rowCount(above), 6)):
        for column in range(model.columnCount(above)):
            yield model.index(row, column, above)
        yield from cells(model, model.index(row, 0, above))


def unread_cells(root: QWidget) -> set[str]:
    """Cells of tables and trees that do not tell their column and value."""
    found = set()
    views = (*root.findChildren(QTableView), *root.findChildren(QTreeView))
    for view in views:
        model = view.model()
        if not view.isVisible() or model is None:
            continue
        for index in cells(model):
            heading = str(model.headerData(index.column(), Qt.Orientation.Horizontal) or "")
            shown = str(index.data() or "")
            said = str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")
            if said and said == index.siblingAtColumn(0).data():
                continue  # the heading of a group, which goes through all columns
            if not said or heading not in said or shown not in said:
                found.add(f"{view.accessibleName()}: {heading!r} {shown!r} is read as {said!r}")
    return found


def other_language(root: QWidget, code: str) -> set[str]:
    """Names that are not in the language in use; names of data stay as they are."""
    found = set()
    for each in controls(root):
        words = spoken(each)
        if code == "en" and CHINESE.search(words) and words != "中文":
            found.add(f"{where(each)}: {words}")
        if code == "zh" and not CHINESE.search(words) and ENGLISH.search(DATA.sub("", words)):
            found.add(f"{where(each)}: {words}")
    return found


@pytest.fixture
def window(store, returned, open_window, settle, request) -> MainWindow:
    made = open_window(store)
    settle()
    return made


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"], indirect=True)
def test_every_control_of_every_page_has_a_name_a_way_and_readable_cells(
    app, window, returned, settle, language
):
    problems: dict[str, set[str]] = {}
    walked = 0
    for name, go in stops(window, returned, settle):
        go()
        for _unused in range(3):
            app.processEvents()
        walked += len(list(controls(window)))
        found = nameless(window) | other_language(window, language) | unread_cells(window)
        found |= {f"out of reach: {each}" for each in out_of_reach(window)}
        if found:
            problems[name] = found
    assert problems == {}, pprint.pformat(problems, width=150)
    assert walked > 400, "the walk has seen the window"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"], indirect=True)
def test_every_control_of_every_dialog_has_a_name_and_a_way(app, window, language):
    problems: dict[str, set[str]] = {}
    for dialog in dialogs(window):
        app.processEvents()
        found = nameless(dialog) | other_language(dialog, language) | unread_cells(dialog)
        found |= {f"out of reach: {each}" for each in out_of_reach(dialog)}
        assert dialog.windowTitle()
        if found:
            problems[dialog.windowTitle()] = found
    assert problems == {}, pprint.pformat(problems, width=150)


@pytest.mark.parametrize("language", ["zh", "en"], indirect=True)
def test_the_first_start_has_names_and_ways(app, store, open_window, language):
    window = open_window(store)
    first = window.first_start
    assert first is not None
    assert nameless(first) | other_language(first, language) | out_of_reach(first) == set()


def test_tab_walks_the_whole_form_and_comes_round(qtbot, window, settle):
    """From the first field of the archive form Tab reaches every other one, and at last the first again."""
    archive = window.tabs["accounts"].detail.archive
    archive.go_to("name")
    start = QApplication.focusWidget()
    met = {start}
    for _step in range(400):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        if QApplication.focusWidget() is start:
            break
        met.add(QApplication.focusWidget())
    assert QApplication.focusWidget() is start
    fields = {cell.editor.input() for cell in archive.cells.values()}
    assert {each.accessibleName() for each in fields - met} == set()
    assert window.palette_field in met
    assert window.tabs["accounts"].list.table in met


def test_the_calendar_opens_from_its_field_by_key(qtbot, app, window):
    archive = window.tabs["accounts"].detail.archive
    window.open_record("Account", 1)
    archive.go_to("next_contact_on")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu = app.activePopupWidget()
    assert isinstance(menu, DateMenu)
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    with window.store.read() as session:
        stored = session.get_one(Account, 1).next_contact_on
    assert stored == date.today() + timedelta(days=3)


def test_the_helpers_see_what_is_wrong(app, qtbot):
    """A walk that finds nothing has to be able to find something."""
    root = QWidget()
    qtbot.addWidget(root)
    QLineEdit(root)
    named = QLineEdit(root)
    named.setAccessibleName("名称")
    named.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    root.show()
    assert nameless(root) == {"QLineEdit in QWidget"}
    assert out_of_reach(root) == {"QLineEdit in QWidget"}
    assert other_language(root, "en") == {"QLineEdit in QWidget: 名称"}
    set_language("en")
