"""Lays out one page of a form on one sheet: cells, persons' blocks, tables, control block, names, drop-downs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from kamdesk.forms import look
from kamdesk.forms.cells import YES_NO, CellValue, box, cell_value, choice_text, empty_format
from kamdesk.forms.data import Edition, FormData, TableRow
from kamdesk.forms.declaration import (
    PREFIX,
    Block,
    Cells,
    Item,
    Page,
    Picture,
    Section,
    Table,
    Total,
)
from kamdesk.forms.drop_downs import Lists, put_text
from kamdesk.forms.images import place_image
from kamdesk.forms.rows import preset_row, row_value
from kamdesk.forms.totals import currencies_of, formula_of, row_formula
from kamdesk.forms.widths import page_widths, spans_of, table_width
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import CURRENCY

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

UID_NAME = f"{PREFIX}uid"
"""On a sheet of its own among many: the hidden name that holds the record's uid."""

_LEFT, _RIGHT, _LAST = 3, 8, 14
"""First column of the left values, first of the labels at the right, last of all."""
_PAGE = Term("Page &P of &N", "第 &P 页，共 &N 页")
_LONG_TEXT_HEIGHT = 48.0
_PICTURE_ROW = 26.0
_FEW_COLUMNS = 9
_NUMBERS = (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY, Kind.PERCENT)


class SheetWriter:
    """Writes one page from the top down."""

    def __init__(
        self, book: Workbook, sheet: Worksheet, edition: Edition, lists: Lists, *, own_names: bool,
        pictures: Mapping[str, bytes] | None = None,
    ) -> None:  # fmt: skip
        self.book = book
        self.sheet = sheet
        self.edition = edition
        self.lists = lists
        self.own_names = own_names
        """The names belong to the sheet and not to the workbook."""
        self.pictures = pictures or {}
        self.row = 1
        self.widths: list[float] = []
        self._heights: dict[int, float] = {}
        self._validations: dict[tuple[str, ...], Any] = {}

    def write(self, page: Page, data: FormData) -> None:
        """Lays out the whole page."""
        lone = [part for section in page.sections for part in section.parts]
        table = lone[0] if len(lone) == 1 and isinstance(lone[0], Table) else None
        whole = [part for part in lone if isinstance(part, Table) and not part.as_part]
        self.widths = (
            [table_width(each) for each in table.fields]
            if table
            else page_widths(
                self.edition.language,
                landscape=page.landscape,
                whole_tables=bool(whole),
                crowded=any(len(each.columns) > _FEW_COLUMNS for each in whole),
            )
        )
        self._control_rows(page, top=True)
        self._put(1, len(self.widths), self._text(page.title), look.TITLE, height=34)
        self.row += 1
        if table:
            heading = self.row
            self._table_rows(table, data, 1)
        else:
            heading = self.row - 1
            for section in page.sections:
                self._section(section, data)
        self._control_rows(page, top=False)
        self._finish(page, heading, data.title)
        if self.own_names and data.uid:
            self._define(UID_NAME, f'"{data.uid}"', hidden=True)

    def _finish(self, page: Page, heading: int, record: str) -> None:
        from openpyxl.utils import get_column_letter

        for number, width in enumerate(self.widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width
        hidden = self.sheet.column_dimensions[get_column_letter(len(self.widths) + 1)]
        hidden.hidden = True
        for row, height in self._heights.items():
            self.sheet.row_dimensions[row].height = height
        last = get_column_letter(len(self.widths))
        self.sheet.print_area = f"A1:{last}{self.row - 1}"
        look.set_up_paper(
            self.sheet,
            landscape=page.landscape,
            repeated_rows=f"1:{heading}",
            record=record,
            page_of=_PAGE.in_language(self.edition.language),
        )
        look.protect(self.sheet)

    def _section(self, section: Section, data: FormData) -> None:
        if section.new_page:
            self._break_page()
        if section.title is not None:
            self._put(1, _LAST, self._text(section.title), look.HEADING)
            self.row += 1
        for part in section.parts:
            if isinstance(part, Cells):
                self._cells(part.items, data)
            elif isinstance(part, Block):
                self._block(part, data)
            elif isinstance(part, Picture):
                self._picture(part)
            elif part.as_part:
                self._table(part, data)
            else:
                self._table_rows(part, data, 1)

    def _break_page(self) -> None:
        from openpyxl.worksheet.pagebreak import Break

        self.sheet.row_breaks.append(Break(id=self.row - 1))

    def _cells(self, items: tuple[Item, ...], data: FormData, label: int = 1) -> None:
        """Two fields a row, unless they are wide; their labels begin in column `label`."""
        waiting: Item | None = None
        for item in items:
            if item.field.spec.wide or item.boxes:
                self._pair(waiting, None, data, label)
                self._wide(item, data, label)
                waiting = None
            elif waiting is None:
                waiting = item
            else:
                self._pair(waiting, item, data, label)
                waiting = None
        self._pair(waiting, None, data, label)

    def _pair(self, left: Item | None, right: Item | None, data: FormData, label: int) -> None:
        """One row of one or two fields."""
        if left is None:
            return
        self._label(label, _LEFT - 1, left)
        self._value(left, data, _LEFT, _RIGHT - 1 if right else _LAST)
        if right is not None:
            self._label(_RIGHT, _RIGHT + 1, right)
            self._value(right, data, _RIGHT + 2, _LAST)
        self.row += 1

    def _wide(self, item: Item, data: FormData, label: int) -> None:
        if item.boxes:
            self._boxes(item, data, label)
            return
        self._label(label, _LEFT - 1, item)
        self._value(item, data, _LEFT, _LAST)
        if item.field.kind is Kind.LONG_TEXT:
            self._heights[self.row] = max(self._heights.get(self.row, 0), _LONG_TEXT_HEIGHT)
        self.row += 1

    def _boxes(self, item: Item, data: FormData, label: int) -> None:
        """Each option in a cell of its own, with a drop-down of its two states; as many a row as fit."""
        language = self.edition.language
        codes = data.values.get(item.key)
        texts = {name: box(item.field, code, codes, language) for name, code in item.boxes.items()}
        longest = max(map(look.text_width, texts.values()))
        span = next((wide for wide in (2, 3, 4, 6) if wide * self.widths[_LEFT] > longest), 12)
        first = self.row
        column = _LEFT
        for name, code in item.boxes.items():
            if column > _LAST:
                self.row, column = self.row + 1, _LEFT
            self._put(column, column + span - 1, texts[name], look.VALUE)
            self._name(name, column)
            both = (box(item.field, code, None, language), box(item.field, code, code, language))
            self._offer(both, column)
            column += span
        if column <= _LAST:
            self._put(column, _LAST, None, look.LABEL)
        self._put_block(first, self.row, label, _LEFT - 1, self._text(item.label), look.LABEL)
        self.row += 1

    def _block(self, block: Block, data: FormData) -> None:
        """The label of the block left of all its rows."""
        first = self.row
        self._cells(block.items, data, label=2)
        self._put_block(first, self.row - 1, 1, 1, self._text(block.label), look.LABEL)

    def _table(self, table: Table, data: FormData) -> None:
        first = self.row
        self._table_rows(table, data, _LEFT)
        self._put_block(first, self.row - 1, 1, _LEFT - 1, self._text(table.label), look.LABEL)

    def _table_rows(self, table: Table, data: FormData, column: int) -> None:
        """Headings and rows from `column` on, sharing the room as the widths of the fields say."""
        spans = spans_of(table.columns, self.widths[column - 1 :])
        starts = [column + sum(spans[:number]) for number in range(len(spans))]
        places = {each.name: start for each, start in zip(table.columns, starts, strict=True)}
        start = column
        for field, span in zip(table.columns, spans, strict=True):
            self._put(start, start + span - 1, self._text(field.spec.label), look.LABEL)
            start += span
        self.row += 1
        rows = data.rows.get(table.key)
        if rows is None:
            rows = [preset_row(each, self.edition) for each in table.preset]
        count = max(table.blank_rows, len(rows) + 1)
        if rows and not table.spare_row:
            count = len(rows)
        top = self.row
        for number in range(count):
            row = rows[number] if number < len(rows) else TableRow("", {})
            for field, start, span in zip(table.fields, starts, spans, strict=False):
                value = row_value(table, field, row, self.edition)
                item = table.item(number, field)
                self._fill(item.name, field, value, start, start + span - 1)
                if item.identifies and row.uid:
                    look.lock(self.sheet, self.row, (start, start + span - 1))
            for computed in table.computed:
                start = places[computed.field.name]
                span = spans[starts.index(start)]
                self._put(start, start + span - 1, None, look.TOTAL)
                cell = self.sheet.cell(self.row, start)
                formula = computed.formula_for(row.values)
                cell.value = row_formula(formula, places, self.row, (top, top + count - 1))
                cell.number_format = computed.number_format
            self._uid(table.uid_name(number), row.uid)
            self.row += 1
        bottom = self.row - 1
        for total in table.totals:
            for code in currencies_of(total, rows, self.edition):
                self._total(table, total, code, column, spans, (top, bottom))

    def _picture(self, picture: Picture) -> None:
        """Its label at the left, the picture in a frame over the columns of values."""
        top = self.row
        for _part in range(ceil(picture.height / _PICTURE_ROW)):
            self._heights[self.row] = _PICTURE_ROW
            self.row += 1
        self._put_block(top, self.row - 1, 1, _LEFT - 1, self._text(picture.label), look.LABEL)
        self._put_block(top, self.row - 1, _LEFT, _LAST, "", look.VALUE)
        drawn = self.pictures.get(picture.key)
        if drawn:
            rows = (self.row - top, _PICTURE_ROW)
            place_image(self.sheet, drawn, (top, _LEFT), self.widths[_LEFT - 1 :], rows)

    def _total(
        self, table: Table, total: Total, code: str, column: int, spans: list[int],
        rows: tuple[int, int],
    ) -> None:  # fmt: skip
        """A locked line with the live formula under its columns and the label left of them."""
        names = [field.name for field in table.columns]
        starts = [column + sum(spans[:number]) for number in range(len(spans) + 1)]
        columns = dict(zip(names, starts, strict=False))
        wanted = (total.under,) if isinstance(total.under, str) else total.under
        first = names.index(wanted[0])
        label = self._text(total.label) + (f" ({code})" if code else "")
        if first:
            self._put(column, starts[first] - 1, label, look.LABEL)
        for place, name in enumerate(names[first:], first):
            style = look.TOTAL if name in wanted else look.LABEL
            self._put(starts[place], starts[place + 1] - 1, None, style)
            if name in wanted:
                cell = self.sheet.cell(self.row, starts[place])
                cell.value = formula_of(total, code, columns, rows, self.edition, name)
                cell.number_format = total.number_format
        self.row += 1

    def _uid(self, name: str, uid: str) -> None:
        """Says in a hidden cell which record the row is."""
        column = len(self.widths) + 1
        cell = self.sheet.cell(self.row, column)
        cell.style = look.HIDDEN
        if uid:
            put_text(cell, uid)
        self._name(name, column)

    def _label(self, first: int, last: int, item: Item) -> None:
        self._put(first, last, self._text(item.label), look.LABEL)

    def _value(self, item: Item, data: FormData, first: int, last: int) -> None:
        value = cell_value(item.field, data.values.get(item.key), self.edition.language)
        if item.currency_name:
            owner = item.key.partition(".")[0]
            currency = data.values.get(f"{owner}.{item.field.spec.currency_field}")
            self._put(last - 1, last, currency or self.edition.currency, look.CENTRED)
            self._name(item.currency_name, last - 1)
            self._offer(CURRENCY.codes, last - 1)
            last -= 2
        self._fill(item.name, item.field, value, first, last)

    def _fill(self, name: str, field: RecordField, value: CellValue, first: int, last: int) -> None:
        """A fill-in cell with its value, name, number format and drop-down."""
        style = look.NUMBER if field.kind in _NUMBERS else look.VALUE
        self._put(first, last, value.value, style, value.number_format)
        if value.value is None:
            self.sheet.cell(self.row, first).number_format = empty_format(field)
        self._name(name, first)
        offered = self._offered(field)
        if offered:
            self._offer(offered, first, free=field.kind is Kind.REFERENCE)

    def _offered(self, field: RecordField) -> tuple[str, ...]:
        language = self.edition.language
        if field.kind is Kind.CHOICE and field.spec.choices is not None:
            return tuple(choice_text(field, code, language) for code in field.spec.choices.codes)
        if field.kind is Kind.BOOLEAN:
            return tuple(term.in_language(language) for term in YES_NO.values())
        if field.kind is Kind.REFERENCE:
            return self.edition.references.get(field.spec.refers_to, ())
        return ()

    def _offer(self, entries: tuple[str, ...], column: int, *, free: bool = False) -> None:
        """A drop-down of `entries`; with `free` something else may be typed."""
        from openpyxl.worksheet.datavalidation import DataValidation

        validation = self._validations.get(entries)
        if validation is None:
            validation = DataValidation(
                type="list",
                formula1=self.lists.reference(entries),
                allow_blank=True,
                showErrorMessage=not free,
                errorStyle="warning",
            )
            self.sheet.add_data_validation(validation)
            self._validations[entries] = validation
        validation.add(self.sheet.cell(self.row, column))

    def _name(self, name: str, column: int) -> None:
        from openpyxl.utils import get_column_letter, quote_sheetname

        place = f"{quote_sheetname(self.sheet.title)}!${get_column_letter(column)}${self.row}"
        self._define(name, place)

    def _define(self, name: str, meaning: str, *, hidden: bool = False) -> None:
        from openpyxl.workbook.defined_name import DefinedName

        target = self.sheet.defined_names if self.own_names else self.book.defined_names
        target[name] = DefinedName(name, attr_text=meaning, hidden=hidden or None)

    def _text(self, term: Term) -> str:
        return term.in_language(self.edition.language)

    def _put(self, first: int, last: int, value: Any, style: str, number_format: str = "",
             height: float = 0) -> None:  # fmt: skip
        """Writes `value` into the columns `first` to `last` of the present row."""
        for column in range(first, last + 1):
            self.sheet.cell(self.row, column).style = style
        cell = self.sheet.cell(self.row, first)
        if isinstance(value, str):
            put_text(cell, value)
        elif value is not None:
            cell.value = value
        if number_format and not isinstance(value, str):
            cell.number_format = number_format
        if last > first:
            self._merge(self.row, self.row, first, last)
        width = sum(self.widths[first - 1 : last])
        text = "" if value is None or isinstance(value, int | Decimal) else str(value)
        needed = max(height, look.height_for(text, width, style))
        self._heights[self.row] = max(self._heights.get(self.row, 0), needed)

    def _put_block(
        self, first_row: int, last_row: int, first: int, last: int, text: str, style: str
    ) -> None:
        """A label over several rows."""
        for row in range(first_row, last_row + 1):
            for column in range(first, last + 1):
                self.sheet.cell(row, column).style = style
        put_text(self.sheet.cell(first_row, first), text)
        if (first_row, first) != (last_row, last):
            self._merge(first_row, last_row, first, last)

    def _merge(self, first_row: int, last_row: int, first: int, last: int) -> None:
        """Every cell has its style already; `merge_cells` would work out the borders again, for most of the time."""
        from openpyxl.worksheet.cell_range import CellRange

        self.sheet.merged_cells.add(CellRange(None, first, first_row, last, last_row))

    def _control_rows(self, page: Page, *, top: bool) -> None:
        """Half of the control block: what the document is stands at the top, when it was changed at the bottom."""
        if len(self.widths) != _LAST or not self.edition.control:
            return
        entries = self.edition.control[:6] if top else self.edition.control[6:]
        thirds = ((1, 2, 3, 5), (6, 7, 8, 10), (11, 12, 13, 14))
        for start in range(0, len(entries), 3):
            for (label, text), place in zip(entries[start : start + 3], thirds, strict=False):
                self._put(place[0], place[1], self._text(label), look.SMALL)
                self._put(place[2], place[3], text, look.SMALL)
            self.row += 1
