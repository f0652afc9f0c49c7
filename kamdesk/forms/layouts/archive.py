"""F1 客户档案表: the customer archive. Its cells are the declared fields, so that a new field appears by itself."""

from __future__ import annotations

from sqlalchemy.orm import Session

from kamdesk.forms.declaration import (
    PREFIX,
    Block,
    Cells,
    Form,
    FormKind,
    Item,
    Page,
    Section,
    Table,
)
from kamdesk.forms.layouts.archive_filing import ArchiveFiling
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.contact import Contact
from kamdesk.model.fields import Field, RecordField, fields_of
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import FORM_ROLE
from kamdesk.work.fields import CUSTOM_GROUP, fields_for

TITLE = Term("Customer archive", "客户档案表")
_PERSONS = Term("Persons in charge and contacts", "客户负责人及联系人资料")
_OTHERS = Term("Further contacts", "其他联系人")
_NEEDS_AFTER = "main_competitors"
"""The table of purchase needs stands behind this field."""


def declare(session: Session) -> Form:
    """The form with the fields the data folder has."""
    fields = [each for each in fields_for(session, Account) if not each.spec.derived]
    printed = [each for each in fields if each.spec.group and each.spec.in_form]
    others = [each for each in fields if each.spec.group and not each.spec.in_form]
    contact_fields = fields_for(session, Contact)
    head = Section(None, (_cells(printed, "head"),))
    basic = Section(Account.SECTIONS["basic"], (_cells(printed, "basic"),))
    people = Section(_PERSONS, tuple(_person(role, contact_fields) for role in FORM_ROLE.codes))
    business = _business(printed)
    custom = Section(CUSTOM_GROUP, (_cells(printed, "custom"),))
    filing = Section(None, (_cells(printed, "filing"),))
    sections = tuple(
        section
        for section in (head, basic, people, business, custom, filing)
        if any(not isinstance(part, Cells) or part.items for part in section.parts)
    )
    further = Page(_OTHERS, (Section(None, (_contacts(contact_fields),)),), landscape=True)
    return Form(
        key=ARCHIVE.key,
        version=1,
        title=TITLE,
        filing=ArchiveFiling(),
        main="account",
        sole_block="main_contact",
        pages=(Page(TITLE, sections), further),
        also_read=(*map(_item, others), *_reach_of_persons(contact_fields)),
    )


def _item(field: RecordField) -> Item:
    return Item(f"account.{field.name}", f"{PREFIX}account_{field.name}", field)


def _cells(fields: list[RecordField], group: str) -> Cells:
    return Cells(tuple(_item(each) for each in fields if each.spec.group == group))


def _business(fields: list[RecordField]) -> Section:
    """The business data with the purchase needs in their place."""
    own = [each for each in fields if each.spec.group == "business"]
    place = next(
        (number for number, each in enumerate(own, 1) if each.name == _NEEDS_AFTER), len(own)
    )
    needs = Table(
        "needs", PurchaseNeed.TERM, PurchaseNeed, fields_of(PurchaseNeed), blank_rows=3, fewest=2
    )
    before, after = (Cells(tuple(map(_item, part))) for part in (own[:place], own[place:]))
    parts = (before, needs, after) if after.items else (before, needs)
    return Section(Account.SECTIONS["business"], parts)


def _person_item(role: str, field: RecordField) -> Item:
    number = FORM_ROLE.codes.index(role) + 1
    return Item(f"{role}.{field.name}", f"{PREFIX}contact{number}_{field.name}", field)


def _person(role: str, fields: tuple[RecordField, ...]) -> Block:
    """The fields of the printed form: those of the person that take no more than half a row."""
    own = [each for each in fields if _stands_in_block(each.spec)]
    return Block(
        role,
        FORM_ROLE.term(role),
        tuple(_person_item(role, each) for each in own),
        next(each.aliases for each in FORM_ROLE if each.code == role),
        beside="full_name",
    )


def _stands_in_block(spec: Field) -> bool:
    return spec.group == "person" and not spec.wide and spec.kind.value != "boolean"


def _reach_of_persons(fields: tuple[RecordField, ...]) -> tuple[Item, ...]:
    """A person's telephone and the like: not printed in the blocks, but other forms have them."""
    own = [each for each in fields if each.spec.group in ("reach", "custom")]
    return tuple(_person_item(role, each) for role in FORM_ROLE.codes for each in own)


def _contacts(fields: tuple[RecordField, ...]) -> Table:
    own = tuple(
        each
        for each in fields
        if _stands_in_block(each.spec)
        or (each.spec.group in ("reach", "custom") and not each.spec.wide)
    )
    return Table("contacts", _OTHERS, Contact, own, blank_rows=12, like_blocks=True)


ARCHIVE = FormKind(
    "archive",
    "F1",
    TITLE,
    Term(
        "Everything known about a customer: basic data, persons, business data, further contacts",
        "客户的全部资料：基本资料、负责人及联系人、经营资料、其他联系人",
    ),
    declare,
    "Account",
)
