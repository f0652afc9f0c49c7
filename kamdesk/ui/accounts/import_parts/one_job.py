"""The one job of a page: a newer one takes the place of an earlier one, whose result is then passed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kamdesk.progress import Progress
from kamdesk.ui.jobs import Job, run_job


class OneJob:
    """Runs one thing at a time for a page."""

    def __init__(self) -> None:
        self._job: Job | None = None

    def run(
        self,
        label: str,
        work: Callable[[Progress], Any],
        done: Callable[[Any], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        """Gives up what runs and starts `work`; only the newest job reaches `done` or `failed`."""
        self.stop()

        def on_done(result: Any) -> None:
            if self._job is job:
                self._job = None
                done(result)

        def on_failed(problem: BaseException) -> None:
            if self._job is job:
                self._job = None
                failed(problem)

        job = run_job(label, work, on_done, on_failed)
        self._job = job

    def stop(self) -> None:
        """Gives up what runs."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    @property
    def running(self) -> bool:
        """Whether something runs."""
        return self._job is not None
