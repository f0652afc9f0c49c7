"""Closing a period and opening it again: asks once, says what it does, can be undone."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from sqlalchemy import select

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.frozen import FrozenPeriod
from kamdesk.progress import Progress
from kamdesk.ui import faults, messages
from kamdesk.ui.desk import Desk
from kamdesk.ui.jobs import run_job
from kamdesk.ui.kpi.dashboard.reading import Known


class Freezing(QObject):
    """What is done with the period in view."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._page = desk, parent

    def freeze(self, known: Known) -> None:
        """Asks, and stores every figure of the period as it stands, in a job."""
        as_of = known.as_of  # what is frozen is what is seen
        answer = messages.ask(
            self._page,
            _("Freeze {period}").format(period=known.span.code),
            _("All indicators of {period} are kept as they are as of {day}, for the department, each person and "
              "each tier, with the records behind them. What is entered later shows as a restated value beside them. "
              "It can be undone.").format(period=known.span.code, day=as_of),
            [("freeze", _("Freeze")), ("cancel", _("Cancel"))],
            "freeze",
        )  # fmt: skip
        if answer != "freeze":
            return
        store, span, code = self._desk.store, known.span, known.span.code
        user = store.user

        def work(progress: Progress) -> None:
            from kamdesk.indicators import frozen

            with store.change(message("Freeze {period}", period=code)) as session:
                frozen.freeze(session, span, as_of, user, progress)

        def done(_nothing: None) -> None:
            self._page.setFocus()  # the button that had the keys is gone
            self._desk.say_undoable(_("{period} is frozen.").format(period=code))

        run_job(_("Freezing {period}").format(period=code), work, done)


def open_again(desk: Desk, code: str) -> None:
    """Moves the frozen figures of a period to the waste basket; offers to undo it."""
    from kamdesk.work import trash  # late: it looks at every kind of record

    try:
        with desk.store.change(message("Open {period} again", period=code)) as session:
            query = select(FrozenPeriod).where(
                FrozenPeriod.period == code, FrozenPeriod.deleted_at.is_(None)
            )
            for each in session.scalars(query).all():
                trash.move_to_trash(session, each)
    except UserError as refusal:
        faults.show_problem(refusal)
        return
    desk.say_undoable(_("{period} is open again.").format(period=code))
