"""The visits of an account: what is planned, what was held, and the ways to plan one or to write one down."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget
from sqlalchemy import bindparam, case, func, select

from kamdesk.i18n import _, ngettext
from kamdesk.model.department import Staff
from kamdesk.model.fields import field_of
from kamdesk.model.terms import Vocabulary
from kamdesk.model.visit import Visit
from kamdesk.model.vocabulary import VISIT_KIND, VISIT_RESULT, VISIT_STATE
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import ElidedLabel
from kamdesk.work.visit_states import HAPPENED, OPEN

_LIMIT = 500
_TABLE, _EMPTY = range(2)

# Asked whenever the page is shown: building the query would take longer than asking it.
_DAY = func.coalesce(Visit.held_on, Visit.planned_on)
_IS_OPEN = Visit.state.in_(OPEN)
_VISITS = (
    select(Visit, Staff.name)
    .outerjoin(Staff, Staff.id == Visit.owner_id)
    .where(Visit.account_id == bindparam("account_id"), Visit.deleted_at.is_(None))
    .order_by(_IS_OPEN.desc(), case((_IS_OPEN, _DAY)), _DAY.desc(), Visit.id.desc())
    .limit(_LIMIT)
)

Row = tuple[Visit, str]


class VisitsPage(QWidget):
    """Plans first, the nearest on top, then what was held. `plan_wanted`, `entry_wanted`: the buttons."""

    plan_wanted = Signal()
    entry_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._store = desk, desk.store
        self._said = ElidedLabel("", "muted")
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        bar.setSpacing(theme.SPACE_2)
        bar.addWidget(self._said, 1)
        bar.addWidget(plain_button(_("Plan a visit"), "calendar", self.plan_wanted.emit))
        bar.addWidget(plain_button(_("Write one down"), "pencil", self.entry_wanted.emit))
        self.model: RowsModel[Row] = RowsModel(_columns(), self)
        self.table = rows_table(self.model, _("Visits"), 3, row_height=theme.DENSE_ROW_HEIGHT)
        self.table.opened.connect(self._open)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        empty = EmptyState(
            "map-pin",
            _("Not visited yet"),
            _("Visits, receptions, call-backs and calls with this account stand here."),
            [
                primary_button(_("Plan a visit"), "calendar", self.plan_wanted.emit),
                plain_button(_("Write one down"), "pencil", self.entry_wanted.emit),
            ],
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(listed)
        self._stack.addWidget(empty)

    def show_account(self, account_id: int) -> None:
        """Shows the visits of an account, or those of the same one anew."""
        kept = self.model.row_at(self.table.current_row())
        with self._store.read() as session:
            found = [
                (row[0], row[1] or "")
                for row in session.execute(_VISITS, {"account_id": account_id})
            ]
        self.model.show_rows(found)
        self._stack.setCurrentIndex(_TABLE if found else _EMPTY)
        place = next((n for n, row in enumerate(found) if kept and row[0].id == kept[0].id), 0)
        if found:
            self.table.go_to_row(place)
        planned = sum(visit.state in OPEN for visit, _name in found)
        held = sum(visit.state in HAPPENED for visit, _name in found)
        said = [
            ngettext("{count} visit planned", "{count} visits planned", planned).format(
                count=planned
            ),
            ngettext("{count} held", "{count} held", held).format(count=held),
        ]
        if len(found) == _LIMIT:
            said.append(_("the newest {count} are listed").format(count=_LIMIT))
        self._said.setText(" · ".join(said))

    def _open(self, row: int) -> None:
        found = self.model.row_at(row)
        if found is not None:
            self._desk.open_record("Visit", found[0].id)


def _day(row: Row) -> str:
    visit = row[0]
    day = visit.held_on or visit.planned_on
    return f"{day:%Y-%m-%d}" if day is not None else "—"


def _role(row: Row) -> str:
    visit = row[0]
    due = visit.planned_on if visit.state in OPEN else visit.held_on
    late = visit.state in (*OPEN, "held") and due is not None and due < date.today()
    if late:
        return "bad"
    return "muted" if visit.state in ("cancelled", "postponed", "rejected", "closed") else "text"


def _result(row: Row) -> str:
    visit = row[0]
    if visit.result:
        return VISIT_RESULT.label(visit.result)
    return visit.reason or ""


def _room(choices: Vocabulary) -> int:
    """The width that the labels of a list of choices need, within limits."""
    return min(max(theme.text_width(str(one.label)) for one in choices) + 36, 140)


def _columns() -> list[Column[Row]]:
    names = {name: field_of(Visit, name).label for name in ("kind", "state", "subject", "result")}
    return [
        Column("day", field_of(Visit, "held_on").label, 104, _day, _role),
        Column("kind", names["kind"], _room(VISIT_KIND), lambda row: VISIT_KIND.label(row[0].kind)),
        Column("state", names["state"], _room(VISIT_STATE), lambda row: VISIT_STATE.label(row[0].state), _role),
        Column("subject", names["subject"], 160, lambda row: row[0].subject),
        Column("owner", field_of(Visit, "owner_id").label, 72, lambda row: row[1], lambda _row: "muted"),
        Column("result", names["result"], _room(VISIT_RESULT), _result),
    ]  # fmt: skip
