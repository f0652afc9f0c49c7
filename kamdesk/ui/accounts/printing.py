"""The archive form of an account on paper or as PDF: black on white, A4, as the department prints it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QGuiApplication, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from kamdesk.i18n import _
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.completeness import REQUIRED
from kamdesk.model.contact import Contact
from kamdesk.model.fields import Kind, RecordField, field_of, fields_of
from kamdesk.model.vocabulary import FORM_ROLE
from kamdesk.paths import write_whole
from kamdesk.ui import theme
from kamdesk.ui.accounts.archive_page import PERSON_FIELDS
from kamdesk.work.account_views import AccountSheet
from kamdesk.work.fields import CUSTOM_GROUP, show_value

_SHADE = "bgcolor='#f2f2f2'"
_WIDE_LABEL, _LABEL = f"{_SHADE} width='22%'", f"{_SHADE} width='14%'"
_COLUMNS = 5
_RESOLUTION = 1200


def form_html(sheet: AccountSheet) -> str:
    """The form as a table of five columns: the first is wide only beside persons."""
    reasons = sheet.account.not_applicable or {}
    rows: list[str] = []
    for group, title in Account.SECTIONS.items():
        own = [each for each in sheet.fields if each.spec.group == group and each.spec.in_form]
        if group == "head" or not own:
            continue
        rows.append(_heading(str(title)))
        rows += _field_rows(sheet, own, reasons)
        if group == "basic":
            rows.append(_heading(_("Persons in charge and contacts")))
            for role in FORM_ROLE:
                rows += _person_rows(str(role.label), sheet.person(role.code))
        if group == "business" and sheet.needs:
            rows += _need_rows(sheet.needs)
    custom = [each for each in sheet.fields if each.custom]
    if custom:
        rows.append(_heading(str(CUSTOM_GROUP)))
        rows += _field_rows(sheet, custom, reasons)
    heading = _("Account archive form")
    number, filed = (
        f"{field_of(Account, name).label} {getattr(sheet.account, name) or '—'}"
        for name in ("archive_no", "archive_date")
    )
    head = (
        f"<h2 align='center'>{escape(heading)}</h2>"
        f"<table width='100%'><tr><td>{escape(number)}</td>"
        f"<td align='right'>{escape(filed)}</td></tr></table>"
    )
    table = "<table width='100%' border='1' cellspacing='0' cellpadding='3' style='border-collapse: collapse'>"
    return f"<html><body>{head}{table}{''.join(rows)}</table></body></html>"


def print_to_pdf(sheet: AccountSheet, target: Path) -> None:
    """Writes the form as PDF. Raises WorldError when the file cannot be written."""
    with write_whole(target) as temporary:
        writer = QPdfWriter(str(temporary))
        writer.setTitle(sheet.account.name)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(14, 12, 14, 12), QPageLayout.Unit.Millimeter)
        writer.setResolution(_RESOLUTION)
        _document(sheet, writer.pageLayout()).print_(writer)
        del writer  # the file is complete when the writer is gone


def print_form(sheet: AccountSheet, parent: QWidget) -> bool:
    """Asks for a printer and prints; False when the user turned back."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(sheet.account.name)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        return False
    _document(sheet, printer.pageLayout()).print_(printer)
    return True


def _document(sheet: AccountSheet, layout: QPageLayout) -> QTextDocument:
    document = QTextDocument()
    # with a size of its own the document fills the page; without one Qt adds wide margins
    scale = QGuiApplication.primaryScreen().logicalDotsPerInch() / 72
    document.setPageSize(layout.paintRectPoints().toRectF().size() * scale)
    document.setDocumentMargin(0)
    face = theme.font(theme.TEXT)
    face.setPointSizeF(9)
    document.setDefaultFont(face)
    document.setDefaultStyleSheet("body, td { color: #000000; } h2 { font-size: 14pt; }")
    document.setHtml(form_html(sheet))
    return document


def _heading(title: str) -> str:
    return f"<tr><td colspan='{_COLUMNS}' align='center' bgcolor='#e6e6e6'><b>{escape(title)}</b></td></tr>"


def _field_rows(
    sheet: AccountSheet, fields: list[RecordField], reasons: dict[str, str]
) -> list[str]:
    rows: list[str] = []
    pending = ""
    required = {each.key for each in REQUIRED}
    for each in fields:
        names = sheet.names.get(each.spec.refers_to, {})
        text = escape(show_value(each, sheet.account, names))
        if each.kind is Kind.CHOICES and each.spec.choices is not None:
            text = _boxes(each, str(each.get(sheet.account) or ""))
        if not text and each.name in required and reasons.get(each.name):
            text = escape(_("not applicable · {reason}").format(reason=reasons[each.name]))
        text = text.replace("\n", "<br>")
        wide = each.spec.wide or each.kind in (Kind.LONG_TEXT, Kind.CHOICES)
        label = f"<td colspan='2' {_WIDE_LABEL}>{escape(each.label)}</td>"
        if wide:
            if pending:
                rows.append(f"<tr>{pending}<td></td><td></td></tr>")
                pending = ""
            rows.append(f"<tr>{label}<td colspan='3'>{text}</td></tr>")
        elif not pending:
            pending = f"{label}<td width='32%'>{text}</td>"
        else:
            second = f"<td {_LABEL}>{escape(each.label)}</td><td width='32%'>{text}</td>"
            rows.append(f"<tr>{pending}{second}</tr>")
            pending = ""
    if pending:
        rows.append(f"<tr>{pending}<td></td><td></td></tr>")
    return rows


def _boxes(field: RecordField, codes: str) -> str:
    given = codes.split(",")
    return escape(
        "  ".join(
            f"{'☑' if choice.code in given else '□'} {choice.label}"
            for choice in field.spec.choices or ()
        )
    )


def _person_rows(title: str, contact: Contact | None) -> list[str]:
    rows = []
    for place in range(0, len(PERSON_FIELDS), 2):
        cells = f"<td rowspan='3' width='9%' {_SHADE}>{escape(title)}</td>" if place == 0 else ""
        for field in PERSON_FIELDS[place : place + 2]:
            text = escape(show_value(field, contact)) if contact is not None else ""
            cells += f"<td {_LABEL}>{escape(field.label)}</td><td>{text}</td>"
        rows.append(f"<tr>{cells}</tr>")
    return rows


def _need_rows(needs: list[PurchaseNeed]) -> list[str]:
    fields = fields_of(PurchaseNeed)
    rows = [_heading(str(PurchaseNeed.TERM))]
    spans = (2, 1, 1, 1)
    head = "".join(
        f"<td colspan='{span}' {_SHADE}>{escape(field.label)}</td>"
        for field, span in zip(fields, spans, strict=True)
    )
    rows.append(f"<tr>{head}</tr>")
    for need in needs:
        cells = "".join(
            f"<td colspan='{span}'>{escape(show_value(field, need))}</td>"
            for field, span in zip(fields, spans, strict=True)
        )
        rows.append(f"<tr>{cells}</tr>")
    return rows
