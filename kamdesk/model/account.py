"""The customer: the fields of the archive form (客户档案表) in its order, and dated facts on status, tier and owner."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import JSON, Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import ACCOUNT_STATUS, CURRENCY, LOSS_CAUSE, OWNERSHIP_TYPE, TIER

LISTED_BY: tuple[str, ...] = (
    "sort_name", "tier", "status", "owner_id", "region", "completeness", "next_contact_on",
    "last_contact_on",
)  # fmt: skip
"""Columns by which the list of accounts outside the waste basket is sorted and filtered all day; each has an index."""


class Account(Record):
    """大客户 / 客户. Status, tier and owner repeat the last of their dated facts, so that lists can sort by them."""

    __tablename__ = "account"
    TERM: ClassVar[Term] = Term("Account", "客户")
    SECTIONS: ClassVar[dict[str, Term]] = {
        "head": Term("Archive", "档案"),
        "basic": Term("Basic data", "客户基本资料"),
        "business": Term("Business data", "客户经营资料"),
        "filing": Term("Filing", "填表与审核"),
        "management": Term("Account management", "客户管理"),
    }

    archive_no: Mapped[str | None] = field(
        String(40), Term("Archive no.", "档案编号"), Kind.CODE, group="head", unique=True, search=True, width=120,
        aliases=("档案号", "客户档案编号", "archive number", "file no"),
    )  # fmt: skip
    archive_date: Mapped[date | None] = field(
        Date, Term("Filed on", "建档日期"), group="head", width=96, aliases=("建档时间", "archive date", "立档日期"),
    )  # fmt: skip

    name: Mapped[str] = field(
        String(200), Term("Account name", "客户名称"), group="basic", wide=True, in_list=True, width=220, search=True,
        required=True,
        aliases=("客户", "公司名称", "企业名称", "单位名称", "客户全称", "公司全称", "名称", "account", "name",
                 "company", "company name", "customer", "customer name", "client", "organization", "organisation"),
        never=("客户简称", "联系人名称", "产品名称"),
    )  # fmt: skip
    address: Mapped[str | None] = field(
        String(400), Term("Address", "客户地址"), group="basic", wide=True, required=True, width=200,
        aliases=("地址", "公司地址", "单位地址", "详细地址", "办公地址", "通讯地址", "street", "company address"),
        never=("收货地址", "送货地址", "开票地址", "家庭地址", "邮箱地址"),
    )  # fmt: skip
    postal_code: Mapped[str | None] = field(
        String(20), Term("Postal code", "邮编"), Kind.CODE, group="basic", required=True, width=80,
        aliases=("邮政编码", "post code", "postcode", "zip", "zip code", "postalcode"),
    )  # fmt: skip
    phone: Mapped[str | None] = field(
        String(60), Term("Phone", "客户电话"), Kind.PHONE, group="basic", required=True, search=True, width=120,
        aliases=("电话", "公司电话", "联系电话", "固定电话", "电话号码", "总机", "座机", "tel", "telephone",
                 "phone number"),
        never=("客服电话", "传真电话", "紧急电话"),
    )  # fmt: skip
    fax: Mapped[str | None] = field(
        String(60), Term("Fax", "传真"), Kind.PHONE, group="basic", required=True, width=120,
        aliases=("传真号码", "传真号", "fax number"),
    )  # fmt: skip
    email: Mapped[str | None] = field(
        String(200), Term("E-mail", "E-mail"), Kind.EMAIL, group="basic", required=True, search=True, width=160,
        aliases=("邮箱", "电子邮箱", "电子邮件", "公司邮箱", "邮箱地址", "e-mail", "mail", "email address"),
    )  # fmt: skip
    founded_on: Mapped[str | None] = field(
        String(10), Term("Founded on", "成立日期"), Kind.PARTIAL_DATE, group="basic", required=True, width=96,
        aliases=("成立时间", "注册日期", "创立日期", "成立年份", "founded", "established", "year established",
                 "date founded", "foundation date"),
    )  # fmt: skip
    registered_capital: Mapped[Decimal | None] = field(
        Exact(2), Term("Registered capital", "注册资金"), Kind.MONEY, group="basic", required=True, width=130,
        currency_field="registered_capital_currency", aliases=("注册资本", "注册资本金", "capital"),
        never=("实缴资本",),
    )  # fmt: skip
    registered_capital_currency: Mapped[str | None] = field(
        String(3), Term("Currency of the capital", "注册资金币种"), choices=CURRENCY,
    )  # fmt: skip
    main_shareholders: Mapped[str | None] = field(
        String(400), Term("Main shareholders", "主要股东"), group="basic", wide=True, required=True, width=160,
        aliases=("股东", "shareholders"),
    )  # fmt: skip
    bank_name: Mapped[str | None] = field(
        String(200), Term("Bank", "开户行"), group="basic", required=True, width=160,
        aliases=("开户银行", "银行名称", "bank name"),
    )  # fmt: skip
    bank_account_no: Mapped[str | None] = field(
        String(60), Term("Bank account no.", "账号"), Kind.CODE, group="basic", required=True, width=170,
        aliases=("银行账号", "帐号", "银行帐号", "银行账户", "account no", "bank account"),
        never=("微信公众号账号", "微信账号", "公众号账号", "登录账号", "QQ账号"),
    )  # fmt: skip

    company_size: Mapped[str | None] = field(
        String(80), Term("Company size", "公司规模"), group="business", required=True, width=90,
        aliases=("规模", "企业规模", "size"),
    )  # fmt: skip
    employee_count: Mapped[int | None] = field(
        Integer, Term("Employees", "职工人数"), group="business", required=True, width=80,
        aliases=("员工人数", "职工总数", "员工数", "人数", "number of employees", "employee count", "headcount"),
    )  # fmt: skip
    staff_domestic: Mapped[int | None] = field(
        Integer, Term("Chinese staff", "中方人数"), group="business", required=True, width=80,
        aliases=("中方员工", "domestic staff"),
    )  # fmt: skip
    staff_foreign: Mapped[int | None] = field(
        Integer, Term("Foreign staff", "外方人数"), group="business", required=True, width=80,
        aliases=("外方员工", "外籍人数"),
    )  # fmt: skip
    ownership_type: Mapped[str | None] = field(
        String(120), Term("Ownership type", "公司性质"), Kind.CHOICES, group="business", wide=True, required=True,
        choices=OWNERSHIP_TYPE, width=110,
        aliases=("企业性质", "单位性质", "公司类型", "企业类型", "ownership", "nature"),
    )  # fmt: skip
    uscc: Mapped[str | None] = field(
        String(18), Term("Unified social credit code", "统一社会信用代码"), Kind.CODE, group="business", wide=True,
        search=True, width=170, index=True,
        aliases=("社会信用代码", "信用代码", "税号", "纳税人识别号", "营业执照号", "uscc", "credit code", "tax number"),
    )  # fmt: skip
    industry: Mapped[str | None] = field(
        String(80), Term("Industry", "所属行业"), group="business", width=110, aliases=("行业", "行业类别", "sector"),
    )  # fmt: skip
    market_share: Mapped[Decimal | None] = field(
        Exact(4), Term("Market share", "市场占有率"), Kind.PERCENT, group="business", width=80,
        aliases=("市场份额", "市占率"),
    )  # fmt: skip
    main_business: Mapped[str | None] = field(
        String(400), Term("Main business", "主营业务"), group="business", wide=True, width=180,
        aliases=("经营范围", "主要业务", "business scope"),
    )  # fmt: skip
    main_products: Mapped[str | None] = field(
        String(400), Term("Main products", "主要产品"), group="business", wide=True, width=180,
        aliases=("主营产品", "产品", "products"),
    )  # fmt: skip
    yearly_sales: Mapped[Decimal | None] = field(
        Exact(2), Term("Yearly sales", "年销售额"), Kind.MONEY, group="business", width=130,
        currency_field="yearly_sales_currency",
        aliases=("年营业额", "营业收入", "年产值", "revenue", "annual revenue", "turnover"),
    )  # fmt: skip
    yearly_sales_currency: Mapped[str | None] = field(
        String(3), Term("Currency of the sales", "年销售额币种"), choices=CURRENCY,
    )  # fmt: skip
    credit_status: Mapped[str | None] = field(
        String(120), Term("Credit standing", "信用状况"), group="business", width=90,
        aliases=("信用等级", "资信状况", "信誉状况", "credit"),
    )  # fmt: skip
    main_customers: Mapped[str | None] = field(
        String(400), Term("Main customers", "主要客户"), group="business", wide=True, width=160,
    )  # fmt: skip
    main_competitors: Mapped[str | None] = field(
        String(400), Term("Main competitors", "主要竞争对手"), group="business", wide=True, width=160,
        aliases=("竞争对手", "competitors"),
    )  # fmt: skip
    decision_time: Mapped[str | None] = field(
        String(120), Term("Time to decide", "决策时间"), group="business", width=100, aliases=("决策周期",),
    )  # fmt: skip
    decision_people: Mapped[str | None] = field(
        String(200), Term("People who decide", "决策人员"), group="business", width=120, aliases=("决策人",),
    )  # fmt: skip
    decision_steps: Mapped[str | None] = field(
        String(400), Term("Steps of the decision", "决策环节"), group="business", wide=True, width=160,
        aliases=("决策流程", "决策程序"),
    )  # fmt: skip
    cooperation_history: Mapped[str | None] = field(
        Text, Term("Cooperation history", "合作历史"), group="business", wide=True, width=160, aliases=("合作情况",),
    )  # fmt: skip
    tier: Mapped[str | None] = field(
        String(20), Term("Tier", "客户等级"), group="business", choices=TIER, dated=True, in_list=True, width=52,
        aliases=("等级", "级别", "客户级别", "客户分级", "grade", "level", "class"),
    )  # fmt: skip
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Owner", "负责专员"), group="business", refers_to="Staff", dated=True,
        in_list=True, width=90,
        aliases=("我方负责人", "客户经理", "专员", "业务员", "销售员", "owner", "sales agent", "sales rep",
                 "account manager"),
    )  # fmt: skip
    remarks: Mapped[str | None] = field(
        Text, Term("Remarks", "备注"), group="business", wide=True, width=160,
        aliases=("说明", "附注", "note", "notes", "comment", "comments"),
    )  # fmt: skip

    filled_by: Mapped[str | None] = field(
        String(60), Term("Filled in by", "填表人"), group="filing", width=90, aliases=("填写人", "制表人"),
    )  # fmt: skip
    filled_on: Mapped[date | None] = field(
        Date, Term("Filled in on", "填表日期"), group="filing", width=96, aliases=("填写日期", "制表日期"),
    )  # fmt: skip
    reviewed_by: Mapped[str | None] = field(
        String(60), Term("Reviewed by", "审核人"), group="filing", width=90, aliases=("审核",),
    )  # fmt: skip
    reviewed_on: Mapped[date | None] = field(
        Date, Term("Reviewed on", "审核日期"), group="filing", width=96, aliases=("审核时间",),
    )  # fmt: skip

    short_name: Mapped[str | None] = field(
        String(80), Term("Short name", "客户简称"), group="management", in_form=False, search=True, width=110,
        aliases=("简称", "公司简称"),
    )  # fmt: skip
    account_code: Mapped[str | None] = field(
        String(40), Term("Account code", "客户编号"), Kind.CODE, group="management", in_form=False, search=True,
        width=100, index=True,
        aliases=("编号", "客户编码", "编码", "客户号", "客户代码", "代码", "序号编码", "customer id", "customerid",
                 "customer no", "account id", "code", "id"),
    )  # fmt: skip
    status: Mapped[str] = field(
        String(20), Term("Status", "客户状态"), group="management", in_form=False, choices=ACCOUNT_STATUS, dated=True,
        in_list=True, width=100, default="prospect", aliases=("状态", "合作状态"),
    )  # fmt: skip
    region: Mapped[str | None] = field(
        String(80), Term("Region", "区域"), group="management", in_form=False, in_list=True, width=100,
        aliases=("地区", "大区", "省份", "regional office", "office location"),
    )  # fmt: skip
    city: Mapped[str | None] = field(
        String(80), Term("City", "城市"), group="management", in_form=False, search=True, width=90,
        aliases=("所在城市",),
    )  # fmt: skip
    country: Mapped[str | None] = field(
        String(80), Term("Country", "国家"), group="management", in_form=False, width=90, aliases=("国别", "国家/地区"),
    )  # fmt: skip
    website: Mapped[str | None] = field(
        String(200), Term("Website", "网址"), group="management", in_form=False, width=140,
        aliases=("网站", "公司网址", "homepage", "url"),
    )  # fmt: skip
    parent_id: Mapped[int | None] = field(
        (Integer, reference("account")), Term("Parent company", "上级集团"), group="management", in_form=False,
        refers_to="Account", width=160, index=True,
        aliases=("集团", "母公司", "上级公司", "所属集团", "subsidiary of", "parent", "parent account"),
    )  # fmt: skip
    account_class: Mapped[str | None] = field(
        String(80), Term("Account class", "客户分类"), group="management", in_form=False, width=90,
        aliases=("客户类别", "客户类型"),
    )  # fmt: skip
    segment: Mapped[str | None] = field(
        String(80), Term("Segment", "细分市场"), group="management", in_form=False, width=90,
    )  # fmt: skip
    lead_source: Mapped[str | None] = field(
        String(80), Term("Source", "客户来源"), group="management", in_form=False, width=90,
        aliases=("来源", "lead source"),
    )  # fmt: skip
    credit_limit: Mapped[Decimal | None] = field(
        Exact(2), Term("Credit limit", "信用额度"), Kind.MONEY, group="management", in_form=False, width=120,
        currency_field="credit_limit_currency", aliases=("授信额度",),
    )  # fmt: skip
    credit_limit_currency: Mapped[str | None] = field(
        String(3), Term("Currency of the limit", "信用额度币种"), choices=CURRENCY,
    )  # fmt: skip
    next_contact_on: Mapped[date | None] = field(
        Date, Term("Next contact", "下次联系"), group="management", in_form=False, in_list=True, width=110,
        aliases=("下次联系日期", "下次跟进", "next contact date"),
    )  # fmt: skip
    next_step: Mapped[str | None] = field(
        String(200), Term("Next step", "下一步"), group="management", in_form=False, width=160, aliases=("下一步行动",),
    )  # fmt: skip
    visit_rhythm: Mapped[int | None] = field(
        Integer, Term("Days between contacts", "联系间隔（天）"), group="management", in_form=False, width=80,
        aliases=("拜访间隔", "拜访周期", "visit rhythm"),
    )  # fmt: skip
    """Overrides the rhythm of the tier."""
    loss_reason: Mapped[str | None] = field(
        String(200), Term("Loss reason", "流失原因"), group="management", in_form=False, width=140,
    )  # fmt: skip

    last_contact_on: Mapped[date | None] = field(
        Date, Term("Last contact", "最近联系"), derived=True, width=100,
    )  # fmt: skip
    """The day of the last visit, reception, call-back or call that was held."""
    completeness: Mapped[int] = field(
        Integer, Term("Completeness", "档案完整度"), derived=True, in_list=True, width=130, default=0,
    )  # fmt: skip
    """Filled required fields of the archive in whole percent (kpi.md, clarification 9)."""
    sort_name: Mapped[str] = mapped_column(String(400), default="")
    """The name in pinyin: Chinese names sort as in a telephone directory."""
    not_applicable: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Required field → reason why it does not apply; a person's field as ``main_contact.birth_date``."""
    custom: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    __table_args__ = (
        *(
            Index(
                f"ix_account_list_{column}",
                column,
                sqlite_where=text("deleted_at IS NULL"),
            )
            for column in LISTED_BY
        ),
        Index("ix_account_gone", "id", sqlite_where=text("deleted_at IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )


class AccountStatusChange(Record):
    """A dated change of status; the indicators count these."""

    __tablename__ = "account_status_change"
    TERM: ClassVar[Term] = Term("Change of status", "状态变更")
    PARENT: ClassVar[str] = "account_id"

    account_id: Mapped[int] = mapped_column(Integer, reference("account"), index=True)
    to: Mapped[str] = field(String(20), Term("Status", "客户状态"), choices=ACCOUNT_STATUS)
    on: Mapped[date] = field(Date, Term("On", "日期"))
    reason: Mapped[str | None] = field(String(400), Term("Reason", "原因"))

    cause: Mapped[str | None] = field(
        String(20), Term("Cause of the loss", "流失原因类别"), choices=LOSS_CAUSE
    )
    lesson: Mapped[str | None] = field(Text, Term("Lesson", "经验教训"), wide=True)
    """What the department learned from a loss."""

    __table_args__ = (
        Index(
            "ix_account_status_change_stints", "account_id", "on", "id", "to",
            sqlite_where=text("deleted_at IS NULL"),
        ),
        # Few accounts were ever ordinary ones; the facts of all others need not be asked about it.
        Index(
            "ix_account_status_change_ordinary", "to", "account_id",
            sqlite_where=text("\"to\" = 'ordinary' AND deleted_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip


class AccountTierChange(Record):
    """A dated change of tier."""

    __tablename__ = "account_tier_change"
    TERM: ClassVar[Term] = Term("Change of tier", "等级变更")
    PARENT: ClassVar[str] = "account_id"

    account_id: Mapped[int] = mapped_column(Integer, reference("account"), index=True)
    to: Mapped[str | None] = field(String(20), Term("Tier", "客户等级"), choices=TIER)
    on: Mapped[date] = field(Date, Term("On", "日期"))
    reason: Mapped[str | None] = field(String(400), Term("Reason", "原因"))

    __table_args__ = (
        Index(
            "ix_account_tier_change_stints", "account_id", "on", "id", "to",
            sqlite_where=text("deleted_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip


class AccountOwner(Record):
    """From which day somebody owns the account: a fact belongs to whoever owned it on its day."""

    __tablename__ = "account_owner"
    TERM: ClassVar[Term] = Term("Change of owner", "负责人变更")
    PARENT: ClassVar[str] = "account_id"

    account_id: Mapped[int] = mapped_column(Integer, reference("account"), index=True)
    staff_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Owner", "负责专员"), refers_to="Staff", index=True
    )
    since: Mapped[date] = field(Date, Term("From", "起始日期"))

    __table_args__ = (
        Index(
            "ix_account_owner_stints", "account_id", "since", "id", "staff_id",
            sqlite_where=text("deleted_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip


class PurchaseNeed(Record):
    """采购需求: what the customer buys a year, from whom, and our share of it; a table of the archive form."""

    __tablename__ = "purchase_need"
    TERM: ClassVar[Term] = Term("Purchase need", "采购需求")
    PARENT: ClassVar[str] = "account_id"

    account_id: Mapped[int] = mapped_column(Integer, reference("account"), index=True)
    product: Mapped[str] = field(
        String(120), Term("Product", "产品"), width=140, aliases=("采购产品", "品名")
    )
    yearly_volume: Mapped[str | None] = field(
        String(80), Term("Yearly volume", "年需求量"), width=110, aliases=("年采购量", "年用量")
    )
    current_supplier: Mapped[str | None] = field(
        String(120), Term("Current supplier", "现供应商"), width=140, aliases=("目前供应商",)
    )
    our_share: Mapped[Decimal | None] = field(
        Exact(4), Term("Our share", "我方份额"), Kind.PERCENT, width=90, aliases=("我方占比",)
    )
