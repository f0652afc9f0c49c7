"""The settings of a data folder, each declared once: key, kind, default, label, help.

To add a setting: write its line in `SETTINGS`. Window, command line and export follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kamdesk.model.terms import Term, Vocabulary, choice
from kamdesk.model.vocabulary import CURRENCY

LANGUAGE = Vocabulary("language", choice("zh", "中文", "中文"), choice("en", "English", "English"))
THEME = Vocabulary(
    "theme",
    choice("system", "As the system", "跟随系统"),
    choice("light", "Light", "浅色"),
    choice("dark", "Dark", "深色"),
)
MONEY_DISPLAY = Vocabulary(
    "money_display",
    choice("full", "1,234,500.00", "1,234,500.00"),
    choice("wan", "123.45 万", "123.45 万"),
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


_PERSON = Term("You and your department", "您与部门")
_LOOK = Term("Look", "外观")
_RECORDS = Term("Records", "档案")
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
