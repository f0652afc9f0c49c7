"""People at the customer, among them the three persons of the archive form."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import JSON, Boolean, Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.terms import Term
from kamdesk.model.vocabulary import BUYING_ROLE, FORM_ROLE


class Contact(Record):
    """联系人. One of each form role per account; somebody who left keeps the record, without the role."""

    __tablename__ = "contact"
    TERM: ClassVar[Term] = Term("Contact", "联系人")
    PARENT: ClassVar[str] = "account_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "person": Term("Person", "个人资料"),
        "reach": Term("How to reach", "联系方式"),
        "role": Term("Role", "角色"),
    }

    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户"), refers_to="Account", index=True, width=180,
        in_list=True, aliases=("客户名称", "公司", "公司名称", "company", "account name", "company name"),
    )  # fmt: skip
    full_name: Mapped[str] = field(
        String(80), Term("Name", "姓名"), group="person", search=True, required=True, in_list=True, width=100,
        aliases=("联系人", "联系人姓名", "名字", "contact", "contact name", "contactname", "full name", "person"),
        never=("客户名称", "公司名称"),
    )  # fmt: skip
    position: Mapped[str | None] = field(
        String(80), Term("Position", "职位"), group="person", search=True, required=True, in_list=True, width=110,
        aliases=("职务", "岗位", "头衔", "title", "contact title", "contacttitle", "job title"),
    )  # fmt: skip
    education: Mapped[str | None] = field(
        String(200), Term("Education", "教育经历"), group="person", width=140,
        aliases=("学历", "教育背景", "毕业院校"),
    )  # fmt: skip
    birth_date: Mapped[str | None] = field(
        String(10), Term("Date of birth", "出生日期"), Kind.PARTIAL_DATE, group="person", required=True, width=96,
        aliases=("生日", "出生年月", "birthday", "birthdate", "born"),
    )  # fmt: skip
    interests: Mapped[str | None] = field(
        String(200), Term("Interests", "兴趣爱好"), group="person", width=120,
        aliases=("爱好", "兴趣", "hobbies"),
    )  # fmt: skip
    family: Mapped[str | None] = field(
        String(200), Term("Family", "家庭情况"), group="person", width=120,
        aliases=("家庭状况", "家庭成员"),
    )  # fmt: skip

    department: Mapped[str | None] = field(
        String(80), Term("Department", "部门"), group="reach", in_list=True, width=100, aliases=("所在部门",),
    )  # fmt: skip
    phone: Mapped[str | None] = field(
        String(60), Term("Phone", "电话"), Kind.PHONE, group="reach", search=True, in_list=True, width=120,
        aliases=("办公电话", "联系人电话", "联系电话", "tel", "telephone"),
    )  # fmt: skip
    mobile: Mapped[str | None] = field(
        String(60), Term("Mobile", "手机"), Kind.PHONE, group="reach", search=True, in_list=True, width=120,
        aliases=("手机号", "手机号码", "移动电话", "联系人手机", "mobile phone", "cell"),
    )  # fmt: skip
    email: Mapped[str | None] = field(
        String(200), Term("E-mail", "电子邮箱"), Kind.EMAIL, group="reach", width=160,
        aliases=("邮箱", "联系人邮箱", "e-mail", "mail"),
    )  # fmt: skip
    wechat: Mapped[str | None] = field(
        String(80), Term("WeChat", "微信"), Kind.CODE, group="reach", width=110, aliases=("微信号",),
        never=("微信公众号",),
    )  # fmt: skip
    address: Mapped[str | None] = field(
        String(300), Term("Address", "地址"), group="reach", wide=True, width=160,
        aliases=("联系地址", "家庭地址"),
    )  # fmt: skip

    form_role: Mapped[str | None] = field(
        String(30), Term("Role in the archive", "档案角色"), group="role", choices=FORM_ROLE, in_list=True, width=110,
    )  # fmt: skip
    buying_role: Mapped[str | None] = field(
        String(120), Term("Buying role", "决策角色"), Kind.CHOICES, group="role", choices=BUYING_ROLE, width=110,
    )  # fmt: skip
    reports_to_id: Mapped[int | None] = field(
        (Integer, reference("contact")), Term("Reports to", "汇报对象"), group="role", refers_to="Contact", width=100,
        aliases=("上级",), index=True,
    )  # fmt: skip
    influence: Mapped[int | None] = field(
        Integer, Term("Influence (1–3)", "影响力（1–3）"), group="role", width=80, aliases=("影响力", "influence"),
    )  # fmt: skip
    support_level: Mapped[int | None] = field(
        Integer, Term("Support (−2 to +2)", "支持度（−2 至 +2）"), group="role", width=80,
        aliases=("支持度", "support level"),
    )  # fmt: skip
    lunar_birthday: Mapped[bool] = field(
        Boolean, Term("Birthday in the lunar calendar", "农历生日"), group="person", width=70, default=False,
    )  # fmt: skip
    experience: Mapped[str | None] = field(
        Text, Term("Experience", "工作经历"), group="person", wide=True, width=140, aliases=("履历",),
    )  # fmt: skip
    left_on: Mapped[date | None] = field(
        Date, Term("Left on", "离职日期"), group="role", width=96, aliases=("离任日期",),
    )  # fmt: skip
    note: Mapped[str | None] = field(
        Text, Term("Note", "备注"), group="role", wide=True, width=160, aliases=("说明", "remarks"),
    )  # fmt: skip
    custom: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (
        Index(
            "uq_contact_form_role",
            "account_id",
            "form_role",
            unique=True,
            sqlite_where=text("form_role IS NOT NULL AND deleted_at IS NULL"),
        ),
        Index(
            "ix_contact_birthday",
            "lunar_birthday",
            "birth_date",
            "deleted_at",
            sqlite_where=text("birth_date IS NOT NULL AND deleted_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )
