"""An opportunity at the right of board and list: where it stands, what is wrong, its main fields to edit in place."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import _, ngettext
from kamdesk.model.account import Account
from kamdesk.model.fields import field_of
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.sales_words import OUTCOME
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.actions import OpportunityActions, written
from kamdesk.ui.opportunities.gate_message import button_words
from kamdesk.ui.opportunities.words import days_words, short_money
from kamdesk.ui.page import Page
from kamdesk.ui.visits.record.boxes import FieldBox
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import LinkButton, icon_button, plain_button
from kamdesk.ui.widgets.labels import ElidedLabel, IconLabel, label
from kamdesk.work import gates, opportunities, pipelines, settings
from kamdesk.work.gates import GateReport
from kamdesk.work.opportunity_views import Limits, limits

_FIELDS = (
    ("amount", 0, 0, 1), ("expected_close_on", 0, 1, 1), ("owner_id", 1, 0, 1), ("next_contact_on", 1, 1, 1),
    ("next_step", 2, 0, 2), ("forecast_category", 3, 0, 1), ("source", 3, 1, 1), ("need", 4, 0, 2), ("note", 5, 0, 2),
)  # fmt: skip
"""Field, and row, column and span of its place."""
_MOST_MOVES = 8


class StageStrip(QWidget):
    """The stages as small pieces: those behind filled, the one it stands in strong, the rest empty."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(8)
        self._count, self._at, self._role = 0, -1, "accent"

    def show_stage(self, count: int, at: int, role: str) -> None:
        """`at` of `count` stages, in the colour of `role`."""
        self._count, self._at, self._role = count, at, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        if not self._count:
            return
        width = self.width() / self._count
        for place in range(self._count):
            box = QRectF(place * width + 1, 1, width - 2, 6)
            ground = self._role if place <= self._at else "sunken"
            painter.setOpacity(0.5 if place < self._at else 1)
            paint.rounded(painter, box, 2, theme.color(ground))


class OpportunityDetail(Page):
    """`open_wanted(id, section)`: its project page. A field is stored when it is left."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "Opportunity", "Account", "Staff", "Stage", "StageGate", "StageChange", "ChainLink", "TeamMember",
            "Analysis", "Action", "Risk", "Quotation", "OpportunityCompetitor", "Contact", "Review",
            "SettingValue",
        }
    )  # fmt: skip
    open_wanted = Signal(int, str)
    closed = Signal()

    def __init__(self, desk: Desk, actions: OpportunityActions) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "raised")
        self._desk, self._store, self._act = desk, desk.store, actions
        self.opportunity_id: int | None = None
        self.boxes: dict[str, FieldBox] = {}
        self._account_id: int | None = None
        self._build()
        self.track(desk.events.changed, self.on_changed)

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QFrame()
        head.setProperty("line", "bottom")
        head.setFixedHeight(theme.PAGE_BAR_HEIGHT)
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_2, 0)
        row.setSpacing(theme.SPACE_2)
        self._name = ElidedLabel("", "heading")
        row.addWidget(self._name, 1)
        self.open_button = plain_button(_("Open the project"), "", self._open_project)
        row.addWidget(self.open_button)
        self.more_button = icon_button("more", _("More"), self._open_menu)
        row.addWidget(self.more_button)
        row.addWidget(icon_button("x", _("Close"), self.closed.emit))
        outer.addWidget(head)
        inner = QWidget()
        inner.setProperty("ground", "raised")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(*[theme.SPACE_4] * 4)
        self._column.setSpacing(theme.SPACE_2)
        first = QHBoxLayout()
        first.setSpacing(theme.SPACE_2)
        self.account_link = LinkButton("", self._open_account)
        first.addWidget(self.account_link)
        self._number = label("", "small")
        first.addWidget(self._number)
        first.addStretch(1)
        self._column.addLayout(first)
        self._strip, self._stage = StageStrip(), label("", "", wrap=True)
        self._column.addWidget(self._strip)
        self._column.addWidget(self._stage)
        self._money = label("", "muted", wrap=True)
        self._column.addWidget(self._money)
        self._flags = QVBoxLayout()
        self._flags.setSpacing(theme.SPACE_1)
        self._column.addLayout(self._flags)
        self._column.addWidget(self._fields())
        self._gate = QVBoxLayout()
        self._gate.setSpacing(0)
        self._column.addLayout(self._gate)
        self._moves = QVBoxLayout()
        self._moves.setSpacing(2)
        self._column.addLayout(self._moves)
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inner)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(scroll, 1)

    def _fields(self) -> QWidget:
        place = QWidget()
        grid = QGridLayout(place)
        grid.setContentsMargins(0, theme.SPACE_2, 0, theme.SPACE_2)
        grid.setHorizontalSpacing(theme.SPACE_3)
        grid.setVerticalSpacing(theme.SPACE_2)
        context = EditContext(self._store)
        for name, row, column, span in _FIELDS:
            box = FieldBox(field_of(Opportunity, name), context)
            box.editor.input().installEventFilter(self)
            box.editor.finished.connect(partial(self._store_box, name))
            self.boxes[name] = box
            grid.addWidget(box, row, column, 1, span)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        return place

    # ------------------------------------------------------------------------------------------------ what is shown

    def show_opportunity(self, opportunity_id: int) -> bool:
        """Shows an opportunity; False when there is none."""
        with self._store.read() as session:
            one = session.get(Opportunity, opportunity_id)
            if one is None or one.deleted_at is not None:
                self.opportunity_id = None
                return False
            self.opportunity_id = opportunity_id
            self._show_head(session, one)
            self._show_flags(one, limits(session))
            for name, box in self.boxes.items():
                field = field_of(Opportunity, name)
                box.show_value(field.get(one), written(session, field, one))
                box.setEnabled(not self._store.read_only)
            report = gates.report(session, one) if one.outcome == "open" else None
            moves = self._moves_of(session, one)
        self._show_gate(report)
        self._show_moves(moves)
        return True

    def _show_head(self, session: Session, one: Opportunity) -> None:
        self._name.setText(one.name)
        self._number.setText(one.number)
        account = session.get(Account, one.account_id) if one.account_id is not None else None
        self._account_id = one.account_id
        self.account_link.setText(account.title if account is not None else _("no account yet"))
        self.account_link.setEnabled(account is not None)
        stages = pipelines.stages_of(pipelines.all_stages(session), one.pipeline_id)
        place = next((n for n, each in enumerate(stages) if each.id == one.stage_id), 0)
        stage = stages[place]
        role = {"open": "accent", "won": "good", "lost": "bad"}.get(one.outcome, "muted")
        self._strip.show_stage(len(stages), place, role)
        days = (self._desk.today() - one.stage_since).days
        words = f"{place + 1}/{len(stages)} {stage.title}"
        if one.outcome == "open":
            words += f" · {days_words(days)}"
        else:
            words += f" · {OUTCOME.label(one.outcome)} {one.closed_on or ''}"
            words += f" · {one.outcome_reason}" if one.outcome_reason else ""
        self._stage.setText(words)
        chance = opportunities.probability_of(one, stage)
        wan = settings.get(session, "money_display") == "wan"
        said = [_("probability {percent}%").format(percent=chance)]
        if one.amount is not None:
            weighted = short_money(one.amount * chance / 100, one.currency, wan=wan)
            said.append(_("weighted {amount}").format(amount=weighted))
        if one.probability is not None and one.outcome == "open":
            said.append(_("own estimate: {reason}").format(reason=one.probability_reason or "—"))
        self._money.setText(" · ".join(said))

    def _show_flags(self, one: Opportunity, known: Limits) -> None:
        _empty(self._flags)
        today, found = self._desk.today(), []
        if one.outcome == "open":
            if one.next_contact_on is not None and one.next_contact_on < today:
                late = (today - one.next_contact_on).days
                words = ngettext(
                    "next contact {count} day overdue", "next contact {count} days overdue", late
                )
                found.append(("phone", "bad", words.format(count=late)))
            if known.is_stalled(one.stage_since, today):
                words = _("in this stage for more than {days} days").format(days=known.stalled_days)
                found.append(("clock", "bad", words))
            if known.is_slipping(one.slips, one.slipped_days):
                words = _("slipping: put off {count} times, by {days} days")
                words = words.format(count=one.slips, days=one.slipped_days)
                found.append(("postpone", "warn", words))
            if not one.next_step:
                found.append(("warning", "warn", _("no next step")))
        for icon, role, words in found:
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_2)
            row.addWidget(IconLabel(icon, role, 14))
            row.addWidget(label(words, role), 1)
            self._flags.addLayout(row)

    def _show_gate(self, report: GateReport | None) -> None:
        _empty(self._gate)
        if report is None:
            return
        total = len(report.missing) + len(report.present)
        words = _("To leave “{stage}”: {present} of {total} there").format(
            stage=report.stage, present=len(report.present), total=total
        )
        self._gate.addWidget(
            label(words if total else _("This stage asks for nothing."), "heading")
        )
        for each in report.missing:
            row = QHBoxLayout()
            row.setContentsMargins(0, 2, 0, 2)
            row.setSpacing(theme.SPACE_2)
            row.addWidget(IconLabel("x", "bad", 14))
            row.addWidget(ElidedLabel(each.words), 1)
            button = plain_button(
                button_words(each.key), clicked=partial(self._fill, each.key), small=True
            )
            button.setAccessibleName(_("Fill in: {what}").format(what=each.words))
            button.setEnabled(not self._store.read_only)
            row.addWidget(button)
            self._gate.addLayout(row)

    def _moves_of(self, session: Session, one: Opportunity) -> list[str]:
        stages = {each.id: each.title for each in pipelines.all_stages(session)}
        told = []
        for each in reversed(opportunities.stage_changes(session, one)[-_MOST_MOVES:]):
            words = f"{each.on:%Y-%m-%d}  {stages.get(each.to_id, '—')}"
            reason = each.override_reason or each.reason
            told.append(f"{words} · {reason}" if reason else words)
        return told

    def _show_moves(self, moves: list[str]) -> None:
        _empty(self._moves)
        self._moves.addWidget(label(_("Moves"), "heading"))
        for each in moves:
            self._moves.addWidget(ElidedLabel(each, "small"))

    def refresh(self) -> None:
        if self.opportunity_id is not None and not self.show_opportunity(self.opportunity_id):
            self.closed.emit()

    # ------------------------------------------------------------------------------------------------ editing in place

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            for name, box in self.boxes.items():
                if box.editor.input() is watched and box.editor.is_dirty():
                    QTimer.singleShot(0, self, partial(self._store_box, name))
        return super().eventFilter(watched, event)

    def _store_box(self, name: str) -> None:
        if self.boxes[name].editor.is_dirty():
            self._try([name])

    def _try(self, names: list[str]) -> bool:
        """Stores these fields; what is wrong is said at the field, and what was typed stays."""
        if self.opportunity_id is None:
            return True
        values = {}
        for name in names:
            box = self.boxes[name]
            reading = box.read()
            if reading.problem and not reading.kept:
                box.show_error(reading.problem)
                return False
            values[name] = reading.value
            if name == "amount" and reading.currency:
                values["currency"] = reading.currency
        try:
            self._act.change(self.opportunity_id, values)
        except RuleError as refusal:
            wrong = self.boxes.get(refusal.field or "", self.boxes[names[0]])
            wrong.show_error(refusal.sentence)
            return False
        for name in names:
            self.boxes[name].editor.accept()
        self.refresh()
        return True

    def dirty(self) -> list[str]:
        """The fields in which something is typed that is not stored."""
        return [name for name, box in self.boxes.items() if box.editor.is_dirty()]

    def has_unsaved(self) -> bool:
        return self.opportunity_id is not None and bool(self.dirty())

    def save(self) -> None:
        names = self.dirty()
        if names and not self._try(names):
            wrong = next((box for box in self.boxes.values() if box.error()), None)
            raise RuleError(wrong.error() if wrong is not None else _("This cannot be stored."))

    def save_record(self) -> None:
        names = self.dirty()
        if names:
            self._try(names)

    def discard(self) -> None:
        if self.opportunity_id is not None:
            self.show_opportunity(self.opportunity_id)

    # ------------------------------------------------------------------------------------------------------- answers

    def _fill(self, key: str) -> None:
        if self.opportunity_id is not None:
            self._act.fill_in(self.opportunity_id, (key,))

    def _open_project(self) -> None:
        if self.opportunity_id is not None:
            self.open_wanted.emit(self.opportunity_id, "")

    def _open_account(self) -> None:
        if self._account_id is not None:
            self._desk.open_record("Account", self._account_id)

    def _open_menu(self) -> None:
        if self.opportunity_id is not None:
            corner = self.more_button.rect().bottomLeft()
            self._act.menu(self.opportunity_id).popup(self.more_button.mapToGlobal(corner))


def _empty(column: QVBoxLayout) -> None:
    """Takes everything out of a layout."""
    while column.count():
        item = column.takeAt(0)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif isinstance(inner, QHBoxLayout):
            while inner.count():
                each = inner.takeAt(0)
                held = each.widget() if each is not None else None
                if held is not None:
                    held.hide()
                    held.deleteLater()
