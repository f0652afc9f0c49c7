"""The closed lists of running the department: levels of targets, what is measured, rules of assessment, training."""

from __future__ import annotations

from kamdesk.model.terms import Vocabulary, choice

TARGET_LEVEL = Vocabulary(
    "target_level",
    choice("department", "Department", "部门", "大客户部"),
    choice("staff", "Person", "个人", "人员"),
    choice("account", "Account", "客户"),
)

TARGET_MEASURE = Vocabulary(
    "target_measure",
    choice("sales_amount", "Sales amount", "销售额", "销售金额"),
    choice("sales_quantity", "Sales quantity", "销售量", "销量"),
    choice("gross_profit", "Gross profit", "毛利", "毛利额"),
    choice("new_accounts", "New accounts", "新开发大客户数", "新客户"),
    choice("visits", "Visits", "拜访次数", "拜访"),
    choice("callbacks", "Call-backs", "回访次数", "回访"),
)
"""What is broken down and summed. The wanted value of an indicator is a target too; its measure is the indicator's
key, and no parts of it are ever added up."""

SCORE_RULE = Vocabulary(
    "score_rule",
    choice("ratio", "Actual ÷ target", "完成比例"),
    choice("inverse", "The less the better", "反向比例"),
    choice("per_case", "So much off for each case", "逐次扣分"),
    choice("bands", "By bands", "分段"),
    choice("manual", "Given by a person", "人工评分"),
)
"""kpi.md, Assessment."""

ASSESSMENT_STATE = Vocabulary(
    "assessment_state",
    choice("draft", "Draft", "草稿", "编制中"),
    choice("submitted", "Waiting for opinions", "待审核", "已提交"),
    choice("closed", "Closed", "已确认", "已完成"),
)

INCENTIVE_BASIS = Vocabulary(
    "incentive_basis",
    choice("rate", "Percent of the numerator", "按分子金额提成"),
    choice("bonus", "Share of a fixed bonus", "按固定奖金比例"),
    choice("per_case", "Amount for each case", "按件计奖"),
)
"""What the factor of a band is multiplied with."""

INCENTIVE_STATE = Vocabulary(
    "incentive_state",
    choice("proposed", "Proposed", "建议"),
    choice("approved", "Approved", "已批准", "批准"),
    choice("paid", "Paid", "已发放", "已支付"),
)

TRAINING_STATE = Vocabulary(
    "training_state",
    choice("needed", "Needed", "需求"),
    choice("planned", "Planned", "已计划"),
    choice("held", "Held", "已举办", "已完成"),
    choice("cancelled", "Cancelled", "已取消"),
)

FIGURE_SCOPE = Vocabulary(
    "figure_scope",
    choice("department", "Department", "部门"),
    choice("staff", "Person", "个人"),
    choice("account", "Account", "客户"),
    choice("tier", "Tier", "等级"),
)
"""For whom an indicator is worked out (kpi.md rule 7)."""
