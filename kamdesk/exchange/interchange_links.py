"""References of an interchange file that need more than a look: within one list, and to a record of any kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kamdesk.exchange.interchange_known import Known, Named
from kamdesk.exchange.interchange_record import DEFAULTS_OF, Taken
from kamdesk.i18n import _
from kamdesk.model.document import Document
from kamdesk.model.registry import RECORD_BY_NAME


class Links:
    """Finds what records name; says what is not there, and what would be a circle."""

    def __init__(
        self,
        known: Known,
        report: Callable[[Taken, str, Any, str], None],
        reject: Callable[[Taken, str, str], None],
    ) -> None:
        self.known = known
        self.report = report
        self.reject = reject

    def find_subject(self, each: Taken) -> bool:
        """Finds what a document or an approval belongs to; False if the record was rejected for want of it."""
        record = each.shape.record
        assert record.SUBJECT is not None  # asked for such records only
        kind_column, id_column = record.SUBJECT
        kind = str(each.values.get(kind_column) or DEFAULTS_OF[record]().get(kind_column) or "")
        name = id_column.removesuffix("_id")
        if each.subject is not None:
            each.values[id_column] = self.known.find_kind(kind, each.subject)
            if each.values[id_column] is None:
                shown = RECORD_BY_NAME[kind].TERM if kind in RECORD_BY_NAME else kind
                reason = _("There is no {kind} “{name}”.").format(kind=shown, name=each.subject)
                if record is not Document:
                    self.reject(each, name, reason)
                    return False
                self.report(each, name, each.subject, reason)
        elif record is Document and kind == "Account":
            each.values[id_column] = each.values.get("account_id")
        return True

    def link(self, taken: Iterable[Taken]) -> None:
        """References to records of the same list, which may come later; circles are refused."""
        for each in taken:
            if each.action:
                continue
            if each.superior is not None:
                self._link_one(each, each.shape.superior, each.superior)
            for column, name in each.links.items():
                self._link_one(each, column, name)

    def _link_one(self, each: Taken, column: str, text: str) -> None:
        record = each.shape.record
        named = self.known.named(record, text, each.values)
        name = column.removesuffix("_id")
        if named is None:
            reason = _("There is no {kind} “{name}”.").format(kind=str(record.TERM), name=text)
            self.report(each, name, text, reason)
            return
        own = self.known.node(record, each.record_id, each.values)
        if own is not None and self.known.makes_circle(record, column, own, named):
            self.report(each, name, text, _("That would be a circle."))
            return
        each.values[column] = named

    def written(self, each: Taken, column: str) -> int | None:
        """The id of what `column` names within the list, once the list is written; reports one that was rejected."""
        named = each.values[column]
        found: int | None = named.record_id if isinstance(named, Named) else named
        if found is None and named is not None:
            text = each.links[column]
            reason = _("There is no {kind} “{name}”.").format(
                kind=str(each.shape.record.TERM), name=text
            )
            self.report(each, column.removesuffix("_id"), text, reason)
        return found
