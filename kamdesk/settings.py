"""The settings of a data folder, each declared once: key, kind, default, label, help.

To add a setting: write its line in `SETTINGS`. Window, command line and export follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kamdesk.model.terms import Term, Vocabulary, choice
from kamdesk.model.vocabulary import APPROVAL_CHAIN, CURRENCY

LANGUAGE = Vocabulary("language", choice("zh", "中文", "中文"), choice("en", "English", "English"))
THEME = Vocabulary(
    "theme",
    choice("system", "As the system", "跟随系统"),
    choice("light", "Light", "浅色"),
    choice("dark", "Dark", "深色"),
)
YES_NO = Vocabulary("yes_no", choice("yes", "Yes", "是"), choice("no", "No", "否"))
MONEY_DISPLAY = Vocabulary(
    "money_display",
    choice("full", "1,234,500.00", "1,234,500.00"),
    choice("wan", "123.45 万", "123.45 万"),
)

STANDARD_TIME = Vocabulary(
    "standard_time",
    choice("working", "In working hours", "按工作时间"),
    choice("calendar", "In calendar hours", "按自然时间"),
)


@dataclass(frozen=True)
class Setting:
    """One setting; its kind is that of `default`, or one of `choices`."""

    key: str
    default: Any
    label: Term
    group: Term
    choices: Vocabulary | None = None
    help: Term | None = None
    shown: bool = True
    """Whether it is there to be set by hand; what the program notes itself is not."""


_PERSON = Term("You and your department", "您与部门")
_LOOK = Term("Look", "外观")
_RECORDS = Term("Records", "档案")
_PROCEDURE = Term("Approvals", "审核与审批")
_RHYTHM = Term("Contact rhythm", "联系节奏")
_PROJECTS = Term("Opportunities and projects", "商机与销售项目")
_STRATEGY = Term("Account strategy", "客户策略")
_SERVICE = Term("Service", "服务")
_INDICATORS = Term("Indicators and assessment", "指标与考核")
_RULES = Term("Rules that make tasks and call-backs", "自动生成待办与回访的规则")
_CONTROL = Term("Control block of printed forms", "表单受控信息")
_SAFETY = Term("Safety", "安全")

SETTINGS: tuple[Setting, ...] = (
    Setting("me", "", Term("Your staff number", "您的工号"), _PERSON,
            help=Term("Signs what you save and owns new accounts", "用于署名，也是新客户的默认负责人")),
    Setting("department", "", Term("Department", "部门"), _PERSON,
            help=Term("Printed on forms", "印在表单上")),
    Setting("language", "zh", Term("Language", "界面语言"), _LOOK, LANGUAGE),
    Setting("theme", "system", Term("Colours", "配色"), _LOOK, THEME),
    Setting("money_display", "full", Term("Amounts", "金额显示"), _LOOK, MONEY_DISPLAY),
    Setting("default_currency", "CNY", Term("Default currency", "默认币种"), _RECORDS, CURRENCY),
    Setting("archive_no_pattern", "KA-{year}-{seq:04}", Term("Archive number pattern", "档案编号规则"), _RECORDS,
            help=Term("{year} {month} {seq:04}; a number once given is never given again",
                      "{year} {month} {seq:04}；编号一经给出不再重用")),
    Setting("business_year_start", 1, Term("First month of the business year", "业务年度的起始月"), _RECORDS),
    Setting("visit_approval", "none", Term("Visits", "拜访"), _PROCEDURE, APPROVAL_CHAIN,
            help=Term("Who agrees to a plan, in this order", "拜访计划由谁依次审批")),
    Setting("reception_approval", "none", Term("Receptions", "接待"), _PROCEDURE, APPROVAL_CHAIN),
    Setting("claim_approval", "none", Term("Expense claims", "费用报销"), _PROCEDURE, APPROVAL_CHAIN),
    Setting("development_approval", "none", Term("Development of customers", "客户开发"), _PROCEDURE, APPROVAL_CHAIN),
    Setting("assessment_approval", "none", Term("Assessment sheets", "绩效考核表"), _PROCEDURE, APPROVAL_CHAIN),
    Setting("approve_oneself", "no", Term("May decide about their own", "可审批本人事项"), _PROCEDURE, YES_NO),
    Setting("check_visits", "no", Term("Reports are checked", "拜访报告需检查"), _PROCEDURE, YES_NO,
            help=Term("Before a visit is closed or reimbursed", "检查后方可报销或结束")),
    Setting("rhythm_a", 7, Term("Days between contacts, tier A", "A 级客户联系间隔（天）"), _RHYTHM),
    Setting("rhythm_b", 14, Term("Days between contacts, tier B", "B 级客户联系间隔（天）"), _RHYTHM),
    Setting("rhythm_c", 30, Term("Days between contacts, tier C", "C 级客户联系间隔（天）"), _RHYTHM),
    Setting("callback_a", 30, Term("Days between call-backs, tier A", "A 级客户回访间隔（天）"), _RHYTHM),
    Setting("callback_b", 60, Term("Days between call-backs, tier B", "B 级客户回访间隔（天）"), _RHYTHM),
    Setting("callback_c", 90, Term("Days between call-backs, tier C", "C 级客户回访间隔（天）"), _RHYTHM),
    Setting("rule_overdue_rhythm", "no", Term("Silent longer than the tier allows", "超过等级联系间隔"), _RULES,
            YES_NO),
    Setting("rule_birthday", "no", Term("A birthday is near", "生日将至"), _RULES, YES_NO),
    Setting("birthday_days", 7, Term("Days before a birthday", "生日提前天数"), _RULES),
    Setting("rule_no_next_contact", "no", Term("No next contact", "没有下次联系"), _RULES, YES_NO),
    Setting("last_review_on", "", Term("Day of the last weekly review", "上次每周回顾日期"), _RULES, shown=False),
    Setting("rule_callbacks", "no", Term("Call-backs by the rhythm", "按间隔安排回访"), _RULES, YES_NO),
    Setting("review_above", 1_000_000, Term("Close-out review from this amount on", "达到此金额须做项目总结"),
            _PROJECTS, help=Term("For won, lost and cancelled ones; 0: always", "赢单、丢单、取消均适用；0 表示全部")),
    Setting("stalled_days", 30, Term("Days in a stage before it is marked", "阶段停留超过天数标红"), _PROJECTS),
    Setting("slip_count", 2, Term("Put off so often: marked", "推迟达到次数标记"), _PROJECTS),
    Setting("slip_days", 60, Term("Put off by more than these days: marked", "推迟超过天数标记"), _PROJECTS),
    Setting("commit_from", 80, Term("Commit from this probability (%)", "承诺类别的最低赢率（%）"), _PROJECTS),
    Setting("best_case_from", 50, Term("Best case from this probability (%)", "最好情况的最低赢率（%）"), _PROJECTS),
    Setting("forecast_weekly", "yes", Term("Say when no forecast was locked for a week", "一周未锁定预测时提醒"),
            _PROJECTS, YES_NO),
    Setting("contact_days_decision_maker", 30, Term("Days between contacts, decision maker", "决策者接触间隔（天）"),
            _PROJECTS, help=Term("On the map a longer silence is red", "决策图上超过即标红")),
    Setting("contact_days_influencer", 30, Term("Days between contacts, evaluator and influencer",
                                                "评估者、影响者接触间隔（天）"), _PROJECTS),
    Setting("contact_days_user", 60, Term("Days between contacts, user", "使用者接触间隔（天）"), _PROJECTS),
    Setting("contact_days_other", 90, Term("Days between contacts, others", "其他人接触间隔（天）"), _PROJECTS),
    Setting("export_styles", "no", Term("Behaviour styles in exports", "导出行为风格"), _PROJECTS, YES_NO,
            help=Term("Personal data: left out of interchange files unless you say so",
                      "个人信息：默认不写入交换文件")),
    Setting("key_account_from", 60, Term("Points that make a key account", "大客户最低总分"), _STRATEGY),
    Setting("grade_a_from", 80, Term("Grade A from points", "A 级最低分"), _STRATEGY),
    Setting("grade_b_from", 60, Term("Grade B from points", "B 级最低分"), _STRATEGY),
    Setting("grade_c_from", 40, Term("Grade C from points", "C 级最低分"), _STRATEGY),
    Setting("potential_from", 70, Term("High potential from", "高潜力起点"), _STRATEGY),
    Setting("loyalty_to", 50, Term("Low loyalty up to", "低忠诚度上限"), _STRATEGY),
    Setting("bcg_growth", 10, Term("BCG: high growth from (%)", "波士顿矩阵：高增长起点（%）"), _STRATEGY),
    Setting("bcg_share", 100, Term("BCG: high relative share from (%)", "波士顿矩阵：高相对份额起点（%）"), _STRATEGY),
    Setting("contract_warn_days", 60, Term("Days before a contract ends", "合同到期提前天数"), _SERVICE,
            help=Term("It is on the agenda from then on", "从此日起列入待办")),
    Setting("complaint_days_high", 3, Term("Days to answer a severe complaint", "严重投诉处理天数"), _SERVICE),
    Setting("complaint_days_medium", 7, Term("Days to answer an ordinary complaint", "一般投诉处理天数"), _SERVICE),
    Setting("complaint_days_low", 14, Term("Days to answer a slight complaint", "轻微投诉处理天数"), _SERVICE),
    Setting("opinion_hours", 24, Term("Standard time for opinions (hours)", "意见标准答复时间（小时）"), _SERVICE),
    Setting("question_hours", 8, Term("Standard time for questions (hours)", "问题标准答复时间（小时）"), _SERVICE),
    Setting("standard_time", "working", Term("Standard time runs", "标准时间计时"), _SERVICE, STANDARD_TIME),
    Setting("day_begins", "09:00", Term("Working day begins", "工作日开始"), _SERVICE),
    Setting("day_ends", "18:00", Term("Working day ends", "工作日结束"), _SERVICE),
    Setting("dormant_months", 6, Term("Dormant after months without a purchase", "无购买视为休眠（月）"), _SERVICE),
    Setting("loss_fall", 30, Term("Warn when purchases fall by (%)", "购买额下降预警（%）"), _SERVICE,
            help=Term("Against the year before", "与上年同期相比")),
    Setting("complaint_number", "CP-{year}-{seq:04}", Term("Complaint number pattern", "投诉编号规则"), _SERVICE),
    Setting("request_number", "SR-{year}-{seq:04}", Term("Service request number pattern", "服务请求编号规则"),
            _SERVICE),
    Setting("archive_due_days", 30, Term("Archives are due after days", "档案完整考核起算天数"), _INDICATORS,
            help=Term("Filed so long before the end of the period", "期末前已建档的天数")),
    Setting("service_cost_categories", "travel,lodging,meals,gift,service,other",
            Term("Categories of service cost", "服务费用包含的类别"), _INDICATORS,
            help=Term("Codes with commas: travel, lodging, meals, gift, service, marketing, other",
                      "用逗号分隔：travel, lodging, meals, gift, service, marketing, other")),
    Setting("assessment_threshold", 60, Term("Total that brings a warning", "口头警告分数线"), _INDICATORS),
    Setting("score_cap", "1.2", Term("Highest factor of a score", "得分系数上限"), _INDICATORS),
    Setting("form_title", "", Term("Document title", "文案名称"), _CONTROL),
    Setting("control_status", "", Term("Control status", "受控状态"), _CONTROL),
    Setting("control_number", "", Term("Document no.", "编号"), _CONTROL),
    Setting("executing_dept", "", Term("Executing department", "执行部门"), _CONTROL),
    Setting("supervising_dept", "", Term("Supervising department", "监督部门"), _CONTROL),
    Setting("auditing_dept", "", Term("Auditing department", "考证部门"), _CONTROL),
    Setting("prepared_on", "", Term("Prepared on", "编制日期"), _CONTROL),
    Setting("review_date", "", Term("Reviewed on", "审核日期"), _CONTROL),
    Setting("approved_on", "", Term("Approved on", "批准日期"), _CONTROL),
    Setting("revision_mark", "", Term("Revision mark", "修改标记"), _CONTROL),
    Setting("revision_count", "", Term("Revisions", "修改处数"), _CONTROL),
    Setting("revision_date", "", Term("Revised on", "修改日期"), _CONTROL),
    Setting("backup_minutes", 30, Term("Minutes between backups", "自动备份间隔（分钟）"), _SAFETY),
)  # fmt: skip

SETTING_BY_KEY: dict[str, Setting] = {setting.key: setting for setting in SETTINGS}
