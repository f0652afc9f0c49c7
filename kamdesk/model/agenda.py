"""What is to be done: tasks, which rules made some of them, and the days on which the department works."""

from datetime import date
from typing import ClassVar

from sqlalchemy import Date, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import DAY_KIND, TASK_RULE


class Task(Record):
    """待办. A task of a rule says by `rule` why it is there."""

    __tablename__ = "task"
    TERM: ClassVar[Term] = Term("Task", "待办")
    SECTIONS: ClassVar[dict[str, Term]] = {"task": Term("Task", "待办")}

    name: Mapped[str] = field(
        String(200), Term("What", "事项"), group="task", wide=True, search=True, in_list=True, width=240,
        aliases=("任务", "待办事项", "task"),
    )  # fmt: skip
    due_on: Mapped[date | None] = field(
        Date,
        Term("Due on", "到期日"),
        group="task",
        in_list=True,
        width=100,
        aliases=("截止日期", "期限"),
    )
    due_at: Mapped[str | None] = field(
        String(5), Term("At", "时间"), Kind.TIME, group="task", width=60
    )
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Who", "负责人"), group="task", refers_to="Staff", in_list=True, index=True,
        width=90, aliases=("责任人",),
    )  # fmt: skip
    account_id: Mapped[int | None] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), group="task", refers_to="Account", in_list=True,
        index=True, width=160, aliases=("客户",),
    )  # fmt: skip
    contact_id: Mapped[int | None] = field(
        (Integer, reference("contact")), Term("Contact", "联系人"), refers_to="Contact", index=True
    )
    note: Mapped[str | None] = field(
        String(400), Term("Note", "备注"), group="task", wide=True, width=160
    )
    done_on: Mapped[date | None] = field(
        Date, Term("Done on", "完成日期"), in_list=True, width=96, aliases=("完成",)
    )
    cancelled_on: Mapped[date | None] = field(Date, Term("Dropped on", "取消日期"), width=96)
    rule: Mapped[str | None] = field(
        String(30), Term("Made by the rule", "来自规则"), choices=TASK_RULE, width=140
    )

    __table_args__ = (
        Index(
            "ix_task_open",
            "due_on",
            sqlite_where=text("done_on IS NULL AND cancelled_on IS NULL AND deleted_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )


class RuleMark(Record):
    """What a rule has acted on. Undo leaves it, so that a task that was taken back does not come again."""

    __tablename__ = "rule_mark"
    TERM: ClassVar[Term] = Term("Mark of a rule", "规则记录")
    IS_LOGGED: ClassVar[bool] = False

    key: Mapped[str] = mapped_column(String(120), unique=True)
    """The rule, what it acted on, and for which occasion: ``birthday:12:2026-11-25``."""
    on: Mapped[date] = mapped_column(Date)


class CalendarDay(Record):
    """A day that is off or worked other than the calendar of the country says."""

    __tablename__ = "calendar_day"
    TERM: ClassVar[Term] = Term("Day of the calendar", "日历日")
    SECTIONS: ClassVar[dict[str, Term]] = {"day": Term("Day of the calendar", "日历日")}

    on: Mapped[date] = field(Date, Term("Date", "日期"), group="day", unique=True, width=96)
    kind: Mapped[str] = field(
        String(20), Term("Kind", "种类"), group="day", choices=DAY_KIND, width=90
    )
    name: Mapped[str | None] = field(String(80), Term("Name", "名称"), group="day", width=140)
