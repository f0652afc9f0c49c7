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
