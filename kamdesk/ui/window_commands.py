"""What the window's commands do: each method is the handler of one declared command (see `kamdesk.ui.commands`)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMenu

from kamdesk import __version__, i18n
from kamdesk.errors import StoreError, UserError
from kamdesk.i18n import _, message
from kamdesk.paths import safe_file_name
from kamdesk.progress import Progress
from kamdesk.ui import faults, messages, theme
from kamdesk.ui.jobs import run_job
from kamdesk.work import settings

if TYPE_CHECKING:
    from kamdesk.forms.declaration import FormKind
    from kamdesk.store import backup
    from kamdesk.ui.main_window import MainWindow

WORKBOOKS = "*.xlsx *.xlsm *.xls *.ods"
TABLES = f"{WORKBOOKS} *.csv *.tsv *.txt"


class WindowCommands:
    """Handlers of the window's commands."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._store = window.store

    # ------------------------------------------------------------------------------------------- first start

    def begin(self, way: str) -> None:
        """What the first-start choice leads to: empty, import, demo, restore or later."""
        if way == "restore":
            self.restore()
            return
        tab = self._window.show_tab("accounts")
        if way == "empty":
            tab.quick_add()
        elif way == "import":
            self.import_list()
        elif way == "demo":
            self.load_demo()

    def load_demo(self) -> None:
        """Fills the empty folder with the demonstration portfolio."""
        from kamdesk.work import demo  # late: reads its data files

        def work(progress: Progress) -> Any:
            return demo.load(self._store, progress)

        run_job(_("Loading the demonstration"), work, self._demo_loaded)

    def _demo_loaded(self, _result: object) -> None:
        self._window.desk.say_undoable(_("The demonstration is loaded; undo takes all of it away."))

    # ------------------------------------------------------------------------------------------- edit and view

    def undo(self) -> None:
        """Takes the last saved action back."""
        label = self._step(self._store.undo)
        if label is not None:
            self._window.say(_("Undone: {action}").format(action=label), _("Redo"), self.redo)

    def redo(self) -> None:
        """Does the last undone action again."""
        label = self._step(self._store.redo)
        if label is not None:
            self._window.desk.say_undoable(_("Done again: {action}").format(action=label))

    def _step(self, step: Callable[[], str | None]) -> str | None:
        try:
            return step()
        except UserError as refusal:
            faults.show_problem(refusal, self._window)
            return None

    def quick_add(self) -> None:
        """A new record of the page in view, where it has such; else the three fields of a new account."""
        tab = self._window.current_tab()
        if not (hasattr(tab, "begin_new") and tab.begin_new()):
            self._window.show_tab("accounts").quick_add()

    def new_task(self) -> None:
        """A task in one line, in the Today tab."""
        self._window.show_tab("today").new_task()

    def find(self) -> None:
        """Goes to the search of the tab in view."""
        self._in_tab("find")

    def _in_tab(self, name: str) -> None:
        """Lets the tab in view do `name`; where it has no such thing, that is said."""
        tab = self._window.current_tab()
        method = getattr(tab, name, None)
        if method is not None:
            self._window.attempt(method)
        elif tab is not None:
            self._window.say(_("There is nothing here that this command could act on."))

    def show_palette(self) -> None:
        """Search everything."""
        self._window.palette_field.begin()

    def new_opportunity(self) -> None:
        """Asks for a new opportunity; of the account in view, where one is."""
        tab = self._window.current_tab()
        account_id = tab.current_account()[0] if tab is not None else None
        self._window.show_tab("opportunities").new_opportunity(account_id)

    def go(self, tab: str, page: str = "") -> None:
        """Goes to a tab, and to a page of it."""
        widget = self._window.show_tab(tab)
        if page:
            widget.show_page(page)

    def show_review(self) -> None:
        """The weekly review, in the Today tab."""
        self._window.show_tab("today").show_view("review")

    def refresh_page(self) -> None:
        """Reads what is shown again."""
        tab = self._window.current_tab()
        if tab is not None:
            tab.refresh()
        self._window.due.refresh()
        self._window.status.refresh()

    # ------------------------------------------------------------------------------------------- the record

    def save_record(self) -> None:
        """Saves what was typed."""
        self._in_tab("save")

    def file_account(self) -> None:
        """Gives the selected account its archive number."""
        self._window.attempt(self._window.show_tab("accounts").file_account)

    def develop_account(self) -> None:
        """Runs the account in view through the development procedure."""
        self._window.show_tab("accounts").develop_account()

    def delete_record(self) -> None:
        """Moves what is selected to the waste basket."""
        self._in_tab("delete_selected")

    def print_record(self) -> None:
        """Prints the archive form of the account in view."""
        self._in_tab("print_record")

    # ------------------------------------------------------------------------------------------- lists and forms

    def import_list(self) -> None:
        """Chooses lists to import and shows what they would change."""
        chosen = messages.choose_open_files(
            self._window, _("Import a list"), [(_("Tables"), TABLES), (_("All files"), "*")]
        )
        if chosen:
            self._window.open_page("import_list", chosen)

    def import_interchange(self) -> None:
        """Reads an interchange file written by `export_all`."""
        from kamdesk.ui.file_jobs import import_interchange

        chosen = messages.choose_open_files(
            self._window,
            _("Import interchange file"),
            [(_("Interchange file"), "*.json")],
            many=False,
        )
        if chosen:
            import_interchange(self._window.desk, chosen[0])

    def export_list(self) -> None:
        """Writes the list as it is shown."""
        from kamdesk.ui.file_jobs import export_list

        tab = self._window.current_tab()
        if hasattr(tab, "export_shown"):
            if not tab.export_shown():
                self._window.say(_("There is nothing here that this command could act on."))
            return
        if not hasattr(tab, "list_query"):
            self._in_tab("list_query")
            return
        query = tab.list_query()
        name = _("visits.xlsx") if query.record == "Visit" else _("accounts.xlsx")
        chosen = self._save_as(
            _("Export this list"), name, [(_("Excel"), "*.xlsx"), ("CSV", "*.csv")]
        )
        if chosen:
            export_list(self._window.desk, query, chosen)

    def export_all(self) -> None:
        """Writes all data in the open interchange format."""
        from kamdesk.ui.file_jobs import export_all

        filters = [(_("Interchange file"), "*.json"), (_("Excel"), "*.xlsx")]
        chosen = self._save_as(_("Export everything"), "kamdesk.json", filters)
        if chosen:
            export_all(self._window.desk, chosen)

    def read_forms(self) -> None:
        """Chooses filled-in forms and shows what each would change."""
        chosen = messages.choose_open_files(
            self._window,
            _("Read forms back"),
            [(_("Forms"), WORKBOOKS), (_("All files"), "*")],
        )
        if chosen:
            self._window.open_page("import_forms", chosen)

    def read_form_folder(self) -> None:
        """The same for a whole folder."""
        folder = messages.choose_folder(self._window, _("Folder of filled-in forms"))
        if folder:
            self._window.open_page("import_forms", [folder])

    def save_blank_form(self) -> None:
        """A blank archive form to send out."""
        from kamdesk.ui.file_jobs import write_form

        chosen = self._save_as(
            _("Blank archive form"), _("archive form.xlsx"), [(_("Excel"), "*.xlsx")]
        )
        if chosen:
            write_form(self._window.desk, [], chosen, blank=True)

    def save_other_blank_form(self) -> None:
        """A blank form of a kind that is chosen from a menu."""
        from kamdesk.forms.layouts import FORMS  # late: the window does not wait for the forms

        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind in FORMS:
            menu.addAction(f"{kind.title} ({kind.number})", partial(self._save_blank, kind))
        menu.popup(self._window.mapToGlobal(self._window.rect().center()))

    def _save_blank(self, kind: FormKind) -> None:
        from kamdesk.ui.file_jobs import write_form

        chosen = self._save_as(
            str(kind.title), f"{safe_file_name(str(kind.title))}.xlsx", [(_("Excel"), "*.xlsx")]
        )
        if chosen:
            write_form(self._window.desk, [], chosen, blank=True, key=kind.key)

    def save_filled_form(self) -> None:
        """The archive form of the selected account."""
        from kamdesk.ui.file_jobs import write_form

        account_id, name = self._account_in_view()
        if account_id is None:
            self._window.say(_("Select an account first."))
            return
        suggested = _("archive form {name}.xlsx").format(name=safe_file_name(name))
        chosen = self._save_as(
            _("Archive form of this account"), suggested, [(_("Excel"), "*.xlsx")]
        )
        if chosen:
            write_form(self._window.desk, [account_id], chosen)

    def _account_in_view(self) -> tuple[int | None, str]:
        """Id and name of the account that the tab in view is about, else of that in the Accounts tab."""
        found: tuple[int | None, str] = self._window.current_tab().current_account()
        if found[0] is None:
            found = self._window.show_tab("accounts").current_account()
        return found

    def save_many_forms(self) -> None:
        """One workbook with a sheet for every account of the list."""
        from kamdesk.ui.file_jobs import write_form

        ids = self._window.show_tab("accounts").listed_ids()
        chosen = self._save_as(
            _("Archive forms of this list"), _("archive forms.xlsx"), [(_("Excel"), "*.xlsx")]
        )
        if chosen:
            write_form(self._window.desk, ids, chosen, many=True)

    def fill_template(self) -> None:
        """The department's own workbook, filled for the selected account."""
        from kamdesk.ui.file_jobs import fill_template

        account_id, name = self._account_in_view()
        if account_id is None:
            self._window.say(_("Select an account first."))
            return
        template = messages.choose_open_files(
            self._window,
            _("The department's own workbook"),
            [(_("Excel"), "*.xlsx *.xlsm")],
            many=False,
        )
        if not template:
            return
        chosen = self._save_as(
            _("Save the filled form"), f"{safe_file_name(name)}.xlsx", [(_("Excel"), "*.xlsx")]
        )
        if chosen:
            fill_template(self._window.desk, account_id, template[0], chosen)

    def _save_as(self, title: str, name: str, filters: list[tuple[str, str]]) -> Path | None:
        folder = Path(self._window.memory.get("folder.save") or Path.home())
        chosen = messages.choose_save_file(self._window, title, folder / name, filters)
        if chosen:
            self._window.memory.put("folder.save", str(chosen.parent))
        return chosen

    # ------------------------------------------------------------------------------------------- safety and tools

    def back_up(self) -> None:
        """A verified copy beside the data."""
        from kamdesk.store import backup

        run_job(
            _("Backing up"),
            lambda _progress: backup.back_up(self._store, "manual"),
            self._backed_up,
        )

    def _backed_up(self, made: backup.Backup) -> None:
        self._window.status.refresh()
        self._window.say(_("Backed up and checked: {name}").format(name=made.path.name))

    def back_up_to(self) -> None:
        """A verified copy wherever the user wants it, with the filed documents."""
        from kamdesk.store import backup

        filters = [(_("Backup with documents"), "*.zip"), (_("Database only"), "*.db")]
        chosen = self._save_as(_("Back up to a file"), "kamdesk-backup.zip", filters)
        if chosen:
            done = _("Backed up and checked: {name}").format(name=chosen.name)
            run_job(
                _("Backing up"),
                lambda _progress: backup.back_up_to(self._store, chosen),
                lambda _path: self._window.say(done),
            )

    def restore(self) -> None:
        """Puts an earlier state in the place of the present one, which is kept as a backup."""
        if self._store.read_only:
            faults.show_problem(
                StoreError(_("This data folder is open read-only; nothing can be saved here.")),
                self._window,
            )
            return
        from kamdesk.ui.restore_dialog import RestoreDialog

        dialog = RestoreDialog(self._store.home, self._window)
        if dialog.exec() and dialog.chosen is not None:
            self._window.restore_wanted.emit(dialog.chosen)

    def check_data(self) -> None:
        """Runs all checks and shows what they found."""
        from kamdesk.store import check
        from kamdesk.ui.check_dialog import CheckDialog

        run_job(
            _("Checking the data"),
            lambda _progress: check.run_checks(self._store),
            lambda findings: CheckDialog(self._store, findings, self._window).exec(),
        )

    def open_folder(self) -> None:
        """Shows the data folder in the file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._store.home)))

    def show_settings(self) -> None:
        """The settings of the data folder."""
        from kamdesk.ui.settings_dialog import SettingsDialog

        before = i18n.language()
        dialog = SettingsDialog(self._store, self._window)
        if not dialog.exec():
            return
        with self._store.read() as session:
            values = settings.get_all(session)
        self.use_theme(values["theme"], keep=False)
        if values["language"] != before:
            self._window.language_chosen.emit(values["language"])

    def show_custom_fields(self) -> None:
        """Fields of the department's own."""
        from kamdesk.ui.custom_fields_dialog import CustomFieldsDialog

        CustomFieldsDialog(self._store, self._window).exec()

    def use_theme(self, chosen: str, keep: bool = True) -> None:
        """Light, dark or as the system; `keep` stores the choice."""
        from kamdesk.ui.app import application

        theme.apply_theme(application(), chosen)  # type: ignore[arg-type]  # one of the vocabulary's codes
        if keep:
            with self._store.change(message("Change settings")) as session:
                settings.put(session, "theme", chosen)

    def show_keys(self) -> None:
        """All keys on one page."""
        from kamdesk.ui.keys_dialog import KeysDialog

        KeysDialog(self._window).exec()

    def show_about(self) -> None:
        """What this program is and where it keeps its data."""
        messages.tell(
            self._window,
            _("About kamdesk"),
            _("kamdesk {version}: key-account management for one desk").format(version=__version__),
            "info",
            _(
                "Data folder: {path}\nFree software under the GNU General Public License, version 3 or later."
            ).format(path=self._store.home),
        )

    def quit(self) -> None:
        """Ends the program; unsaved input is asked about."""
        self._window.close()
