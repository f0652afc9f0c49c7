"""How an account is served: warnings, complaints, feedback, requests, this year's service plan, its satisfaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.fields import Kind
from kamdesk.model.values.showing import show
from kamdesk.ui import theme
from kamdesk.ui.accounts.record_tables import add_section, fit_rows, new_in_service
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.cards import FigureCard
from kamdesk.ui.widgets.labels import label
from kamdesk.work import account_service, loss_warning
from kamdesk.work.account_service import Line, Satisfaction

_KINDS = ("Complaint", "Feedback", "ServiceRequest", "ServiceMeasure")


@dataclass(frozen=True)
class _Table:
    record: str
    title: str
    page: str


class ServicePage(QWidget):
    """Enter on a line opens it in the Service tab."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._store = desk, desk.store
        self._account_id = 0
        self.satisfaction = FigureCard(_("Satisfaction"))
        self.kept = FigureCard(_("Measures kept"))
        self.satisfaction.clicked.connect(lambda: self._go("surveys"))
        self.kept.clicked.connect(lambda: self._go("service_plans"))
        self.warnings = label("", "bad", wrap=True)
        self.tables = {
            "Complaint": _Table("Complaint", _("Complaints"), "complaints"),
            "Feedback": _Table("Feedback", _("Feedback"), "feedback"),
            "ServiceRequest": _Table("ServiceRequest", _("Service requests"), "requests"),
            "ServiceMeasure": _Table("ServiceMeasure", _("Measures of the service plan"), "service_plans"),
        }  # fmt: skip
        self.models: dict[str, RowsModel[Line]] = {}
        body = QWidget()
        body.setProperty("ground", "raised")
        body.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, theme.SPACE_4)
        column.setSpacing(0)
        cards = QHBoxLayout()
        cards.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        cards.setSpacing(theme.SPACE_3)
        cards.addWidget(self.satisfaction, 1)
        cards.addWidget(self.kept, 1)
        self.warnings.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, theme.SPACE_3)
        column.addLayout(cards)
        column.addWidget(self.warnings)
        self.heads = {}
        self.views = {}
        for record in _KINDS:
            entry = self.tables[record]
            model: RowsModel[Line] = RowsModel(_columns(), self)
            table = rows_table(model, entry.title, 1, row_height=theme.DENSE_ROW_HEIGHT)
            table.opened.connect(lambda row, record=record: self._open(record, row))
            self.models[record], self.views[record] = model, table
            self.heads[record] = add_section(column, entry.title, table)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        self.new_button = plain_button(_("New…"), "plus", self._open_new)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        bar.addStretch(1)
        bar.addWidget(self.new_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(bar)
        whole.addWidget(scroll, 1)

    def show_account(self, account_id: int) -> None:
        """Shows how an account is served, or the same one anew."""
        self._account_id = account_id
        today = self._desk.today()
        with self._store.read() as session:
            reasons = loss_warning.reasons_of(session, account_id, today)
            found = {
                "Complaint": account_service.complaint_lines(session, account_id, today),
                "Feedback": account_service.feedback_lines(session, account_id, today),
                "ServiceRequest": account_service.request_lines(session, account_id, today),
                "ServiceMeasure": account_service.measure_lines(session, account_id, today),
            }
            satisfaction = account_service.satisfaction(session, account_id)
            kept = account_service.kept(session, account_id, today)
        words = "\n".join(f"{loss_warning.REASONS[each.kind]}: {each.words}" for each in reasons)
        self.warnings.setText(words)
        self.warnings.setVisible(bool(words))
        for record, lines in found.items():
            self.models[record].show_rows(lines)
            open_ = sum(each.is_open for each in lines)
            said = _("{open} open of {count}").format(open=open_, count=len(lines))
            self.heads[record].set_count(said if lines else _("none yet"))
            fit_rows(self.views[record])
        self._show_satisfaction(satisfaction)
        if kept is None or not kept.due:
            self.kept.set_figure("—", foot=_("no measure was due this year"))
        else:
            share = Decimal(kept.kept) / kept.due
            foot = _("{kept} of {due} due as planned").format(kept=kept.kept, due=kept.due)
            self.kept.set_figure(
                show(Kind.PERCENT, share, places=0), percent=float(share) * 100, foot=foot
            )

    def _show_satisfaction(self, found: Satisfaction) -> None:
        if found.share is None:
            self.satisfaction.set_figure("—", foot=_("no questionnaire was answered yet"))
            return
        foot = _("answered {day}").format(day=found.on)
        if found.before is not None:
            foot = _("{answered} · before {share}").format(
                answered=foot, share=show(Kind.PERCENT, found.before, places=0)
            )
        self.satisfaction.set_figure(
            show(Kind.PERCENT, found.share, places=0), percent=float(found.share) * 100, foot=foot
        )

    # --------------------------------------------------------------------------------------------------------- doing

    def _open(self, record: str, row: int) -> None:
        found = self.models[record].row_at(row)
        if found is not None:
            self._desk.open_record(record, found.record_id)

    def _go(self, page: str) -> None:
        new_in_service(self, page, ("account_id", self._account_id))

    def new_menu(self) -> QMenu:
        """What can be entered for the account."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for page, words in (
            ("complaints", _("New complaint")), ("feedback", _("New feedback")),
            ("requests", _("New service request")), ("service_plans", _("New service plan")),
        ):  # fmt: skip
            menu.addAction(words).triggered.connect(lambda _on, page=page: self._new(page))
        return menu

    def _open_new(self) -> None:
        self.new_menu().popup(self.new_button.mapToGlobal(self.new_button.rect().bottomLeft()))

    def _new(self, page: str) -> None:
        new_in_service(self, page, ("new", {"account_id": self._account_id}))


def _columns() -> list[Column[Line]]:
    return [
        Column("day", _("Date"), 96, lambda each: _day(each.day), lambda _each: "muted"),
        Column("words", _("Content"), 160, lambda each: each.words),
        Column("state", _("State"), 130, lambda each: each.state, lambda each: each.role),
    ]


def _day(day: date | None) -> str:
    return f"{day}" if day is not None else "—"
