"""The demonstration's contracts, purchases, complaints, feedback, requests, service plans, surveys and activities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kamdesk.model.activity import Activity, Invitee, LetterTemplate
from kamdesk.model.contract import Contract, Milestone
from kamdesk.model.expense import Expense
from kamdesk.model.purchase import Purchase
from kamdesk.model.service import (
    Complaint,
    ComplaintReopening,
    Feedback,
    ServiceMeasure,
    ServicePart,
    ServicePlan,
    ServiceRequest,
)
from kamdesk.model.survey import Survey, SurveyAnswer, SurveyItem
from kamdesk.model.visit import CallbackPlan, Visit
from kamdesk.work import settings, standard_time
from kamdesk.work.demo_sales import Sales
from kamdesk.work.demo_visits import Rows
from kamdesk.work.numbers import next_by_pattern

_CURRENCY = "CNY"
_PERIODS = {"quarterly": (3, 6, 9, 12), "half_yearly": (6, 12), "yearly": (11,)}
"""Rhythm of a measure → the months at whose end it is due."""
_MISSED = 7
"""Of so many call-backs that were due, one was not made."""


def add_keeping(sales: Sales, rows: Rows, more: Mapping[str, Any]) -> None:
    """Adds what the files of that name tell, and ``service.json`` (`more`)."""
    keeping = _Keeping(sales)
    keeping.add_contracts(rows("contracts.csv"))
    keeping.add_purchases(rows("purchases.csv"))
    keeping.add_complaints(rows("complaints.csv"))
    keeping.add_feedback(rows("feedback.csv"))
    keeping.add_requests(rows("requests.csv"))
    for plan in more["plans"]:
        keeping.add_plan(plan)
    for survey in more["surveys"]:
        keeping.add_survey(survey, more["items"])
    for activity in more["activities"]:
        keeping.add_activity(activity)
    for letter in more["letters"]:
        keeping.session.add(LetterTemplate(**letter))
    keeping.add_callbacks()
    keeping.session.flush()


class _Keeping:
    """What the files name, as records."""

    def __init__(self, sales: Sales) -> None:
        self.sales = sales
        self.office = sales.office
        self.session: Session = sales.office.session
        self.day: date = sales.office.day
        self.clock = standard_time.Clock(self.session)

    def ago(self, days: str | int | None) -> date | None:
        """So many days before the day of loading; "" for none."""
        return None if days in (None, "") else self.day - timedelta(days=int(days or 0))

    def day_ago(self, days: str | int) -> date:
        """The same where there is a day."""
        return self.day - timedelta(days=int(days))

    def account(self, key: str) -> int:
        """The id of an account."""
        return self.office.accounts[key].id

    def person(self, account: str, name: str | None) -> int | None:
        """The id of a contact."""
        found = self.office.people.get((account, name or ""))
        return found.id if found is not None else None

    def staff(self, number: str | None) -> int | None:
        """The id of a member of staff."""
        found = self.office.staff.get(number or "")
        return found.id if found is not None else None

    def add_contracts(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Contracts with their milestones."""
        for place, row in enumerate(rows, 1):
            account = self.office.accounts[row["account"]]
            signed = self.ago(row["signed"])
            contract = Contract(
                number=f"HT-{(signed or self.day).year}-{place:03}", name=row["name"], account_id=account.id,
                owner_id=account.owner_id, state=row["state"], signed_on=signed, starts_on=self.ago(row["starts"]),
                ends_on=self.ago(row["ends"]), amount=Decimal(row["amount"]), currency=_CURRENCY, terms=row["terms"],
                payment_terms=row["payment_terms"],
            )  # fmt: skip
            self.session.add(contract)
            self.session.flush()
            for text in filter(None, row["milestones"].split("；")):
                kind, name, due, done, amount = text.split("|")
                self.session.add(
                    Milestone(
                        contract_id=contract.id, kind=kind, name=name, due_on=self.ago(due), done_on=self.ago(done),
                        amount=_amount(amount),
                    )
                )  # fmt: skip

    def add_purchases(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Two years of orders, with returns and a few in another currency."""
        for place, row in enumerate(rows, 1):
            on = self.day_ago(row["days_ago"])
            delivered = self.ago(row["delivered"])
            self.session.add(
                Purchase(
                    number=f"PO-{on:%y%m}-{place:03}", on=on, account_id=self.account(row["account"]),
                    product_id=self.sales.products[row["product"]].id, quantity=Decimal(row["quantity"]),
                    amount=Decimal(row["amount"]), cost=_amount(row["cost"]), currency=row["currency"],
                    rate=_amount(row["rate"]), due_on=self.ago(row["due"]), delivered_on=delivered,
                    state="delivered" if delivered is not None or row["note"] else "ordered", note=row["note"] or None,
                )
            )  # fmt: skip

    def add_complaints(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Complaints, judged or not, answered in time or late, some reopened."""
        days = {
            severity: settings.get(self.session, f"complaint_days_{severity}")
            for severity in ("high", "medium", "low")
        }
        pattern = settings.get(self.session, "complaint_number")
        for row in rows:
            on = self.day_ago(row["days_ago"])
            judged = row["judgement"] != "pending"
            complaint = Complaint(
                number=next_by_pattern(self.session, "complaint", pattern, on, Complaint.number), received_on=on,
                account_id=self.account(row["account"]), contact_id=self.person(row["account"], row["person"]),
                channel=row["channel"], category=row["category"], severity=row["severity"], content=row["content"],
                judgement=row["judgement"], judged_on=min(on + timedelta(days=2), self.day) if judged else None,
                cause_kind=row["cause_kind"] or None, cause=row["cause"] or None, handler_id=self.staff(row["handler"]),
                due_on=on + timedelta(days=days[row["severity"]]), solution=row["solution"] or None,
                answered_on=self.ago(row["answered"]), cost=_amount(row["cost"]), currency=_CURRENCY,
                confirmed_on=self.ago(row["confirmed"]), prevention=row["prevention"] or None,
            )  # fmt: skip
            self.session.add(complaint)
            self.session.flush()
            if row["reopened"]:
                again, _bar, reason = row["reopened"].partition("|")
                self.session.add(
                    ComplaintReopening(
                        complaint_id=complaint.id, on=self.day_ago(again), reason=reason
                    )
                )

    def add_feedback(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Opinions and questions with their standard time."""
        for row in rows:
            on = self.day_ago(row["days_ago"])
            due = self.clock.due(on, row["at"], int(row["hours"]))
            answered = self.ago(row["answered"])
            self.session.add(
                Feedback(
                    kind=row["kind"], received_on=on, received_at=row["at"], account_id=self.account(row["account"]),
                    contact_id=self.person(row["account"], row["person"]), channel=row["channel"],
                    content=row["content"], handler_id=self.staff(row["handler"]), standard_hours=int(row["hours"]),
                    due_on=due.on, due_at=due.at, answered_on=answered,
                    answered_at="16:30" if answered is not None else None, reply=row["reply"] or None,
                    withdrawn_on=self.ago(row["withdrawn"]),
                )
            )  # fmt: skip

    def add_requests(self, rows: Iterable[Mapping[str, str]]) -> None:
        """Repairs, parts and services beyond the contract."""
        pattern = settings.get(self.session, "request_number")
        for row in rows:
            on = self.day_ago(row["days_ago"])
            request = ServiceRequest(
                number=next_by_pattern(self.session, "request", pattern, on, ServiceRequest.number), kind=row["kind"],
                requested_on=on, account_id=self.account(row["account"]),
                contact_id=self.person(row["account"], row["person"]),
                product_id=self.sales.products[row["product"]].id, content=row["content"],
                handler_id=self.staff(row["handler"]), due_on=self.ago(row["due"]), done_on=self.ago(row["done"]),
                given=row["given"] or None, cost=_amount(row["cost"]), charged=_amount(row["charged"]),
                currency=_CURRENCY,
            )  # fmt: skip
            self.session.add(request)
            self.session.flush()
            for text in filter(None, row["parts"].split("；")):
                name, quantity, unit_cost = text.split("|")
                self.session.add(
                    ServicePart(
                        service_request_id=request.id, name=name, quantity=Decimal(quantity),
                        unit_cost=Decimal(unit_cost),
                    )
                )  # fmt: skip

    def add_plan(self, given: Mapping[str, Any]) -> None:
        """A year's plan; of its measures the ones that are past were kept (y), late (l), not as planned (n), left
        out as not applicable (x) or not done (-)."""
        year = self.day.year - given["years_back"]
        plan = ServicePlan(
            account_id=self.account(given["account"]), year=year, owner_id=self.staff(given["owner"]),
            state="evaluated" if given["years_back"] else "running", needs=given["needs"], goal=given["goal"],
            evaluation=given["evaluation"] or None, improvement=given["improvement"] or None,
            evaluated_on=date(year, 12, 28) if given["years_back"] else None,
        )  # fmt: skip
        self.session.add(plan)
        self.session.flush()
        for measure in given["measures"]:
            for month, kept in zip(_PERIODS[measure["rhythm"]], measure["kept"], strict=True):
                due = date(year, month, 25)
                past = due <= self.day
                done = due - timedelta(days=4) if kept in "yn" else due + timedelta(days=6)
                is_done = past and kept in "yln" and done <= self.day
                self.session.add(
                    ServiceMeasure(
                        service_plan_id=plan.id, what=measure["what"], rhythm=measure["rhythm"], due_on=due,
                        responsible_id=self.staff(given["owner"]), done_on=done if is_done else None,
                        as_planned=kept != "n" if is_done else None, not_applicable=past and kept == "x",
                    )
                )  # fmt: skip

    def add_survey(self, given: Mapping[str, Any], items: Iterable[Iterable[str]]) -> None:
        """A round of the questionnaire: sent to many, answered by some."""
        sent = self.day_ago(given["sent"])
        survey = Survey(
            name=given["name"],
            round=given["round"],
            sent_on=sent,
            closes_on=self.ago(given["closes"]),
        )
        self.session.add(survey)
        self.session.flush()
        keys = []
        for place, (key, question, weight) in enumerate(items, 1):
            keys.append(key)
            self.session.add(
                SurveyItem(
                    survey_id=survey.id, key=key, position=place, question=question, weight=Decimal(weight), full_mark=5
                )
            )  # fmt: skip
        for answer in given["answers"]:
            marks = zip(keys, answer["marks"].split(), strict=False)
            self.session.add(
                SurveyAnswer(
                    survey_id=survey.id, account_id=self.account(answer["account"]), sent_on=sent,
                    contact_id=self.person(answer["account"], answer["person"]),
                    answered_on=self.ago(answer["answered"]), comment=answer["comment"] or None,
                    scores={key: int(mark) for key, mark in marks if mark != "-"},
                )
            )  # fmt: skip

    def add_activity(self, given: Mapping[str, Any]) -> None:
        """An activity with whom it was for and what it cost."""
        on = self.day_ago(given["days_ago"])
        activity = Activity(
            name=given["name"], kind=given["kind"], on=on, place=given["place"], segment=given["segment"] or None,
            account_id=self.account(given["account"]) if given.get("account") else None, goal=given["goal"],
            owner_id=self.staff(given["owner"]), budget=Decimal(given["budget"]), currency=_CURRENCY,
            state=given["state"], result=given["result"] or None, lesson=given["lesson"] or None,
        )  # fmt: skip
        self.session.add(activity)
        self.session.flush()
        for category, amount, note in given["expenses"]:
            self.session.add(
                Expense(
                    on=on, category=category, amount=Decimal(amount), currency=_CURRENCY, note=note, state="paid",
                    activity_id=activity.id, staff_id=activity.owner_id,
                )
            )  # fmt: skip
        for each in given["invitees"]:
            self.session.add(
                Invitee(
                    activity_id=activity.id, account_id=self.account(each["account"]),
                    contact_id=self.person(each["account"], each["person"]), answer=each["answer"],
                    came=each["came"], invited_on=min(on - timedelta(days=14), self.day),
                )
            )  # fmt: skip

    def add_callbacks(self) -> None:
        """The plans that the call-backs of the past fulfilled, and a few that nobody kept."""
        answered = select(CallbackPlan.visit_id).where(CallbackPlan.visit_id.is_not(None))
        query = (
            select(Visit)
            .where(Visit.kind == "callback", Visit.held_on.is_not(None), Visit.id.not_in(answered))
            .order_by(Visit.held_on, Visit.id)
        )
        for place, visit in enumerate(self.session.scalars(query).all()):
            assert visit.held_on is not None  # the query asks for it
            plan = CallbackPlan(account_id=visit.account_id, due_on=visit.held_on)
            if place % _MISSED:
                plan.visit_id = visit.id
            else:
                plan.due_on = visit.held_on - timedelta(days=95)
                plan.cancelled_on = visit.held_on
                plan.cancel_reason = "逾期未回访，并入下次回访"
            self.session.add(plan)


def _amount(text: str) -> Decimal | None:
    return Decimal(text) if text else None
