"""A list typed in a test becomes a file, is imported, and the whole data can be looked at as one text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kamdesk.exchange.importing import import_files
from kamdesk.exchange.interchange_out import export_all
from kamdesk.model.account import Account
from kamdesk.model.contact import Contact
from kamdesk.store.store import Store

Rows = Sequence[Sequence[str]]


@pytest.fixture
def list_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows of text to a csv file."""

    def write(rows: Rows, name: str = "list.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as stream:
            csv.writer(stream).writerows(rows)
        return path

    return write


@pytest.fixture
def take(store: Store, list_file: Callable[..., Path]) -> Callable[..., dict[str, Any]]:
    """Imports rows typed in a test; answers what the command line would print about the file."""

    def run(rows: Rows, **options: Any) -> dict[str, Any]:
        return import_files(store, [list_file(rows)], **options).dump()["files"][0]

    return run


@pytest.fixture
def exported(store: Store, tmp_path: Path) -> Callable[[], bytes]:
    """The whole data as the interchange file has them."""

    def run() -> bytes:
        path = tmp_path / "everything.json"
        with store.read() as session:
            export_all(session, path)
        return path.read_bytes()

    return run


@pytest.fixture
def account(store: Store) -> Callable[[str], Account]:
    """The account of a name."""

    def find(name: str) -> Account:
        with store.read() as session:
            return session.scalars(select(Account).where(Account.name == name)).one()

    return find


@pytest.fixture
def people(store: Store) -> Callable[[str], list[tuple[str, str | None, str | None]]]:
    """The contacts of an account: name, role of the archive form, mobile."""

    def find(name: str) -> list[tuple[str, str | None, str | None]]:
        query = (
            select(Contact.full_name, Contact.form_role, Contact.mobile)
            .join(Account, Account.id == Contact.account_id)
            .where(Account.name == name)
            .order_by(Contact.id)
        )
        with store.read() as session:
            return [tuple(row) for row in session.execute(query)]

    return find
