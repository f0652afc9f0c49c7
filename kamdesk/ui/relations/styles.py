"""行为风格: twelve pairs about what was seen of somebody, the style they come to, and how to deal with it.

The result is personal data: it stays out of exports unless the department wants it there.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.model.contact import Contact
from kamdesk.ui import faults, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work import behaviour
from kamdesk.work.analysis import style


class _Answer(QWidget):
    """One pair: left, four steps, right. `changed`: another answer."""

    changed = Signal()

    def __init__(self, pair: style.WordPair) -> None:
        super().__init__()
        self.pair = pair
        steps = range(style.LOWEST_ANSWER, style.HIGHEST_ANSWER + 1)
        self.steps = Segment(
            [(str(each), str(each)) for each in steps], small=True, optional=True,
            name=f"{pair.left} – {pair.right}",
        )  # fmt: skip
        self.steps.chosen.connect(self._tell)
        self.clear = icon_button("x", _("No answer"), self.forget, small=True)

    def value(self) -> int | None:
        """1–4; None without an answer."""
        return int(self.steps.current()) if self.steps.current() else None

    def show_value(self, value: int | None) -> None:
        """Shows an answer."""
        self.steps.choose(str(value) if value is not None else "")
        self.clear.setEnabled(value is not None)

    def forget(self) -> None:
        """Takes the answer back."""
        self.show_value(None)
        self.changed.emit()

    def _tell(self, _key: str) -> None:
        self.clear.setEnabled(True)
        self.changed.emit()


class StyleDialog(QDialog):
    """The questionnaire about one contact; the result shows while one answers."""

    def __init__(self, desk: Desk, contact_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._contact_id = desk, contact_id
        with desk.store.read() as session:
            self._name = session.get_one(Contact, contact_id).full_name
            answered = behaviour.answers(session, contact_id)
        self.setWindowTitle(_("Behaviour style of {name}").format(name=self._name))
        self.setMinimumSize(600, 650)
        self.answers: dict[str, _Answer] = {}
        inner = QWidget()
        inner.setProperty("ground", "raised")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, theme.SPACE_2, 0)
        grid.setHorizontalSpacing(theme.SPACE_3)
        grid.setVerticalSpacing(theme.SPACE_1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)
        self._add_axis(grid, _("How they put themselves forward"), style.ASSERTIVE)
        self._add_axis(grid, _("How much they show of themselves"), style.RESPONSIVE)
        for key, value in {**answered.assertive, **answered.responsive}.items():
            if key in self.answers:
                self.answers[key].show_value(value)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        self.result_words = label("", "name")
        self.figures, self.advice = label("", "small"), label("", wrap=True)
        self.error = FieldError()
        buttons = QDialogButtonBox()
        self.keep = buttons.addButton(_("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_2)
        told = _("Answer by what you saw them do. Leave out what you did not see.")
        column.addWidget(label(told, "muted", wrap=True))
        column.addWidget(scroll, 1)
        head = QHBoxLayout()
        head.addWidget(self.result_words)
        head.addWidget(self.figures, 1, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(head)
        column.addWidget(self.advice)
        private = _(
            "A help for dealing with people, no test of them. Not exported unless the settings say so."
        )
        column.addWidget(label(private, "small", wrap=True))
        column.addWidget(self.error)
        column.addWidget(buttons)
        self._show_result()

    def _add_axis(self, grid: QGridLayout, title: str, pairs: tuple[style.WordPair, ...]) -> None:
        row = grid.rowCount()
        grid.addWidget(label(title, "heading"), row, 0, 1, 4)
        for place, pair in enumerate(pairs, row + 1):
            answer = _Answer(pair)
            answer.changed.connect(self._show_result)
            answer.show_value(None)
            self.answers[pair.key] = answer
            left = label(str(pair.left), wrap=True)
            left.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(left, place, 0)
            grid.addWidget(answer.steps, place, 1)
            grid.addWidget(label(str(pair.right), wrap=True), place, 2)
            grid.addWidget(answer.clear, place, 3)

    def questionnaire(self) -> style.Questionnaire:
        """What is answered now."""
        both = []
        for pairs in (style.ASSERTIVE, style.RESPONSIVE):
            values = {pair.key: self.answers[pair.key].value() for pair in pairs}
            both.append({key: value for key, value in values.items() if value is not None})
        return style.Questionnaire(*both)

    def _show_result(self) -> None:
        answered = self.questionnaire()
        result = answered.result
        if result is None:
            missing = [
                max(style.ANSWERS_NEEDED - len(axis), 0)
                for axis in (answered.assertive, answered.responsive)
            ]
            self.result_words.setText(_("No result yet"))
            self.figures.setText(
                _("{first} + {second} answers missing").format(first=missing[0], second=missing[1])
            )
            self.advice.setText("")
            return
        mixed = " · " + _("mixed") if result.neighbours else ""
        self.result_words.setText(result.title)
        self.figures.setText(
            _("assertive {first}, responsive {second}").format(
                first=f"{result.assertive:.2f}", second=f"{result.responsive:.2f}"
            )
            + mixed
        )
        self.advice.setText("\n".join(result.advice))

    def accept(self) -> None:
        try:
            with self._desk.store.change(
                message("Behaviour style of {name}", name=self._name)
            ) as session:
                behaviour.save(session, self._contact_id, self.questionnaire(), self._desk.today())
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        self._desk.say_undoable(_("The style of {name} is noted.").format(name=self._name))
        super().accept()
