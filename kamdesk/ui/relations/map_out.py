"""The map written to a file: PNG, SVG or PDF, always dark on white, or a sheet with everything said of everybody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from kamdesk.charts import map_words as words
from kamdesk.errors import WorldError
from kamdesk.i18n import _
from kamdesk.model.fields import Kind, field_of
from kamdesk.model.relations import ChainLink
from kamdesk.model.sales_words import MAP_FACT
from kamdesk.paths import write_whole
from kamdesk.ui import theme
from kamdesk.ui.relations.scene import MapScene
from kamdesk.ui.widgets import paint
from kamdesk.work.decision_chain import ChainMap, MapPerson

_MARGIN, _HEAD = 32, 44
_PNG_SCALE = 2
_PDF_DPI = 96


def write_map(path: Path, shown: ChainMap, title: str, *, free: bool) -> None:
    """Writes the map with `title` above it to `path`, whose ending says how. Raises WorldError."""
    with theme.on_paper():
        scene = MapScene()
        scene.show_map(shown, free=free)
        drawn = scene.drawn_rect()
        size = QSizeF(drawn.width() + 2 * _MARGIN, drawn.height() + 2 * _MARGIN + _HEAD)
        with write_whole(path) as temporary:
            kind = path.suffix.lower()
            if kind == ".svg":
                device = QSvgGenerator()
                device.setFileName(str(temporary))
                device.setSize(size.toSize())
                device.setViewBox(QRectF(0, 0, size.width(), size.height()))
                device.setTitle(title)
                _draw(device, scene, drawn, size, title)
            elif kind == ".pdf":
                _write_pdf(temporary, scene, drawn, size, title)
            else:
                image = QImage(
                    QSize(round(size.width() * _PNG_SCALE), round(size.height() * _PNG_SCALE)),
                    QImage.Format.Format_RGB32,
                )
                image.setDevicePixelRatio(_PNG_SCALE)
                image.fill(Qt.GlobalColor.white)
                _draw(image, scene, drawn, size, title)
                if not image.save(str(temporary)):
                    raise WorldError(_("The picture could not be written."))


def _write_pdf(temporary: Path, scene: MapScene, drawn: QRectF, size: QSizeF, title: str) -> None:
    device = QPdfWriter(str(temporary))
    device.setResolution(_PDF_DPI)
    device.setTitle(title)
    inches = QSizeF(size.width() / _PDF_DPI, size.height() / _PDF_DPI)
    device.setPageSize(
        QPageSize(inches, QPageSize.Unit.Inch, "map", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    device.setPageMargins(QMarginsF(0, 0, 0, 0))
    _draw(device, scene, drawn, size, title)


def _draw(device, scene: MapScene, drawn: QRectF, size: QSizeF, title: str) -> None:  # type: ignore[no-untyped-def] # any paint device
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), Qt.GlobalColor.white)
    head = QRectF(_MARGIN, 16, size.width() - 2 * _MARGIN, 28).toRect()
    paint.text(painter, head, title, size=theme.TEXT_LARGE, bold=True)
    scene.clearSelection()
    target = QRectF(_MARGIN, _MARGIN + _HEAD, drawn.width(), drawn.height())
    scene.render(painter, target, drawn)
    painter.end()


_SHEET_FIELDS = (
    "buying_role", "influence", "support_level", "support_wanted", "coverage", "relation_now",
    "relation_wanted", "response_mode", "orientation", "criteria", "business_agenda",
    "personal_agenda", "evidence",
)  # fmt: skip


def write_sheet(path: Path, shown: ChainMap, title: str) -> None:
    """Writes a row for each person with all that is said, what of it is confirmed, and the lines. Raises WorldError."""
    from kamdesk.exchange.write import Column, write_table  # late: brings the library for workbooks

    fields = [field_of(ChainLink, name) for name in _SHEET_FIELDS]
    columns = [
        Column(field_of(ChainLink, "name").label),
        Column(_("Position")),
        Column(_("Reports to")),
        *(Column(each.label, each.kind, each.spec.choices) for each in fields),
        Column(_("Confirmed"), Kind.CHOICES, MAP_FACT),
        Column(_("Confirmed on"), Kind.DATE),
        Column(_("Last contact"), Kind.DATE),
        Column(_("From outside"), Kind.BOOLEAN),
        Column(_("Lines")),
    ]
    write_table(path, title, columns, [_sheet_row(shown, each) for each in shown.people])


def _sheet_row(shown: ChainMap, person: MapPerson) -> list[Any]:
    superior = shown.person(person.reports_to_id)
    said = [getattr(person, name) for name in _SHEET_FIELDS[1:]]
    lines = []
    for line in shown.lines:
        end = shown.person(line.to_id)
        if line.from_id == person.id and end is not None:
            lines.append(words.whole_line_words(line, person, end))
    return [
        person.title, person.position, superior.title if superior is not None else None,
        ",".join(person.roles) or None, *said, ",".join(person.confirmed) or None,
        person.confirmed_on, person.met_on, person.is_external, "; ".join(lines),
    ]  # fmt: skip
