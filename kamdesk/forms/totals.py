"""The lines below a table: live formulas over its columns, one for each currency where amounts have several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kamdesk.forms.data import Edition, TableRow
from kamdesk.forms.declaration import Total
from kamdesk.model.vocabulary import CURRENCY


def currencies_of(total: Total, rows: Sequence[TableRow], edition: Edition) -> list[str]:
    """The currencies of which a sum is drawn: the default one and those that occur; one line without any."""
    if not total.by:
        return [""]
    found = (str(each.values.get(total.by) or "") for each in rows)
    return list(dict.fromkeys(filter(None, (edition.currency, *found))))


def formula_of(
    total: Total, code: str, columns: Mapping[str, int], rows: tuple[int, int], edition: Edition,
    under: str,
) -> str:  # fmt: skip
    """The formula of `total` in the column `under`, for the currency `code`.

    `columns`: field name → its column; `rows`: first and last.
    """
    from openpyxl.utils import get_column_letter

    top, last = rows
    letters = {name: get_column_letter(column) for name, column in columns.items()}
    letters["each"] = letters[under]
    return total.formula.format(
        otherwise=total.otherwise.in_language(edition.language) if total.otherwise else "",
        words=_words(code),
        is_default="1" if code == edition.currency else "0",
        **{name: f"{letter}{top}:{letter}{last}" for name, letter in letters.items()},
    )


def row_formula(formula: str, columns: Mapping[str, int], row: int, rows: tuple[int, int]) -> str:
    """The formula of a column that is worked out, for one `row`; `rows`: the first and last of the table."""
    from openpyxl.utils import get_column_letter

    letters = {name: get_column_letter(column) for name, column in columns.items()}
    top, last = rows
    tops = {f"{name}_top": f"${letter}${top}" for name, letter in letters.items()}
    whole = {f"{name}_all": f"${letter}${top}:${letter}${last}" for name, letter in letters.items()}
    own = {name: f"{letter}{row}" for name, letter in letters.items()}
    return formula.format(**own, **tops, **whole)


def _words(code: str) -> str:
    """Everything that people call a currency, for a formula: ``"CNY","人民币","元"``."""
    known = [each for each in CURRENCY if each.code == code]
    words = [code, *(word for each in known for word in (*each.label.wordings, *each.aliases))]
    return ",".join(f'"{word}"' for word in dict.fromkeys(words))
