"""Commands as data: menus, tool bars, keys and the palette are all built from `COMMANDS`.

To add a command:
1. append a `Command` to `COMMANDS`, with a label marked by `N_`, in the menu where it belongs;
2. write the method it names in `handler` on the main window (or on the page, for a command with a context); one that
   only goes somewhere names ``go:tab`` or ``go:tab/page`` and needs none;
3. translate the label.
Tests compare keys, shortcuts and menus; building the actions fails when the method is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from kamdesk.i18n import N_, _
from kamdesk.ui.icons import icon


@dataclass(frozen=True)
class Command:
    """One thing the user can do. `label` is marked by `N_`; `menu` a key of `MENUS`, empty: palette and key only.

    `context` is empty for commands of the window; otherwise the kind of record whose context menu has it too.
    `rule_before` draws a line above it in its menu.
    """

    key: str
    label: str
    handler: str
    menu: str = ""
    shortcut: str = ""
    icon: str = ""
    context: str = ""
    rule_before: bool = False
    checkable: bool = False


GOES = "go:"
"""Begins the handler of a command that only goes to a tab, or a page of one."""

MENUS: tuple[tuple[str, str], ...] = (
    ("file", N_("&File")),
    ("edit", N_("&Edit")),
    ("view", N_("&View")),
    ("record", N_("&Record")),
    ("forms", N_("F&orms")),
    ("tools", N_("&Tools")),
    ("help", N_("&Help")),
)
"""Menus from left to right; one without commands is not shown."""

COMMANDS: tuple[Command, ...] = (
    Command("quick_add", N_("Quick add…"), "quick_add", "file", "Ctrl+N", "plus"),
    Command("new_opportunity", N_("New opportunity…"), "new_opportunity", "file", "Ctrl+Shift+N", "funnel"),
    Command("new_task", N_("New task…"), "new_task", "file", "Ctrl+T", "flag"),
    Command("import_list", N_("Import a list…"), "import_list", "file", "Ctrl+I", "upload", rule_before=True),
    Command("import_all", N_("Import interchange file…"), "import_interchange", "file", "", "upload"),
    Command("load_demo", N_("Load the demonstration"), "load_demo", "file", "", "eye"),
    Command("export_list", N_("Export this list…"), "export_list", "file", "Ctrl+E", "download", rule_before=True),
    Command("export_all", N_("Export everything…"), "export_all", "file", "", "download"),
    Command("backup", N_("Back up now"), "back_up", "file", "", "save", rule_before=True),
    Command("backup_to", N_("Back up to a file…"), "back_up_to", "file", "", "save"),
    Command("restore", N_("Restore from a backup…"), "restore", "file", "", "restore"),
    Command("open_folder", N_("Open the data folder"), "open_folder", "file", "", "folder", rule_before=True),
    Command("settings", N_("Settings…"), "show_settings", "file", "Ctrl+,", "settings"),
    Command("quit", N_("Quit"), "quit", "file", "Ctrl+Q", rule_before=True),
    Command("undo", N_("Undo"), "undo", "edit", "Ctrl+Z", "undo"),
    Command("redo", N_("Redo"), "redo", "edit", "Ctrl+Shift+Z", "redo"),
    Command("find", N_("Find in list"), "find", "edit", "Ctrl+F", "search", rule_before=True),
    Command("palette", N_("Search everything"), "show_palette", "edit", "Ctrl+K", "search"),
    Command("tab_today", N_("Today"), "go:today", "view", "Ctrl+1", "calendar-check"),
    Command("tab_accounts", N_("Accounts"), "go:accounts", "view", "Ctrl+2", "building"),
    Command("tab_visits", N_("Visits"), "go:visits", "view", "Ctrl+3", "map-pin"),
    Command("tab_opportunities", N_("Opportunities"), "go:opportunities", "view", "Ctrl+4", "funnel"),
    Command("tab_service", N_("Service"), "go:service", "view", "Ctrl+5", "headset"),
    Command("tab_kpi", N_("KPI"), "go:kpi", "view", "Ctrl+6", "bar-chart"),
    Command("page_board", N_("Board of opportunities"), "go:opportunities/board", "view", "", "kanban",
            rule_before=True),
    Command("page_funnel", N_("Funnel"), "go:opportunities/funnel", "view", "", "funnel"),
    Command("page_complaints", N_("Complaints"), "go:service/complaints", "view", "", "warning"),
    Command("page_feedback", N_("Feedback"), "go:service/feedback", "view", "", "message"),
    Command("page_development", N_("Development"), "go:accounts/development", "view", "", "kanban"),
    Command("page_process_map", N_("Process map"), "go:accounts/process_map", "view", "", "map"),
    Command("page_history", N_("Everything done"), "go:accounts/history", "view", "Ctrl+H", "history",
            rule_before=True),
    Command("page_trash", N_("Waste basket"), "go:accounts/trash", "view", "", "trash"),
    Command("page_imports", N_("Import records"), "go:accounts/imports", "view", "", "list"),
    Command("refresh", N_("Read again"), "refresh_page", "view", "F5", "refresh", rule_before=True),
    Command("save_record", N_("Save"), "save_record", "record", "Ctrl+S", "save"),
    Command("file_account", N_("File it (give an archive number)"), "file_account", "record", "", "document"),
    Command("develop_account", N_("Develop this account"), "develop_account", "record", "", "kanban"),
    Command("delete_record", N_("Move to the waste basket"), "delete_record", "record", "", "trash", rule_before=True),
    Command("print_record", N_("Print the archive form…"), "print_record", "record", "Ctrl+P", "printer"),
    Command("form_read", N_("Read forms back…"), "read_forms", "forms", "Ctrl+O", "upload"),
    Command("form_read_folder", N_("Read a whole folder of forms…"), "read_form_folder", "forms", "", "folder"),
    Command("form_blank", N_("Blank archive form…"), "save_blank_form", "forms", "", "document", rule_before=True),
    Command("form_blank_other", N_("Blank form of another kind…"), "save_other_blank_form", "forms", "", "document"),
    Command("form_fill", N_("Archive form of this account…"), "save_filled_form", "forms", "Ctrl+Shift+F", "document"),
    Command("form_many", N_("Archive forms of this list in one workbook…"), "save_many_forms", "forms", "", "list"),
    Command("form_template", N_("Fill the department's own template…"), "fill_template", "forms", "", "copy"),
    Command("review", N_("Weekly review"), "show_review", "tools", "", "refresh"),
    Command("page_staff", N_("Staff"), "go:accounts/staff", "tools", "", "users"),
    Command("page_pipelines", N_("Pipelines and gates"), "go:opportunities/pipelines", "tools", "", "settings"),
    Command("custom_fields", N_("The department's own fields…"), "show_custom_fields", "tools", "", "columns"),
    Command("check", N_("Check the data"), "check_data", "tools", "", "check", rule_before=True),
    Command("keys", N_("Keys"), "show_keys", "help", "F1", "keyboard"),
    Command("about", N_("About kamdesk"), "show_about", "help", "", "info"),
)  # fmt: skip


def build_actions(
    owner: QWidget, handlers: object | None = None, commands: Iterable[Command] = COMMANDS
) -> dict[str, QAction]:
    """An action for each command, by key, whose shortcut works in `owner`'s window.

    Each calls the method of `handlers` (default: `owner`) that the command names; raises `AttributeError` when
    there is none.
    """
    target = owner if handlers is None else handlers
    actions: dict[str, QAction] = {}
    for command in commands:
        action = QAction(_(command.label), owner)
        action.setObjectName(command.key)
        action.setCheckable(command.checkable)
        if command.icon:
            action.setIcon(icon(command.icon, "muted"))
        if command.shortcut:
            action.setShortcut(QKeySequence(command.shortcut))
        signal = action.toggled if command.checkable else action.triggered
        signal.connect(_without_state(_handler(target, command.handler), command.checkable))
        owner.addAction(action)
        actions[command.key] = action
    return actions


def _handler(target: object, named: str) -> Callable[..., object]:
    if not named.startswith(GOES):
        method: Callable[..., object] = getattr(target, named)
        return method
    tab, _slash, page = named.removeprefix(GOES).partition("/")
    return partial(getattr(target, "go"), tab, page)  # noqa: B009 - `target` is any object with this method


def _without_state(method, checkable):  # type: ignore[no-untyped-def] # any signature a slot may have
    if checkable:
        return method

    def act(_checked: bool = False) -> None:
        method()

    return act


def fill_menu_bar(
    bar: QMenuBar, actions: Mapping[str, QAction], commands: Iterable[Command] = COMMANDS
) -> dict[str, QMenu]:
    """Put `actions` into the menus of `MENUS`; gives the menus by key. Clears what was there."""
    bar.clear()
    menus: dict[str, QMenu] = {}
    for key, title in MENUS:
        within = [one for one in commands if one.menu == key and one.key in actions]
        if within:
            menus[key] = bar.addMenu(_(title))
            _fill(menus[key], within, actions)
    return menus


def context_menu(
    parent: QWidget,
    context: str,
    actions: Mapping[str, QAction],
    commands: Iterable[Command] = COMMANDS,
) -> QMenu:
    """The menu of a record of kind `context`."""
    menu = QMenu(parent)
    within = [one for one in commands if one.context == context and one.key in actions]
    _fill(menu, within, actions)
    return menu


def _fill(menu: QMenu, commands: Iterable[Command], actions: Mapping[str, QAction]) -> None:
    for command in commands:
        if command.rule_before and not menu.isEmpty():
            menu.addSeparator()
        menu.addAction(actions[command.key])


def translate_actions(
    actions: Mapping[str, QAction], commands: Iterable[Command] = COMMANDS
) -> None:
    """Give all actions their words in the language in use."""
    for command in commands:
        if command.key in actions:
            actions[command.key].setText(_(command.label))


def find_commands(query: str, commands: Iterable[Command] = COMMANDS) -> list[Command]:
    """Commands whose label, in the language in use or in English, has every word of `query`; for the palette."""
    words = query.casefold().split()
    found = []
    for command in commands:
        said = f"{_(command.label)} {command.label}".casefold()
        if all(word in said for word in words):
            found.append(command)
    return found
