"""What every record has, and the declarative base.

The modules with mapped classes do without ``from __future__ import annotations``: SQLAlchemy would evaluate each
column's annotation from its text, a fifth of the time that mapping takes at every start.
"""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Integer, MetaData, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from kamdesk.model.terms import Term
from kamdesk.model.types import Moment, now


class Base(DeclarativeBase):
    """Names every constraint, so that migrations can drop them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def new_uid() -> str:
    """An identifier that is unique over computers."""
    return str(uuid.uuid4())


class Record(Base):
    """A row that a user can change: identified, dated, versioned, with a place in the waste basket.

    Ids are never used twice (AUTOINCREMENT), because the change log points at them for ever.
    """

    __abstract__ = True
    __table_args__: Any = {"sqlite_autoincrement": True}  # noqa: RUF012 - SQLAlchemy's declaration

    TERM: ClassVar[Term]
    """What one of these is called."""
    SECTIONS: ClassVar[dict[str, Term]] = {}
    """Key and heading of each field group, in order."""
    PARENT: ClassVar[str] = ""
    """The reference through which this record belongs to another and goes to the waste basket with it."""
    IS_LOGGED: ClassVar[bool] = True
    """False for a record that undo leaves alone."""
    SUBJECT: ClassVar[tuple[str, str] | None] = None
    """Columns of class name and id, for a record that belongs to one of any kind in the same way."""

    id: Mapped[int] = mapped_column(Integer, primary_key=True, sort_order=-10)
    uid: Mapped[str] = mapped_column(String(36), default=new_uid, unique=True, sort_order=-9)
    created_at: Mapped[datetime] = mapped_column(Moment, default=now, sort_order=-8)
    updated_at: Mapped[datetime] = mapped_column(Moment, default=now, sort_order=-7)
    created_by: Mapped[str] = mapped_column(String(100), default="", sort_order=-6)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment, sort_order=-5)
    version: Mapped[int] = mapped_column(Integer, default=1, sort_order=-4)

    def __init_subclass__(cls, **options: Any) -> None:
        if not cls.__dict__.get("__abstract__"):
            cls.__mapper_args__ = {
                "version_id_col": cls.__dict__.get("version", Record.__dict__["version"]),
                **cls.__dict__.get("__mapper_args__", {}),
            }
        super().__init_subclass__(**options)

    @property
    def title(self) -> str:
        """How a list or a message names this record."""
        for name in ("name", "full_name", "title_text", "label"):
            text = getattr(self, name, None)
            if text:
                return str(text)
        return f"{self.TERM} {self.id}"


def reference(target: str) -> ForeignKey:
    """A foreign key that is checked at commit, so that undo may restore rows in any order."""
    return ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")
