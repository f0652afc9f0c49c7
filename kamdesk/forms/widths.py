"""How wide the columns of a form are, and how many of them each column of a table takes."""

from __future__ import annotations

from kamdesk.model.fields import RecordField

_WIDTHS = {"zh": (8.8, 12.8, 6.0), "en": (14.0, 11.0, 6.2)}
"""Of the block labels, the labels beside them, and each of the twelve columns of values."""
_VALUE_COLUMNS = 12
_DAY_WIDTH = 12.4
"""What a day needs: the first column of a table that takes the whole width."""
_LANDSCAPE, _CROWDED = 1.6, 2.0
"""How much wider the columns of values are on a page that lies on its side, and where a table has many columns: a day
has to fit into one of them."""


def page_widths(
    language: str, *, landscape: bool, whole_tables: bool, crowded: bool = False
) -> list[float]:
    """Of a page of cells; `whole_tables`: a table begins in its first column; `crowded`: it has many columns."""
    block, label, value = _WIDTHS[language]
    if whole_tables:
        block = max(block, _DAY_WIDTH)
    if landscape:
        value *= _CROWDED if crowded else _LANDSCAPE
    return [block, label, *[value] * _VALUE_COLUMNS]


def table_width(field: RecordField) -> float:
    """Of the column of `field` on a page that is one table."""
    return max(9.0, field.spec.width / 9)


def spans_of(fields: tuple[RecordField, ...], widths: list[float]) -> list[int]:
    """How many of the columns `widths` each field takes, by its own width; all of them together."""
    columns = len(widths)
    if len(fields) >= columns:
        return [1] * len(fields)
    whole = sum(each.spec.width for each in fields)
    if len(set(widths)) > 1:
        return _uneven_spans(fields, widths)
    spans = [max(1, columns * each.spec.width // whole) for each in fields]
    while sum(spans) < columns:
        spans[spans.index(min(spans))] += 1
    while sum(spans) > columns:
        spans[spans.index(max(spans))] -= 1
    return spans


def _uneven_spans(fields: tuple[RecordField, ...], widths: list[float]) -> list[int]:
    """Where columns differ in width: each field ends at the column nearest to where it should."""
    whole = sum(each.spec.width for each in fields)
    room = sum(widths)
    spans: list[int] = []
    column, wanted = 0, 0.0
    for number, field in enumerate(fields):
        wanted += room * field.spec.width / whole
        last = len(widths) - (len(fields) - number - 1)
        end = column + 1
        while end < last and abs(sum(widths[: end + 1]) - wanted) < abs(sum(widths[:end]) - wanted):
            end += 1
        end = last if number == len(fields) - 1 else end
        spans.append(end - column)
        column = end
    return spans
