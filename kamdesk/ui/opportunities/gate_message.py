"""Why an opportunity cannot leave its stage: what is missing with a way to each, what is there, and the ways out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Literal

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import LinkButton, icon_button, plain_button, primary_button
from kamdesk.ui.widgets.labels import ElidedLabel, FieldError, IconLabel, label
from kamdesk.work.gates import GateReport, Requirement

_WIDTH = 404
FIELD = "field:"
"""What the key of a requirement begins with that a field of the opportunity fulfils."""

SECTION_OF_GATE: dict[str, str] = {
    "contact_with_role": "map",
    "golden_triangle": "team",
    "decision_maker": "map",
    "competitor": "overview",
    "radar": "analysis",
    "swot": "analysis",
    "strategy": "strategy",
    "target_moves": "map",
    "action_plan": "actions",
    "risks": "risks",
    "offer": "quotations",
    "overdue_explained": "actions",
    "outcome": "overview",
    "outcome_reason": "review",
    "review": "review",
}
"""Code of a gate → the section of the project page where what it asks for is written. What is not here is written in
fields of the opportunity (see `fields_of`)."""


@dataclass(frozen=True)
class GateAnswer:
    """What the user wants: go ``back``, ``fill`` in what `keys` name, or ``override`` the gate for a `reason`."""

    kind: Literal["back", "fill", "override"]
    keys: tuple[str, ...] = ()
    reason: str = ""


def fields_of(key: str) -> tuple[str, ...]:
    """The fields of the opportunity in which a requirement is written; none where a section of its page is needed."""
    if key.startswith(FIELD):
        return (key.removeprefix(FIELD),)
    return ("initiated_by", "initiated_on") if key == "initiation" else ()


def ask_gate(
    parent: QWidget, desk: Desk, report: GateReport, target: str = "", at: QPoint | None = None
) -> GateAnswer:
    """Says what is missing and waits for an answer. `target`: the stage it was to go to; `at`: a point of the screen
    below which the message hangs, else it stands in the middle of `parent`."""
    message = GateMessage(parent, report, target, may_override=not desk.store.read_only)
    message.hang_at(at)
    message.exec()
    answer = message.answer
    message.deleteLater()
    return answer


class GateMessage(QDialog):
    """The message of mockup 05. Esc goes back."""

    def __init__(
        self, parent: QWidget, report: GateReport, target: str, *, may_override: bool
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._over = parent
        self.answer = GateAnswer("back")
        self.setFixedWidth(_WIDTH)
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_2)
        head.addWidget(IconLabel("lock", "bad"), 0, Qt.AlignmentFlag.AlignTop)
        title = _title(report, target)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(report.sentence)
        head.addWidget(label(title, "heading", wrap=True), 1)
        close = icon_button("x", _("Close"), self.reject, small=True)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        if report.question:
            said = _("Before leaving “{stage}”: {question}").format(
                stage=report.stage, question=report.question
            )
            column.addWidget(label(said, "muted", wrap=True))
        column.addSpacing(theme.SPACE_2)
        for each in report.missing:
            column.addWidget(self._line(each, "x", "bad", with_button=True))
        for each in report.present:
            column.addWidget(self._line(each, "check", "good", with_button=False))
        column.addSpacing(theme.SPACE_3)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason for passing the gate"))
        self.reason.setPlaceholderText(_("Why may it pass all the same?"))
        self.reason.returnPressed.connect(self.override)
        self._error = FieldError()
        self.pass_button = plain_button(_("Pass, with this reason"), clicked=self.override)
        self._override = QWidget()
        below = QVBoxLayout(self._override)
        below.setContentsMargins(0, 0, 0, theme.SPACE_3)
        below.setSpacing(theme.SPACE_1)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self.reason, 1)
        row.addWidget(self.pass_button)
        below.addLayout(row)
        below.addWidget(self._error)
        self._override.hide()
        column.addWidget(self._override)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SPACE_2)
        self.link = LinkButton(_("Pass with a reason…"), self.begin_override)
        self.link.setToolTip(_("It is recorded and counted"))
        self.link.setVisible(may_override)
        foot.addWidget(self.link)
        foot.addStretch(1)
        foot.addWidget(plain_button(_("Go back"), clicked=self.reject))
        count = len(report.missing)
        words = ngettext("Fill in {count}", "Fill in {count}", count).format(count=count)
        self.fill_button = primary_button(
            words, clicked=partial(self.fill, *(each.key for each in report.missing))
        )
        foot.addWidget(self.fill_button)
        column.addLayout(foot)
        self.fill_button.setFocus()

    def _line(self, each: Requirement, icon: str, role: str, *, with_button: bool) -> QFrame:
        frame = QFrame()
        frame.setProperty("line", "bottom")
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 3, 0, 3)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(IconLabel(icon, role, 14))
        words = label(each.words)
        room = _WIDTH - 2 * theme.SPACE_4 - 40 - (96 if with_button else 0)
        if theme.text_width(each.words) > room:
            words.setWordWrap(True)
            row.addWidget(words, 1)
        else:
            row.addWidget(words)
        if each.detail:
            row.addWidget(ElidedLabel(each.detail, "small"), 1)
        elif not words.wordWrap():
            row.addStretch(1)
        if with_button:
            button = plain_button(
                button_words(each.key), clicked=partial(self.fill, each.key), small=True
            )
            button.setAccessibleName(_("Fill in: {what}").format(what=each.words))
            row.addWidget(button)
        frame.setMinimumHeight(28)
        return frame

    def hang_at(self, at: QPoint | None) -> None:
        """Stands below a point of the screen, inside the window."""
        self.adjustSize()
        window = self._over.window()
        frame = window.geometry().adjusted(
            theme.SPACE_3, theme.SPACE_3, -theme.SPACE_3, -theme.SPACE_3
        )
        middle = self._over.mapToGlobal(self._over.rect().center())
        spot = at if at is not None else middle - QPoint(0, self.sizeHint().height() // 2)
        left = min(max(spot.x() - _WIDTH // 2, frame.left()), frame.right() - _WIDTH)
        top = min(max(spot.y(), frame.top()), frame.bottom() - self.sizeHint().height())
        self.move(left, top)

    def fill(self, *keys: str) -> None:
        """Answers: to where these are written."""
        self.answer = GateAnswer("fill", keys)
        self.accept()

    def begin_override(self) -> None:
        """Asks for the reason."""
        self._override.show()
        self.link.hide()
        self.adjustSize()
        self.reason.setFocus()

    def override(self) -> None:
        """Answers: it passes, for the reason given; without one that is said."""
        reason = self.reason.text().strip()
        if not reason:
            self._error.show_error(_("Without a reason it cannot pass."), self.reason)
            self.adjustSize()
            return
        self.answer = GateAnswer("override", reason=reason)
        self.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("raised"))
        box = QRectF(self.rect())
        paint.rounded(painter, box, theme.RADIUS_CARD, theme.color("raised"), theme.color("bad"))


def _title(report: GateReport, target: str) -> str:
    count = len(report.missing)
    if target:
        return ngettext(
            "Not to “{stage}” yet: {count} thing is missing",
            "Not to “{stage}” yet: {count} things are missing",
            count,
        ).format(stage=target, count=count)
    return ngettext(
        "“{stage}” cannot be left yet: {count} thing is missing",
        "“{stage}” cannot be left yet: {count} things are missing",
        count,
    ).format(stage=report.stage, count=count)


def button_words(key: str) -> str:
    """What stands on the button that leads to where a requirement is written."""
    section = SECTION_OF_GATE.get(key, "")
    return {
        "map": _("Open the map"),
        "team": _("Name them"),
        "analysis": _("Analyse"),
        "quotations": _("Quotations"),
    }.get(section, _("Fill in"))
