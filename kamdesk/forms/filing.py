"""How the record of a form is found, what is known of it, and how what a person ticked is written into it.

Each form names one `Filing`; comparing, filing and batches are the same for all of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _
from kamdesk.model.base import Record

if TYPE_CHECKING:
    from kamdesk.forms.apply import Writing
    from kamdesk.forms.declaration import Form
    from kamdesk.forms.differences import FormDifference
    from kamdesk.forms.readings import FormReading, FoundValue


@dataclass(frozen=True)
class KnownRow:
    """One record of a table: field name → typed value."""

    id: Any
    """Of the record; of an entry of an analysis its key."""
    uid: str
    values: dict[str, Any]


@dataclass
class Known:
    """What is known of the record a form means; empty for a new one."""

    uid: str = ""
    title: str = ""
    account_id: int | None = None
    """Whose contacts a name in the form may mean."""
    values: dict[str, Any] = field(default_factory=dict)
    """Key of the cell → typed value, an id for a reference; a currency under the key of its own field."""
    rows: dict[str, list[KnownRow]] = field(default_factory=dict)
    """Key of the table → its rows in order."""


class Filing(ABC):
    """One kind of record as forms see it. `record_id` is its id, or what else identifies it to this filing."""

    record: ClassVar[type[Record]]
    """What a form of this kind is about."""
    strict_rows: ClassVar[bool] = True
    """A row made for a record that does not belong there any more is told; without, it counts as a new one."""
    guarded: ClassVar[bool] = True
    """A refused step takes back what it wrote before it was refused; without, no step writes before it checks."""

    @abstractmethod
    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """Which record the form means, and what is doubtful about that."""

    @abstractmethod
    def known(self, session: Session, form: Form, record_id: Any) -> Known:
        """What is known of a record, for every cell of the form."""

    @abstractmethod
    def file(self, work: Writing) -> None:
        """Writes what was chosen, making the record first when it is new. A RuleError refuses the whole form."""

    def prefilled(self, session: Session, account_id: int) -> Known:
        """What a form about a new record of an account says of it already. RuleError where there is no such form."""
        del session, account_id
        raise RuleError(_("This form is not made for an account."))

    def found(self, form: Form, reading: FormReading) -> dict[str, FoundValue]:
        """What of a reading is put beside the record: all of it, unless some cells only add up to others."""
        del form
        return reading.found

    def canonical(self, name: str, value: Any) -> Any:
        """What a value of field `name` counts as, where several wordings mean the same."""
        del name
        return value

    def contradictions(
        self, session: Session, form: Form, difference: FormDifference
    ) -> Mapping[str, str]:
        """Key of a cell → why its value, which can be taken all the same, does not fit the others of the form."""
        del session, form, difference
        return {}

    def completeness(
        self, session: Session, form: Form, difference: FormDifference
    ) -> tuple[int, int] | None:
        """Whole percent before and after, for records that have such a measure."""
        del session, form, difference
        return None

    def marks(self, difference: FormDifference) -> Iterator[object]:
        """What tells that two forms of a batch mean the same record."""
        if difference.record_id is not None:
            yield difference.record_id


def fields_known(form: Form, owner: str, record: Any) -> dict[str, Any]:
    """The values of `record` for the cells of `owner`."""
    found: dict[str, Any] = {}
    for key, item in form.items.items():
        if item.owner != owner:
            continue
        found[key] = item.field.get(record)
        currency = item.field.spec.currency_field
        if currency:
            found[f"{owner}.{currency}"] = getattr(record, currency)
    return found


def rows_known(form: Form, table_key: str, records: Any) -> list[KnownRow]:
    """The rows of one table."""
    table = next(each for each in form.tables if each.key == table_key)
    return [
        KnownRow(
            each.id,
            each.uid,
            {own.name: own.get(each) for own in table.fields} | _currencies(table.fields, each),
        )
        for each in records
    ]


def _currencies(fields: Any, record: Any) -> dict[str, Any]:
    names = {each.spec.currency_field for each in fields if each.spec.currency_field}
    return {name: getattr(record, name) for name in names}
