"""F21 客户分级表: accounts with their scores by the department's criteria; the sheet works out points and grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.forms.apply import Writing
from kamdesk.forms.declaration import Cells, Computed, Form, FormKind, Page, Section, Table
from kamdesk.forms.differences import FormDifference
from kamdesk.forms.filing import Filing, Known, KnownRow
from kamdesk.forms.layouts.parts import cell, form_field, relabelled
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.department import Staff
from kamdesk.model.fields import Kind, RecordField, field_of
from kamdesk.model.strategy import AccountScore, GradeReview
from kamdesk.model.terms import Term
from kamdesk.work import criteria, grading
from kamdesk.work.accounts import set_tier
from kamdesk.work.criteria import Rule
from kamdesk.work.grading import Grading
from kamdesk.work.list_views import KEY_STATUSES

TITLE = Term("Tier list", "客户分级表")
_ACCOUNTS = Term("Accounts", "客户")
_TABLE = "tiers"
_UNKNOWN = "—"


@dataclass(frozen=True)
class ListOf:
    """Whose accounts stand in the list; None: everybody's."""

    owner_id: int | None = None


def _score_field(rule: Rule) -> RecordField:
    label = criteria.WORDING.get(rule.key)
    if label is None or rule.title not in label.wordings:
        label = Term(rule.title, rule.title)
    return form_field(rule.key, label, AccountScore, kind=Kind.DECIMAL, width=64)


def points_formula(rules: Sequence[Rule]) -> str:
    """`criteria.total` over the cells of a row: Σ weight × score / Σ weight, a dash while a score is missing."""
    weighty = [rule for rule in rules if rule.weight]
    cells = ",".join(f"{{{rule.key}}}" for rule in weighty)
    products = "+".join(f"{rule.weight}*{{{rule.key}}}" for rule in weighty)
    whole = sum(rule.weight for rule in weighty)
    return f'=IF(COUNT({cells})<{len(weighty)},"{_UNKNOWN}",ROUND(({products})/{whole},2))'


def grade_formula(how: Grading) -> str:
    """`Grading.grade` over the points of a row."""
    found = f'"{grading.LOWEST}"'
    for grade, least in reversed(list(how.limits.items())):
        found = f'IF({{points}}>={least},"{grade}",{found})'
    return f'=IF(ISNUMBER({{points}}),{found},"{_UNKNOWN}")'


def declare(session: Session) -> Form:
    """The day, by whom and why; a row for each account."""
    how = grading.grading(session)
    on = relabelled(field_of(GradeReview, "on"), Term("Reviewed on", "评审日期"))
    head = Cells(
        (
            cell("review", on, identifies=True),
            cell("review", relabelled(field_of(GradeReview, "by_id"), Term("Reviewed by", "评审人")), identifies=True),
            cell("review", relabelled(field_of(GradeReview, "reason"), Term("Reason", "理由"), wide=True),
                 identifies=True),
        )
    )  # fmt: skip
    account = relabelled(
        field_of(GradeReview, "account_id"), Term("Account", "客户名称"), width=150
    )
    tier = relabelled(field_of(Account, "tier"), Term("Tier", "客户等级"), width=64)
    computed = []
    if any(rule.weight for rule in how.rules):
        points = form_field("points", Term("Points", "总分"), GradeReview, width=64)
        grade = form_field("grade", Term("Grade by points", "按分评级"), GradeReview, width=64)
        computed = [
            Computed(points, points_formula(how.rules), "0.00"),
            Computed(grade, grade_formula(how), "@"),
        ]
    table = Table(
        _TABLE, _ACCOUNTS, Account, (account, tier, *map(_score_field, how.rules)), blank_rows=15,
        as_part=False, computed=tuple(computed),
    )  # fmt: skip
    return Form(
        key=TIER_LIST.key,
        version=1,
        title=TITLE,
        pages=(
            Page(TITLE, (Section(None, (head,)), Section(_ACCOUNTS, (table,))), landscape=True),
        ),
        filing=TierListFiling(),
        main="review",
        fewest=2,
        titles=("客户分级", "大客户分级表", "客户等级评定表", "tier list"),
    )


class TierListFiling(Filing):
    """Scores and tiers of many accounts, row by row; a tier changes with the day and the reason of the list."""

    record = Account

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """The list is of all accounts: each row says which one it is."""
        del session, form
        return FormDifference(reading, "uid", ListOf(), str(TITLE))

    def known(self, session: Session, form: Form, record_id: ListOf) -> Known:
        """The accounts with their tier and what is known of each criterion."""
        rules = criteria.rules(session, "grading")
        scores = criteria.read(session, rules, date.today())
        title = str(TITLE)
        query = (
            select(Account)
            .where(Account.deleted_at.is_(None), Account.status != "lost")
            .order_by(Account.sort_name, Account.id)
        )
        if record_id.owner_id is not None:
            query = query.where(Account.owner_id == record_id.owner_id)
            title = f"{title} {session.get_one(Staff, record_id.owner_id).name}"
        rows = []
        for account in session.scalars(query):
            points = scores.of(account.id)
            if not points and account.status not in KEY_STATUSES:
                continue
            values: dict[str, Any] = {"account_id": account.id, "tier": account.tier}
            values |= {rule.key: points.get(rule.id) for rule in rules}
            rows.append(KnownRow(account.id, account.uid, values))
        return Known("", title, None, {}, {_TABLE: rows})

    def file(self, work: Writing) -> None:
        """Each value of each row; what is refused stops no other."""
        (table,) = work.form.tables
        rules = {rule.key: rule for rule in criteria.rules(work.session, "grading")}
        for row, keys in work.row_keys(table).items():
            account_id = work.difference.row_records.get(row) or work.read(f"{row}.account_id")
            for key in keys:
                name = key.partition("].")[2]
                write = partial(self._write, work, account_id, rules.get(name), name, key)
                work.attempt([key], write)
            if account_id is not None:
                work.applied.touched.add((Account, account_id))

    @staticmethod
    def _write(
        work: Writing, account_id: int | None, rule: Rule | None, name: str, key: str
    ) -> None:
        value = work.chosen[key][1]
        reading = work.difference.reading
        on = reading.value("review.on") or work.on
        account = work.session.get(Account, account_id) if account_id is not None else None
        if account is None or account.deleted_at is not None:
            raise RuleError(_("This account is not there any more."))
        if on > date.today():
            raise RuleError(_("{day} has not come yet.").format(day=on))
        if name == "tier":
            reason = str(reading.value("review.reason") or "").strip()
            if not reason:
                raise RuleError(_("Say why; the reason is kept with the tier."))
            set_tier(work.session, account, value, on, reason[:400])
        elif rule is not None:
            criteria.set_score(work.session, account.id, rule.id, _whole(value), on)


def _whole(value: Decimal | None) -> int | None:
    if value is not None and value != value.to_integral_value():
        raise RuleError(_("A score lies between 0 and 100, without a fraction."))
    return None if value is None else int(value)


TIER_LIST = FormKind(
    "tier_list",
    "F21",
    TITLE,
    Term(
        "Accounts with scores by the criteria of grading; points and grade are worked out",
        "客户按分级标准的得分，自动计算总分与评级",
    ),
    declare,
    "GradeReview",
)
