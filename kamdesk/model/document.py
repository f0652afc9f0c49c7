"""Files kept with a record, and what came in by import."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import field
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import DOCUMENT_CATEGORY


class Document(Record):
    """文档: a file copied into the data folder. Other than accounts' documents name their record by kind and id too."""

    __tablename__ = "document"
    TERM: ClassVar[Term] = Term("Document", "文档")
    PARENT: ClassVar[str] = "account_id"
    SUBJECT: ClassVar[tuple[str, str] | None] = ("record_kind", "record_id")
    SECTIONS: ClassVar[dict[str, Term]] = {"document": Term("Document", "文档")}

    account_id: Mapped[int | None] = field(
        (Integer, reference("account")), Term("Account", "客户"), refers_to="Account", index=True
    )
    record_kind: Mapped[str] = mapped_column(String(40), default="Account")
    record_id: Mapped[int | None] = mapped_column(Integer)
    name: Mapped[str] = field(
        String(255), Term("File", "文件"), group="document", search=True, in_list=True
    )
    """The original file name: shown, never used as a path."""
    category: Mapped[str | None] = field(
        String(20),
        Term("Category", "类别"),
        group="document",
        choices=DOCUMENT_CATEGORY,
        in_list=True,
    )
    on: Mapped[date | None] = field(Date, Term("Date", "日期"), group="document", in_list=True)
    note: Mapped[str | None] = field(Text, Term("Note", "备注"), group="document", wide=True)
    path: Mapped[str] = mapped_column(String(200))
    """Relative to the attachments folder, made from the hash."""
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(Integer)

    __table_args__ = (
        Index("ix_document_record", "record_kind", "record_id"),
        {"sqlite_autoincrement": True},
    )


class ImportBatch(Record):
    """One import: which file, how it was mapped, what became of every row. Its writes are one change."""

    __tablename__ = "import_batch"
    TERM: ClassVar[Term] = Term("Import", "导入")

    file_name: Mapped[str] = field(String(255), Term("File", "文件"))
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = field(String(40), Term("Kind", "种类"))
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    outcome: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What became of each row or file, and the problems: mappings with ``reason``, and ``file``, ``row``, ``cell``,
    ``field`` and ``value`` where they are known."""
