"""Prints the pages of a report, on a printer or as PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from kamdesk.paths import write_whole
from kamdesk.reports.declaration import Report
from kamdesk.reports.pages import Page
from kamdesk.ui.kpi.reports.page_painter import paint_page

_RESOLUTION = 600
_POINTS_AN_INCH = 72


def print_to_pdf(report: Report, pages: Sequence[Page], target: Path) -> None:
    """Writes the pages as PDF. Raises WorldError when the file cannot be written."""
    with write_whole(target) as temporary:
        writer = QPdfWriter(str(temporary))
        writer.setTitle(report.full_title)
        writer.setResolution(_RESOLUTION)
        _paint(report, pages, writer, _RESOLUTION)
        del writer  # the file is complete when the writer is gone


def print_pages(report: Report, pages: Sequence[Page], parent: QWidget) -> bool:
    """Asks for a printer and prints; False when the user turned back."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(report.title)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    _paint(report, pages, printer, printer.resolution())
    return True


def _paint(
    report: Report, pages: Sequence[Page], device: QPagedPaintDevice, resolution: int
) -> None:
    """Every page on paper of its own; the margins are part of the page."""
    painter: QPainter | None = None
    for number, page in enumerate(pages, 1):
        across = QPageLayout.Orientation.Landscape
        layout = QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            across if page.landscape else QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
        layout.setMode(QPageLayout.Mode.FullPageMode)
        device.setPageLayout(layout)
        if painter is None:
            painter = QPainter(device)
        else:
            device.newPage()
        painter.save()
        factor = resolution / _POINTS_AN_INCH
        painter.scale(factor, factor)
        paint_page(painter, report, page, number, len(pages))
        painter.restore()
    if painter is not None:
        painter.end()
