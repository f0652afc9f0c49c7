"""Service: plans with their measures, complaints, opinions and questions, requests."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Boolean, Date, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped

from kamdesk.model.base import Record, reference
from kamdesk.model.fields import Kind, field
from kamdesk.model.keeping_words import (
    CHANNEL,
    COMPLAINT_CATEGORY,
    COMPLAINT_CAUSE,
    FEEDBACK_KIND,
    JUDGEMENT,
    MEASURE_RHYTHM,
    REQUEST_KIND,
    SERVICE_PLAN_STATE,
    SEVERITY,
)
from kamdesk.model.terms import Term
from kamdesk.model.types import Exact
from kamdesk.model.vocabulary import CURRENCY


class ServicePlan(Record):
    """服务方案: what an account needs in a year and what is done for it."""

    __tablename__ = "service_plan"
    TERM: ClassVar[Term] = Term("Service plan", "服务方案")
    PARENT: ClassVar[str] = "account_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "plan": Term("Service plan", "服务方案"),
        "evaluation": Term("Evaluation", "评估与改进"),
    }

    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), group="plan", refers_to="Account", in_list=True,
        index=True, width=180, aliases=("客户",),
    )  # fmt: skip
    year: Mapped[int] = field(
        Integer, Term("Year", "年度"), group="plan", in_list=True, width=70, plain=True,
        aliases=("方案年度",),
    )  # fmt: skip
    owner_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("In charge", "负责人"), group="plan", refers_to="Staff", in_list=True,
        index=True, width=90, aliases=("服务负责人",),
    )  # fmt: skip
    state: Mapped[str] = field(
        String(20), Term("State", "状态"), group="plan", choices=SERVICE_PLAN_STATE, in_list=True, width=90,
        default="draft",
    )  # fmt: skip
    needs: Mapped[str | None] = field(
        Text, Term("Needs", "客户需求"), group="plan", wide=True, search=True, aliases=("需求分析",),
    )  # fmt: skip
    goal: Mapped[str | None] = field(
        String(400), Term("Goal", "服务目标"), group="plan", wide=True, aliases=("目标",)
    )
    evaluated_on: Mapped[date | None] = field(
        Date, Term("Evaluated on", "评估日期"), group="evaluation", width=100
    )
    evaluation: Mapped[str | None] = field(
        Text,
        Term("Evaluation", "效果评估"),
        group="evaluation",
        wide=True,
        search=True,
        aliases=("评估",),
    )
    improvement: Mapped[str | None] = field(
        Text,
        Term("Improvement", "改进措施"),
        group="evaluation",
        wide=True,
        search=True,
        aliases=("改进",),
    )

    @property
    def title(self) -> str:
        """Its year."""
        return f"{self.TERM} {self.year}"


class ServiceMeasure(Record):
    """One measure of a service plan; whether it was kept decides `service_norm_rate`."""

    __tablename__ = "service_measure"
    TERM: ClassVar[Term] = Term("Service measure", "服务措施")
    PARENT: ClassVar[str] = "service_plan_id"

    service_plan_id: Mapped[int] = field(
        (Integer, reference("service_plan")), Term("Service plan", "服务方案"), refers_to="ServicePlan", index=True,
    )  # fmt: skip
    what: Mapped[str] = field(
        String(200), Term("Measure", "服务措施"), width=200, aliases=("措施", "内容", "服务项目")
    )
    rhythm: Mapped[str | None] = field(
        String(20), Term("Rhythm", "频次"), choices=MEASURE_RHYTHM, width=80, aliases=("周期",)
    )
    responsible_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Responsible", "责任人"), refers_to="Staff", index=True, width=90,
        aliases=("负责人",),
    )  # fmt: skip
    due_on: Mapped[date | None] = field(
        Date, Term("Due on", "计划日期"), width=100, aliases=("计划完成日期", "应完成日期")
    )
    done_on: Mapped[date | None] = field(
        Date, Term("Done on", "完成日期"), width=100, aliases=("实际完成日期",)
    )
    as_planned: Mapped[bool | None] = field(
        Boolean, Term("As planned", "按方案执行"), width=80, aliases=("是否按计划",)
    )
    not_applicable: Mapped[bool] = field(
        Boolean, Term("Not applicable", "不适用"), width=70, default=False
    )
    note: Mapped[str | None] = field(
        String(400), Term("Deviation and note", "偏差说明"), width=200, aliases=("备注", "说明")
    )

    __table_args__ = (
        Index("ix_service_measure_due", "due_on", sqlite_where=text("deleted_at IS NULL")),
        {"sqlite_autoincrement": True},
    )


class Complaint(Record):
    """投诉: from receipt to the customer's confirmation."""

    __tablename__ = "complaint"
    TERM: ClassVar[Term] = Term("Complaint", "投诉")
    PARENT: ClassVar[str] = "account_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "receipt": Term("Receipt", "投诉受理"),
        "judgement": Term("Judgement", "判定与原因"),
        "handling": Term("Handling", "处理"),
        "confirmation": Term("Confirmation", "客户确认"),
    }

    number: Mapped[str | None] = field(
        String(40), Term("Complaint no.", "投诉编号"), Kind.CODE, group="receipt", unique=True, search=True,
        in_list=True, width=110, aliases=("编号",),
    )  # fmt: skip
    received_on: Mapped[date] = field(
        Date, Term("Received on", "受理日期"), group="receipt", in_list=True, width=100, index=True,
        aliases=("投诉日期", "日期"),
    )  # fmt: skip
    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), group="receipt", refers_to="Account",
        in_list=True, index=True, width=170, aliases=("客户", "投诉客户"),
    )  # fmt: skip
    contact_id: Mapped[int | None] = field(
        (Integer, reference("contact")), Term("Contact", "投诉人"), group="receipt", refers_to="Contact", index=True,
        width=90, aliases=("联系人",),
    )  # fmt: skip
    channel: Mapped[str | None] = field(
        String(20),
        Term("Channel", "投诉方式"),
        group="receipt",
        choices=CHANNEL,
        width=90,
        aliases=("渠道",),
    )
    category: Mapped[str | None] = field(
        String(20), Term("Category", "投诉类别"), group="receipt", choices=COMPLAINT_CATEGORY, in_list=True, width=90,
        aliases=("类别",),
    )  # fmt: skip
    severity: Mapped[str | None] = field(
        String(10), Term("Severity", "严重程度"), group="receipt", choices=SEVERITY, in_list=True, width=70,
    )  # fmt: skip
    product_id: Mapped[int | None] = field(
        (Integer, reference("product")), Term("Product", "涉及产品"), group="receipt", refers_to="Product", index=True,
        width=120, aliases=("产品",),
    )  # fmt: skip
    content: Mapped[str | None] = field(
        Text, Term("Complaint", "投诉内容"), group="receipt", wide=True, search=True, in_list=True, width=220,
        aliases=("内容", "投诉事项"),
    )  # fmt: skip
    judgement: Mapped[str] = field(
        String(10), Term("Judgement", "判定"), group="judgement", choices=JUDGEMENT, in_list=True, width=80,
        default="pending", aliases=("是否有效",),
    )  # fmt: skip
    judged_on: Mapped[date | None] = field(
        Date, Term("Judged on", "判定日期"), group="judgement", width=100
    )
    cause_kind: Mapped[str | None] = field(
        String(20), Term("Kind of cause", "原因类别"), group="judgement", choices=COMPLAINT_CAUSE, width=90,
    )  # fmt: skip
    cause: Mapped[str | None] = field(
        String(400),
        Term("Cause", "投诉原因"),
        group="judgement",
        wide=True,
        search=True,
        aliases=("原因",),
    )
    handler_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Handler", "处理人"), group="handling", refers_to="Staff", in_list=True,
        index=True, width=90, aliases=("责任人", "负责人"),
    )  # fmt: skip
    due_on: Mapped[date | None] = field(
        Date,
        Term("Due on", "处理期限"),
        group="handling",
        in_list=True,
        width=100,
        aliases=("期限", "要求完成日期"),
    )
    solution: Mapped[str | None] = field(
        Text,
        Term("Solution", "处理方案"),
        group="handling",
        wide=True,
        search=True,
        aliases=("处理意见", "处理结果"),
    )
    answered_on: Mapped[date | None] = field(
        Date,
        Term("Answered on", "答复日期"),
        group="handling",
        in_list=True,
        width=100,
        aliases=("处理日期",),
    )
    cost: Mapped[Decimal | None] = field(
        Exact(2), Term("Cost", "处理费用"), Kind.MONEY, group="handling", width=110, currency_field="currency",
        aliases=("费用",),
    )  # fmt: skip
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    confirmed_on: Mapped[date | None] = field(
        Date, Term("Confirmed on", "客户确认日期"), group="confirmation", in_list=True, width=100,
        aliases=("确认日期",),
    )  # fmt: skip
    customer_opinion: Mapped[str | None] = field(
        String(400), Term("The customer's opinion", "客户意见"), group="confirmation", wide=True
    )
    prevention: Mapped[str | None] = field(
        String(400),
        Term("Prevention", "预防措施"),
        group="confirmation",
        wide=True,
        aliases=("纠正预防措施",),
    )

    @property
    def title(self) -> str:
        """Its number and the beginning of what it says."""
        return " ".join(filter(None, (self.number, (self.content or "")[:40]))) or str(self.TERM)


class ComplaintReopening(Record):
    """A complaint that was taken up again; it still counts once."""

    __tablename__ = "complaint_reopening"
    TERM: ClassVar[Term] = Term("Reopened", "重新受理")
    PARENT: ClassVar[str] = "complaint_id"

    complaint_id: Mapped[int] = field(
        (Integer, reference("complaint")),
        Term("Complaint", "投诉"),
        refers_to="Complaint",
        index=True,
    )
    on: Mapped[date] = field(Date, Term("On", "日期"))
    reason: Mapped[str | None] = field(String(400), Term("Reason", "原因"))


class Feedback(Record):
    """意见反馈 / 问题: an opinion or a question, with the standard time in which it is to be answered."""

    __tablename__ = "feedback"
    TERM: ClassVar[Term] = Term("Feedback", "意见反馈")
    PARENT: ClassVar[str] = "account_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "receipt": Term("Receipt", "登记"),
        "answer": Term("Answer", "答复"),
    }

    kind: Mapped[str] = field(
        String(10), Term("Kind", "类别"), group="receipt", choices=FEEDBACK_KIND, in_list=True, width=70,
        default="opinion", aliases=("意见/问题",),
    )  # fmt: skip
    received_on: Mapped[date] = field(
        Date, Term("Received on", "提出日期"), group="receipt", in_list=True, width=100, index=True,
        aliases=("登记日期", "日期"),
    )  # fmt: skip
    received_at: Mapped[str | None] = field(
        String(5), Term("At", "提出时间"), Kind.TIME, group="receipt", width=60
    )
    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), group="receipt", refers_to="Account",
        in_list=True, index=True, width=170, aliases=("客户",),
    )  # fmt: skip
    contact_id: Mapped[int | None] = field(
        (Integer, reference("contact")), Term("Contact", "提出人"), group="receipt", refers_to="Contact", index=True,
        width=90, aliases=("联系人", "反馈人"),
    )  # fmt: skip
    channel: Mapped[str | None] = field(
        String(20),
        Term("Channel", "反馈方式"),
        group="receipt",
        choices=CHANNEL,
        width=90,
        aliases=("渠道", "方式"),
    )
    content: Mapped[str | None] = field(
        Text, Term("Content", "意见/问题内容"), group="receipt", wide=True, search=True, in_list=True, width=240,
        aliases=("内容", "意见内容", "问题内容", "反馈内容"),
    )  # fmt: skip
    handler_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("To be answered by", "答复责任人"), group="answer", refers_to="Staff",
        in_list=True, index=True, width=90, aliases=("责任人", "答复人", "处理人"),
    )  # fmt: skip
    standard_hours: Mapped[int | None] = field(
        Integer, Term("Standard time (hours)", "标准时间（小时）"), group="answer", width=80, aliases=("标准时间",),
    )  # fmt: skip
    due_on: Mapped[date | None] = field(
        Date, Term("Due on", "应答复日期"), group="answer", in_list=True, width=100, index=True,
        aliases=("答复期限", "期限"),
    )  # fmt: skip
    due_at: Mapped[str | None] = field(
        String(5), Term("Due at", "应答复时间"), Kind.TIME, group="answer", width=60
    )
    answered_on: Mapped[date | None] = field(
        Date, Term("Answered on", "答复日期"), group="answer", in_list=True, width=100
    )
    answered_at: Mapped[str | None] = field(
        String(5), Term("Answered at", "答复时间"), Kind.TIME, group="answer", width=60
    )
    reply: Mapped[str | None] = field(
        Text,
        Term("Reply", "答复内容"),
        group="answer",
        wide=True,
        search=True,
        aliases=("答复", "处理结果"),
    )
    withdrawn_on: Mapped[date | None] = field(
        Date, Term("Withdrawn on", "撤回日期"), group="answer", width=100
    )

    @property
    def title(self) -> str:
        """The beginning of what it says."""
        return (self.content or "")[:60] or str(self.TERM)


class ServiceRequest(Record):
    """增值服务 / 维修 / 配件: what was asked for, what was given, and what it cost."""

    __tablename__ = "service_request"
    TERM: ClassVar[Term] = Term("Service request", "服务请求")
    PARENT: ClassVar[str] = "account_id"
    SECTIONS: ClassVar[dict[str, Term]] = {
        "request": Term("Request", "服务请求"),
        "work": Term("Work", "处理"),
    }

    number: Mapped[str | None] = field(
        String(40), Term("Request no.", "请求编号"), Kind.CODE, group="request", unique=True, search=True,
        in_list=True, width=110, aliases=("编号", "工单号"),
    )  # fmt: skip
    kind: Mapped[str] = field(
        String(20), Term("Kind", "类别"), group="request", choices=REQUEST_KIND, in_list=True, width=90,
        default="repair", aliases=("服务类别",),
    )  # fmt: skip
    requested_on: Mapped[date] = field(
        Date, Term("Requested on", "提出日期"), group="request", in_list=True, width=100, index=True,
        aliases=("日期", "报修日期"),
    )  # fmt: skip
    account_id: Mapped[int] = field(
        (Integer, reference("account")), Term("Account", "客户名称"), group="request", refers_to="Account",
        in_list=True, index=True, width=170, aliases=("客户",),
    )  # fmt: skip
    contact_id: Mapped[int | None] = field(
        (Integer, reference("contact")), Term("Contact", "提出人"), group="request", refers_to="Contact", index=True,
        width=90, aliases=("联系人",),
    )  # fmt: skip
    product_id: Mapped[int | None] = field(
        (Integer, reference("product")), Term("Product", "产品"), group="request", refers_to="Product", index=True,
        width=120,
    )  # fmt: skip
    content: Mapped[str | None] = field(
        Text, Term("What is asked for", "请求内容"), group="request", wide=True, search=True, in_list=True, width=220,
        aliases=("内容", "故障描述"),
    )  # fmt: skip
    handler_id: Mapped[int | None] = field(
        (Integer, reference("staff")), Term("Handler", "处理人"), group="work", refers_to="Staff", in_list=True,
        index=True, width=90, aliases=("负责人", "维修人"),
    )  # fmt: skip
    due_on: Mapped[date | None] = field(
        Date,
        Term("Due on", "要求完成日期"),
        group="work",
        in_list=True,
        width=100,
        aliases=("期限",),
    )
    done_on: Mapped[date | None] = field(
        Date, Term("Done on", "完成日期"), group="work", in_list=True, width=100
    )
    given: Mapped[str | None] = field(
        Text,
        Term("What was done", "处理结果"),
        group="work",
        wide=True,
        search=True,
        aliases=("服务内容", "结果"),
    )
    cost: Mapped[Decimal | None] = field(
        Exact(2), Term("Cost", "费用"), Kind.MONEY, group="work", in_list=True, width=110, currency_field="currency",
    )  # fmt: skip
    charged: Mapped[Decimal | None] = field(
        Exact(2), Term("Charged", "收费"), Kind.MONEY, group="work", width=110, currency_field="currency",
    )  # fmt: skip
    currency: Mapped[str | None] = field(String(3), Term("Currency", "币种"), choices=CURRENCY)
    cancelled_on: Mapped[date | None] = field(
        Date, Term("Cancelled on", "取消日期"), group="work", width=100
    )

    @property
    def title(self) -> str:
        """Its number and the beginning of what is asked for."""
        return " ".join(filter(None, (self.number, (self.content or "")[:40]))) or str(self.TERM)


class ServicePart(Record):
    """A part that went out with a request."""

    __tablename__ = "service_part"
    TERM: ClassVar[Term] = Term("Part", "配件")
    PARENT: ClassVar[str] = "service_request_id"

    service_request_id: Mapped[int] = field(
        (Integer, reference("service_request")), Term("Service request", "服务请求"), refers_to="ServiceRequest",
        index=True,
    )  # fmt: skip
    name: Mapped[str] = field(String(120), Term("Part", "配件"), width=180)
    quantity: Mapped[Decimal | None] = field(Exact(3), Term("Quantity", "数量"), width=70)
    unit_cost: Mapped[Decimal | None] = field(
        Exact(2), Term("Unit cost", "单位成本"), Kind.MONEY, width=100
    )
    """In the currency of the request."""
