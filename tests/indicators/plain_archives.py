"""Which fields of an archive hold a value that is one, by kpi.md, clarification 9; nothing of kamdesk is imported."""

from __future__ import annotations

import re
from datetime import date

from tests.indicators.plain_facts import Facts, number

TEXTS = (
    "name", "address", "main_shareholders", "bank_name", "bank_account_no", "company_size", "ownership_type",
)  # fmt: skip
CHECKED = {
    "postal_code": r"([^\W_]|[- ]){3,10}",
    "phone": r"(.*\d){5}.*",
    "fax": r"(.*\d){5}.*",
    "email": r"[^@\s]+@[^@\s]+\.[^@\s]+",
}
NUMBERS = ("registered_capital", "employee_count", "staff_domestic", "staff_foreign")
NOUGHT_IS_A_VALUE = ("staff_domestic", "staff_foreign")
ROLES = ("legal_representative", "principal", "main_contact")
PLACEHOLDERS = {"无", "不详", "未知", "-", "—", "0", "1900-01-01", "n/a"}


def is_filled(name: str, value: object, end: date) -> bool:
    """Whether a field of an archive holds a value that is one (clarification 9)."""
    text = "" if value is None else str(value).strip()
    if not text:
        return False
    if name in NUMBERS:
        return number(text) != 0 or name in NOUGHT_IS_A_VALUE
    if text.casefold() in PLACEHOLDERS:
        return False
    if name in ("founded_on", "birth_date"):
        try:
            return date.fromisoformat(text) <= end
        except ValueError:
            return False
    return re.fullmatch(CHECKED.get(name, r"(?s).+"), text) is not None


def filled_fields(facts: Facts, account: str, end: date) -> int:
    """How many of the 25 required fields hold a value, or are marked 不适用 with a reason."""
    row = facts.accounts[account]
    told = {name: (name, row.get(name)) for name in (*TEXTS, *CHECKED, *NUMBERS, "founded_on")}
    people = {
        each["form_role"]: each
        for each in facts.rows("contacts")
        if each["account"] == account and each.get("form_role")
    }
    for role in ROLES:
        for name in ("full_name", "position", "birth_date"):
            told[f"{role}.{name}"] = (name, people.get(role, {}).get(name))
    excused = {
        name
        for name, reason in (row.get("not_applicable") or {}).items()
        if str(reason or "").strip()
    }
    assert len(told) == 25
    return sum(key in excused or is_filled(name, value, end) for key, (name, value) in told.items())
