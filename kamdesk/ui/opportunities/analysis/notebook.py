"""One tool's assessments of a subject: what is shown, the one before it, and writing a change as an assessment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Protocol, Self, TypeVar

from PySide6.QtCore import QObject, Signal
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import Message
from kamdesk.model.analysis import Analysis
from kamdesk.model.base import Record
from kamdesk.ui import faults
from kamdesk.ui.desk import Desk
from kamdesk.work import settings
from kamdesk.work.analysis import assessments


class Noted(Protocol):
    """What a tool notes: a frozen value that is read from and written as content."""

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Self:
        """As noted. Raises RuleError when the content is not of this tool."""

    def to_content(self) -> dict[str, Any]:
        """What is noted."""


Tool = TypeVar("Tool", bound=Noted)


@dataclass(frozen=True)
class Subject:
    """What is analysed: the class of the record and its id."""

    record: type[Record]
    id: int

    def load(self, session: Session) -> Record:
        """The record itself."""
        return session.get_one(self.record, self.id)


class Notebook(QObject, Generic[Tool]):
    """Every change is an assessment of today by whoever uses this computer: the last one stays as it was."""

    changed = Signal()
    """Another value is shown: loaded, or written."""

    def __init__(self, desk: Desk, kind: str, tool: type[Tool], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self.kind, self._tool = desk, kind, tool
        self.subject: Subject | None = None
        self.label: str | None = None
        """The template of a scorecard; None for every other tool."""
        self.value: Tool = tool.from_content({})
        self.on: date | None = None
        """The day of the assessment that is shown; None while there is none."""
        self.last: Tool | None = None
        self.last_on: date | None = None
        self.problem = ""
        """Why the content cannot be shown; nothing can be changed then."""
        self.is_old = False
        """An earlier assessment was chosen: it can only be read."""

    @property
    def can_write(self) -> bool:
        """Whether a change would be taken."""
        return not (
            self.subject is None or self.is_old or self.problem or self._desk.store.read_only
        )

    def load(self, session: Session, subject: Subject, until: date | None = None) -> None:
        """Shows the newest assessment of `subject`, or the newest up to the day `until`, to be read only."""
        self.subject, self.is_old, self.problem = subject, until is not None, ""
        rows = [
            row
            for row in assessments.history(session, subject.load(session), self.kind)
            if self.label is None or row.label == self.label
        ]
        shown = next((row for row in rows if until is None or row.on <= until), None)
        before = assessments.previous(session, shown) if shown is not None else None
        self.value, self.on = self._read(shown)
        self.last, self.last_on = None, None
        if before is not None:
            self.last, self.last_on = self._read(before)
        self.changed.emit()

    def _read(self, row: Analysis | None) -> tuple[Tool, date | None]:
        if row is None:
            return self._tool.from_content({}), None
        try:
            return self._tool.from_content(row.content), row.on
        except RuleError as refusal:
            self.problem = refusal.sentence
            return self._tool.from_content({}), row.on

    def write(self, what: Message, value: Tool, title: str | None = None) -> bool:
        """Notes `value` under the name `what`; a refusal is told and answered with False.

        `title` is what the assessment is about, for a fishbone its effect.
        """
        if self.subject is None or not self.can_write:
            return False
        try:
            with self._desk.store.change(what) as session:
                assessments.save(
                    session,
                    self.subject.load(session),
                    self.kind,
                    value.to_content(),
                    self._desk.today(),
                    settings.me(session),
                    self.label if self.label is not None else title,
                )
        except UserError as refusal:
            faults.show_problem(refusal)
            return False
        return True
