"""The closed lists of winning: outcomes, roles, gates, responses to risk, the words of the relationship map."""

from __future__ import annotations

from kamdesk.model.terms import Vocabulary, choice

OUTCOME = Vocabulary(
    "outcome",
    choice("open", "Open", "进行中", "在谈", "跟进中"),
    choice("won", "Won", "赢单", "中标", "签约", "成交", "closed won"),
    choice("lost", "Lost", "丢单", "输单", "落标", "失单", "closed lost"),
    choice("cancelled", "Cancelled", "取消", "已取消", "终止", "canceled"),
)

PIPELINE = Vocabulary(
    "pipeline",
    choice("eight_steps", "Eight steps", "八步项目", "销售项目"),
    choice("short", "Short way", "短流程", "简易流程"),
)
"""Wording of the pipelines that are shipped; the department may add its own and rename these."""

STAGE = Vocabulary(
    "stage",
    choice("guidance", "Project guidance", "项目引导", "prospecting"),
    choice("goal_setting", "Set goals", "设定目标"),
    choice("team_forming", "Form the team", "成立项目组"),
    choice("project_analysis", "Project analysis", "项目分析"),
    choice("strategy", "Strategy", "制定策略"),
    choice("planning", "Planning", "制定计划"),
    choice("execution", "Execution", "实施计划"),
    choice("closeout_review", "Close-out review", "项目总结"),
    choice("lead", "Lead", "线索", "销售线索", "qualification", "prospecting"),
    choice("requirements", "Needs confirmed", "需求确认", "engaging", "needs analysis"),
    choice("proposal", "Proposal and quotation", "方案报价", "方案", "报价", "quote"),
    choice("negotiating", "Negotiation", "谈判", "商务谈判"),
    choice("signing", "Signing", "签约阶段", "签约中", "contract"),
)
"""Wording of the stages that are shipped; the same rule."""

GATE = Vocabulary(
    "gate",
    choice("field", "A field is filled", "字段已填写"),
    choice("contact_with_role", "A contact with a role", "至少一位有角色的联系人"),
    choice("initiation", "Initiation approved (who, when)", "立项批准（人、日期）"),
    choice(
        "golden_triangle", "Lead and golden triangle named", "项目经理及铁三角（客户/方案/交付）"
    ),
    choice("decision_maker", "A decision maker in the decision chain", "决策链中有决策者"),
    choice("competitor", "A competitor", "竞争对手"),
    choice("radar", "Radar of the four elements scored", "四要素雷达评分"),
    choice("swot", "SWOT", "SWOT"),
    choice("strategy", "A strategy for a SWOT pair", "对应 SWOT 组合的策略"),
    choice("target_moves", "Target for each key person", "每位关键人的目标态度"),
    choice("action_plan", "5W2H actions with owner and date", "5W2H 行动（责任人、日期）"),
    choice("risks", "Risks scored", "风险已评分"),
    choice("offer", "Quotation or bid sent", "已提交报价/投标"),
    choice("overdue_explained", "Overdue actions explained", "逾期行动已说明"),
    choice("outcome", "Won, lost or cancelled", "已有结果（赢单/丢单/取消）"),
    choice("outcome_reason", "Reason of the outcome", "结果原因"),
    choice("review", "Close-out review filed", "已完成项目总结"),
)
"""What a gate can ask for; `kamdesk.work.gates` says how each is looked up."""

KNOWN = Vocabulary(
    "known",
    choice("known", "Known", "已知", "是"),
    choice("unknown", "Unknown", "未知", "不明"),
)

FORECAST_CATEGORY = Vocabulary(
    "forecast_category",
    choice("pipeline", "Pipeline", "其余在谈", "在谈"),
    choice("best_case", "Best case", "最好情况"),
    choice("commit", "Commit", "承诺"),
    choice("omitted", "Left out", "不计入"),
)

PROJECT_ROLE = Vocabulary(
    "project_role",
    choice("lead", "Project lead", "项目经理", "项目负责人"),
    choice("account_responsible", "Account responsible (AR)", "客户经理（AR）", "客户经理", "AR"),
    choice(
        "solution_responsible", "Solution responsible (SR)", "解决方案经理（SR）", "方案经理", "SR"
    ),
    choice(
        "fulfilment_responsible", "Fulfilment responsible (FR)", "交付经理（FR）", "交付经理", "FR"
    ),
    choice("sales", "Sales representative", "销售代表"),
    choice("technical_adviser", "Technical adviser", "技术顾问"),
    choice("commercial", "Commercial and financing", "商务融资", "商务"),
    choice("other", "Other", "其他"),
)

STEP_STATE = Vocabulary(
    "step_state",
    choice("open", "Not begun", "未开始"),
    choice("current", "Under way", "进行中"),
    choice("done", "Done", "已完成"),
)

ACTION_STATE = Vocabulary(
    "action_state",
    choice("open", "Open", "未开始", "待办"),
    choice("doing", "Under way", "进行中"),
    choice("done", "Done", "已完成", "完成"),
    choice("cancelled", "Cancelled", "已取消", "取消"),
)

WHY = Vocabulary(
    "why",
    choice("goal", "Goal", "目标"),
    choice("strategy", "Strategy (SWOT pair)", "策略（SWOT 组合）", "策略", "SWOT"),
    choice("root", "Root cause (fishbone)", "根因（鱼骨图）", "根因"),
    choice("risk", "Risk", "风险"),
    choice("person", "Key person", "关键人"),
)
"""What an action is for."""

RISK_CATEGORY = Vocabulary(
    "risk_category",
    choice("customer", "Customer", "客户"),
    choice("competition", "Competition", "竞争"),
    choice("solution", "Solution", "方案"),
    choice("commercial", "Commercial", "商务"),
    choice("delivery", "Delivery", "交付"),
    choice("internal", "Our own process", "内部过程"),
    choice("other", "Other", "其他"),
)

RISK_RESPONSE = Vocabulary(
    "risk_response",
    choice("avoid", "Avoid", "规避"),
    choice("transfer", "Transfer", "转移"),
    choice("mitigate", "Mitigate", "减轻"),
    choice("accept", "Accept", "接受"),
)

RISK_STATE = Vocabulary(
    "risk_state",
    choice("open", "Open", "未关闭", "监控中"),
    choice("occurred", "Occurred", "已发生"),
    choice("closed", "Closed", "已关闭"),
)

QUOTATION_STATE = Vocabulary(
    "quotation_state",
    choice("draft", "Draft", "草稿"),
    choice("sent", "Sent", "已发出", "已提交"),
    choice("accepted", "Accepted", "已接受"),
    choice("refused", "Refused", "未接受", "已拒绝"),
    choice("replaced", "Replaced", "已被替代"),
)

QUOTATION_KIND = Vocabulary(
    "quotation_kind",
    choice("quotation", "Quotation", "报价"),
    choice("bid", "Bid", "投标"),
)

ANALYSIS = Vocabulary(
    "analysis",
    choice("swot", "SWOT", "SWOT"),
    choice("radar", "Radar of the four elements", "四要素雷达图"),
    choice("fishbone", "Fishbone", "鱼骨图"),
    choice("triangle", "Triangle (customer, competitor, self)", "三角分析"),
    choice("bcg", "BCG matrix", "波士顿矩阵"),
    choice("scorecard", "Scorecard", "评分卡"),
    choice("style", "Behaviour style", "行为风格"),
    choice("map", "Relationship map", "关系图"),
    choice("health", "Account health", "客户健康度"),
)

THREAT = Vocabulary(
    "threat",
    choice("low", "Low", "低"),
    choice("medium", "Medium", "中"),
    choice("high", "High", "高"),
)

COVERAGE = Vocabulary(
    "coverage",
    choice("none", "None", "无"),
    choice("brief", "Brief", "浅"),
    choice("multiple", "Several times", "多次"),
    choice("in_depth", "In depth", "深入"),
)

RELATION_LEVEL = Vocabulary(
    "relation_level",
    choice("vendor", "Vendor", "供应商"),
    choice("credible_source", "Credible source", "可信来源"),
    choice("problem_solver", "Problem solver", "问题解决者"),
    choice("trusted_adviser", "Trusted adviser", "可信顾问"),
)

ORIENTATION = Vocabulary(
    "orientation",
    choice("financial", "Financial", "财务"),
    choice("technical", "Technical", "技术"),
    choice("business", "Business", "业务"),
    choice("relationship", "Relationship", "关系"),
)

RESPONSE_MODE = Vocabulary(
    "response_mode",
    choice("growth", "Growth", "增长"),
    choice("trouble", "Trouble", "困境"),
    choice("even_keel", "Even keel", "平稳"),
    choice("overconfident", "Overconfident", "自满"),
)

MAP_FACT = Vocabulary(
    "map_fact",
    choice("buying_role", "Role", "角色"),
    choice("support_level", "Support", "支持度"),
    choice("influence", "Influence", "影响力"),
    choice("coverage", "Coverage", "覆盖"),
    choice("relation_now", "Relation", "关系"),
    choice("criteria", "Decision criteria", "决策标准"),
    choice("agenda", "Agenda", "诉求"),
    choice("reports_to", "Reporting line", "汇报关系"),
)
"""Statements about a person on a map that are assumed until somebody confirms them."""

LINE_KIND = Vocabulary(
    "line_kind",
    choice("influence", "Influences", "影响"),
    choice("conflict", "Conflict", "冲突"),
    choice("informal", "Informal", "非正式"),
)

PRICE_LEVEL = Vocabulary(
    "price_level",
    choice("low", "Low", "低价"),
    choice("medium", "Medium", "中等"),
    choice("high", "High", "高价"),
)

CRITERION_SET = Vocabulary(
    "criterion_set",
    choice("definition", "Definition of a key account", "大客户定义"),
    choice("grading", "Grading", "客户分级"),
    choice("potential", "Potential", "潜力"),
    choice("loyalty", "Loyalty", "忠诚度"),
)

PLAN_STATE = Vocabulary(
    "plan_state",
    choice("draft", "Draft", "草稿"),
    choice("agreed", "Agreed", "已确认"),
    choice("closed", "Closed", "已结束"),
)

SPACE_STATE = Vocabulary(
    "space_state",
    choice("potential", "Potential", "有潜力"),
    choice("open", "Opportunity open", "在谈"),
    choice("won", "Won", "已有合作"),
    choice("competitor", "With a competitor", "竞争对手"),
    choice("none", "No need", "无需求"),
)

EVENT_OF_DEAL = Vocabulary(
    "event_of_deal",
    choice("won", "Won", "赢单"),
    choice("lost", "Lost or cancelled", "丢单"),
    choice("slipped", "Slipped out", "推迟"),
    choice("pulled_in", "Pulled in", "提前"),
    choice("up", "Amount up", "金额增"),
    choice("down", "Amount down", "金额减"),
    choice("new", "New", "新增"),
    choice("removed", "Removed", "移除"),
)
"""Why a forecast moved between two snapshots (methods.md 3.12)."""

BEHAVIOUR_STYLE = Vocabulary(
    "behaviour_style",
    choice("analytical", "Analytical", "分析型"),
    choice("driver", "Driver", "支配型"),
    choice("expressive", "Expressive", "表达型"),
    choice("amiable", "Amiable", "和蔼型"),
)
