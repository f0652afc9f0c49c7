"""What several tests of the window do: add accounts, read them back, type into the archive form."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLineEdit
from sqlalchemy import select

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.work.accounts import create_account


def add(store, name: str, **values) -> int:
    with store.change(message("New account {name}", name=name)) as session:
        return create_account(session, {"name": name, "status": "active", **values}).id


def names(store) -> list[str]:
    with store.read() as session:
        living = select(Account.name).where(Account.deleted_at.is_(None)).order_by(Account.name)
        return list(session.scalars(living))


def type_into(window, key: str, words: str) -> QLineEdit:
    """Types into a field of the archive form and stays in it."""
    archive = window.tabs["accounts"].detail.archive
    archive.go_to(key)
    line = QApplication.focusWidget()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    line.insert(words)
    line.textEdited.emit(words)
    return line
