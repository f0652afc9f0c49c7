"""The department itself: its people, its own fields, saved filters, learned labels and settings."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import FIELD_KIND, POSITION


class Staff(Record):
    """员工. Which of them uses this computer is the setting ``me``."""

    __tablename__ = "staff"
    TERM: ClassVar[Term] = Term("Staff member", "员工")
    SECTIONS: ClassVar[dict[str, Term]] = {"staff": Term("Staff member", "员工资料")}

    number: Mapped[str] = field(
        String(40), Term("Staff no.", "工号"), Kind.CODE, group="staff", unique=True, search=True, in_list=True,
        aliases=("员工编号", "staff number", "employee id", "employeeid"),
    )  # fmt: skip
    name: Mapped[str] = field(
        String(80), Term("Name", "姓名"), group="staff", search=True, in_list=True, aliases=("员工姓名", "sales agent"),
    )  # fmt: skip
    position: Mapped[str | None] = field(
        String(40), Term("Position", "岗位"), group="staff", choices=POSITION, in_list=True, aliases=("职位", "职务"),
    )  # fmt: skip
    region: Mapped[str | None] = field(
        String(80), Term("Region", "区域"), group="staff", in_list=True, aliases=("regional office",),
    )  # fmt: skip
    superior_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Superior", "直接上级"), group="staff", refers_to="Staff",
        aliases=("上级", "manager"),
    )  # fmt: skip
    phone: Mapped[str | None] = field(
        String(60), Term("Phone", "电话"), Kind.PHONE, group="staff", in_list=True
    )
    email: Mapped[str | None] = field(
        String(200), Term("E-mail", "电子邮箱"), Kind.EMAIL, group="staff"
    )
    duties: Mapped[str | None] = field(
        Text, Term("Duties", "岗位职责"), group="staff", wide=True, aliases=("职责",)
    )
    joined_on: Mapped[date | None] = field(Date, Term("Joined on", "入职日期"), group="staff")
    left_on: Mapped[date | None] = field(Date, Term("Left on", "离职日期"), group="staff")


class CustomField(Record):
    """A field of the department's own; it behaves like a built-in one wherever fields are asked for."""

    __tablename__ = "custom_field"
    TERM: ClassVar[Term] = Term("Custom field", "自定义字段")
    SECTIONS: ClassVar[dict[str, Term]] = {"field": Term("Custom field", "自定义字段")}

    record: Mapped[str] = mapped_column(String(40))
    """Class name of the record it extends: Account or Contact."""
    key: Mapped[str] = mapped_column(String(40), unique=True)
    """Identifier ``custom_…``, given once and never changed."""
    name: Mapped[str] = field(String(80), Term("Label", "名称"), group="field")
    kind: Mapped[str] = field(
        String(20), Term("Kind", "类型"), group="field", choices=FIELD_KIND, default="text"
    )
    options: Mapped[str | None] = field(
        Text,
        Term("Values to choose from, one a line", "可选值（每行一个）"),
        group="field",
        wide=True,
    )
    position: Mapped[int] = mapped_column(Integer, default=0)


class SavedFilter(Record):
    """A list with its filters, columns and sorting under a name of the user's own."""

    __tablename__ = "saved_filter"
    TERM: ClassVar[Term] = Term("Saved filter", "已存筛选")

    name: Mapped[str] = field(String(80), Term("Name", "名称"))
    record: Mapped[str] = mapped_column(String(40))
    query: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class LearnedLabel(Record):
    """A label or heading nobody knew, and the field a person mapped it to; asked once, remembered."""

    __tablename__ = "learned_label"
    TERM: ClassVar[Term] = Term("Learned label", "已记住的标签")

    record: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = field(String(120), Term("Label", "标签"))
    """Normalised (see `kamdesk.model.values.normal_label`)."""
    target: Mapped[str] = mapped_column(String(80))
    """Name of the field, or empty: this label is to be ignored."""


class SettingValue(Record):
    """One setting of the data folder that differs from its default (declared in `kamdesk.settings`)."""

    __tablename__ = "setting"
    TERM: ClassVar[Term] = Term("Setting", "设置")

    key: Mapped[str] = mapped_column(String(60), unique=True)
    value: Mapped[Any] = mapped_column(JSON)


class NumberSequence(Record):
    """The last number given under a pattern. Undo does not turn it back: a number once given is never given again."""

    __tablename__ = "number_sequence"
    TERM: ClassVar[Term] = Term("Number sequence", "编号序列")
    IS_LOGGED: ClassVar[bool] = False

    key: Mapped[str] = mapped_column(String(80), unique=True)
    last: Mapped[int] = mapped_column(Integer, default=0)
