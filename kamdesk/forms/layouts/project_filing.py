"""How the forms about a sales project find it, what they know of it, and how they write it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.forms.apply import Writing
from kamdesk.forms.declaration import Form
from kamdesk.forms.differences import Candidate, FormDifference
from kamdesk.forms.filing import Filing, Known, fields_known
from kamdesk.forms.layouts import project_words as words
from kamdesk.forms.layouts.parts import account_values, named_account, names_another
from kamdesk.forms.layouts.project_analyses import ANALYSIS_ROWS, file_fishbone, fishbone_known
from kamdesk.forms.layouts.project_tables import RECORD_ROWS
from kamdesk.forms.readings import FormReading
from kamdesk.i18n import _
from kamdesk.model.account import Account
from kamdesk.model.opportunity import Opportunity
from kamdesk.work import opportunities, project_reviews

_ROWS: dict[str, Any] = {
    **{each.key: each for each in RECORD_ROWS},
    **{each.key: each for each in ANALYSIS_ROWS},
}
"""Key of a table → how its rows are known and written."""


class ProjectFiling(Filing):
    """A project by its mark, number, or account and name; with `makes`, the form begins one that is not here."""

    record = Opportunity

    def __init__(self, tables: Sequence[str], *, makes: bool = False) -> None:
        self.tables = tuple(tables)
        self.makes = makes

    def match(self, session: Session, form: Form, reading: FormReading) -> FormDifference:
        """By uid, then by number, then by account and name; without a name the only one of the account that the
        form can be about."""
        there = select(Opportunity).where(Opportunity.deleted_at.is_(None))
        marked = there.where(Opportunity.uid == reading.uid)
        known = session.scalars(marked).first() if reading.uid else None
        if known is not None:
            return self._found(session, reading, known, "uid")
        number = reading.value("opportunity.number")
        if number:
            known = session.scalars(there.where(Opportunity.number == str(number))).first()
            if known is not None:
                return self._found(session, reading, known, "number")
        name = str(reading.value("opportunity.name") or "")
        account, why = named_account(session, reading)
        if account is None:
            return FormDifference(reading, "none", None, name, refusal=why)
        own = there.where(Opportunity.account_id == account.id).order_by(Opportunity.id)
        if not name and self.makes:
            why = _("The form does not say what the project is called.")
            return FormDifference(reading, "none", None, account.name, account.id, refusal=why)
        is_open = Opportunity.outcome == "open"
        unnamed = ~is_open if form.main == "review" else is_open
        own = own.where(Opportunity.name == name if name else unnamed)
        found = list(session.scalars(own))
        if len(found) == 1:
            return self._found(session, reading, found[0], "name")
        if found:
            candidates = tuple(Candidate(each.id, f"{each.number} {each.name}") for each in found)
            return FormDifference(reading, "none", None, name, account.id, candidates=candidates)
        refusal = None
        if not self.makes:
            refusal = _("There is no project “{name}” here. File its project sheet first.").format(
                name=name or account.name
            )
        return FormDifference(
            reading, "none", None, name or account.name, account.id, refusal=refusal
        )

    @staticmethod
    def _found(
        session: Session, reading: FormReading, known: Opportunity, how: str
    ) -> FormDifference:
        account = session.get(Account, known.account_id) if known.account_id else None
        doubt = names_another(reading, account) if account is not None else None
        return FormDifference(reading, how, known.id, known.name, known.account_id, doubt=doubt)

    def known(self, session: Session, form: Form, record_id: Any) -> Known:
        """The project, its account, its tables, its newest analyses, and its review."""
        found = session.get_one(Opportunity, record_id)
        account = session.get(Account, found.account_id) if found.account_id else None
        values = account_values(account) if account is not None else {}
        values |= fields_known(form, "opportunity", found)
        values |= fishbone_known(session, found)
        review = project_reviews.review_of(session, found)
        if review is not None:
            values |= fields_known(form, "review", review)
        elif found.outcome != "open":
            values["review.outcome"] = found.outcome
        rows = {key: _ROWS[key].known(session, form, found) for key in self.tables}
        return Known(found.uid, found.name, found.account_id, values, rows)

    def prefilled(self, session: Session, account_id: int) -> Known:
        """The account, for a project that is not here yet."""
        account = session.get_one(Account, account_id)
        return Known("", account.name, account.id, account_values(account))

    def canonical(self, name: str, value: Any) -> Any:
        """Shipped stages, bones and the rows of the radar are the same in both languages."""
        if value is None:
            return None
        if name == "stage":
            return words.stage_code(str(value))
        if name == "outline":
            return words.outline_code(str(value))
        if name == "label":
            return words.normal(str(value))
        if name == "player":
            who = str(value)
            return "ours" if words.is_ours(who) else "weights" if words.is_weights(who) else who
        return value

    def file(self, work: Writing) -> None:
        """Begins the project when there is none; then field by field, row by row, then the review."""
        session, keys = work.session, work.keys("opportunity")
        if work.difference.record_id is None:
            values = {name: value for name, value in work.values(keys).items() if value is not None}
            number = work.difference.reading.value("opportunity.number")
            values |= {"account_id": work.difference.account_id}
            values |= {"number": str(number)} if number else {}
            made = opportunities.add_opportunity(session, values)
            work.made(made.id, keys)
        else:
            made = session.get_one(Opportunity, work.difference.record_id)
            for key in keys:
                change = partial(
                    opportunities.change_opportunity, session, made, work.values([key]), work.on
                )
                work.attempt([key], change)
        for table in work.form.tables:
            rows = _ROWS[table.key]
            work.rows(
                table,
                add=partial(rows.add, work, made),
                change=partial(rows.change, work, made),
                remove=partial(rows.remove, work, made),
            )
        fishbone = work.keys("fishbone")
        work.attempt(fishbone, lambda: file_fishbone(work, made, work.values(fishbone)))
        self._file_review(work, made)

    @staticmethod
    def _file_review(work: Writing, made: Opportunity) -> None:
        keys = work.keys("review")
        if project_reviews.review_of(work.session, made) is None:
            # A review is begun as a whole: its day belongs to it.
            work.attempt(keys, lambda: project_reviews.write(work.session, made, work.values(keys)))
            return
        for key in keys:
            change = partial(project_reviews.write, work.session, made, work.values([key]))
            work.attempt([key], change)
