"""Windows measured from outside: a child process opens one and says when something was painted."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import time
from pathlib import Path

import kamdesk
from tests.bench.harness import Act

_BARE = """
import sys, sqlite3
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
import sqlalchemy, sqlalchemy.orm
engine = sqlalchemy.create_engine("sqlite:///" + sys.argv[1] + "/kamdesk.db")
with engine.connect() as connection:
    connection.exec_driver_sql("SELECT id, name FROM account LIMIT 100").fetchall()
app = QApplication([])
class Window(QMainWindow):
    def paintEvent(self, event):
        print("painted", flush=True)
        sys.stdout.close()
        import os; os._exit(0)
window = Window(); window.setCentralWidget(QTableView()); window.resize(1280, 800); window.show()
app.exec()
"""

_OURS = """
import sys, os, importlib.util

class WhenImported:
    # Finds the module of the window and watches its tables; nothing of ours or of Qt is imported before it is needed.
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name != "kamdesk.ui.main_window":
            return None
        sys.meta_path.remove(WhenImported)
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module
        def exec_module(module):
            execute(module)
            watch_tables(module.MainWindow)
        spec.loader.exec_module = exec_module
        return spec

def watch_tables(MainWindow):
    from PySide6.QtCore import QObject, QEvent, QCoreApplication
    from PySide6.QtWidgets import QTableView
    class Watch(QObject):
        def eventFilter(self, watched, event):
            if event.type() == QEvent.Type.Paint:
                view = watched.parent()
                if view.model() is not None and view.model().rowCount() > 0:
                    # comes after the painting that goes on, and before what waited for it
                    QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), 1000)
            return False
        def event(self, event):
            if event.type() == QEvent.Type.User:
                print("painted", flush=True)
                QCoreApplication.quit()
            return super().event(event)
    watch = Watch()
    show = MainWindow.show
    def show_watched(window):
        show(window)
        for view in window.findChildren(QTableView):
            view.viewport().installEventFilter(watch)
    MainWindow.show = show_watched

sys.meta_path.insert(0, WhenImported)
from kamdesk.__main__ import main
main(["--home", sys.argv[1]])
"""

_SILENCE = """
import sys, os, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QTableView, QLineEdit
from kamdesk.store.opening import open_store
from pathlib import Path
store = open_store(Path(sys.argv[1]), check="later")
from kamdesk.ui import app
from kamdesk.ui.widgets.search_field import SearchField
program = app.Program(store)
window = program.window
window.show_tab("accounts")
window.resize(1440, 900)
window.show()
table = max(window.findChildren(QTableView), key=lambda view: view.model().rowCount() if view.model() else 0)
pane = table.parentWidget()
while pane is not None and not pane.findChildren(SearchField):
    pane = pane.parentWidget()
field = pane.findChildren(SearchField)[0]
steps = []
for text in ("重", "重工", "lczg", "0513", ""):
    for end in range(1, len(text) + 1):
        steps.append(lambda part=text[:end]: field.setText(part))
    steps.append(lambda: field.setText(""))
for column in range(table.model().columnCount()):
    steps.append(lambda column=column: table.sort_requested.emit(column, False))
bar = table.verticalScrollBar()
for part in range(1, 12):
    steps.append(lambda part=part: bar.setValue(bar.maximum() * part // 12))
for row in range(0, 12):
    steps.append(lambda row=row: table.setCurrentIndex(table.model().index(row, 1)))
longest, last = 0.0, None
def beat():
    global last, longest
    now = time.perf_counter()
    if last is not None:
        longest = max(longest, now - last)
    last = now
heart = QTimer(); heart.timeout.connect(beat)
walk = QTimer()
def step():
    if steps:
        steps.pop(0)()
    else:
        print(longest * 1000, flush=True)
        os._exit(0)
walk.timeout.connect(step)
def begin():
    heart.start(2); walk.start(250)
QTimer.singleShot(1500, begin)
program.application.exec()
"""


def _environment() -> dict[str, str]:
    """Installed programs have their modules compiled, so both children find theirs compiled."""
    compileall.compile_dir(Path(kamdesk.__file__).parent, quiet=1)
    return os.environ | {"QT_QPA_PLATFORM": "offscreen"}


def _run(code: str, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, str(home)],
        env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip


def _until_painted(code: str, home: Path) -> Act:
    def act() -> object:
        begun = time.perf_counter()
        with _run(code, home) as child:
            assert child.stdout is not None
            line = child.stdout.readline()
            taken = time.perf_counter() - begun
            child.wait(timeout=60)
        if line.strip() != "painted":
            raise RuntimeError("the window did not paint a list")
        return taken * 1000

    return act


def bare_start(home: Path) -> Act:
    """A bare window with the libraries and one query."""
    return _until_painted(_BARE, home)


def start_of(home: Path) -> Act:
    """Our window until its list is painted."""
    return _until_painted(_OURS, home)


def longest_silence(home: Path) -> Act:
    """Types, sorts, scrolls and walks in our window; answers the longest gap between two beats, in milliseconds."""

    def act() -> object:
        with _run(_SILENCE, home) as child:
            assert child.stdout is not None
            answer = child.stdout.readline()
            child.wait(timeout=120)
        return float(answer)

    return act
