"""The closed lists of keeping customers: contracts, deliveries, complaints, feedback, requests, surveys, activities."""

from __future__ import annotations

from kamdesk.model.terms import Vocabulary, choice

CONTRACT_STATE = Vocabulary(
    "contract_state",
    choice("draft", "Draft", "起草中", "草稿", "拟定"),
    choice("running", "Running", "履行中", "执行中", "已签订", "signed"),
    choice("completed", "Completed", "已履行", "已完成", "履行完毕"),
    choice("renewed", "Renewed", "已续签", "续签"),
    choice("terminated", "Terminated", "已终止", "终止", "解除"),
)

MILESTONE_KIND = Vocabulary(
    "milestone_kind",
    choice("delivery", "Delivery", "交货", "交付", "发货"),
    choice("payment", "Payment", "回款", "付款", "收款"),
    choice("commitment", "Commitment", "承诺事项", "承诺"),
    choice("other", "Other", "其他", "其它"),
)

PURCHASE_STATE = Vocabulary(
    "purchase_state",
    choice("ordered", "Ordered", "已下单", "下单", "已订货"),
    choice("in_production", "In production", "生产中", "备货中", "排产"),
    choice("shipped", "Shipped", "已发货", "发货", "在途"),
    choice("delivered", "Delivered", "已交货", "已交付", "已收货", "签收"),
)

MEASURE_RHYTHM = Vocabulary(
    "measure_rhythm",
    choice("once", "Once", "一次"),
    choice("monthly", "Every month", "每月"),
    choice("quarterly", "Every quarter", "每季", "每季度"),
    choice("half_yearly", "Every half year", "每半年"),
    choice("yearly", "Every year", "每年"),
)

SERVICE_PLAN_STATE = Vocabulary(
    "service_plan_state",
    choice("draft", "Draft", "草稿", "制定中"),
    choice("running", "Running", "执行中", "实施中"),
    choice("evaluated", "Evaluated", "已评估", "评估完毕"),
)

JUDGEMENT = Vocabulary(
    "judgement",
    choice("pending", "Not judged yet", "待判定", "未判定"),
    choice("valid", "Valid", "有效", "成立", "有效投诉"),
    choice("invalid", "Not valid", "无效", "不成立", "无效投诉"),
)
"""Valid: caused by our staff or our company (kpi.md, `valid_complaint_count`)."""

COMPLAINT_CATEGORY = Vocabulary(
    "complaint_category",
    choice("quality", "Product quality", "产品质量", "质量"),
    choice("delivery", "Delivery", "交货", "交期"),
    choice("service", "Service", "服务", "服务态度"),
    choice("price", "Price and contract", "价格与合同", "价格"),
    choice("invoice", "Invoice and payment", "发票与结算", "发票"),
    choice("other", "Other", "其他", "其它"),
)

COMPLAINT_CAUSE = Vocabulary(
    "complaint_cause",
    choice("people", "People", "人员"),
    choice("product", "Product", "产品"),
    choice("process", "Process", "流程"),
    choice("logistics", "Logistics", "物流"),
    choice("communication", "Communication", "沟通"),
    choice("supplier", "Supplier", "供应商"),
    choice("customer", "The customer's side", "客户方"),
    choice("environment", "Environment", "环境"),
)
"""The bones of the fishbone on which causes of complaints are drawn."""

SEVERITY = Vocabulary(
    "severity",
    choice("high", "High", "严重", "高", "重大"),
    choice("medium", "Medium", "一般", "中"),
    choice("low", "Low", "轻微", "低"),
)

CHANNEL = Vocabulary(
    "channel",
    choice("phone", "Phone", "电话"),
    choice("email", "E-mail", "邮件", "电子邮件"),
    choice("wechat", "WeChat", "微信"),
    choice("visit", "During a visit", "拜访中", "当面", "现场"),
    choice("letter", "Letter", "函件", "书面"),
    choice("survey", "Survey", "满意度调查"),
    choice("other", "Other", "其他", "其它"),
)

FEEDBACK_KIND = Vocabulary(
    "feedback_kind",
    choice("opinion", "Opinion", "意见", "意见反馈", "反馈", "建议"),
    choice("question", "Question", "问题", "咨询", "提问"),
)

REQUEST_KIND = Vocabulary(
    "request_kind",
    choice("value_added", "Value-added service", "增值服务"),
    choice("repair", "Repair", "维修"),
    choice("spare_parts", "Spare parts", "配件", "备件"),
)

ACTIVITY_KIND = Vocabulary(
    "activity_kind",
    choice("advertising", "Advertising", "广告"),
    choice("exhibition", "Exhibition", "展会", "展览"),
    choice("hospitality", "Hospitality", "客户招待", "招待"),
    choice("media", "Media", "媒体"),
    choice("seminar", "Seminar", "技术交流会", "研讨会", "推介会"),
    choice("mailing", "Mailing", "信函", "邮件"),
    choice("joint_marketing", "Joint marketing", "联合市场活动", "联合活动"),
    choice("joint_project", "Joint project", "合作项目"),
    choice("other", "Other", "其他", "其它"),
)

ACTIVITY_STATE = Vocabulary(
    "activity_state",
    choice("planned", "Planned", "已计划", "计划中"),
    choice("running", "Running", "进行中"),
    choice("done", "Done", "已完成", "已结束"),
    choice("cancelled", "Cancelled", "已取消", "取消"),
)

INVITATION_ANSWER = Vocabulary(
    "invitation_answer",
    choice("pending", "No answer yet", "未答复", "待答复"),
    choice("accepted", "Comes", "参加", "接受"),
    choice("declined", "Does not come", "不参加", "谢绝"),
)
