"""The strip that shows long work: what it is, how far, and the way to stop it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from kamdesk.i18n import _
from kamdesk.ui import jobs, theme
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.labels import ElidedLabel, label


class ProgressStrip(QFrame):
    """Shows the first job of a runner while there is one, and hides itself otherwise."""

    def __init__(self, runner: jobs.JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_3, 2, theme.SPACE_3, 2)
        row.setSpacing(theme.SPACE_2)
        self._label = ElidedLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(160)
        self._count = label("", "small")
        self._cancel = plain_button(_("Cancel"), clicked=self._stop, small=True)
        row.addWidget(self._label, 1)
        row.addWidget(self._bar)
        row.addWidget(self._count)
        row.addWidget(self._cancel)
        runner.started.connect(self._show)
        runner.progressed.connect(self._show)
        runner.ended.connect(self._show)
        self._show()

    def _show(self, _job: object = None) -> None:
        waiting = self._runner.jobs()
        self.setVisible(bool(waiting))
        if not waiting:
            return
        job = waiting[0]
        words = f"{job.label} · {job.text}" if job.text else job.label
        self._label.setText(_("Stopping…") if job.cancel_requested else words)
        self._bar.setRange(0, job.total)
        self._bar.setValue(job.done)
        self._bar.setAccessibleName(job.label)
        self._count.setText(f"{job.done:,} / {job.total:,}" if job.total else "")
        self._cancel.setEnabled(not job.cancel_requested)

    def _stop(self) -> None:
        for job in self._runner.jobs()[:1]:
            job.cancel()
        self._show()
