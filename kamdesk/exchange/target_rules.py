"""Lists of targets: each row one version of what is wanted of department, person or customer in a period."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from kamdesk.errors import RuleError
from kamdesk.exchange.fact_rules import FactRules
from kamdesk.exchange.matching import folded_name
from kamdesk.exchange.plan import PlannedRow
from kamdesk.i18n import _
from kamdesk.model.running_words import TARGET_MEASURE
from kamdesk.model.target import Target
from kamdesk.work.periods import read_period, start_month

_QUARTERS = {"一": "1", "二": "2", "三": "3", "四": "4"}
_YEAR = re.compile(r"(\d{4})\s*年?(?:度)?")
_QUARTER = re.compile(
    r"(\d{4})\s*[-/.年]?\s*(?:Q([1-4])|第?([1-4一二三四])\s*季度?)", re.IGNORECASE
)
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*(?:月份?)?")
_KEY = re.compile(r"[a-z][a-z_]*")
"""How keys of indicators are written; which there are, is known further up."""
_IDENTITY = ("period", "measure", "level", "staff_id", "account_id", "approved_on")


def period_code(text: str) -> str | None:
    """``2026``, ``2026Q4`` or ``2026-11`` for what a list calls a period (2026年, 2026年四季度, 2026/11); None for no
    period at all."""
    plain = " ".join(text.split())
    if found := _YEAR.fullmatch(plain):
        return found[1]
    if found := _QUARTER.fullmatch(plain):
        quarter = found[2] or found[3]
        return f"{found[1]}Q{_QUARTERS.get(quarter, quarter)}"
    if (found := _MONTH.fullmatch(plain)) and 1 <= int(found[2]) <= 12:
        return f"{found[1]}-{int(found[2]):02}"
    return None


class TargetRules(FactRules):
    """Targets: known by period, measure, whose they are and the day of approval; without that day it is the draft."""

    keys = (_IDENTITY,)

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._start = start_month(self.session)
        self._measures = {
            folded_name(word): choice.code
            for choice in TARGET_MEASURE
            for word in (choice.code, *choice.label.wordings, *choice.aliases)
        }

    def complete(self, row: PlannedRow) -> None:
        """Puts the codes of period, measure and level in the place of words, and says whose it is."""
        values = row.values
        if values.get("value") is None:
            raise RuleError(_("A target needs a value."), field="value")
        code = period_code(str(values.get("period") or ""))
        if code is None:
            raise RuleError(
                _("“{period}” is no period: write 2026, 2026Q4 or 2026-11.").format(
                    period=values.get("period") or ""
                ),
                field="period",
            )
        values["period"] = read_period(code, self._start).code
        word = values.get("measure") or "sales_amount"
        measure = self._measures.get(folded_name(word))
        if measure is None and not _KEY.fullmatch(word):
            raise RuleError(_("There is no measure “{name}”.").format(name=word), field="measure")
        values["measure"] = measure or word
        self._set_level(values)

    def _set_level(self, values: dict[str, Any]) -> None:
        of = {"staff": values.get("staff_id"), "account": values.get("account_id")}
        named = [level for level, found in of.items() if found is not None]
        level = values.get("level") or (named[0] if named else "department")
        if level in of and of[level] is None:
            raise RuleError(_("The row does not say whose target it is."), field="level")
        if [each for each in named if each != level]:
            raise RuleError(
                _("A target is the department's, one person's or one customer's."), field="level"
            )
        values["level"] = level

    def _pool(self, rows: Sequence[PlannedRow]) -> Iterable[Any]:
        return self._select(Target.period.in_, (row.values["period"] for row in rows))

    def _key(self, names: tuple[str, ...], of: Any) -> tuple[Any, ...]:
        """What has no column is empty: a target without a day of approval is the draft."""
        if isinstance(of, dict):
            return tuple(of.get(name) for name in names)
        return tuple(getattr(of, name) for name in names)

    def make(self, row: PlannedRow) -> None:
        """There is nothing more to say."""

    def change(self, row: PlannedRow, copy: Any) -> None:
        """The same version with another value is that version corrected."""
