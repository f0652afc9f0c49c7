"""Long work beside the window: one worker, progress with a count, cancel, and the result back in the window's thread.

The work runs in a thread of its own and must open its own session; it gets plain values and returns plain values.
No widget may be reachable from its function: Python could delete it in the wrong thread.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal

from kamdesk.errors import Cancelled
from kamdesk.i18n import _
from kamdesk.progress import Progress
from kamdesk.ui import faults

_TELL_EVERY_SECONDS = 0.05
_COLLECT_EVERY_MS = 1000


@dataclass(eq=False)
class Job:
    """One piece of long work, as the window sees it."""

    label: str
    done: int = 0
    total: int = 0
    text: str = ""
    quiet: bool = False
    """Begun by the program itself: may be cut off without asking anybody."""
    _cancelled: threading.Event = field(default_factory=threading.Event)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._cancelled.set()

    @property
    def cancel_requested(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._cancelled.is_set()


class _Messenger(QObject):
    """Carries news from the worker's thread into the window's."""

    stepped = Signal(object, int, int, str)
    ended = Signal(object, object, object)


class _JobProgress:
    """What the work is given; lives in the worker's thread."""

    def __init__(self, job: Job, messenger: _Messenger) -> None:
        self._job, self._messenger = job, messenger
        self._told = 0.0

    def check(self) -> None:
        if self._job.cancel_requested:
            raise Cancelled(_("Cancelled; nothing was kept."))

    def step(self, done: int, total: int, text: str = "") -> None:
        self.check()
        now = time.monotonic()
        if now - self._told >= _TELL_EVERY_SECONDS or done == total:
            self._told = now
            self._messenger.stepped.emit(self._job, done, total, text)


class JobRunner(QObject):
    """Runs jobs one after the other. `started`, `progressed` and `ended` carry the `Job`."""

    started = Signal(object)
    progressed = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="kamdesk-job")
        self._messenger = _Messenger(self)
        queued = Qt.ConnectionType.QueuedConnection
        self._messenger.stepped.connect(self._step, queued)
        self._messenger.ended.connect(self._end, queued)
        self._waiting: dict[Job, tuple[Callable[[Any], object], Callable[[BaseException], object]]]
        self._waiting = {}
        # Python collects garbage in whichever thread allocates; a QObject must die in the window's thread.
        self._collector = QTimer(self)
        self._collector.setInterval(_COLLECT_EVERY_MS)
        self._collector.timeout.connect(_collect)
        self._closed = False

    def run(
        self,
        label: str,
        function: Callable[[Progress], Any],
        on_done: Callable[[Any], object],
        on_error: Callable[[BaseException], object] | None = None,
        *,
        quiet: bool = False,
    ) -> Job:
        """Queue `function(progress)`; its result goes to `on_done`, its exception to `on_error`, both in this thread.

        Without `on_error` the user is told; `Cancelled` is told to nobody unless `on_error` is there.
        """
        job = Job(label, quiet=quiet)
        self._waiting[job] = (on_done, on_error or faults.show_problem)
        gc.disable()
        self._collector.start()
        messenger = self._messenger
        self._executor.submit(_work, function, _JobProgress(job, messenger), job, messenger)
        self.started.emit(job)
        return job

    def jobs(self) -> list[Job]:
        """Those not ended yet, the running one first."""
        return list(self._waiting)

    def shut_down(self) -> None:
        """Cancel everything and wait until the worker has stopped; results no longer go anywhere."""
        if self._closed:
            return
        self._closed = True
        for job in self._waiting:
            job.cancel()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._waiting.clear()
        self._rest()

    def _step(self, job: Job, done: int, total: int, text: str) -> None:
        if job in self._waiting:
            job.done, job.total, job.text = done, total, text
            self.progressed.emit(job)

    def _end(self, job: Job, result: object, problem: BaseException | None) -> None:
        answers = self._waiting.pop(job, None)
        if answers is None:
            return
        if not self._waiting:
            self._rest()
        self.ended.emit(job)
        if problem is None:
            answers[0](result)
        else:
            answers[1](problem)

    def _rest(self) -> None:
        self._collector.stop()
        gc.enable()


def _work(
    function: Callable[[Progress], Any],
    progress: _JobProgress,
    job: Job,
    messenger: _Messenger,
) -> None:
    try:
        progress.check()  # cancelled while it waited
        result = function(progress)
    except BaseException as problem:  # noqa: BLE001 - not swallowed: it is carried to the window's thread
        messenger.ended.emit(job, None, problem)
    else:
        messenger.ended.emit(job, result, None)


def _collect() -> None:
    gc.collect(1)


_runner: JobRunner | None = None


def runner() -> JobRunner:
    """The program's one runner; it ends with the application."""
    global _runner
    if _runner is None:
        _runner = JobRunner()
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(shut_down)
    return _runner


def run_job(
    label: str,
    function: Callable[[Progress], Any],
    on_done: Callable[[Any], object],
    on_error: Callable[[BaseException], object] | None = None,
    *,
    quiet: bool = False,
) -> Job:
    """Run `function(progress)` beside the window (see `JobRunner.run`)."""
    return runner().run(label, function, on_done, on_error, quiet=quiet)


def wanted_work() -> list[str]:
    """What somebody asked for and is still under way."""
    return [job.label for job in _runner.jobs() if not job.quiet] if _runner is not None else []


def shut_down() -> None:
    """Stop the worker; a later `run_job` begins with a new one."""
    global _runner
    if _runner is not None:
        _runner.shut_down()
        _runner = None
