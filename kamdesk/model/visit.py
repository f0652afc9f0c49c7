"""Visits, receptions and call-backs: the plan, what was said, who was there, and when the next call-back is due."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Boolean, Computed, Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import CURRENCY, SIDE, SKILL, VISIT_KIND, VISIT_RESULT, VISIT_STATE

LISTED_BY: tuple[str, ...] = ("day", "held_on", "account_id")
"""Columns by which the list of visits outside the waste basket is sorted all day; each has a narrow index, which keeps
equal ones in the order of their ids."""


class Visit(Record):
    """拜访 / 接待 / 回访. `state` only moves as `kamdesk.work.visit_states` allows; each step leaves its day here."""

    __tablename__ = "visit"
    TERM: ClassVar[Term] = Term("Visit", "拜访")
    PARENT: ClassVar[str] = "account_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "plan": Term("Plan", "拜访计划"),
        "questions": Term("Questions to ask", "准备提问"),
        "reception": Term("Reception", "接待安排"),
        "record": Term("Record", "拜访记录"),
        "next": Term("What follows", "后续"),
        "check": Term("Check", "检查"),
    }

    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), group="plan", refers_to="Account", in_list=True,
        width=180, aliases=("客户", "拜访对象", "拜访客户", "account name", "customer"),
    )  # fmt: skip
    kind: Mapped[str] = field(
        String(20), Term("Kind", "种类"), group="plan", choices=VISIT_KIND, in_list=True, width=70, default="visit",
        aliases=("类型", "方式", "拜访方式", "type"),
    )  # fmt: skip
    subject: Mapped[str] = field(
        String(200), Term("Subject", "主题"), group="plan", search=True, in_list=True, width=200, wide=True, default="",
        aliases=("拜访目的", "目的", "事由", "purpose", "拜访主题", "接待事由"),
    )  # fmt: skip
    goal: Mapped[str | None] = field(
        Text, Term("Goal", "预期目标"), group="plan", wide=True, width=160, aliases=("拜访目标", "目标"),
    )  # fmt: skip
    planned_on: Mapped[date | None] = field(
        Date, Term("Planned for", "计划日期"), group="plan", in_list=True, width=100,
        aliases=("日期", "拜访日期", "计划拜访日期", "date", "来访日期"),
    )  # fmt: skip
    planned_from: Mapped[str | None] = field(
        String(5), Term("From", "开始时间"), Kind.TIME, group="plan", in_list=True, width=60,
        aliases=("时间", "计划时间", "start", "time"),
    )  # fmt: skip
    planned_to: Mapped[str | None] = field(
        String(5), Term("To", "结束时间"), Kind.TIME, group="plan", width=60, aliases=("end",),
    )  # fmt: skip
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Visited by", "拜访人"), group="plan", refers_to="Staff", in_list=True,
        width=90, index=True, aliases=("我方人员", "负责人", "接待人", "回访人", "visited by", "sales rep"),
    )  # fmt: skip
    place: Mapped[str | None] = field(
        String(200), Term("Place", "地点"), group="plan", width=140, aliases=("拜访地点", "地址", "location"),
    )  # fmt: skip
    agenda: Mapped[str | None] = field(
        Text, Term("Agenda", "议程"), group="plan", wide=True, width=160, aliases=("拜访内容", "主要内容"),
    )  # fmt: skip
    preparation: Mapped[str | None] = field(
        Text, Term("Preparation", "准备事项"), group="plan", wide=True, width=160, aliases=("准备", "准备工作"),
    )  # fmt: skip
    route: Mapped[str | None] = field(
        String(200), Term("Route", "行程"), group="plan", width=140, aliases=("路线", "交通路线"),
    )  # fmt: skip
    opportunity_id: Mapped[int | None] = field(
        (Integer, reference("opportunity")), Term("Opportunity", "商机"), group="plan", refers_to="Opportunity",
        index=True, width=140, aliases=("销售项目", "项目", "opportunity", "deal"),
    )  # fmt: skip
    budget: Mapped[Decimal | None] = field(
        Exact(2), Term("Budget", "预算"), Kind.MONEY, group="plan", width=110, currency_field="budget_currency",
        aliases=("费用预算", "预算金额", "款项支持", "申请金额"),
    )  # fmt: skip
    budget_currency: Mapped[str | None] = field(
        String(3), Term("Currency of the budget", "预算币种"), choices=CURRENCY,
    )  # fmt: skip
    state: Mapped[str] = field(
        String(20), Term("State", "状态"), choices=VISIT_STATE, dated=True, in_list=True, width=110, default="planned",
        aliases=("拜访状态", "进度", "status"),
    )  # fmt: skip

    day: Mapped[date | None] = field(
        (Date, Computed("coalesce(held_on, planned_on)", persisted=True)), Term("Visit day", "拜访日"), derived=True,
        in_list=True, width=100,
    )  # fmt: skip
    """The day it took place, else the day it is planned for: lists stand in its order. The database works it out."""

    situation_questions: Mapped[str | None] = field(
        Text, Term("Situation questions", "背景问题"), group="questions", wide=True, aliases=("现状问题",),
    )  # fmt: skip
    problem_questions: Mapped[str | None] = field(
        Text, Term("Problem questions", "难点问题"), group="questions", wide=True,
    )  # fmt: skip
    implication_questions: Mapped[str | None] = field(
        Text, Term("Implication questions", "暗示问题"), group="questions", wide=True,
    )  # fmt: skip
    need_questions: Mapped[str | None] = field(
        Text, Term("Need-payoff questions", "示益问题"), group="questions", wide=True,
    )  # fmt: skip

    visitor_count: Mapped[int | None] = field(
        Integer, Term("Number of visitors", "来访人数"), group="reception", width=80, aliases=("人数",),
    )  # fmt: skip
    meeting_point: Mapped[str | None] = field(
        String(200), Term("Meeting point", "迎接地点"), group="reception", width=140, aliases=("接站地点",),
    )  # fmt: skip
    welcome: Mapped[str | None] = field(
        String(400), Term("Welcome", "迎接安排"), group="reception", wide=True, aliases=("迎接",),
    )  # fmt: skip
    venue: Mapped[str | None] = field(
        String(200), Term("Venue", "会议场地"), group="reception", width=140, aliases=("接待场所", "会议室"),
    )  # fmt: skip
    meals: Mapped[str | None] = field(
        String(400), Term("Meals", "用餐安排"), group="reception", wide=True, aliases=("餐饮安排", "宴请"),
    )  # fmt: skip
    lodging: Mapped[str | None] = field(
        String(400), Term("Lodging", "住宿安排"), group="reception", wide=True, aliases=("住宿",),
    )  # fmt: skip
    send_off: Mapped[str | None] = field(
        String(400), Term("Send-off", "礼送安排"), group="reception", wide=True, aliases=("送行", "礼送"),
    )  # fmt: skip

    held_on: Mapped[date | None] = field(
        Date, Term("Held on", "拜访日期"), group="record", in_list=True, width=100,
        aliases=("实际日期", "实际拜访日期", "回访日期", "接待日期"),
    )  # fmt: skip
    held_from: Mapped[str | None] = field(
        String(5), Term("Began at", "起始"), Kind.TIME, group="record", width=60, aliases=("实际开始",),
    )  # fmt: skip
    held_to: Mapped[str | None] = field(
        String(5), Term("Ended at", "结束"), Kind.TIME, group="record", width=60, aliases=("实际结束",),
    )  # fmt: skip
    presented: Mapped[str | None] = field(
        Text, Term("What we presented", "陈述要点"), group="record", wide=True, search=True, width=160,
        aliases=("陈述", "介绍内容"),
    )  # fmt: skip
    needs: Mapped[str | None] = field(
        Text, Term("Needs learned", "了解到的需求"), group="record", wide=True, search=True, width=160,
        aliases=("客户需求", "了解需求", "需求"),
    )  # fmt: skip
    competitor_news: Mapped[str | None] = field(
        Text, Term("Competitor news", "竞争对手动态"), group="record", wide=True, search=True, width=160,
        aliases=("竞争动态", "友商动态"),
    )  # fmt: skip
    result: Mapped[str | None] = field(
        String(20), Term("Result", "结果"), group="record", choices=VISIT_RESULT, in_list=True, width=80,
        aliases=("拜访结果", "outcome"),
    )  # fmt: skip
    conclusion: Mapped[str | None] = field(
        Text, Term("Conclusion", "结果说明"), group="record", wide=True, search=True, width=160,
        aliases=("总结", "拜访总结", "回访结果", "接待结果", "处理结果"),
    )  # fmt: skip
    skills: Mapped[str | None] = field(
        String(80), Term("Steps served", "本次涉及"), Kind.CHOICES, group="record", choices=SKILL, width=140,
    )  # fmt: skip
    next_step: Mapped[str | None] = field(
        String(400), Term("Next action", "下一步行动"), group="next", wide=True, search=True, in_list=True, width=160,
        aliases=("下一步", "后续行动", "next step"),
    )  # fmt: skip
    next_visit_on: Mapped[date | None] = field(
        Date, Term("Next appointment", "约定下次拜访"), group="next", width=100,
        aliases=("下次拜访", "下次拜访时间", "下次联系", "next visit"),
    )  # fmt: skip
    next_visit_at: Mapped[str | None] = field(
        String(5), Term("At", "时间"), Kind.TIME, group="next", width=60, aliases=("下次拜访几点",),
    )  # fmt: skip
    next_visit_id: Mapped[int | None] = field(
        (Integer, reference("visit")), Term("Next plan", "下次计划"), refers_to="Visit", index=True,
    )  # fmt: skip
    """The plan that the next appointment became."""
    postponed_from_id: Mapped[int | None] = field(
        (Integer, reference("visit")), Term("Postponed from", "原计划"), refers_to="Visit", index=True,
    )  # fmt: skip
    """The earlier plan in whose place this one stands."""

    checked_by_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Checked by", "检查人"), group="check", refers_to="Staff", index=True,
        aliases=("检查",),
    )  # fmt: skip
    check_opinion: Mapped[str | None] = field(
        String(400), Term("Opinion of the check", "检查意见"), group="check", wide=True, aliases=("检查结果",),
    )  # fmt: skip
    reason: Mapped[str | None] = field(
        String(400), Term("Reason", "取消/延期原因"), group="check", wide=True,
        aliases=("取消原因", "延期原因", "未成功原因"),
    )  # fmt: skip
    """Why it was cancelled, postponed or refused."""

    submitted_on: Mapped[date | None] = field(Date, Term("Submitted on", "提交日期"), width=96)
    approved_on: Mapped[date | None] = field(Date, Term("Approved on", "批准日期"), width=96)
    prepared_on: Mapped[date | None] = field(Date, Term("Prepared on", "准备日期"), width=96)
    reported_on: Mapped[date | None] = field(
        Date, Term("Reported on", "报告日期"), width=96, aliases=("记录日期", "填表日期")
    )
    checked_on: Mapped[date | None] = field(Date, Term("Checked on", "检查日期"), width=96)
    reimbursed_on: Mapped[date | None] = field(Date, Term("Reimbursed on", "报销日期"), width=96)
    closed_on: Mapped[date | None] = field(Date, Term("Closed on", "结束日期"), width=96)
    cancelled_on: Mapped[date | None] = field(
        Date, Term("Cancelled on", "取消日期"), width=96, aliases=("延期日期",)
    )
    """The day it was cancelled, postponed or finally refused."""

    __table_args__ = (
        # By day: it holds all that is needed to say which visits a day of a calendar shows first.
        Index(
            "ix_visit_day", "held_on", "planned_on", "held_from", "planned_from", "owner_id", "state", "deleted_at",
            sqlite_where=text("deleted_at IS NULL"),
        ),
        Index("ix_visit_kind", "kind", "planned_on", sqlite_where=text("deleted_at IS NULL")),
        Index("ix_visit_state", "state", "planned_on", sqlite_where=text("deleted_at IS NULL")),
        Index("ix_visit_account", "account_id", "held_on"),
        *(
            Index(f"ix_visit_list_{column}", column, sqlite_where=text("deleted_at IS NULL"))
            for column in LISTED_BY
        ),
        {"sqlite_autoincrement": True},
    )  # fmt: skip

    @property
    def title(self) -> str:
        """The subject; without one the kind and the day."""
        day = self.held_on or self.planned_on
        return self.subject or " ".join(filter(None, (VISIT_KIND.label(self.kind), str(day or ""))))


class VisitPerson(Record):
    """Somebody at a visit: one of our own, one of the customer's, or a visitor who is no contact yet."""

    __tablename__ = "visit_person"
    TERM: ClassVar[Term] = Term("Participant", "参加人")
    PARENT: ClassVar[str] = "visit_id"

    visit_id: Mapped[int] = field(
        (Integer, reference("visit")), Term("Visit", "拜访"), refers_to="Visit", index=True,
    )  # fmt: skip
    side: Mapped[str] = field(
        String(10), Term("Side", "方"), choices=SIDE, default="customer", width=60
    )
    name: Mapped[str] = field(
        String(80),
        Term("Name", "姓名"),
        width=100,
        default="",
        aliases=("受访人", "来访人", "来宾"),
    )
    position: Mapped[str | None] = field(
        String(80), Term("Position", "职位"), width=110, aliases=("职务",)
    )
    contact_id: Mapped[int | None] = field(
        (Integer, reference("contact")), Term("Contact", "联系人"), refers_to="Contact", index=True,
    )  # fmt: skip
    staff_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Staff member", "员工"), refers_to="Staff", index=True,
    )  # fmt: skip


class VisitObjection(Record):
    """客户异议: what the customer objected, what we answered, whether it is settled."""

    __tablename__ = "visit_objection"
    TERM: ClassVar[Term] = Term("Objection", "客户异议")
    PARENT: ClassVar[str] = "visit_id"

    visit_id: Mapped[int] = field(
        (Integer, reference("visit")), Term("Visit", "拜访"), refers_to="Visit", index=True,
    )  # fmt: skip
    objection: Mapped[str] = field(
        String(400), Term("Objection", "客户异议"), width=220, aliases=("异议", "异议内容")
    )
    answer: Mapped[str | None] = field(
        String(400), Term("Answer", "处理"), width=220, aliases=("处理办法", "答复", "处理方式")
    )
    settled: Mapped[bool] = field(
        Boolean, Term("Settled", "已解决"), width=70, default=False, aliases=("是否解决",)
    )


class VisitGift(Record):
    """馈赠礼品."""

    __tablename__ = "visit_gift"
    TERM: ClassVar[Term] = Term("Gift", "馈赠礼品")
    PARENT: ClassVar[str] = "visit_id"

    visit_id: Mapped[int] = field(
        (Integer, reference("visit")), Term("Visit", "拜访"), refers_to="Visit", index=True,
    )  # fmt: skip
    item: Mapped[str] = field(
        String(120), Term("Item", "礼品"), width=160, aliases=("礼品名称", "物品")
    )
    value: Mapped[Decimal | None] = field(
        Exact(2), Term("Value", "价值"), Kind.MONEY, width=100, currency_field="currency",
        aliases=("金额", "价值（元）"),
    )  # fmt: skip
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    given_to: Mapped[str | None] = field(
        String(80), Term("Given to", "受赠人"), width=110, aliases=("赠予",)
    )


class VisitProgramme(Record):
    """One line of a reception's programme."""

    __tablename__ = "visit_programme"
    TERM: ClassVar[Term] = Term("Programme", "日程")
    PARENT: ClassVar[str] = "visit_id"

    visit_id: Mapped[int] = field(
        (Integer, reference("visit")), Term("Visit", "拜访"), refers_to="Visit", index=True,
    )  # fmt: skip
    what: Mapped[str] = field(
        String(200), Term("What", "内容"), width=220, aliases=("日程内容", "事项")
    )
    on: Mapped[date | None] = field(Date, Term("Day", "日期"), width=90)
    starts_at: Mapped[str | None] = field(
        String(5), Term("From", "开始"), Kind.TIME, width=60, aliases=("时间",)
    )
    ends_at: Mapped[str | None] = field(String(5), Term("To", "结束"), Kind.TIME, width=60)
    place: Mapped[str | None] = field(String(120), Term("Place", "地点"), width=120)
    in_charge: Mapped[str | None] = field(
        String(80), Term("In charge", "负责人"), width=90, aliases=("责任人",)
    )


class CallbackPlan(Record):
    """回访计划: a call-back that falls due, by the rhythm of the tier or by hand."""

    __tablename__ = "callback_plan"
    TERM: ClassVar[Term] = Term("Call-back due", "回访计划")
    PARENT: ClassVar[str] = "account_id"

    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), refers_to="Account", index=True, in_list=True,
        width=180,
    )  # fmt: skip
    due_on: Mapped[date] = field(
        Date, Term("Due on", "应回访日期"), in_list=True, width=100, index=True
    )
    subject: Mapped[str | None] = field(
        String(200), Term("Subject", "回访主题"), in_list=True, width=200
    )
    visit_id: Mapped[int | None] = field(
        (Integer, reference("visit")), Term("Answered by", "回访记录"), refers_to="Visit", index=True,
    )  # fmt: skip
    """The call-back that fulfilled it."""
    cancelled_on: Mapped[date | None] = field(Date, Term("Cancelled on", "取消日期"), width=96)
    cancel_reason: Mapped[str | None] = field(String(400), Term("Reason", "取消原因"), width=160)

    __table_args__ = (
        Index(
            "ix_callback_plan_open",
            "visit_id",
            "due_on",
            sqlite_where=text("cancelled_on IS NULL AND deleted_at IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )
