"""Interchange facts by chance, few and close together: the same seed gives the same facts and questions.

Most days are taken from a handful around the bounds of periods, so that things fall on one day, on the last day, on
the as-of day, on 29 February. Only what kpi.md leaves open is kept out: two versions of a target approved on one day,
and an account that is active for a moment, between two changes of one day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.indicators.plain_facts import Question, Row, parts, period, year_earlier

BOUNDS = (
    date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 31), date(2027, 4, 1), date(2027, 6, 30), date(2027, 12, 31),
    date(2028, 1, 1), date(2028, 1, 31), date(2028, 2, 1), date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1),
    date(2028, 3, 31), date(2028, 4, 1), date(2028, 5, 31), date(2028, 6, 30), date(2028, 7, 1), date(2028, 9, 30),
    date(2028, 12, 31), date(2029, 1, 1), date(2029, 2, 28), date(2029, 3, 31),
)  # fmt: skip
STATES = (
    "prospect",
    "developing",
    "active",
    "active",
    "active",
    "active",
    "ordinary",
    "lost",
    "lost",
    "lost",
)
STAFF = ("S1", "S2", "S3")
CATEGORIES = ("travel", "lodging", "meals", "gift", "service", "marketing", "other")
FULL_ARCHIVE: Row = {
    "address": "中山路1号", "postal_code": "200001", "phone": "021-55550101", "fax": "021-55550102",
    "email": "office@example.com", "founded_on": "2001-05-08", "registered_capital": "5000000.00",
    "main_shareholders": "控股公司", "bank_name": "工商银行", "bank_account_no": "6222000011112222333",
    "company_size": "中型", "employee_count": 320, "staff_domestic": 320, "staff_foreign": 0,
    "ownership_type": "private",
}  # fmt: skip
ODD_VALUES: dict[str, tuple[Any, ...]] = {
    "address": (None, "无", " 不详 ", "-", "—", "0.00", "1900-01-01"),
    "postal_code": (None, "12", "2000 01", "SW1A-1AA", "20_001", "12345678901", "0"),
    "phone": (None, "12", "1 2 3 4", "12345", "(021)5555", "n/a", "未知"),
    "fax": (None, " 无 ", "N/A", "0", "5555", "021 55550102"),
    "email": (None, "office", "office@example", "a@b.c", "@example.com", "N/a"),
    "founded_on": (None, "1900-01-01", "2001", "2001-05", "2028-02-29", "2028-12-31", "2001-02-30"),
    "registered_capital": (None, "0", "0.00", "0.01"),
    "main_shareholders": (None, "未知", "0", "  "),
    "bank_name": (None, "-", "无"),
    "bank_account_no": (None, "0", "00"),
    "company_size": (None, "不详", "大"),
    "employee_count": (None, 0, 1),
    "staff_domestic": (None, 0, "0"),
    "staff_foreign": (None, 0, 3),
    "ownership_type": (None, "listed", "other"),
}
REASONS = ("客户不愿提供", "", "  ", "无")
ROLES = ("legal_representative", "principal", "main_contact")


class Chance:
    """What happens to a small department, by one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        near = [day for day in BOUNDS if day.year == 2028]
        self.days = self.random.sample(near, 7) + self.random.sample(BOUNDS, 2)
        self.days += [date(2028, 1, 1) + timedelta(days=self.random.randrange(366)) for _ in range(3)]  # fmt: skip
        self.days += [year_earlier(day) for day in self.days[:4] if day.year == 2028]
        self.accounts = [f"K{number}" for number in range(1, self.random.randint(3, 6))]
        self.start = self.random.choice((1, 1, 1, 4, 2, 3, 7, 12))

    def day(self, share_empty: float = 0.0) -> str | None:
        return None if self.random.random() < share_empty else self.random.choice(self.days).isoformat()  # fmt: skip

    def near(self, day: str | None, share_empty: float = 0.0) -> str | None:
        """A day not far from another one: often the same, the day before, the day after."""
        if day is None or self.random.random() < share_empty:
            return None
        step = self.random.choice((-20, -2, -1, -1, 0, 0, 0, 1, 1, 2, 20, 90))
        return (date.fromisoformat(day) + timedelta(days=step)).isoformat()

    def some(self, fewest: int, most: int) -> range:
        return range(self.random.randint(fewest, most))

    def any_of(self, *values: Any) -> Any:
        return self.random.choice(values)

    def amount(self) -> str:
        whole = self.random.randint(-400, 1600)
        return (
            f"{whole}.{self.random.randrange(100):02}" if self.random.random() < 0.7 else str(whole)
        )

    def money(self) -> Row:
        """An amount, often in another currency, now and then without the rate."""
        row: Row = {"amount": self.amount()}
        chance = self.random.random()
        if chance < 0.25:
            row |= {"currency": self.any_of("USD", "EUR"), "rate": self.any_of("7.1", "0.123456", "8")}  # fmt: skip
        elif chance < 0.3:
            row |= {"currency": "USD"}
        elif chance < 0.4:
            row |= {"currency": "CNY", "rate": "2"}
        return row

    # ----------------------------------------------------------------------------------------------------- accounts

    def account(self, number: str) -> Row:
        row: Row = {"archive_no": number, "name": f"客户{number}"}
        changes = [{"to": self.any_of(*STATES), "on": self.day()} for _ in self.some(0, 6)]
        if self.random.random() < 0.7:
            changes.insert(0, {"to": "active", "on": "2026-05-01"})
        row["status_changes"] = self._settled(changes)
        row["owners"] = [
            {"staff": self.any_of(*STAFF), "from": self.day(share_empty=0.15)}
            for _ in self.some(0, 4)
        ]
        row["tier"] = self.any_of("A", "B", "C", None)
        row["archive_date"] = self.day(share_empty=0.2)
        row |= FULL_ARCHIVE
        for _ in self.some(0, 3):
            name = self.any_of(*ODD_VALUES)
            row[name] = self.any_of(*ODD_VALUES[name])
        fields = [f"{role}.{name}" for role in ROLES for name in ("position", "birth_date")]
        marked = (*ODD_VALUES, *fields)
        row["not_applicable"] = {
            self.any_of(*marked): self.any_of(*REASONS) for _ in self.some(0, 2)
        }
        return row

    def _settled(self, changes: list[Row]) -> list[Row]:
        """Without the changes after which a day would have been `active` for a moment only: the rules call that
        neither a first active day nor none."""
        kept = []
        for place, change in enumerate(changes):
            later = [each for each in changes[place + 1 :] if each["on"] == change["on"]]
            if change["to"] != "active" or all(each["to"] == "active" for each in later):
                kept.append(change)
        return kept

    def contacts(self, account: str) -> list[Row]:
        found: list[Row] = [{"account": account, "full_name": f"{account}其他人"}]
        for role in ROLES:
            if self.random.random() < 0.9:
                row = {"account": account, "full_name": f"{account}{role}", "form_role": role,
                       "position": "经理", "birth_date": "1971-03-01"}  # fmt: skip
                if self.random.random() < 0.15:
                    row["birth_date"] = self.any_of(None, "1900-01-01", "1971", "2028-06-30")
                if self.random.random() < 0.1:
                    row["position"] = self.any_of(None, "未知", "0")
                found.append(row)
        return found

    # -------------------------------------------------------------------------------------------------------- facts

    def purchase(self) -> Row:
        row = {"on": self.day(), "account": self.any_of(*self.accounts), **self.money()}
        if self.random.random() < 0.8:
            row["cost"] = self.amount()
        if self.random.random() < 0.8:
            row["product"] = self.any_of("P1", "P2", "P3")
            row["quantity"] = self.any_of("1", "2.5", "0.125", "-3", None)
        return row

    def complaint(self) -> Row:
        received = self.day()
        return {
            "received_on": received, "account": self.any_of(*self.accounts),
            "judgement": self.any_of("pending", "valid", "valid", "invalid", None),
            "reopened": [self.near(received) for _ in self.some(0, 2)],
        }  # fmt: skip

    def feedback(self) -> Row:
        due = self.day()
        return {
            "kind": self.any_of("opinion", "question"), "account": self.any_of(*self.accounts),
            "received_on": self.near(due) if self.random.random() < 0.3 else "2027-01-05", "due_on": due,
            "answered_on": self.near(due, 0.3), "withdrawn_on": self.near(due, 0.8),
        }  # fmt: skip

    def callback_plan(self) -> Row:
        due = self.day()
        return {"account": self.any_of(*self.accounts), "due_on": due, "cancelled_on": self.near(due, 0.7)}  # fmt: skip

    def visit(self) -> Row:
        planned = self.day()
        row: Row = {"kind": self.any_of("visit", "visit", "callback", "callback", "reception", "call"),
                    "account": self.any_of(*self.accounts), "planned_on": planned}  # fmt: skip
        if self.random.random() < 0.25:
            row["cancelled_on"] = self.near(planned)
        if self.random.random() < 0.7:
            row["held_on"] = self.near(planned)
            row["reported_on"] = self.near(row["held_on"], 0.3)
            row["planned_on"] = None if self.random.random() < 0.1 else planned
        return row

    def expense(self) -> Row:
        state = self.any_of("open", "submitted", "approved", "approved", "paid", "refused")
        return {"on": self.day(), "category": self.any_of(*CATEGORIES), "state": state, **self.money()}  # fmt: skip

    def measure(self) -> Row:
        due = self.day(share_empty=0.05)
        return {
            "what": "巡检", "due_on": due, "done_on": self.near(due, 0.25),
            "as_planned": self.any_of(True, True, False, None),
            "not_applicable": self.any_of(True, False, False, None),
        }  # fmt: skip

    def answer(self, survey: Row) -> Row:
        scores = {
            item["key"]: self.random.randint(1, item["full_mark"])
            for item in survey["items"]
            if self.random.random() < 0.75
        }
        return {"survey": survey["uid"], "account": self.any_of(*self.accounts),
                "answered_on": self.day(0.1), "scores": scores}  # fmt: skip

    def survey(self, number: int) -> Row:
        items = [
            {"key": f"q{place}", "weight": self.any_of(None, 1, 3, "0.5"), "full_mark": self.any_of(5, 5, 10)}
            for place in self.some(1, 4)
        ]  # fmt: skip
        return {"uid": f"00000000-0000-4000-8000-{number:012}", "items": items}

    def opportunity(self, number: int) -> Row:
        outcome = self.any_of("open", "won", "won", "lost", "cancelled")
        row: Row = {"number": f"O{number}", "account": self.any_of(*self.accounts), "name": f"项目{number}",
                    "outcome": outcome, "closed_on": None if outcome == "open" else self.day()}  # fmt: skip
        if self.random.random() < 0.85:
            row |= self.money()
        return row

    # ----------------------------------------------------------------------------------------------------- versions

    def periods(self) -> list[str]:
        """The year 2028 of business, its quarters and months; some of them missing."""
        year = period("2028", self.start)
        of_quarters, of_months = self.any_of(0.0, 0.5, 1.0), self.any_of(0.0, 0.9, 1.0, 1.0)
        quarters = [each.code for each in parts(year, "quarter", self.start)]
        months = [each.code for each in parts(year, "month", self.start)]
        chosen = [code for code in quarters if self.random.random() < of_quarters]
        chosen += [code for code in months if self.random.random() < of_months]
        return chosen + (["2028"] if self.random.random() < 0.3 else [])

    def approvals(self) -> list[str | None]:
        """Of one version or two: different days, mostly before the year; now and then a draft."""
        days = ["2027-11-30", *{day.isoformat() for day in self.days if day.year == 2028}]
        first = "2027-01-01" if self.random.random() < 0.7 else None
        second = self.any_of(None, None, *days)
        return [first] if second is None else [first, second]

    def targets(self) -> list[Row]:
        found = []
        whose: list[Row] = [{"level": "department"}]
        whose += [{"level": "staff", "staff": self.any_of(*STAFF)}]
        whose += [{"level": "account", "account": self.any_of(*self.accounts)}]
        values = {"sales_amount": ("0.00", "900.5", "1200"), "new_accounts": ("0", "1", "3", "2.5")}
        for measure, several in values.items():
            for who in whose:
                for code in self.periods():
                    for approved in self.approvals():
                        row = {"period": code, "measure": measure, "approved_on": approved}
                        found.append(row | {"value": self.any_of(*several)} | who)
        return found

    def budgets(self) -> list[Row]:
        found = []
        for category in self.random.sample(CATEGORIES, 4):
            for code in self.periods():
                for approved in self.approvals():
                    row = {"period": code, "category": category, "amount": self.any_of("0", "150.25", "600"),
                           "approved_on": approved}  # fmt: skip
                    if self.random.random() < 0.15:
                        row |= {"currency": "EUR", "rate": self.any_of("7.5", "7.5", None)}
                    found.append(row)
        return found


def random_facts(seed: int) -> dict[str, list[Row]]:
    """All lists of an interchange file."""
    chance = Chance(seed)
    surveys = [chance.survey(number) for number in (1, 2)]
    found: dict[str, list[Row]] = {
        "staff": [{"number": number, "name": f"专员{number}"} for number in STAFF],
        "products": [
            {"code": "P1", "name": "产品1", "unit": "台"},
            {"code": "P2", "name": "产品2", "unit": "吨"},
            {"code": "P3", "name": "产品3"},
        ],
        "accounts": [chance.account(number) for number in chance.accounts],
        "contacts": [row for number in chance.accounts for row in chance.contacts(number)],
        "purchases": [chance.purchase() for _ in chance.some(3, 40)],
        "complaints": [chance.complaint() for _ in chance.some(0, 12)],
        "feedback": [chance.feedback() for _ in chance.some(0, 25)],
        "callback_plans": [chance.callback_plan() for _ in chance.some(0, 15)],
        "visits": [chance.visit() for _ in chance.some(0, 30)],
        "expenses": [chance.expense() for _ in chance.some(0, 20)],
        "service_plans": [
            {"account": number, "year": 2028, "measures": [chance.measure() for _ in chance.some(0, 8)]}
            for number in chance.accounts
        ],
        "surveys": surveys,
        "survey_answers": [
            chance.answer(chance.any_of(*surveys)) for _ in chance.some(0, 12)
        ],
        "developments": [
            {"account": chance.any_of(*chance.accounts), "begun_on": chance.day()}
            for _ in chance.some(0, 6)
        ],
        "opportunities": [chance.opportunity(number) for number in chance.some(0, 14)],
        "targets": chance.targets(),
        "budgets": chance.budgets(),
    }  # fmt: skip
    for rows in found.values():
        chance.random.shuffle(rows)
    return found


def random_questions(seed: int, count: int = 6) -> list[Question]:
    """Periods of every kind, as-of days in, at the end of and after them, every kind of scope."""
    chance = Chance(seed)
    asking = Random(seed + 1_000_000)
    year = period("2028", chance.start)
    codes = ["2028", "2028", "2027", asking.choice(("2028-02", "2029-02", "2027-02", "2029Q1"))]
    codes += [each.code for each in parts(year, "quarter", chance.start)]
    codes += [f"{day:%Y-%m}" for day in asking.sample(chance.days, 2)]
    scopes: list[dict[str, str]] = [
        {}, {}, {"staff": asking.choice(STAFF)}, {"account": asking.choice(chance.accounts)},
        {"tier": asking.choice(("A", "B"))},
    ]  # fmt: skip
    found = []
    for place in range(count):
        plain = Question(asking.choice(codes), date(2030, 1, 1), scopes[place % 5], chance.start)
        last = plain.period.last
        inside = [day for day in chance.days if plain.first <= day < last]
        after = (last, last + timedelta(days=20), asking.choice(chance.days))
        found.append(replace(plain, as_of=asking.choice((*after, *inside[:3]))))
    return found
