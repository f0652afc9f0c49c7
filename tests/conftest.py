"""What every test may ask for: a data folder, an open store, a language; and what no test may leave behind."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

# Before anything imports Qt: tests need no display.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from kamdesk import i18n, paths
from kamdesk.paths import write_whole
from kamdesk.store.opening import open_store
from kamdesk.store.store import DATABASE_NAME, Store

# A build machine has little time; whoever changes something tries more (`--hypothesis-profile=build` there only).
settings.register_profile("build", max_examples=25)

if TYPE_CHECKING:  # tests of the command line run where there is no Qt
    from PySide6.QtWidgets import QApplication, QDialog

    from kamdesk.ui.app import Program
    from kamdesk.ui.main_window import MainWindow


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    """Compiles the translations that are older than their source, as `make catalogues` does."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in (paths.resources_dir() / "locale").rglob("*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream)
        # Several test processes may compile at once; each puts a whole file there.
        with write_whole(compiled) as temporary, temporary.open("wb") as stream:
            write_mo(stream, catalogue)


@pytest.fixture(scope="session")
def template_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database at the newest revision, migrated once for all tests of this process."""
    home = tmp_path_factory.mktemp("template")
    open_store(home).close()
    return home / DATABASE_NAME


@pytest.fixture
def home(tmp_path: Path, template_database: Path) -> Path:
    """An empty data folder that nobody has open."""
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copyfile(template_database, folder / DATABASE_NAME)
    return folder


@pytest.fixture
def store(home: Path) -> Iterator[Store]:
    """An empty data folder, open for writing; closed afterwards."""
    opened = open_store(home)
    opened.user = "tester"
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Tests run in English, unless `@pytest.mark.parametrize("language", ["zh"], indirect=True)` says otherwise."""
    code = getattr(request, "param", "en")
    i18n.set_language(code)
    yield code
    i18n.set_language("en")


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fails a test whose threads still run when it is over."""
    before = set(threading.enumerate())
    yield
    started = [thread for thread in threading.enumerate() if thread not in before]
    # Threads of Qt's pool show up as dummies when they call into Python; Qt itself ends them.
    left = [thread for thread in started if not isinstance(thread, threading._DummyThread)]
    for thread in left:
        thread.join(timeout=5)
    names = [thread.name for thread in left if thread.is_alive()]
    assert not names, f"still running: {names}"


# ------------------------------------------------------------------------------------------------------ the window


@dataclass
class Recorder:
    """Answers instead of the user and remembers what was asked and told."""

    answers: list[Any] = field(default_factory=list)
    asked: list[tuple[str, list[str], str]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, parent, title, text, buttons, default, detail):
        self.asked.append((text, [one.key for one in buttons], default))
        return self.answers.pop(0)

    def tell(self, parent, title, text, kind, detail):
        self.told.append((kind, text))

    def open_files(self, parent, title, folder, filters, many):
        return self.answers.pop(0)

    def save_file(self, parent, title, suggested, filters):
        return self.answers.pop(0)

    def folder(self, parent, title, start):
        return self.answers.pop(0)


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """No dialog opens: put answers into `.answers`, read `.asked` and `.told`."""
    from kamdesk.ui import messages

    recorder = Recorder()
    monkeypatch.setattr(messages, "handler", recorder)
    return recorder


@pytest.fixture
def app(qapp: QApplication, language: str) -> Iterator[QApplication]:
    """The application in the test's language and light, without a job left at the end."""
    from kamdesk.ui import jobs, theme

    theme.apply_theme(qapp, "light")
    yield qapp
    jobs.shut_down()


@pytest.fixture
def settle(app: QApplication, qtbot: Any) -> Callable[[], None]:
    """Waits until no job is under way and every event was answered."""
    from kamdesk.ui import jobs

    def wait() -> None:
        qtbot.waitUntil(lambda: not jobs.runner().jobs(), timeout=30_000)
        app.processEvents()

    return wait


@pytest.fixture
def in_dialog(app: QApplication) -> Callable[[Callable[[QDialog], object]], None]:
    """`in_dialog(act)`: the next dialog that waits for an answer is given to `act`, which closes it."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QDialog

    def arrange(act: Callable[[QDialog], object]) -> None:
        def look() -> None:
            dialog = app.activeModalWidget()
            if isinstance(dialog, QDialog):
                try:
                    act(dialog)
                finally:
                    dialog.close()
            else:
                QTimer.singleShot(10, look)

        QTimer.singleShot(0, look)

    return arrange


@pytest.fixture
def open_window(app: QApplication, qtbot: Any) -> Iterator[Callable[..., MainWindow]]:
    """Makes a main window on an open store, shown with the keys, in `tab` (empty: that of the last time)."""
    import shiboken6
    from PySide6.QtCore import QEvent

    from kamdesk.ui import jobs
    from kamdesk.ui.main_window import MainWindow

    made: list[MainWindow] = []

    def make(store: Store, tab: str = "accounts") -> MainWindow:
        window = MainWindow(store)
        if tab and window.first_start is None:
            window.show_tab(tab)
        made.append(window)
        show_window(window, qtbot)
        return window

    yield make
    jobs.shut_down()
    for window in made:
        if shiboken6.isValid(window):
            window.replaced = True
            window.close()
            window.deleteLater()
            app.sendPostedEvents(window, QEvent.Type.DeferredDelete)


@pytest.fixture
def start_program(app: QApplication, qtbot: Any, home: Path) -> Iterator[Callable[[], Program]]:
    """Starts the program on the data folder `home`, as a user does, with its window shown; ended afterwards."""
    from PySide6.QtCore import QEvent

    from kamdesk.ui import jobs
    from kamdesk.ui.app import Program
    from kamdesk.ui.open_home import open_home

    started: list[Program] = []

    def start() -> Program:
        store = open_home(home)
        assert store is not None, "the user would not open it"
        program = Program(store)
        started.append(program)
        show_window(program.window, qtbot)
        return program

    yield start
    jobs.shut_down()
    for program in started:
        program.window.replaced = True
        program.window.close()
        program.window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        program.close()


def show_window(window: MainWindow, qtbot: Any) -> None:
    """Shows a window and waits until keys go to it and everything stands in it."""
    from kamdesk.ui.first_paint import is_settled

    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: is_settled(window))
