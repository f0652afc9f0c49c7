"""The closed lists of the department: states, roles, kinds. The printed forms are quoted character for character."""

from __future__ import annotations

from kamdesk.model.terms import Vocabulary, choice

ACCOUNT_STATUS = Vocabulary(
    "account_status",
    choice("prospect", "Prospect", "潜在", "潜在客户", "意向"),
    choice("developing", "Developing", "开发中", "开发"),
    choice("active", "Active", "合作中", "合作", "大客户", "key account"),
    choice("ordinary", "Ordinary", "普通客户", "普通"),
    choice("lost", "Lost", "流失", "已流失"),
)

TIER = Vocabulary(
    "tier",
    choice("A", "A", "A", "A级", "A类", "a"),
    choice("B", "B", "B", "B级", "B类", "b"),
    choice("C", "C", "C", "C级", "C类", "c"),
)

OWNERSHIP_TYPE = Vocabulary(
    "ownership_type",
    choice("listed", "Listed", "上市公司", "上市", "public", "public company"),
    choice("state_owned", "State-owned", "国有企业", "国有", "国企", "国有独资", "央企"),
    choice("private", "Private", "民营企业", "民营", "民企", "私营", "私企", "私营企业"),
    choice("joint_venture", "Joint venture", "中外合资", "合资", "合资企业", "JV"),
    choice("foreign_owned", "Foreign-owned", "外商独资", "外资", "外企", "独资", "WFOE"),
    choice("other", "Other", "其他", "其它"),
)

FORM_ROLE = Vocabulary(
    "form_role",
    choice(
        "legal_representative", "Legal representative", "公司法人", "法人", "法定代表人", "法人代表"
    ),
    choice("principal", "Principal", "公司主要负责人", "主要负责人", "负责人", "总经理"),
    choice("main_contact", "Main contact", "主要联系人", "联系人"),
)

POSITION = Vocabulary(
    "position",
    choice("director", "Marketing & sales director", "营销总监", "总监"),
    choice("manager", "KA department manager", "大客户部经理", "经理"),
    choice("assistant", "Assistant", "内勤", "助理"),
    choice("specialist", "KA specialist", "大客户专员", "区域大客户专员", "专员", "客户经理"),
    choice("finance", "Finance", "财务", "财务部"),
    choice("technical", "Technical adviser", "技术顾问", "技术"),
    choice("service", "Customer service", "客服", "客服部"),
    choice("other", "Other", "其他", "其它"),
)

BUYING_ROLE = Vocabulary(
    "buying_role",
    choice("decision_maker", "Decision maker", "决策者"),
    choice("influencer", "Influencer", "影响者"),
    choice("user_buyer", "User", "使用者"),
    choice("gatekeeper", "Gatekeeper", "把关者"),
    choice("purchaser", "Buyer", "采购者", "购买者"),
    choice("evaluator", "Evaluator", "评估者", "选型者"),
    choice("coach", "Coach", "教练", "内线"),
    choice("initiator", "Initiator", "发起者"),
    choice("approver", "Approver", "批准者", "审批者"),
)

CURRENCY = Vocabulary(
    "currency",
    choice("CNY", "CNY", "人民币", "RMB", "元", "¥", "￥"),
    choice("USD", "USD", "美元", "美金", "$", "US$"),
    choice("EUR", "EUR", "欧元", "€"),
    choice("HKD", "HKD", "港币", "港元", "HK$"),
    choice("JPY", "JPY", "日元", "日圆"),
    choice("GBP", "GBP", "英镑", "£"),
    choice("TWD", "TWD", "新台币", "台币", "NT$"),
    choice("KRW", "KRW", "韩元"),
    choice("SGD", "SGD", "新加坡元", "新币"),
    choice("CHF", "CHF", "瑞士法郎"),
    choice("AUD", "AUD", "澳元"),
    choice("CAD", "CAD", "加元"),
)

FIELD_KIND = Vocabulary(
    "field_kind",
    choice("text", "Text", "文字"),
    choice("long_text", "Long text", "多行文字"),
    choice("code", "Code or number kept as text", "编号（按文字保存）"),
    choice("integer", "Whole number", "整数"),
    choice("decimal", "Number", "数字"),
    choice("date", "Date", "日期"),
    choice("boolean", "Yes / no", "是 / 否"),
    choice("choice", "One of a list", "单选"),
    choice("choices", "Several of a list", "多选"),
)

DOCUMENT_CATEGORY = Vocabulary(
    "document_category",
    choice("contract", "Contract", "合同"),
    choice("letter", "Letter", "函件"),
    choice("licence", "Licence", "证照"),
    choice("photo", "Photo", "照片"),
    choice("form", "Form", "表单"),
    choice("other", "Other", "其他"),
)

VISIT_KIND = Vocabulary(
    "visit_kind",
    choice("visit", "Visit", "拜访", "上门拜访", "客户拜访"),
    choice("reception", "Reception", "接待", "来访", "客户接待"),
    choice("callback", "Call-back", "回访", "客户回访", "callback"),
    choice("call", "Phone call", "电话", "电话沟通", "phone"),
    choice("online", "Online meeting", "线上会议", "线上", "视频会议", "online"),
)

VISIT_STATE = Vocabulary(
    "visit_state",
    choice("planned", "Planned", "已计划", "计划", "计划中"),
    choice("submitted", "Waiting for approval", "待审批", "等待审批", "已提交", "submitted"),
    choice("approved", "Approved", "已批准", "批准", "同意"),
    choice("prepared", "Prepared", "已准备", "准备完毕"),
    choice("held", "Held, no record yet", "已拜访未记录", "已拜访", "已进行", "held"),
    choice("reported", "Record written", "已记录", "已报告", "reported"),
    choice("checked", "Checked", "已检查", "检查完毕"),
    choice("reimbursed", "Reimbursed", "已报销"),
    choice("closed", "Closed", "已结束", "关闭"),
    choice("cancelled", "Cancelled", "已取消", "取消"),
    choice("postponed", "Postponed", "已延期", "延期", "推迟"),
    choice("rejected", "Refused", "未批准", "不同意", "否决"),
)

VISIT_RESULT = Vocabulary(
    "visit_result",
    choice("advance", "Advance", "进展", "有进展"),
    choice("continuation", "Continuation", "延续"),
    choice("order", "Order", "成交", "签约"),
    choice("refusal", "Refusal", "拒绝"),
)
"""methods.md 3.17: an advance is a next action with a date that the customer agreed to; a continuation has none."""

SKILL = Vocabulary(
    "skill",
    choice("visiting", "Customer visit", "客户拜访"),
    choice("needs", "Grasping needs", "需求把握"),
    choice("presentation", "Product presentation", "产品介绍"),
    choice("clarification", "Technical clarification", "技术澄清"),
    choice("agreement", "Reaching agreement", "达成协议"),
)
"""The chain of M24."""

SIDE = Vocabulary(
    "side",
    choice("customer", "Customer", "客方", "客户"),
    choice("own", "Ourselves", "我方", "己方"),
)

LOSS_CAUSE = Vocabulary(
    "loss_cause",
    choice("price", "Price", "价格"),
    choice("quality", "Product quality", "产品质量", "质量"),
    choice("delivery", "Delivery", "交货", "交期"),
    choice("service", "Service", "服务"),
    choice("relation", "Relation", "客户关系", "关系"),
    choice("competitor", "Won by a competitor", "竞争对手争取", "竞争"),
    choice("need_gone", "Need is gone", "需求消失", "转产"),
    choice("closed", "Closed or moved", "停业或搬迁", "停业"),
    choice("credit", "Payment and credit", "付款与信用", "欠款"),
    choice("other", "Other", "其他", "其它"),
)
"""Why an account was lost."""

EXPENSE_CATEGORY = Vocabulary(
    "expense_category",
    choice("travel", "Travel", "交通", "差旅", "交通费", "差旅费"),
    choice("lodging", "Lodging", "住宿", "住宿费"),
    choice("meals", "Meals", "餐饮", "餐费", "招待费", "业务招待"),
    choice("gift", "Gifts", "礼品", "礼品费"),
    choice("service", "Service", "服务", "服务费"),
    choice("marketing", "Marketing", "推广", "市场推广"),
    choice("other", "Other", "其他", "其它"),
)

EXPENSE_STATE = Vocabulary(
    "expense_state",
    choice("open", "Open", "未报销", "待报销"),
    choice("submitted", "Claimed", "已提交", "审批中"),
    choice("approved", "Approved", "已批准"),
    choice("paid", "Paid", "已支付", "已报销"),
    choice("refused", "Refused", "未批准", "拒绝"),
)

APPROVAL_STEP = Vocabulary(
    "approval_step",
    choice("manager", "KA department manager", "大客户部经理", "经理", "部门经理"),
    choice("director", "Marketing & sales director", "营销总监", "总监"),
    choice("finance", "Finance", "财务部", "财务"),
)

DECISION = Vocabulary(
    "decision",
    choice("pending", "Waiting", "待定", "待审批"),
    choice("approved", "Agree", "同意", "批准", "通过", "approve", "yes", "ok"),
    choice("returned", "Returned", "退回", "退回修改", "return", "send back"),
    choice("refused", "Disagree", "不同意", "否决", "不批准", "拒绝", "refuse", "no"),
)

APPROVAL_CHAIN = Vocabulary(
    "approval_chain",
    choice("none", "No approval", "无需审批"),
    choice("manager", "Manager", "经理"),
    choice("manager_director", "Manager, director", "经理、总监"),
    choice("manager_director_finance", "Manager, director, finance", "经理、总监、财务"),
)
"""Who has to agree, one after the other."""

DEVELOPMENT_STATE = Vocabulary(
    "development_state",
    choice("candidate", "Candidate", "候选", "选定新客户"),
    choice("surveyed", "Surveyed", "已调查", "潜在客户调查"),
    choice("evaluated", "Evaluated", "已评价", "筛选评价"),
    choice("manager_review", "Manager's review", "经理审核"),
    choice("application", "Application and plan", "开发申请/方案", "开发申请"),
    choice("director_review", "Director's review", "总监审核", "总监审批"),
    choice("team", "Project team", "组建项目小组", "项目小组"),
    choice("filed", "Filed", "已建档", "建立档案"),
    choice("implementing", "Implementing", "实施中", "实施开发计划"),
    choice("done", "Done", "已完成", "完成"),
    choice("rejected", "Refused", "未通过", "否决"),
)

TASK_RULE = Vocabulary(
    "task_rule",
    choice("overdue_rhythm", "Silent longer than the tier allows", "超过等级联系间隔"),
    choice("birthday", "Birthday ahead", "生日将至"),
    choice("no_next_contact", "No next contact", "没有下次联系"),
)

DAY_KIND = Vocabulary(
    "day_kind",
    choice("holiday", "Day off", "休息日", "放假"),
    choice("working_day", "Working day", "工作日", "上班", "调休上班"),
)
