"""Starts the window: application, look, language, the opened data folder, and what belongs to the whole program."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLibraryInfo, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from kamdesk import i18n
from kamdesk.errors import UserError
from kamdesk.i18n import _
from kamdesk.store import backup
from kamdesk.store.opening import check_soon, open_store
from kamdesk.store.restore import restore
from kamdesk.store.store import Store
from kamdesk.ui import faults, focus_ring, jobs, theme
from kamdesk.ui.icons import app_icon
from kamdesk.ui.main_window import MainWindow
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
        """Shows everything in language `code`: a new window in the place of the old one."""
        i18n.set_language(code)
        self._translate()
        self._replace_window()

    def restore(self, file: Path) -> None:
        """Goes back to backup `file`: closes the data, restores, opens again and says which moment was restored."""
        home = self.store.home
        jobs.shut_down()
        self.window.events.stop()
        self.store.close()
        said = ""
        try:
            restored = restore(home, file)
            when = restored.moment.astimezone() if restored.moment else None
            said = _("Restored. The newest change in it is of {moment}.").format(
                moment=f"{when:%Y-%m-%d %H:%M}" if when else "—"
            )
        except UserError as refusal:
            faults.show_problem(refusal, self.window)
        self.store = open_store(home)
        self._read_settings()
        self._replace_window()
        if said:
            self.window.say(said)

    def check_soon(self) -> None:
        """Reads the whole database on the worker, as a quick start left it out; damage is told."""
        store = self.store
        jobs.run_job(
            _("Checking the data"), lambda _progress: check_soon(store), self._tell_warnings
        )

    def _tell_warnings(self, _result: object = None) -> None:
        if self.store.warnings:
            self.window.say(" ".join(str(each) for each in self.store.warnings))

    def _back_up(self) -> None:
        store = self.store
        if not store.read_only:
            jobs.run_job(
                _("Backing up"),
                lambda _progress: backup.back_up_if_changed(store, "regular"),
                lambda _made: self.window.status.refresh(),
            )

    def _replace_window(self) -> None:
        old = self.window
        old.replaced = True
        self.window = self._make_window()
        self.window.setGeometry(old.geometry())
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
    focus_ring.install(made)
    return made


def run(store: Store) -> int:
    """Shows the window on `store` until it is closed; the store is closed too. Returns the exit status."""
    program = Program(store)
    faults.install_excepthook()
    program.window.show()
    QTimer.singleShot(0, program.check_soon)
    status = program.application.exec()
    jobs.shut_down()
    program.store.close()
    return status
