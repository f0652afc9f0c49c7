"""Starts the window: application, look, language, the opened data folder, and what belongs to the whole program."""

from __future__ import annotations

import sys

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from kamdesk import i18n
from kamdesk.store.store import Store
from kamdesk.ui import faults, focus_ring, jobs, theme
from kamdesk.ui.icons import app_icon
from kamdesk.ui.main_window import MainWindow
from kamdesk.work import settings

_QT_CATALOGUES = {"zh": "qtbase_zh_CN"}


class Program:
    """The application object and the one main window, which is made anew when the language changes."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.application = application()
        self._translator = QTranslator()
        with store.read() as session:
            values = settings.get_all(session)
            me = settings.me(session)
        store.user = me.name if me else ""
        theme.apply_theme(self.application, values["theme"])
        self._translate()
        self.window = self._make_window()

    def _make_window(self) -> MainWindow:
        window = MainWindow(self.store)
        window.language_chosen.connect(self.use_language)
        return window

    def use_language(self, code: str) -> None:
        """Shows everything in language `code`: a new window in the place of the old one."""
        i18n.set_language(code)
        self._translate()
        old = self.window
        self.window = self._make_window()
        self.window.setGeometry(old.geometry())
        self.window.show()
        old.replaced = True
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
    """The QApplication, made if there is none, with everything that watches the whole program."""
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
    status = program.application.exec()
    jobs.shut_down()
    store.close()
    return status

