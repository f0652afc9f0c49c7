"""审核 / 审批: what somebody has to agree to, step by step, and what each of them said."""

from datetime import date
from typing import ClassVar

from sqlalchemy import Date, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import field
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import APPROVAL_STEP, DECISION


class Approval(Record):
    """One step of one round for one record; handing a returned record in again begins a new round."""

    __tablename__ = "approval"
    TERM: ClassVar[Term] = Term("Approval", "审批")
    SUBJECT: ClassVar[tuple[str, str] | None] = ("subject_kind", "subject_id")

    subject_kind: Mapped[str] = mapped_column(String(40))
    """Class name of the record that waits: Visit, ExpenseClaim, Development."""
    subject_id: Mapped[int] = mapped_column(Integer)
    round: Mapped[int] = mapped_column(Integer, default=1)
    step: Mapped[str] = field(
        String(20), Term("Step", "审批环节"), choices=APPROVAL_STEP, width=110
    )
    decision: Mapped[str] = field(
        String(20), Term("Decision", "审批意见"), choices=DECISION, default="pending", width=80
    )
    asked_by_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Asked by", "申请人"), refers_to="Staff", index=True
    )
    asked_on: Mapped[date] = field(Date, Term("Asked on", "申请日期"), width=96)
    by_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Decided by", "审批人"), refers_to="Staff", index=True
    )
    on: Mapped[date | None] = field(Date, Term("Decided on", "审批日期"), width=96)
    opinion: Mapped[str | None] = field(String(400), Term("Opinion", "意见"), width=200)

    __table_args__ = (
        Index("uq_approval_step", "subject_kind", "subject_id", "round", "step", unique=True),
        Index("ix_approval_decision", "decision"),
        {"sqlite_autoincrement": True},
    )
