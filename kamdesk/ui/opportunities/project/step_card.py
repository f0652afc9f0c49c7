"""What one step of the project delivers, until when, and what its gate says: below the line of steps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import icon_button, plain_button
from kamdesk.ui.widgets.labels import label
from kamdesk.work.projects import Step


class StepCard(QFrame):
    """`edit_wanted(stage_id)`: plan it. `closed`: Esc or ×."""

    edit_wanted = Signal(int)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.stage_id = 0
        self.setProperty("line", "bottom")
        self.setProperty("ground", "surface")
        self._title = label("", "heading")
        self._question = label("", "muted")
        self._delivers = label("", wrap=True)
        self._gate = label("", "small", wrap=True)
        self.edit_button = plain_button(_("Plan this step…"), "pencil", self._edit, small=True)
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_2)
        top.addWidget(self._title)
        top.addWidget(self._question, 1)
        top.addWidget(self.edit_button)
        top.addWidget(icon_button("x", _("Close"), self.closed.emit, small=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_2, theme.SPACE_2)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._delivers)
        column.addWidget(self._gate)
        self.hide()

    def show_step(self, step: Step) -> None:
        """Tells about a step."""
        self.stage_id = step.stage_id
        self._title.setText(step.title)
        self._question.setText(step.question)
        parts = [step.deliverable or _("No deliverable noted")]
        if step.planned_on is not None:
            parts.append(_("planned until {day}").format(day=step.planned_on))
        if step.delivered_on is not None:
            parts.append(_("delivered on {day}").format(day=step.delivered_on))
        self._delivers.setText(" · ".join(parts))
        said = []
        if step.missing:
            said.append("✕ " + _("missing: {what}").format(what=_(", ").join(step.missing)))
        if step.present:
            said.append("✓ " + _("there: {what}").format(what=_(", ").join(step.present)))
        self._gate.setText("   ".join(said) or _("The gate of this step asks for nothing."))
        self.show()

    def words(self) -> str:
        """All that is told, line by line."""
        lines = (self._title, self._question, self._delivers, self._gate)
        return "\n".join(each.text() for each in lines)

    def _edit(self) -> None:
        self.edit_wanted.emit(self.stage_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)
