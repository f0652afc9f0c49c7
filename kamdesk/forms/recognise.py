"""Which form a workbook is that does not say so itself: by the names on its cells, its title, its labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kamdesk.exchange.sheets import Book, Sheet
from kamdesk.forms.declaration import PREFIX, Form, Table
from kamdesk.forms.meanings import Meanings
from kamdesk.model.values import normal_label

_MOST_CELLS = 6_000
_CLEARLY = 2
"""So many labels more than the first form make it another one where no title tells."""
_LONGEST_TITLE = 60
_HEAD = 40
"""Among so many texts from the top a title stands."""


def is_large(sheet: Sheet) -> bool:
    """Whether the sheet holds more than any form."""
    cells = 0
    for row in sheet.rows:
        cells += sum(value is not None for value in row)
        if cells > _MOST_CELLS:
            return True
    return False


def known_names(form: Form) -> set[str]:
    """Every defined name of the form outside its tables."""
    return {
        name
        for item in form.items.values()
        for name in (item.name, item.currency_name, *item.boxes)
        if name
    }


def telling_names(form: Form) -> set[str]:
    """Those that tell one form from another: not the account's in a form that only says whose it is."""
    whose = {item.name for item in form.items.values() if item.identifies}
    return known_names(form) - whose


def row_name(form: Form) -> Callable[[str], bool]:
    """Tells whether a name is that of a cell in a row of one of the form's tables."""
    patterns = [re.compile(_pattern(table)) for table in form.tables]
    return lambda name: any(pattern.fullmatch(name) for pattern in patterns)


def _pattern(table: Table) -> str:
    columns = "|".join([*(each.name for each in table.fields), "uid"])
    return rf"{PREFIX}{table.key}_r[0-9]{{1,4}}_({columns})"


def by_names(book: Book, forms: Sequence[Form]) -> Form | None:
    """The form most of whose names stand on the cells of the book; None when there are none.

    Where the names are those of several, the title decides, else that it has the fewest names that are missing.
    """
    names = {
        name.casefold()
        for sheet in book.sheets
        for name in sheet.names
        if name.casefold().startswith(PREFIX)
    }
    counts: dict[str, tuple[int, int]] = {}
    for form in forms if names else ():
        is_row_name = row_name(form)
        known = telling_names(form)
        count = sum(name in known or is_row_name(name) for name in names)
        counts[form.key] = (count, -len(known - names) - len(form.tables))
    most = max((count for count, _missing in counts.values()), default=0)
    best = [form for form in forms if most and counts[form.key][0] == most]
    if len(best) < 2:
        return best[0] if best else None
    return _titled(_texts(book)[:_HEAD], best) or max(best, key=lambda each: counts[each.key])


def by_labels(book: Book, forms: Sequence[Form], meanings: Callable[[Form], Meanings]) -> Form:
    """The form whose title stands on a sheet, else the one most of whose labels do; the first of `forms` in doubt."""
    texts = _texts(book)
    titled = _titled([*texts[:_HEAD], *(sheet.name for sheet in book.sheets)], forms)
    if titled is not None:
        return titled
    first, *others = forms
    best, most = first, _labels(texts, meanings(first)) + _CLEARLY
    for form in others:
        count = _labels(texts, meanings(form))
        if count > most:
            best, most = form, count
    return best


def _texts(book: Book) -> list[str]:
    return [
        value.strip()
        for sheet in book.sheets
        if not sheet.hidden and not is_large(sheet)
        for row in sheet.rows
        for value in row
        if isinstance(value, str) and value.strip()
    ]


def _titled(texts: Sequence[str], forms: Sequence[Form]) -> Form | None:
    """The form with the longest title that is part of one of `texts`: 开发申请 is part of several."""
    keys = [normal_label(text).key for text in texts if len(text) <= _LONGEST_TITLE]
    found: tuple[int, Form] | None = None
    for form in forms:
        for word in (*form.title.wordings, *form.titles):
            title = normal_label(word).key
            if any(title in key for key in keys) and (found is None or len(title) > found[0]):
                found = (len(title), form)
    return found[1] if found else None


def _labels(texts: Sequence[str], meanings: Meanings) -> int:
    """How many of the texts name a cell or column of the form, each cell counted once."""
    found: set[str] = set()
    for text in texts:
        label = re.split("[:：]", text, maxsplit=1)[0]
        meaning = meanings.find(label)
        if meaning is not None and meaning.own is not None:
            found.add(meaning.own.key)
        elif any(meanings.column_of(table.key, label) for table in meanings.form.tables):
            found.add(normal_label(label).key)
    return len(found)
