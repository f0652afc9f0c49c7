"""Starts the window: application, look, language, the opened data folder, and what belongs to the whole program."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from threading import Thread
from typing import Any

from PySide6.QtCore import QLibraryInfo, QTimer, QTranslator
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from kamdesk import i18n
from kamdesk.errors import StoreError, UserError
from kamdesk.i18n import _, sentences
from kamdesk.settings import THEME
from kamdesk.store import peek
from kamdesk.store.damage import DamagedStore
from kamdesk.store.opening import check_soon
from kamdesk.store.store import Store
from kamdesk.ui import faults, focus_ring, jobs, theme
from kamdesk.ui.first_paint import after_first_paint
from kamdesk.ui.icons import app_icon
from kamdesk.ui.main_window import MainWindow
from kamdesk.ui.open_home import offer_restore, open_home, restored_words
from kamdesk.work import settings

_QT_CATALOGUES = {"zh": "qtbase_zh_CN"}
_MINUTE = 60_000


class Program:
    """The application object and the one main window, made anew when language or data change under it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.application = application()
        self._translator = QTranslator()
        self._backups = QTimer()
        self._backups.timeout.connect(self._back_up)
        theme.apply_theme(self.application, self._read_settings()["theme"])
        self._translate()
        self.window = self._make_window()

    def _read_settings(self) -> dict[str, Any]:
        with self.store.read() as session:
            values = settings.get_all(session)
            me = settings.me(session)
        self.store.user = me.name if me else ""
        self._backups.start(int(values["backup_minutes"]) * _MINUTE)
        return values

    def _make_window(self) -> MainWindow:
        window = MainWindow(self.store)
        window.language_chosen.connect(self.use_language)
        window.restore_wanted.connect(self.restore)
        return window

    def use_language(self, code: str) -> None:
        """Shows everything in language `code`: a new window in the place of the old one.

        A window that holds unsaved input, or work under way that reports to it, stays as it is.
        """
        if jobs.wanted_work() or not self.window.can_close():
            self.window.say(_("The language changes when kamdesk is started again."))
            return
        i18n.set_language(code)
        self._translate()
        self._replace_window()

    def restore(self, file: Path) -> None:
        """Goes back to backup `file`: closes the data, restores, opens again and says which moment was restored."""
        if not self.window.can_close():
            return
        from kamdesk.store.restore import restore  # late: hardly ever

        home = self.store.home
        refused = self._let_go()
        if refused is not None:
            faults.show_problem(refused, self.window)
        said = ""
        try:
            said = restored_words(restore(home, file))
        except UserError as refusal:
            faults.show_problem(refusal, self.window)
        self._come_back(home, said)

    def go_on(self) -> None:
        """What the first picture did not wait for."""
        gc.enable()
        self.window.run_rules()
        self.check_soon()

    def check_soon(self) -> None:
        """Reads the whole database on the worker, as a quick start left it out; damage is told."""
        store = self.store

        def failed(problem: BaseException) -> None:
            if isinstance(problem, DamagedStore) and store is self.store:
                self._mend(problem)
            else:
                faults.show_problem(problem, self.window)

        jobs.run_job(
            _("Checking the data"),
            lambda _progress: check_soon(store),
            self._tell_warnings,
            failed,
            quiet=True,
        )

    def _mend(self, problem: DamagedStore) -> None:
        """The database turned out damaged under the window: nothing more is written to it."""
        home = self.store.home
        self._let_go()  # no backup can be made of what is damaged; the file is put aside whole instead
        restored = offer_restore(home, problem, self.window)
        if restored is None:
            self._end()
        else:
            self._come_back(home, restored_words(restored))

    def _let_go(self) -> UserError | None:
        """Ends everything that has the data open, and returns what the closing backup had against it."""
        jobs.shut_down()
        self._backups.stop()
        self.window.events.stop()
        try:
            self.store.close()
        except UserError as refusal:
            return refusal
        return None

    def _come_back(self, home: Path, said: str) -> None:
        """Opens the data again, in a new window."""
        try:
            store = open_home(home, self.window)
        except StoreError:  # already told, and there is nothing left to show
            store = None
        if store is None:
            self._end()
            return
        self.store = store
        self._read_settings()
        self._replace_window()
        self._tell_warnings()
        if said:
            self.window.say(said)

    def close(self) -> None:
        """Ends what runs beside the window and closes the data, which makes the closing backup.

        The window is off the screen by then, so nobody waits. Raises UserError, told already, when the backup failed.
        """
        jobs.shut_down()
        self._backups.stop()
        self.application.removeTranslator(self._translator)
        try:
            self.store.close()
        except UserError as refusal:
            faults.show_problem(refusal)
            raise

    def _end(self) -> None:
        self.window.replaced = True
        self.window.close()
        self.application.quit()

    def _tell_warnings(self, _result: object = None) -> None:
        if self.store.warnings:
            self.window.say(sentences(*map(str, self.store.warnings)))

    def _back_up(self) -> None:
        from kamdesk.store import backup  # late: not before half an hour

        store = self.store
        if not store.read_only:
            jobs.run_job(
                _("Backing up"),
                lambda _progress: backup.back_up_if_changed(store, "regular"),
                lambda _made: self.window.status.refresh(),
                quiet=True,
            )

    def _replace_window(self) -> None:
        old = self.window
        old.remember()
        old.replaced = True
        self.window = self._make_window()
        self.window.take_over(old)
        self.window.show()
        old.close()
        old.deleteLater()

    def _translate(self) -> None:
        """Qt's own dialogs speak the same language."""
        self.application.removeTranslator(self._translator)
        name = _QT_CATALOGUES.get(i18n.language())
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if name and self._translator.load(name, folder):
            self.application.installTranslator(self._translator)


def application() -> QApplication:
    """The QApplication, made if there is none, with what watches the whole program."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    made = QApplication(sys.argv[:1])
    made.setApplicationName("kamdesk")
    made.setDesktopFileName("kamdesk")
    made.setWindowIcon(app_icon())
    # Qt looks up the system's fonts when the first text is measured; that takes no Python, so it is done beside.
    Thread(target=QFontDatabase.hasFamily, args=(made.font().family(),), daemon=True).start()
    focus_ring.install(made)
    return made


def run(home: Path) -> int:
    """Shows the window on data folder `home` until it is closed. Returns the exit status: 1 when it was not opened.

    Raises StoreError, told in a dialog already, when the folder cannot be opened or its last backup failed.
    """
    app = application()
    mode = peek.setting(home, "theme")
    theme.apply_theme(app, mode if mode in THEME else "system")
    store = open_home(home)
    if store is None:
        return 1
    program = Program(store)
    faults.install_excepthook()
    after_first_paint(program.window, program.go_on)
    program.window.show()
    status = program.application.exec()
    program.close()
    return status
