"""Paints a page of a report as paper: what the workbook shows when it is printed. Units are points."""

from __future__ import annotations

from itertools import accumulate

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from kamdesk.colours import LIGHT
from kamdesk.forms.look import HEADING_SHADE, LINE, SHADE
from kamdesk.i18n import _
from kamdesk.reports.declaration import NUMBER_FORMATS, Jump, Report
from kamdesk.reports.layout import Line, Piece
from kamdesk.reports.pages import BOTTOM, SIDE, TOP, Page
from kamdesk.reports.showing import shown
from kamdesk.reports.states import state_colours
from kamdesk.ui import theme
from kamdesk.ui.kpi.reports.chart_painter import paint_chart

_FRAMED = ("head", "cell", "total", "label", "plain", "small")
_GROUNDS = {"head": HEADING_SHADE, "total": SHADE, "label": SHADE}
_SIZES = {"title": 18.0, "heading": 11.0, "small": 9.0, "muted": 9.0}
_BOLD = ("title", "heading", "head", "total")
_CENTRED = ("title", "subtitle", "head", "label", "small")
_TEXT, _FOOT = 10.0, 8.0
_INSET = 3.0


def paint_page(painter: QPainter, report: Report, page: Page, number: int, count: int) -> None:
    """Paints `page`, which is `number` of `count`; the painter's unit is the point, its origin the paper's corner."""
    width, height = page.size
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRectF(0, 0, width, height), QColor("#FFFFFF"))
    _margins(painter, report, page, number, count)
    room = width - 2 * SIDE
    painter.save()
    painter.translate(SIDE + (room - sum(page.widths) * page.scale) / 2, TOP)
    painter.scale(page.scale, page.scale)
    edges = [0.0, *accumulate(page.widths)]
    top = 0.0
    for line in page.lines:
        if line.charts:
            _charts(painter, line, edges[-1], top)
        for piece in line.pieces:
            box = QRectF(
                edges[piece.first], top, edges[piece.last + 1] - edges[piece.first], line.height
            )
            _piece(painter, piece, box)
        top += line.height * line.rows
    painter.restore()


def jumps_of(page: Page) -> list[tuple[QRectF, str]]:
    """Where on the paper a click leads to another sheet, and to which."""
    width = page.size[0]
    left = SIDE + (width - 2 * SIDE - sum(page.widths) * page.scale) / 2
    edges = [0.0, *accumulate(page.widths)]
    found, top = [], 0.0
    for line in page.lines:
        for piece in line.pieces:
            if isinstance(piece.value, Jump):
                box = QRectF(
                    left + edges[piece.first] * page.scale, TOP + top * page.scale,
                    (edges[piece.last + 1] - edges[piece.first]) * page.scale, line.height * page.scale,
                )  # fmt: skip
                found.append((box, piece.value.sheet))
        top += line.height * line.rows
    return found


def _margins(painter: QPainter, report: Report, page: Page, number: int, count: int) -> None:
    width, height = page.size
    painter.setFont(_font(_FOOT))
    painter.setPen(QColor(LIGHT.text))
    head = QRectF(SIDE, TOP - 22, width - 2 * SIDE, 12)
    painter.drawText(head, Qt.AlignmentFlag.AlignRight, report.full_title)
    foot = QRectF(SIDE, height - BOTTOM + 14, width - 2 * SIDE, 12)
    painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, page.sheet.title)
    words = _("Page {page} of {count}").format(page=number, count=count)
    painter.drawText(foot, Qt.AlignmentFlag.AlignHCenter, words)
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight, report.made_on.isoformat())


def _charts(painter: QPainter, line: Line, width: float, top: float) -> None:
    each = (width - 6.0 * (len(line.charts) - 1)) / len(line.charts)
    for place, chart in enumerate(line.charts):
        box = QRectF(place * (each + 6.0), top + 3, each, line.height * chart.rows - 6)
        paint_chart(painter, chart, box)


def _piece(painter: QPainter, piece: Piece, box: QRectF) -> None:
    words = shown(piece.value, piece.look)
    colours = state_colours(words) if piece.look == "state" else None
    ground = _GROUNDS.get(piece.role)
    if colours is not None:
        painter.fillRect(box, QColor(colours[1]))
    elif ground is not None:
        painter.fillRect(box, QColor(f"#{ground}"))
    if piece.role in _FRAMED:
        painter.setPen(QPen(QColor(f"#{LINE}"), 0.6))
        painter.drawRect(box)
    link = isinstance(piece.value, Jump)
    painter.setFont(
        _font(_SIZES.get(piece.role, _TEXT), bold=piece.bold or piece.role in _BOLD, link=link)
    )
    painter.setPen(QColor(_ink(piece, link, colours)))
    inside = box.adjusted(_INSET, 0, -_INSET, 0)
    flags = int(Qt.AlignmentFlag.AlignVCenter) | int(_across(piece))
    if piece.role not in ("data", "heading", "words"):
        flags |= int(Qt.TextFlag.TextWordWrap)
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.drawText(inside, flags, words)
    painter.restore()


def _ink(piece: Piece, link: bool, colours: tuple[str, str] | None) -> str:
    if colours is not None:
        return colours[0]
    if link:
        return LIGHT.accent
    return LIGHT.muted if piece.role == "muted" else LIGHT.text


def _across(piece: Piece) -> Qt.AlignmentFlag:
    if piece.role in _CENTRED or piece.look == "state":
        return Qt.AlignmentFlag.AlignHCenter
    return (
        Qt.AlignmentFlag.AlignRight if piece.look in NUMBER_FORMATS else Qt.AlignmentFlag.AlignLeft
    )


def _font(points: float, *, bold: bool = False, link: bool = False) -> QFont:
    """The window's face: it has Chinese everywhere. One unit of the painter is a point, so sizes are pixels here."""
    made = theme.font(theme.TEXT, bold)
    made.setPixelSize(max(1, round(points)))
    made.setUnderline(link)
    return made
