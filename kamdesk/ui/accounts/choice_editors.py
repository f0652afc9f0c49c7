"""Editors for what is chosen instead of written: one of a list, several of a list, yes or no."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from kamdesk.i18n import _
from kamdesk.model.fields import RecordField
from kamdesk.model.values import Reading
from kamdesk.ui import theme
from kamdesk.ui.accounts.editor_base import EditContext, Editor
from kamdesk.ui.wheel_guard import guard_wheel
from kamdesk.ui.widgets.flow_layout import FlowLayout


class ChoiceEditor(Editor):
    """One of a list; the first entry is empty. The text is the code."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self._box = QComboBox()
        self._box.setStyleSheet("QComboBox { border: 0; padding: 0; background: transparent; }")
        self._box.addItem("", "")
        for each in field.spec.choices or ():
            self._box.addItem(str(each.label), each.code)
        self._box.setMinimumContentsLength(4)
        self._box.activated.connect(self._tell)
        guard_wheel(self._box)
        self.setFocusProxy(self._box)
        self.row.addWidget(self._box, 1)

    def _tell(self, _index: int) -> None:
        self.edited.emit()
        self.finished.emit()

    def show_value(self, value: Any, text: str) -> None:
        code = "" if value is None else str(value)
        if code and self._box.findData(code) < 0:
            self._box.addItem(text, code)  # a choice that is no longer offered stays what it is
        super().show_value(value, code)

    def input(self) -> QComboBox:
        return self._box

    def typed(self) -> str:
        return str(self._box.currentData() or "")

    def write(self, text: str) -> None:
        self._box.setCurrentIndex(max(self._box.findData(text), 0))

    def read(self) -> Reading[Any]:
        return Reading(self.typed() or None)


class ChoicesEditor(Editor):
    """Several of a list as check boxes; the text is the codes in their order."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        inner = QWidget()
        flow = FlowLayout(inner, theme.SPACE_3)
        self._boxes = {each.code: QCheckBox(str(each.label)) for each in field.spec.choices or ()}
        for box in self._boxes.values():
            box.clicked.connect(self._tell)
            flow.addWidget(box)
        self._inner = inner
        policy = inner.sizePolicy()
        policy.setHeightForWidth(True)
        inner.setSizePolicy(policy)
        self.row.addWidget(inner, 1)
        if self._boxes:
            self.setFocusProxy(next(iter(self._boxes.values())))

    def _tell(self, _checked: bool = False) -> None:
        self.edited.emit()

    def show_value(self, value: Any, text: str) -> None:
        super().show_value(value, ",".join(self._known(str(value or ""))))

    def _known(self, codes: str) -> list[str]:
        given = codes.split(",")
        return [code for code in self._boxes if code in given]

    def input(self) -> QWidget:
        return next(iter(self._boxes.values()), self._inner)

    def set_name(self, name: str) -> None:
        self.setAccessibleName(name)
        for box in self._boxes.values():
            box.setAccessibleName(f"{name}: {box.text()}")

    def typed(self) -> str:
        return ",".join(code for code, box in self._boxes.items() if box.isChecked())

    def write(self, text: str) -> None:
        given = text.split(",")
        for code, box in self._boxes.items():
            box.setChecked(code in given)

    def read(self) -> Reading[Any]:
        return Reading(self.typed() or None)


class CheckEditor(Editor):
    """Yes or no."""

    def __init__(self, field: RecordField, context: EditContext) -> None:
        super().__init__(field, context)
        self._box = QCheckBox(_("Yes"))
        self._box.clicked.connect(self._tell)
        self.setFocusProxy(self._box)
        self.row.addWidget(self._box, 1)

    def _tell(self, _checked: bool = False) -> None:
        self.edited.emit()

    def show_value(self, value: Any, text: str) -> None:
        super().show_value(value, "1" if value else "")

    def input(self) -> QCheckBox:
        return self._box

    def typed(self) -> str:
        return "1" if self._box.isChecked() else ""

    def write(self, text: str) -> None:
        self._box.setChecked(bool(text))

    def read(self) -> Reading[Any]:
        return Reading(self._box.isChecked())
