"""四要素: relationship, solution, commercial and financing, service and delivery, with five questions each."""

from __future__ import annotations

from dataclasses import dataclass

from kamdesk.model.terms import Term


@dataclass(frozen=True)
class Element:
    """An element with its weight in % and its sub-items: (key, wording)."""

    key: str
    term: Term
    weight: int
    subs: tuple[tuple[str, Term], ...]


AXES: tuple[Element, ...] = (
    Element(
        "relationship",
        Term("Relationship", "客户关系"),
        30,
        (
            ("decider_met", Term("We meet who decides", "能见到决策者")),
            ("coach", Term("Somebody inside advises us", "有内线支持")),
            ("breadth", Term("Several departments know us", "多部门熟悉我方")),
            ("regular", Term("Contact is regular", "联系保持规律")),
            ("trust", Term("They tell us bad news early", "坏消息会先告诉我方")),
        ),
    ),
    Element(
        "solution",
        Term("Solution", "解决方案"),
        30,
        (
            ("needs", Term("Every need is answered", "需求逐条有回应")),
            ("difference", Term("It has what others lack", "有对手没有的特点")),
            ("proof", Term("Shown by a trial or a reference", "有试用或案例证明")),
            ("customer_words", Term("The benefit is in their figures", "收益用客户数字说明")),
            ("technical", Term("Their engineers prefer it", "技术人员倾向我方")),
        ),
    ),
    Element(
        "commercial",
        Term("Commercial & financing", "商务融资"),
        25,
        (
            ("price", Term("The price is within reach", "价格在可接受范围")),
            ("terms", Term("Payment terms suit them", "付款条件合适")),
            ("financing", Term("Financing is offered", "提供融资方案")),
            ("contract", Term("Contract terms are agreed", "合同条款已沟通")),
            ("value", Term("Total cost is in our favour", "总拥有成本占优")),
        ),
    ),
    Element(
        "delivery",
        Term("Service & delivery", "服务交付"),
        15,
        (
            ("date", Term("The date can be kept", "交期有把握")),
            ("capacity", Term("People and parts are planned", "人员与物料有安排")),
            ("nearby", Term("Service is near by", "服务就近可达")),
            ("record", Term("The last deliveries were good", "以往交付良好")),
            ("acceptance", Term("Acceptance is defined", "验收标准明确")),
        ),
    ),
)

AXIS_TERMS: dict[str, Term] = {each.key: each.term for each in AXES}
SUB_TERMS: dict[str, Term] = {key: term for each in AXES for key, term in each.subs}
