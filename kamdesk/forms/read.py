"""Reads the forms of a workbook: which sheets hold one, by names first and by labels where names are missing."""

from __future__ import annotations

from collections.abc import Mapping

from kamdesk.exchange.sheets import Book, Sheet
from kamdesk.forms.by_labels import LabelReader
from kamdesk.forms.by_names import NameReader
from kamdesk.forms.by_tables import TableReader
from kamdesk.forms.declaration import PREFIX, Form, Table
from kamdesk.forms.grid import Grid
from kamdesk.forms.meanings import Meanings, is_instruction
from kamdesk.forms.readings import BY_NAME, BookReading, Circumstances, FormReading
from kamdesk.forms.recognise import by_labels, by_names, is_large
from kamdesk.forms.regions import is_list, regions_of
from kamdesk.forms.sheet_writer import UID_NAME
from kamdesk.forms.spots import Spots, find_spots
from kamdesk.forms.write import PROPERTY_FORM, PROPERTY_UID, PROPERTY_VERSION
from kamdesk.i18n import _


class FormReader:
    """Reads any number of books with any of `forms` (by their keys).

    `learned`: key of the form → labels a person explained (normalised label → key of the cell).
    """

    def __init__(
        self,
        forms: Mapping[str, Form],
        learned: Mapping[str, Mapping[str, str]] | None = None,
        currency: str = "CNY",
    ) -> None:
        self.forms = dict(forms)
        self.currency = currency
        """What an amount without currency is in."""
        self._learned = dict(learned or {})
        self._meanings: dict[str, Meanings] = {}

    def read(self, book: Book) -> BookReading:
        """Every form in `book`; nothing is filed. A book without any form says why in ``problem``."""
        result = BookReading(notes=list(book.notes))
        named = book.properties.get(PROPERTY_FORM, "")
        if book.format in ("csv", "tsv"):
            result.problem = _("This is a text file, not a workbook with a form.")
        elif named and named not in self.forms:
            result.problem = _("This is another form of kamdesk (“{kind}”).").format(kind=named)
        else:
            form = self.forms[named] if named else self._recognised(book)
            _BookReader(book, form, self.meanings(form), self.currency, result).read()
            if result.problem is None and not result.forms:
                result.problem = self._why_none()
        return result

    def meanings(self, form: Form) -> Meanings:
        """What labels mean in `form`; worked out when it is first read."""
        if form.key not in self._meanings:
            self._meanings[form.key] = Meanings(form, self._learned.get(form.key))
        return self._meanings[form.key]

    def _recognised(self, book: Book) -> Form:
        """The form that a book without its mark is: by the names on its cells, else by its title and labels."""
        forms = list(self.forms.values())
        if len(forms) == 1:
            return forms[0]
        return by_names(book, forms) or by_labels(book, forms, self.meanings)

    def _why_none(self) -> str:
        if list(self.forms) == ["archive"]:
            return _("No customer archive form was found in this file.")
        return _("No form that is known here was found in this file.")


class _BookReader:
    def __init__(
        self, book: Book, form: Form, meanings: Meanings, currency: str, result: BookReading
    ) -> None:
        self.book = book
        self.form = form
        self.meanings = meanings
        self.around = Circumstances(book.date1904, currency)
        self.result = result
        self.lists = 0
        self.further: list[tuple[Sheet, FormReading]] = []

    def read(self) -> None:
        """Fills the result."""
        visible = [sheet for sheet in self.book.sheets if not sheet.hidden and sheet.rows]
        for sheet in visible:
            if len(visible) > 1 and self._explains(sheet):
                self.result.notes.append(
                    _(
                        "The sheet “{sheet}” explains how to fill in the form and was skipped."
                    ).format(sheet=sheet.name)
                )
                continue
            self._sheet(sheet)
        self._add_further()
        version = self.book.properties.get(PROPERTY_VERSION, "")
        if version.isdecimal() and int(version) > self.form.version:
            self.result.notes.append(
                _("This form comes from a newer kamdesk; what is new in it is not read.")
            )
        for reading in self.result.forms:
            self._order(reading)
        if len(self.result.forms) == 1:
            only = self.result.forms[0]
            only.uid = only.uid or self.book.properties.get(PROPERTY_UID, "")
        if not self.result.forms and self.lists:
            self.result.problem = _("This is a list of records, not a form; import it as a list.")

    def _explains(self, sheet: Sheet) -> bool:
        if _has_names(sheet):
            return False
        first = next(
            (
                value
                for row in sheet.rows
                for value in row
                if isinstance(value, str) and value.strip()
            ),
            "",
        )
        return is_instruction(sheet.name) or (len(first) <= 30 and is_instruction(first))

    def _sheet(self, sheet: Sheet) -> None:
        if is_large(sheet):
            self.lists += 1
            return
        grid = Grid.of(sheet)
        names = NameReader(grid, self.form, self.around)
        if names.places:
            self._named_sheet(grid, names)
            return
        spots = find_spots(grid, self.meanings, set())
        tables = TableReader(grid, spots, self.meanings, self.around)
        if is_list(grid, spots, self.meanings, {heading.row for heading in tables.headings}):
            self.lists += 1
            return
        if tables.headings and _own_labels(spots, tables) < self.form.fewest:
            reading = FormReading(self.form.key, sheet.name)
            tables.read(reading)
            self.further.append((sheet, reading))
            return
        for region in regions_of(grid, spots, self.meanings):
            self._labelled(region.grid, region.spots)

    def _named_sheet(self, grid: Grid, names: NameReader) -> None:
        """Named cells first; then labels that somebody added beside them."""
        reading = FormReading(
            self.form.key,
            grid.sheet.name,
            uid=grid.sheet.constants.get(UID_NAME, ""),
            version=self.book.properties.get(PROPERTY_VERSION, ""),
            by=BY_NAME,
        )
        names.read(reading)
        if not any(key in self.form.items for key in reading.found):
            self.further.append((grid.sheet, reading))
            return
        spots = find_spots(grid, self.meanings, names.used)
        self._by_labels(grid, spots, reading)
        self._take(grid.sheet, reading)

    def _labelled(self, grid: Grid, spots: Spots) -> None:
        if _own_labels(spots) < self.form.fewest:
            return
        reading = FormReading(self.form.key, grid.sheet.name)
        self._by_labels(grid, spots, reading)
        self._take(grid.sheet, reading)

    def _take(self, sheet: Sheet, reading: FormReading) -> None:
        """A form of its own, unless it only has what stands on the later pages of one."""
        first = {
            item.key
            for section in self.form.pages[0].sections
            for part in section.parts
            for item in (() if isinstance(part, Table) else part.items)
        }
        later = self.form.items.keys() - first
        if later and not reading.uid and first.isdisjoint(reading.found):
            self.further.append((sheet, reading))
        else:
            self.result.forms.append(reading)

    def _by_labels(self, grid: Grid, spots: Spots, reading: FormReading) -> None:
        TableReader(grid, spots, self.meanings, self.around).read(reading)
        labels = LabelReader(grid, spots, self.meanings, self.around)
        labels.read(reading)
        reading.unknown_labels = labels.unknown()

    def _add_further(self) -> None:
        """Tables on sheets of their own belong to the only form of the book."""
        for sheet, reading in self.further:
            if len(self.result.forms) != 1:
                self.result.notes.append(
                    _(
                        "The sheet “{sheet}” belongs to no form that can be told and was skipped."
                    ).format(sheet=sheet.name)
                )
                continue
            only = self.result.forms[0]
            for key, found in reading.found.items():
                only.found.setdefault(key, found)
            only.row_uids.update(reading.row_uids)
            only.unknown_labels.extend(reading.unknown_labels)

    def _order(self, reading: FormReading) -> None:
        """The order of the form, tables last."""
        places = {key: number for number, key in enumerate(self.form.items)}
        ordered = sorted(reading.found.items(), key=lambda each: places.get(each[0], len(places)))
        reading.found = dict(ordered)


def _has_names(sheet: Sheet) -> bool:
    return any(name.casefold().startswith(PREFIX) for name in sheet.names)


def _own_labels(spots: Spots, tables: TableReader | None = None) -> int:
    """How many different cells of the form are named outside its blocks and the headings of `tables`."""
    heads = {
        cell.place for each in (tables.headings if tables else ()) for cell, _field in each.columns
    }
    own = [spot for spot in spots.all if spot.cell.place not in heads]
    return len(
        {spot.meaning.own.key for spot in own if spot.meaning.own is not None}
        | {spot.meaning.learned for spot in own if spot.meaning.learned}
    )
