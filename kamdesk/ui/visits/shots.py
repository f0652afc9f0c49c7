"""What pictures are taken of the Visits tab: calendar, plan, list, record, approvals, expenses and gifts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.ui.visits.approvals_page import ApprovalsPage
from kamdesk.ui.visits.expenses_page import ExpensesPage
from kamdesk.ui.visits.tab import VisitsTab

Step = tuple[str, Callable[[], object]]


def steps(tab: VisitsTab, store: Store) -> Iterator[Step]:
    """Name of a picture and what brings its subject into view; states that nothing is in are passed over."""
    today = date.today()
    yield "visits-week", partial(tab.calendar.show_week, today)
    planned = _first(store, Visit.state == "planned")
    if planned is not None:
        yield "visits-plan", partial(tab.show_visit, planned)
    yield "visits-plan-new", partial(tab.plan, None, today)
    tab.right.plan.discard()
    yield "visits-month", partial(tab.show_page, "month")
    yield "visits-list", partial(tab.show_page, "all")
    yield "visits-list-missing", partial(tab.show_page, "missing")
    yield "visits-list-nothing-found", partial(tab.list.bar.search_account, "zzzz")
    tab.list.clear_filters()
    tab.show_page("week")
    held = _first(store, Visit.state == "held")
    if held is not None:
        yield "visit-record", partial(tab.start_record, held)
        yield "visit-record-filled", partial(_fill, tab)
        yield "visit-record-end", partial(_to_the_end, tab)
        tab.right.record.form.forget()
    for name, condition in (
        ("reported", Visit.state == "reported"),
        ("closed", Visit.state == "closed"),
        ("cancelled", Visit.state == "cancelled"),
        ("reception", (Visit.kind == "reception") & (Visit.planned_on == today)),
    ):
        found = _first(store, condition)
        if found is not None:
            yield f"visit-{name}", partial(tab.show_visit, found)
    yield "visits-approvals", partial(tab.show_page, "approvals")
    yield "visits-approvals-all", partial(_choose, tab, "approvals", "segment", "all")
    yield "visits-approvals-decided", partial(_choose, tab, "approvals", "segment", "decided")
    yield "visits-expenses", partial(tab.show_page, "expenses")
    yield "visits-expenses-all", partial(_choose, tab, "expenses", "which", "all")
    yield "visits-claims", partial(_choose, tab, "expenses", "which", "claims")
    yield "visits-gifts", partial(tab.show_page, "gifts")


def _first(store: Store, condition: Any) -> int | None:
    query = select(Visit.id).where(Visit.deleted_at.is_(None), condition)
    with store.read() as session:
        return session.scalar(query.order_by(Visit.planned_on.desc(), Visit.id).limit(1))


def _fill(tab: VisitsTab) -> None:
    """A record half written, with something wrong in it; nothing of it is stored."""
    form = tab.right.record.form
    form.boxes["needs"].editor.write("18.4 %\n≤ 8 h")
    for name, written in (("objections", "7.9 %"), ("expenses", "?")):
        form.tables[name].add_row()
        form.tables[name].editors(-1)[name == "expenses"].write(written)
    form.result.choose_number(1)
    form.next.buttons[7].click()
    QApplication.processEvents()
    tab.right.record.finish_record()


def _to_the_end(tab: VisitsTab) -> None:
    tab.right.record.form.tables["expenses"].add_link.setFocus()


def _choose(tab: VisitsTab, page: str, segment: str, key: str) -> None:
    tab.show_page(page)
    made = tab.findChild(ApprovalsPage if page == "approvals" else ExpensesPage)
    getattr(made, segment).choose(key)
