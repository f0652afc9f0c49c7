"""The demonstration portfolio: invented customers of an invented department, with days counted from the day of loading.

The data lie as readable files in ``resources/demo``; this module only says how they become records.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _, message
from kamdesk.model.account import Account, PurchaseNeed
from kamdesk.model.contact import Contact
from kamdesk.model.department import SavedFilter, Staff
from kamdesk.model.fields import Kind, RecordField, fields_of
from kamdesk.paths import resources_dir
from kamdesk.progress import Progress, Silent
from kamdesk.store import attachments
from kamdesk.store.store import Store
from kamdesk.work import settings
from kamdesk.work.accounts import (
    change_contact,
    create_account,
    give_archive_no,
    set_owner,
    set_status,
    set_tier,
)
from kamdesk.work.demo_development import add_developments
from kamdesk.work.demo_forecast import add_snapshots
from kamdesk.work.demo_keeping import add_keeping
from kamdesk.work.demo_projects import add_projects
from kamdesk.work.demo_running import add_running
from kamdesk.work.demo_sales import add_sales
from kamdesk.work.demo_strategy import add_strategy
from kamdesk.work.demo_visits import Office, add_visits
from kamdesk.work.fields import define_field, fields_for, read_value
from kamdesk.work.lists import ListQuery


@dataclass
class Loaded:
    """How many records the demonstration brought."""

    accounts: int = 0
    contacts: int = 0
    staff: int = 0
    documents: int = 0
    visits: int = 0
    developments: int = 0
    opportunities: int = 0


@dataclass
class _Portfolio:
    """What is known while loading: natural keys of the files → records."""

    day: date
    staff: dict[str, Staff] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    people: dict[tuple[str, str], Contact] = field(default_factory=dict)

    def ago(self, days: str | int) -> date:
        return self.day - timedelta(days=int(days))


def load(store: Store, progress: Progress | None = None, on: date | None = None) -> Loaded:
    """Fills the empty data folder as one change; what is dated lies before and after day `on` (today).

    Raises RuleError when the folder holds accounts, people or staff already.
    """
    watch = progress or Silent()
    portfolio = _Portfolio(on or date.today())
    more = _json("portfolio.json")
    with store.change(message("Demonstration data")) as session:
        _refuse_if_used(session)
        for key, value in more["settings"].items():
            settings.put(session, key, value)
        for each in more["custom_fields"]:
            kind = Kind(each["kind"])
            define_field(session, Account, each["name"], kind, each.get("options", ()))
        _add_staff(session, portfolio)
        _add_accounts(session, portfolio, watch)
        _add_facts(session, portfolio)
        _file_accounts(session, portfolio)
        _add_people(session, portfolio)
        _add_needs(session, portfolio)
        _add_filters(session, more["saved_filters"])
        _add_documents(store, session, portfolio, more["documents"])
        office = Office(
            session, portfolio.day, portfolio.staff, portfolio.accounts, portfolio.people
        )
        visits = add_visits(office, _rows)
        developments = add_developments(office, _json("developments.json"))
        sales = add_sales(office, _rows, _typed)
        add_projects(sales, _json("projects.json"))
        add_strategy(sales, _rows, _json("strategy.json"))
        add_snapshots(sales)
        add_keeping(sales, _rows, _json("service.json"))
        add_running(office, _json("running.json"))
    return Loaded(
        len(portfolio.accounts),
        len(portfolio.people),
        len(portfolio.staff),
        len(more["documents"]),
        visits,
        developments,
        len(sales.deals),
    )


def _refuse_if_used(session: Session) -> None:
    for record in (Account, Contact, Staff):
        if session.scalar(select(func.count()).select_from(record)):
            raise RuleError(
                _(
                    "This data folder holds data already. The demonstration needs an empty one:"
                    " choose another with --home, or in the first-start window."
                )
            )


def _add_staff(session: Session, portfolio: _Portfolio) -> None:
    known = {each.name: each for each in fields_of(Staff)}
    for row in _rows("staff.csv"):
        superior = portfolio.staff.get(row.pop("superior"))
        member = Staff(**_typed(row, known))
        member.superior_id = superior.id if superior else None
        session.add(member)
        session.flush()
        portfolio.staff[row["number"]] = member


def _add_accounts(session: Session, portfolio: _Portfolio, progress: Progress) -> None:
    known = {each.name: each for each in fields_for(session, Account)}
    custom = {each.spec.label.zh: each for each in known.values() if each.custom}
    rows = _rows("accounts.csv")
    # An account begins as a prospect on the first of its dated facts.
    first = {row["account"]: portfolio.ago(row["days_ago"]) for row in reversed(_rows("facts.csv"))}
    for number, row in enumerate(rows, start=1):
        progress.step(number, len(rows))
        key, parent = row.pop("key"), row.pop("parent")
        next_contact = row.pop("next_contact_in")
        reasons = json.loads(row.pop("not_applicable") or "{}")
        own = json.loads(row.pop("custom") or "{}")
        values = _typed(row, known)
        values |= {custom[name].name: _value(custom[name], value) for name, value in own.items()}
        if next_contact:
            values["next_contact_on"] = portfolio.ago(-int(next_contact))
        if parent:
            values["parent_id"] = portfolio.accounts[parent].id
        account = create_account(session, values | {"not_applicable": reasons}, first[key])
        portfolio.accounts[key] = account


def _add_facts(session: Session, portfolio: _Portfolio) -> None:
    known_start: set[str] = set()
    for row in _rows("facts.csv"):
        account = portfolio.accounts[row["account"]]
        day, reason = portfolio.ago(row["days_ago"]), row["reason"] or None
        if row["kind"] == "tier":
            set_tier(session, account, row["to"], day, reason)
        elif row["kind"] == "owner":
            set_owner(session, account, portfolio.staff[row["to"]].id, day)
        elif row["account"] in known_start:
            set_status(session, account, row["to"], day, reason)
        else:
            known_start.add(row["account"])


def _file_accounts(session: Session, portfolio: _Portfolio) -> None:
    """Archive numbers in the order in which the archives were made, which is when development was decided."""
    begun = {
        row["account"]: portfolio.ago(row["days_ago"])
        for row in _rows("facts.csv")
        if row["kind"] == "status" and row["to"] == "developing"
    }
    for key, day in sorted(begun.items(), key=lambda each: (each[1], each[0])):
        account = portfolio.accounts[key]
        account.archive_date = day
        if account.filled_by:
            account.filled_on = day
        give_archive_no(session, account)


def _add_people(session: Session, portfolio: _Portfolio) -> None:
    known = {each.name: each for each in fields_of(Contact)}
    for row in _rows("contacts.csv"):
        key, superior, left = row.pop("account"), row.pop("reports_to"), row.pop("left_days_ago")
        values = _typed(row, known)
        contact = Contact(
            account_id=portfolio.accounts[key].id,
            full_name=row["full_name"],
            lunar_birthday=False,
            custom={},
        )
        session.add(contact)
        session.flush()
        if superior:
            values["reports_to_id"] = portfolio.people[key, superior].id
        if left:
            values["left_on"] = portfolio.ago(left)
        change_contact(session, contact, values)
        portfolio.people[key, contact.full_name] = contact


def _add_needs(session: Session, portfolio: _Portfolio) -> None:
    known = {each.name: each for each in fields_of(PurchaseNeed)}
    for row in _rows("purchase_needs.csv"):
        account = portfolio.accounts[row.pop("account")]
        session.add(PurchaseNeed(account_id=account.id, **_typed(row, known)))


def _add_filters(session: Session, filters: Iterable[Mapping[str, Any]]) -> None:
    for each in filters:
        parts = {name: value for name, value in each.items() if name != "name"}
        query = ListQuery.load({"record": "Account", **parts})
        session.add(SavedFilter(name=each["name"], record="Account", query=query.dump()))


def _add_documents(
    store: Store, session: Session, portfolio: _Portfolio, documents: Iterable[Mapping[str, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for each in documents:
            file = Path(folder) / each["name"]
            file.write_text(each["text"], encoding="utf-8", newline="\n")
            attachments.file_document(
                store,
                session,
                file,
                account_id=portfolio.accounts[each["account"]].id,
                category=each["category"],
                on=portfolio.ago(each["days_ago"]),
                note=each["note"] or None,
            )


def _typed(row: Mapping[str, str], known: Mapping[str, RecordField]) -> dict[str, Any]:
    """The filled columns of a row of a data file as typed values."""
    return {name: _value(known[name], text) for name, text in row.items() if text}


def _value(of: RecordField, typed: object) -> Any:
    reading = read_value(of, typed)
    if reading.problem is not None and not reading.kept:
        raise ValueError(f"{of.name}: {typed!r}: {reading.problem}")
    return reading.value


def _rows(name: str) -> list[dict[str, str]]:
    with (resources_dir() / "demo" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _json(name: str) -> Any:
    return json.loads((resources_dir() / "demo" / name).read_text(encoding="utf-8"))
