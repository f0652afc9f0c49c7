"""The department's own workbook as a form: the cells that have the form's names are filled, the rest is left alone."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kamdesk.errors import RuleError, WorldError
from kamdesk.exchange.files import open_sheets
from kamdesk.exchange.sheets import Book
from kamdesk.forms.boxes import has_marks
from kamdesk.forms.cells import OPEN, TICKED, CellValue, cell_value
from kamdesk.forms.data import Edition, FormData
from kamdesk.forms.declaration import PREFIX, Form, Item, Table
from kamdesk.forms.drop_downs import put_text
from kamdesk.forms.grid import Grid
from kamdesk.forms.recognise import known_names, row_name
from kamdesk.forms.write import stamp
from kamdesk.i18n import _
from kamdesk.model.fields import Kind
from kamdesk.model.values.reading import plain
from kamdesk.model.values.units import unit_of_heading
from kamdesk.paths import write_whole

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.workbook import Workbook


@dataclass
class TemplateReport:
    """What a person should know about a template."""

    names: tuple[str, ...] = ()
    """The form's names that the template has."""
    unknown: tuple[str, ...] = ()
    """Names that begin like the form's but mean nothing."""
    warnings: list[str] = field(default_factory=list)
    """What of the workbook will be missing from filled copies, and values that found no cell."""


def check_template(path: Path, form: Form) -> TemplateReport:
    """What a template can do. Raises WorldError when it cannot be read, RuleError when it has none of the names."""
    book = open_sheets(path)
    if book.format != "xlsx":
        raise RuleError(
            _("“{name}” is no xlsx workbook; save the template as xlsx.").format(name=path.name)
        )
    known, is_row_name = known_names(form), row_name(form)
    names = {
        name.casefold(): name
        for sheet in book.sheets
        for name in sheet.names
        if name.casefold().startswith(PREFIX)
    }
    if not names.keys() & known and not any(map(is_row_name, names)):
        raise RuleError(
            _(
                "“{name}” has none of the form's names on its cells; `form names` lists them."
            ).format(name=path.name)
        )
    unknown = sorted(own for key, own in names.items() if key not in known and not is_row_name(key))
    report = TemplateReport(
        tuple(sorted(own for own in names.values() if own not in unknown)), tuple(unknown)
    )
    report.warnings += [
        _("The name “{name}” means nothing in this form.").format(name=name) for name in unknown
    ]
    report.warnings += _lost(path)
    return report


_LOST = (
    (r"xl/vbaProject\.bin", None, "macros"),
    (r"xl/(ctrlProps|activeX)/", None, "controls"),
    (r"xl/embeddings/", None, "objects"),
    (r"xl/drawings/[^/]*\.xml", rb"<(?:\w+:)?(?:sp|cxnSp|grpSp)\b", "shapes"),
    (r"xl/worksheets/[^/]*\.xml", rb"<(?:\w+:)?legacyDrawingHF\b", "header_pictures"),
    (r"xl/worksheets/[^/]*\.xml", rb"x14:(?:sparklineGroup|dataValidation|conditionalFormatting)\b", "extensions"),
    (r"xl/media/.*\.(?:emf|wmf|svg)", None, "vector_pictures"),
    (r"xl/(slicers|timelines|threadedComments)/", None, "extensions"),
)  # fmt: skip
"""Part of the workbook, what to find in it, and what it is: openpyxl does not keep these."""


def _lost(path: Path) -> list[str]:
    """Sentences about what a filled copy of the template will not have."""
    sentences = {
        "macros": _("Its macros are left out of filled copies."),
        "controls": _("Its buttons and form controls are left out of filled copies."),
        "objects": _("Its embedded objects are left out of filled copies."),
        "shapes": _("Its text boxes and drawn shapes are left out of filled copies."),
        "header_pictures": _("The pictures in its page header are left out of filled copies."),
        "vector_pictures": _("Its vector pictures are left out of filled copies; use PNG instead."),
        "extensions": _("Some of its newer Excel features are left out of filled copies."),
    }
    found: set[str] = set()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            for part, content, what in _LOST:
                if what in found or not re.match(part, name):
                    continue
                if content is None or re.search(content, archive.read(name)):
                    found.add(what)
    return [sentence for what, sentence in sentences.items() if what in found]


def fill_template(
    path: Path, template: Path, form: Form, edition: Edition, data: FormData | None = None
) -> TemplateReport:
    """Writes a copy of `template` to `path`, its named cells filled with `data` (emptied without it).

    Raises WorldError when one of the files cannot be read or written, RuleError when the template has no names.
    """
    report = check_template(template, form)
    filling = _Filling(template, form, edition, data or FormData())
    filling.fill()
    report.warnings += filling.warnings
    with write_whole(path) as temporary:
        filling.book.save(temporary)
    return report


class _Filling:
    def __init__(self, template: Path, form: Form, edition: Edition, data: FormData) -> None:
        import openpyxl  # late: 0.2 s that only forms need

        self.form = form
        self.edition = edition
        self.data = data
        self.warnings: list[str] = []
        plain_book = open_sheets(template)
        try:
            self.book: Workbook = openpyxl.load_workbook(template, rich_text=True)
        except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as problem:
            raise WorldError(
                _("“{name}” cannot be used as a template: {problem}").format(
                    name=template.name, problem=problem
                )
            ) from problem
        self._grids = {sheet.name: Grid.of(sheet) for sheet in plain_book.sheets}
        self._places = _places(plain_book)

    def fill(self) -> None:
        """Writes every value that has a cell."""
        for item in self.form.items.values():
            value = self.data.values.get(item.key)
            if item.boxes.keys() & self._places.keys():
                self._boxes(item, value)
            elif item.name in self._places:
                self._item(item, value)
        for table in self.form.tables:
            self._table(table)
        stamp(self.book, self.form, self.edition.language, self.data.uid)

    def _cell(self, name: str) -> Cell:
        sheet, row, column = self._places[name]
        covering = self._grids[sheet].at(row, column)
        if covering is not None:
            row, column = covering.place
        return self.book[sheet].cell(row + 1, column + 1)  # type: ignore[return-value]  # the first of a merged area

    def _label(self, name: str) -> str:
        """The text left of the cell, which may tell the unit."""
        sheet, row, column = self._places[name]
        texts = (cell.text for cell in self._grids[sheet].left_texts(row, column) if cell.text)
        return next(texts, "")

    def _item(self, item: Item, value: Any) -> None:
        cell = self._cell(item.name)
        currency = None
        if item.currency_name:
            owner = item.key.partition(".")[0]
            stored = self.data.values.get(f"{owner}.{item.field.spec.currency_field}")
            currency = stored or self.edition.currency
            if item.currency_name in self._places:
                self._put(self._cell(item.currency_name), CellValue(currency))
                currency = None
        self._put(cell, self._value(item, value, currency, cell))

    def _value(self, item: Item, value: Any, currency: str | None, cell: Cell) -> CellValue:
        """The value in the unit that the template's label names; a currency without a cell stands before it."""
        label = self._label(item.name)
        if item.field.kind is Kind.MONEY and value is not None:
            unit, named = unit_of_heading(label, self.edition.currency)
            scaled = Decimal(value) / unit
            expected = named or self.edition.currency
            if currency is not None and currency != expected:
                return CellValue(f"{currency} {plain(scaled)}")
            return cell_value(item.field, scaled, self.edition.language)
        if (
            item.field.kind is Kind.PERCENT
            and value is not None
            and "%" in label.replace("％", "%")
        ):
            if "%" in str(cell.number_format):
                return CellValue(f"{plain(Decimal(value) * 100)}%")
            return CellValue(Decimal(value) * 100, "0.##")
        return cell_value(item.field, value, self.edition.language)

    def _boxes(self, item: Item, codes: str | None) -> None:
        """Ticks each box; a template may keep its own label beside or behind the box."""
        ticked = (codes or "").split(",")
        for name, code in item.boxes.items():
            if name not in self._places:
                if code in ticked:
                    option = (
                        item.field.spec.choices.label(code) if item.field.spec.choices else code
                    )
                    self._unplaced(f"{item.label}: {option}")
                continue
            cell = self._cell(name)
            mark = TICKED if code in ticked else OPEN
            own = str(cell.value or "")
            marked = re.sub(r"[□☐☑☒■√✓✔]", mark, own, count=1)
            self._put(cell, CellValue(marked if has_marks(own) else f"{mark} {own}".rstrip()))

    def _table(self, table: Table) -> None:
        rows = self.data.rows.get(table.key, [])
        number = 0
        while True:
            items = [table.item(number, each) for each in table.fields]
            present = [item for item in items if item.name in self._places]
            if not present:
                break
            row = rows[number] if number < len(rows) else None
            for item in present:
                value = row.values.get(item.field.name) if row else None
                self._put(
                    self._cell(item.name), self._value(item, value, None, self._cell(item.name))
                )
            if table.uid_name(number) in self._places:
                self._put(self._cell(table.uid_name(number)), CellValue(row.uid if row else None))
            number += 1
        if number and number < len(rows):
            self.warnings.append(
                _(
                    "{table}: the template has {room} rows, {count} are needed; the others are left out."
                ).format(table=table.label, room=number, count=len(rows))
            )

    def _unplaced(self, what: str) -> None:
        self.warnings.append(_("“{what}” has no cell in the template.").format(what=what))

    def _put(self, cell: Cell, value: CellValue) -> None:
        """Writes into a cell of the template; its own number format stays unless it has none."""
        if value.value is None:
            cell.value = None
        elif isinstance(value.value, str):
            put_text(cell, value.value)
        else:
            cell.value = value.value
            if cell.number_format in ("General", "@"):
                cell.number_format = value.number_format


def _places(book: Book) -> dict[str, tuple[str, int, int]]:
    """Name in lower case → sheet, row, column."""
    return {
        name.casefold(): (sheet.name, *place)
        for sheet in book.sheets
        for name, place in sheet.names.items()
        if name.casefold().startswith(PREFIX)
    }
