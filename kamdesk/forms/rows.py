"""What stands in the cells of a row of a table."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kamdesk.forms.cells import CellValue, cell_value, choice_text
from kamdesk.forms.data import Edition, TableRow
from kamdesk.forms.declaration import Table
from kamdesk.model.fields import Kind, RecordField
from kamdesk.model.terms import Term
from kamdesk.model.values.reading import plain


def preset_row(row: Mapping[str, Term | int], edition: Edition) -> TableRow:
    """A row of a blank form that says something already."""
    return TableRow(
        "",
        {
            name: value.in_language(edition.language) if isinstance(value, Term) else value
            for name, value in row.items()
        },
    )


def row_value(table: Table, field: RecordField, row: TableRow, edition: Edition) -> CellValue:
    """The value for a cell of a table; an amount in another currency says so where no column does."""
    value = row.values.get(field.name)
    if isinstance(value, Term):
        return CellValue(value.in_language(edition.language))
    currency = row.values.get(field.spec.currency_field) if field.spec.currency_field else None
    if (
        value is not None
        and currency not in (None, edition.currency)
        and table.currency_of(field) is None
    ):
        return CellValue(f"{currency} {plain(Decimal(value))}")
    if field.kind is Kind.CHOICES and value:
        # All boxes would not fit into a cell of a table.
        texts = (choice_text(field, code, edition.language) for code in value.split(","))
        return CellValue(("、" if edition.language == "zh" else ", ").join(texts))
    return cell_value(field, value, edition.language)
