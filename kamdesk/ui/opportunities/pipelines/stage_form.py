"""One stage: its name, probability, question and deliverable, and a check list of what its gate asks for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.fields import RecordField, field_of, fields_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.pipeline import Stage
from kamdesk.model.sales_words import GATE
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.widgets.labels import label
from kamdesk.work import pipelines

_FIELDS = (
    ("name", 0, 0, 1),
    ("probability", 0, 1, 1),
    ("question", 1, 0, 2),
    ("deliverable", 2, 0, 2),
)
Asked = tuple[str, str | None]


class StageForm(QScrollArea):
    """`changed(stage, field, value)`: a field was left with another value. `gates_changed(stage, asked)`."""

    changed = Signal(int, str, object)
    gates_changed = Signal(int, object)
    opened = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._stage_id: int | None = None
        self.boxes: dict[str, FieldBox] = {}
        self.checks: dict[Asked, QCheckBox] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget()
        inner.setProperty("ground", "raised")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(inner)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_3)
        grid.setVerticalSpacing(theme.SPACE_3)
        context = EditContext(store)
        for name, row, place, span in _FIELDS:
            box = FieldBox(field_of(Stage, name), context)
            box.editor.input().installEventFilter(self)
            box.editor.finished.connect(partial(self._store_box, name))
            self.boxes[name] = box
            grid.addWidget(box, row, place, 1, span)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        column.addWidget(label(_("To leave this stage, there must be"), "heading"))
        column.addLayout(self._checks(self._records()))
        column.addWidget(label(_("and these fields must be filled"), "heading"))
        column.addLayout(self._checks(self._fields()))
        column.addStretch(1)
        self.setWidget(inner)

    @staticmethod
    def _records() -> list[tuple[Asked, str]]:
        return [((each.code, None), str(each.label)) for each in GATE if each.code != "field"]

    @staticmethod
    def _fields() -> list[tuple[Asked, str]]:
        return [
            (("field", each.name), each.label) for each in fields_of(Opportunity) if _may_ask(each)
        ]

    def _checks(self, entries: list[tuple[Asked, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_4)
        grid.setVerticalSpacing(theme.SPACE_1)
        half = (len(entries) + 1) // 2
        for place, (asked, words) in enumerate(entries):
            box = QCheckBox(words)
            box.setAccessibleName(words)
            box.clicked.connect(self._on_check)
            self.checks[asked] = box
            grid.addWidget(box, place % half, place // half)
        return grid

    def show_stage(self, stage_id: int) -> None:
        """Shows a stage."""
        with self._store.read() as session:
            stage = session.get_one(Stage, stage_id)
            self._stage_id = stage_id
            gates = {
                (each.asks, each.subject_field) for each in pipelines.gates_of(session, stage_id)
            }
            for name, box in self.boxes.items():
                value = stage.title if name == "name" else getattr(stage, name)
                box.show_value(value, "" if value is None else str(value))
                box.setEnabled(not self._store.read_only)
        for asked, check in self.checks.items():
            check.setChecked(asked in gates)
            check.setEnabled(not self._store.read_only)

    def _on_check(self, _checked: bool) -> None:
        if self._stage_id is not None:
            asked = [each for each, check in self.checks.items() if check.isChecked()]
            self.gates_changed.emit(self._stage_id, asked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            for name, box in self.boxes.items():
                if box.editor.input() is watched and box.editor.is_dirty():
                    QTimer.singleShot(0, self, partial(self._store_box, name))
        return super().eventFilter(watched, event)

    def _store_box(self, name: str) -> None:
        box = self.boxes[name]
        if self._stage_id is None or not box.editor.is_dirty():
            return
        reading = box.read()
        if reading.problem and not reading.kept:
            box.show_error(reading.problem)
            return
        box.editor.accept()
        value = reading.value
        if name == "probability":
            value = value or 0
        self.changed.emit(self._stage_id, name, value)

    def has_unsaved(self) -> bool:
        """Whether something is typed that is not stored."""
        return any(box.editor.is_dirty() for box in self.boxes.values())

    def save(self) -> None:
        """Stores what was typed."""
        for name in self.boxes:
            self._store_box(name)

    def discard(self) -> None:
        """Forgets what was typed."""
        if self._stage_id is not None:
            self.show_stage(self._stage_id)


def _may_ask(field: RecordField) -> bool:
    """Fields that a person fills in."""
    return (
        bool(field.spec.group) and not field.spec.derived and field.name not in ("number", "name")
    )
