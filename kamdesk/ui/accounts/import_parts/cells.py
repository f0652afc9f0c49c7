"""How values before and after an import are written and painted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from sqlalchemy.orm import Session

from kamdesk.exchange.plan import NewStaff
from kamdesk.i18n import _
from kamdesk.model import values
from kamdesk.model.fields import Kind, RecordField
from kamdesk.ui import icons, theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.delegates import COLOUR, VALUE, CellDelegate, Index
from kamdesk.work.fields import reference_names

Names = Mapping[tuple[str, int], str]
"""(class name, id) → what the record is called."""


def text_of(
    field: RecordField, value: Any, *, currency: str | None = None, names: Names | None = None
) -> str:
    """`value` of `field` as one line; a reference by its name, empty for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, NewStaff):
        return _("{name} (new)").format(name=value.name)
    if field.kind is Kind.REFERENCE:
        if isinstance(value, int):
            return (names or {}).get((field.spec.refers_to, value), str(value))
        return str(value)
    text = values.show(field.kind, value, vocabulary=field.spec.choices, currency=currency)
    return " ".join(text.split())


def names_of(session: Session, wanted: Mapping[str, set[int]]) -> dict[tuple[str, int], str]:
    """What the records `wanted` (class name → ids) are called."""
    return {
        (target, record_id): name
        for target, ids in wanted.items()
        for record_id, name in reference_names(session, target, ids).items()
    }


class OldDelegate(CellDelegate):
    """The value that stands now; struck through (`VALUE` true) when another takes its place."""

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        role = str(index.data(COLOUR) or "text")
        used = paint.text(painter, rect, words, role)
        if index.data(VALUE) and words:
            painter.setPen(theme.color(role))
            painter.drawLine(
                rect.left(), rect.center().y() + 1, rect.left() + used, rect.center().y() + 1
            )


class NewDelegate(CellDelegate):
    """› and the value of the file, bold when it is taken; `VALUE` is the word of a pill behind it."""

    def content(self, painter: QPainter, rect: QRect, index: Index, selected: bool) -> None:
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        role = str(index.data(COLOUR) or "text")
        arrow = QRect(rect.left() - 2, rect.center().y() - 5, 12, 12)
        icons.paint(painter, "chevron-right", "muted", arrow)
        inside = rect.adjusted(18, 0, 0, 0)
        pill = str(index.data(VALUE) or "")
        pill_width = paint.pill_size(pill).width() if pill else 0
        room = QRect(inside)
        if pill_width:
            room.setWidth(max(inside.width() - pill_width - theme.SPACE_2, 0))
        used = paint.text(painter, room, words, role, bold=role == "text")
        if pill_width:
            spot = QRect(
                inside.left() + used + theme.SPACE_2, rect.top(), pill_width, rect.height()
            )
            paint.pill(painter, spot, pill, "good")
