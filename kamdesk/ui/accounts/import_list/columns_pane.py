"""How a list is to be understood: sheet, kind, row of headings, key, and the field of each column."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from kamdesk.exchange.headers import IGNORED
from kamdesk.exchange.kinds import KINDS, MAIN_CONTACT
from kamdesk.i18n import _
from kamdesk.model.contact import Contact
from kamdesk.model.vocabulary import FORM_ROLE
from kamdesk.ui import theme
from kamdesk.ui.accounts.import_list.drafting import Draft
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import ElidedLabel, IconLabel, label
from kamdesk.ui.widgets.section import SectionHeader

_LABELS = 118


class ColumnsPane(QWidget):
    """`chosen` carries the new `Choice` after each decision of the person."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._draft: Draft | None = None
        self._showing = False
        self.combos: dict[str, QComboBox] = {}
        """Column name → its field."""
        self.sheet = QComboBox()
        self.kind = Segment(
            [(key, str(kind.record.TERM)) for key, kind in KINDS.items()],
            small=True,
            name=_("What the list holds"),
        )
        self.header = QSpinBox()
        self.header.setFixedWidth(72)
        self.key = QComboBox()
        self.create_staff = QCheckBox(_("Add owners nobody knows as staff"))
        self.same_name = QCheckBox(_("Same name, other code: add it"))
        for widget, name in (
            (self.sheet, _("Sheet")),
            (self.header, _("Headings in row")),
            (self.key, _("Recognise by")),
        ):
            ready_input(widget, name)
        self._connect()
        self._mapping_head = SectionHeader(_("Columns"))
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._settings())
        column.addWidget(self._mapping_head)
        column.addWidget(self._scroll, 1)

    def _connect(self) -> None:
        self.sheet.activated.connect(self._choose_sheet)
        self.kind.chosen.connect(self._choose_kind)
        self.header.valueChanged.connect(self._choose_header)
        self.key.activated.connect(self._choose_key)
        self.create_staff.clicked.connect(self._choose_options)
        self.same_name.clicked.connect(self._choose_options)

    def _settings(self) -> QWidget:
        frame = QWidget()
        grid = QGridLayout(frame)
        grid.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        grid.setHorizontalSpacing(theme.SPACE_2)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, _LABELS)
        grid.setColumnStretch(1, 1)
        self._rows = {}
        for number, (words, widget) in enumerate(
            (
                (_("Sheet"), self.sheet),
                (_("Holds"), self.kind),
                (_("Headings in row"), self.header),
                (_("Recognise by"), self.key),
            )
        ):
            name = label(words, "muted")
            self._rows[widget] = name
            grid.addWidget(name, number, 0)
            grid.addWidget(widget, number, 1, Qt.AlignmentFlag.AlignLeft)
        for number, box in enumerate((self.create_staff, self.same_name), 4):
            grid.addWidget(box, number, 1)
        self.key.setMinimumWidth(220)
        self.sheet.setMinimumWidth(220)
        return frame

    # ------------------------------------------------------------------------------------------------ what is shown

    def show_draft(self, draft: Draft) -> None:
        """Shows how `draft` was understood, keeping the place of the focus."""
        rebuild = self._draft is None or self._shape(self._draft) != self._shape(draft)
        self._draft, self._showing = draft, True
        sheets = draft.source.sheets
        self.sheet.clear()
        self.sheet.addItems([each.name for each in sheets])
        self.sheet.setCurrentText(draft.choice.sheet or "")
        for widget in (self.sheet, self._rows[self.sheet]):
            widget.setVisible(len(sheets) > 1)
        self.kind.choose(draft.plan.kind.name)
        self.header.setRange(1, max(len(draft.plan.sheet.rows), 1))
        self.header.setValue(draft.plan.header.row + 1)
        self._show_keys(draft)
        self.create_staff.setChecked(draft.choice.options.create_staff)
        self.same_name.setChecked(draft.choice.options.same_name)
        self.create_staff.setVisible(draft.plan.kind.name in ("accounts", "opportunities"))
        self.same_name.setVisible(draft.plan.kind.name == "accounts")
        if rebuild:
            self._build_columns(draft)
        self._show_columns(draft)
        self._showing = False

    @staticmethod
    def _shape(draft: Draft) -> tuple[object, ...]:
        columns = tuple(each.name for each in draft.plan.header.columns)
        return (draft.source.sha256, draft.plan.kind.name, draft.plan.header.row, columns)

    def _show_keys(self, draft: Draft) -> None:
        self.key.clear()
        self.key.addItem(_("The surest code or name of each row"), None)
        for name, words in draft.keys.items():
            self.key.addItem(words, name)
        self.key.setCurrentIndex(max(self.key.findData(draft.choice.options.key), 0))

    def _build_columns(self, draft: Draft) -> None:
        model = QStandardItemModel(self)
        self._add_target(model, _("— not taken —"), IGNORED)
        for target, each in draft.targets.items():
            self._add_target(
                model, target_label(target, each.label, draft.plan.kind.prefix), target
            )
        inner = QWidget()
        inner.setProperty("ground", "raised")
        grid = QGridLayout(inner)
        grid.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_4)
        grid.setHorizontalSpacing(theme.SPACE_2)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 4)
        self.combos, self._marks = {}, {}
        for number, column in enumerate(draft.plan.header.columns):
            mark = IconLabel("check", "good", 14)
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(ElidedLabel(column.name, "heading"))
            words.addWidget(ElidedLabel(draft.samples.get(column.name, ""), "small"))
            combo = QComboBox()
            combo.setModel(model)
            combo.setMaxVisibleItems(20)
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            combo.setMinimumContentsLength(12)
            ready_input(combo, _("Field of column {column}").format(column=column.name))
            combo.setProperty("column", column.name)
            combo.activated.connect(self._choose_target)
            grid.addWidget(mark, number, 0)
            grid.addLayout(words, number, 1)
            grid.addWidget(combo, number, 2)
            self.combos[column.name], self._marks[column.name] = combo, mark
        grid.setRowStretch(len(draft.plan.header.columns), 1)
        self._scroll.setWidget(inner)

    @staticmethod
    def _add_target(model: QStandardItemModel, words: str, target: str) -> None:
        item = QStandardItem(words)
        item.setData(target, Qt.ItemDataRole.UserRole)
        model.appendRow(item)

    def _show_columns(self, draft: Draft) -> None:
        columns = draft.plan.mapping.columns
        unknown = set(draft.plan.unknown)
        for name, combo in self.combos.items():
            target = columns.get(name, IGNORED)
            combo.setCurrentIndex(max(combo.findData(target), 0))
            if target != IGNORED:
                self._mark(name, "check", "good", "")
            elif name in unknown:
                self._mark(
                    name, "warning", "warn", _("Nobody knows this heading: choose its field.")
                )
            else:
                self._mark(name, "minus", "muted", _("Not taken"))
        taken = sum(1 for each in columns.values() if each != IGNORED)
        self._mapping_head.set_count(
            _("{taken} of {count} taken").format(taken=taken, count=len(columns))
        )
        note = _("{count} unknown").format(count=len(unknown)) if unknown else ""
        self._mapping_head.set_note(note)

    def _mark(self, name: str, icon_name: str, role: str, words: str) -> None:
        mark = self._marks[name]
        mark.set_icon(icon_name, role)
        mark.setToolTip(words)
        self.combos[name].setAccessibleDescription(words)

    # ------------------------------------------------------------------------------------------------ decisions

    def _tell(self, **changed: object) -> None:
        if self._draft is not None and not self._showing:
            self.chosen.emit(self._draft.choice.with_(**changed))

    def _choose_sheet(self, _index: int) -> None:
        self._tell(sheet=self.sheet.currentText())

    def _choose_kind(self, key: str) -> None:
        self._tell(kind=key)

    def _choose_header(self, number: int) -> None:
        self._tell(header_row=number - 1)

    def _choose_key(self, _index: int) -> None:
        self._choose_options()

    def _choose_options(self, _checked: bool = False) -> None:
        if self._draft is None:
            return
        options = replace(
            self._draft.choice.options,
            key=self.key.currentData(),
            create_staff=self.create_staff.isChecked(),
            same_name=self.same_name.isChecked(),
        )
        self._tell(options=options)

    def _choose_target(self, _index: int) -> None:
        combo = self.sender()
        if not isinstance(combo, QComboBox) or self._draft is None:
            return
        name, target = str(combo.property("column")), str(combo.currentData() or IGNORED)
        columns = dict(self._draft.choice.columns or {})
        for other, held in columns.items():
            if held == target and target != IGNORED:
                columns[other] = IGNORED  # a field comes from one column
        columns[name] = target
        self._tell(columns=columns)

    def choose_target(self, column: str, target: str) -> None:
        """Maps `column` as the person would in its box."""
        combo = self.combos[column]
        combo.setCurrentIndex(combo.findData(target))
        combo.activated.emit(combo.currentIndex())


def target_label(target: str, words: str, prefix: str) -> str:
    """A field of the record itself by its label, one of another with the person it belongs to."""
    owner = target.partition(".")[0]
    if owner == prefix:
        return words
    if owner == MAIN_CONTACT:
        return f"{Contact.TERM} · {words}"
    if owner in FORM_ROLE.codes:
        return f"{FORM_ROLE.label(owner)} · {words}"
    return f"{KINDS['accounts'].record.TERM} · {words}"
