"""The change log (undo, history, audit) and the search index: written by the store alone, never by hand."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from kamdesk.model.base import Base
from kamdesk.model.types import Moment, now


class Change(Base):
    """变更: one action of a user, with everything it touched."""

    __tablename__ = "change"
    __table_args__ = (
        Index(
            "ix_change_undone_after",
            "undone_after",
            sqlite_where=text("undone_after IS NOT NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    label: Mapped[str] = mapped_column(Text)
    """A dumped `kamdesk.i18n.Message`."""
    at: Mapped[datetime] = mapped_column(Moment, default=now)
    by: Mapped[str] = mapped_column(String(100), default="")
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[str | None] = mapped_column(String(100))
    undone_after: Mapped[int | None] = mapped_column(Integer)
    """The newest change when this one was undone: once there is a newer one, redo does not lead back here."""


class ChangedRow(Base):
    """One row of a change. Images are JSON objects of column → value as the database stores it.

    insert: no image while it stands (the row itself is the after-image); undoing it stores the row in `after`.
    update: the changed columns, `before` and `after`. delete: the whole row in `before`.
    """

    __tablename__ = "changed_row"
    __table_args__ = (
        Index("ix_changed_row_record", "record", "record_id"),
        Index("ix_changed_row_account", "account_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    change_id: Mapped[int] = mapped_column(Integer, ForeignKey("change.id"), index=True)
    record: Mapped[str] = mapped_column(String(40))
    """Class name."""
    record_id: Mapped[int] = mapped_column(Integer)
    account_id: Mapped[int | None] = mapped_column(Integer)
    """The account whose history shows this row."""
    action: Mapped[str] = mapped_column(String(6))
    """``insert``, ``update`` or ``delete``."""
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)


class SearchEntry(Base):
    """One normalised text per record, with pinyin initials; see `kamdesk.store.search`."""

    __tablename__ = "search_entry"

    record: Mapped[str] = mapped_column(String(40), primary_key=True)
    record_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
