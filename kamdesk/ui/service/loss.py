"""Loss and win-back: accounts that may be lost with the reasons, those to be won back, and the register of losses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import _, message
from kamdesk.model.account import Account, AccountStatusChange
from kamdesk.model.fields import RecordField, field_of
from kamdesk.model.values import show_money
from kamdesk.model.vocabulary import ACCOUNT_STATUS, LOSS_CAUSE
from kamdesk.progress import Progress
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.page import Page
from kamdesk.ui.reader import Reader
from kamdesk.ui.record_pages.ask_dialog import AskDialog
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.delegates import CellDelegate
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import ElidedLabel
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.ui.widgets.paged_table import PagedTable
from kamdesk.work import loss, loss_warning, settings
from kamdesk.work.loss import Loss
from kamdesk.work.loss_warning import REASONS, AtRisk

WARNING, WIN_BACK, REGISTER = "warning", "win_back", "register"
_FIELDS = ("on", "cause", "reason", "lesson")


@dataclass(frozen=True)
class _Found:
    warned: list[AtRisk]
    losses: list[Loss]
    to_win_back: list[Loss]
    currency: str
    wan: bool


class LossPage(Page):
    """Three lists; Enter opens the account, the buttons note a loss, what was learned, or that it is won back."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {"Account", "AccountStatusChange", "Purchase", "Complaint", "Contract", "Visit", "SettingValue"}
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._store = desk, desk.store
        self._found = _Found([], [], [], "CNY", wan=False)
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.which = Segment(
            [(WARNING, _("Early warning")), (WIN_BACK, _("To win back")), (REGISTER, _("Losses"))],
            WARNING,
            name=_("Lists"),
        )
        self.which.chosen.connect(self.show_list)
        self.lose_button = plain_button(_("Note a loss…"), "x", self.lose)
        self.back_button = plain_button(_("Won back…"), "restore", self.win_back)
        self.learn_button = plain_button(_("Cause and lesson…"), "pencil", self.learn)
        self.visit_button = plain_button(_("Plan a visit"), "calendar", self.plan_visit)
        self._head = PageHead(
            _("Loss and win-back"), self.which, self.lose_button, self.back_button, self.learn_button,
            self.visit_button,
        )  # fmt: skip
        self.said = ElidedLabel("", "muted")
        self.warned: RowsModel[AtRisk] = RowsModel(self._warning_columns(), self)
        self.back: RowsModel[Loss] = RowsModel(self._loss_columns(WIN_BACK), self)
        self.register: RowsModel[Loss] = RowsModel(self._loss_columns(REGISTER), self)
        self.tables: dict[str, PagedTable] = {
            WARNING: rows_table(self.warned, _("Early warning"), 2),
            WIN_BACK: rows_table(self.back, _("To win back"), 5),
            REGISTER: rows_table(self.register, _("Losses"), 5),
        }
        self._stack = QStackedWidget()
        for key, table in self.tables.items():
            table.setItemDelegate(CellDelegate(table))
            table.setItemDelegateForColumn(1, CellDelegate(table, name=True))
            table.opened.connect(lambda _row: self.open_account())
            table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            table.customContextMenuRequested.connect(partial(self._open_menu, key))
            self._stack.addWidget(table)
        self._nothing = self._empty()
        self._stack.addWidget(self._nothing)
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        row.addWidget(self.said, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(bar)
        column.addWidget(self._stack, 1)
        self._reader = Reader[_Found](_("Loss and win-back"), self._show, self)
        self.track(desk.events.changed, self.on_changed)

    def _empty(self) -> QWidget:
        return EmptyState(
            "check",
            _("Nothing here"),
            _(
                "Accounts that fall silent, buy less, complain or let a contract end are listed here, and lost ones."
            ),
            [],
        )

    # ------------------------------------------------------------------------------------------------- what it shows

    def refresh(self) -> None:
        self._reader.want(partial(self._read, self._desk.today()))

    def _read(self, today: date, _progress: Progress) -> _Found:
        with self._store.read() as session:
            found = loss.losses(session)
            return _Found(
                loss_warning.at_risk(session, today),
                found,
                loss.still_lost(found),
                settings.get(session, "default_currency"),
                settings.get(session, "money_display") == "wan",
            )

    def _show(self, found: _Found) -> None:
        self._found = found
        for model, rows in (
            (self.warned, found.warned), (self.back, found.to_win_back), (self.register, found.losses),
        ):  # fmt: skip
            table = next(each for each in self.tables.values() if each.model() is model)
            row = table.current_row()
            model.show_rows(rows)  # type: ignore[arg-type]  # each model with its own rows
            if rows:
                table.go_to_row(min(max(row, 0), len(rows) - 1))
        self.show_list(self.which.current())

    def show_list(self, key: str) -> None:
        """Shows one of the three lists."""
        model = self.tables[key].model()
        count = model.rowCount()
        self._stack.setCurrentWidget(self.tables[key] if count else self._nothing)
        self._head.set_count(f"{count:,}" if count else "")
        self.said.setText(self._words(key))
        able = bool(count) and not self._store.read_only
        self.lose_button.setVisible(key == WARNING)
        self.back_button.setVisible(key == WIN_BACK)
        self.learn_button.setVisible(key != WARNING)
        for button in (self.lose_button, self.back_button, self.learn_button, self.visit_button):
            button.setEnabled(able)

    def _words(self, key: str) -> str:
        if key == WARNING:
            kinds = [reason.kind for each in self._found.warned for reason in each.reasons]
            said = [
                _("{reason} {count}").format(reason=REASONS[kind], count=kinds.count(kind))
                for kind in REASONS
                if kind in kinds
            ]
            return " · ".join(said)
        found = self._found.to_win_back if key == WIN_BACK else self._found.losses
        said = [
            _("{reason} {count}").format(
                reason=LOSS_CAUSE.label(each.cause) if each.cause else _("cause not noted"),
                count=each.count,
            )
            for each in loss.causes(found)
        ]
        return " · ".join(said)

    def show_subject(self, subject: object) -> None:
        """Goes to one of the lists by its key."""
        if subject in self.tables:
            self.which.choose(str(subject))
            self.show_list(str(subject))

    def _money(self, amount: Decimal) -> str:
        return show_money(
            amount, self._found.currency, places=None if self._found.wan else 0, wan=self._found.wan
        )

    def _warning_columns(self) -> list[Column[AtRisk]]:
        return [
            Column("tier", _("Tier"), 52, lambda each: each.tier or ""),
            Column("name", str(Account.TERM), 170, lambda each: each.name),
            Column("reasons", _("Why"), 300, _reasons, lambda _each: "bad"),
            Column("before", _("Bought a year ago"), 130, lambda each: self._money(each.before), numeric=True),
            Column("amount", _("Bought now"), 120, lambda each: self._money(each.amount), numeric=True),
            Column("last", _("Last purchase"), 104, lambda each: _day(each.last_purchase_on)),
            Column("contact", _("Last contact"), 104, lambda each: _day(each.last_contact_on)),
            Column("owner", _("Owner"), 76, lambda each: each.owner, lambda _each: "muted"),
        ]  # fmt: skip

    def _loss_columns(self, key: str) -> list[Column[Loss]]:
        found: list[Column[Loss]] = [
            Column("on", _("Lost on"), 104, lambda each: _day(each.on)),
            Column("name", str(Account.TERM), 170, lambda each: each.name),
            Column("was", _("It was"), 88, lambda each: ACCOUNT_STATUS.label(each.was) if each.was else "—"),
            Column("year", _("Bought in the year before"), 150, lambda each: self._money(each.year_before),
                   numeric=True),
            Column("cause", _("Cause"), 130, lambda each: LOSS_CAUSE.label(each.cause) if each.cause else "—"),
            Column("reason", _("Reason and lesson"), 240, _lesson),
        ]  # fmt: skip
        if key == WIN_BACK:
            contact = Column[Loss](
                "next", _("Next contact"), 104, lambda each: _day(each.next_contact_on)
            )
            return [*found, contact]
        back = Column[Loss](
            "back", _("Won back on"), 110, lambda each: _day(each.back_on), lambda _each: "good"
        )
        return [*found, back]

    # --------------------------------------------------------------------------------------------------------- doing

    def current_account(self) -> int | None:
        """The account of the row in view."""
        row = self._row()
        return row.account_id if row is not None else None

    def _row(self) -> AtRisk | Loss | None:
        key = self.which.current()
        row = self.tables[key].current_row()
        models: dict[str, RowsModel[Any]] = {
            WARNING: self.warned,
            WIN_BACK: self.back,
            REGISTER: self.register,
        }
        found: AtRisk | Loss | None = models[key].row_at(row)
        return found

    def open_account(self) -> None:
        """Shows the account of the row."""
        account_id = self.current_account()
        if account_id is not None:
            self._desk.open_record("Account", account_id)

    def plan_visit(self) -> None:
        """Plans a visit to the account of the row."""
        account_id = self.current_account()
        if account_id is not None:
            self._desk.signals.visit_wanted.emit("plan", account_id)

    def lose(self) -> None:
        """Asks on which day and why the account was lost, and notes it."""
        row = self._row()
        if isinstance(row, AtRisk):
            begin = {"on": self._desk.today(), "reason": _reasons(row)[:400]}
            self._ask(
                _("{name} was lost").format(name=row.name), _FIELDS, begin, partial(self._lose, row)
            )

    def _lose(self, row: AtRisk, values: dict[str, Any]) -> None:
        words = message("Lost: {name}", name=row.name)

        def act(session: Session) -> None:
            loss.lose(
                session, session.get_one(Account, row.account_id), values["on"] or self._desk.today(),
                values["cause"], values["reason"] or "", values["lesson"] or "",
            )  # fmt: skip

        self._store_it(words, act)

    def win_back(self) -> None:
        """Asks since when the account is active again."""
        row = self._row()
        if isinstance(row, Loss):
            begin = {"on": self._desk.today()}
            title = _("{name} is won back").format(name=row.name)
            self._ask(title, ("on", "reason"), begin, partial(self._win_back, row))

    def _win_back(self, row: Loss, values: dict[str, Any]) -> None:
        def act(session: Session) -> None:
            loss.win_back(
                session, session.get_one(Account, row.account_id), values["on"] or self._desk.today(),
                values["reason"] or "",
            )  # fmt: skip

        self._store_it(message("Won back: {name}", name=row.name), act)

    def learn(self) -> None:
        """Asks for cause, reason and lesson of a loss."""
        row = self._row()
        if isinstance(row, Loss):
            begin = {"cause": row.cause, "reason": row.reason or None, "lesson": row.lesson or None}
            self._ask(row.name, ("cause", "reason", "lesson"), begin, partial(self._learn, row))

    def _learn(self, row: Loss, values: dict[str, Any]) -> None:
        def act(session: Session) -> None:
            loss.learn(
                session, session.get_one(AccountStatusChange, row.change_id), values["cause"],
                values["reason"] or "", values["lesson"] or "",
            )  # fmt: skip

        self._store_it(message("Cause and lesson: {name}", name=row.name), act)

    def _store_it(self, words: Any, act: Callable[[Session], object]) -> None:
        with self._store.change(words) as session:
            act(session)
        self._desk.say_undoable(str(words))

    def _ask(
        self,
        title: str,
        names: tuple[str, ...],
        begin: dict[str, Any],
        act: Callable[[dict[str, Any]], object],
    ) -> None:
        fields: dict[str, RecordField] = {
            name: field_of(AccountStatusChange, name) for name in names
        }
        dialog = AskDialog(self._store, title, fields, begin, act, _("Save"), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _open_menu(self, key: str, spot: Any) -> None:
        table = self.tables[key]
        if table.indexAt(spot).isValid():
            self.context_menu().popup(table.viewport().mapToGlobal(spot))

    def context_menu(self) -> QMenu:
        """What can be done with the row."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("To the account")).triggered.connect(lambda _on: self.open_account())
        for button in (self.lose_button, self.back_button, self.learn_button, self.visit_button):
            if not button.isHidden() and button.isEnabled():
                menu.addAction(button.text()).triggered.connect(
                    lambda _on, press=button.click: press()
                )
        return menu

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.tables[self.which.current()].setFocus()


def _reasons(each: AtRisk) -> str:
    return " · ".join(reason.words for reason in each.reasons)


def _lesson(each: Loss) -> str:
    lesson = _("Lesson: {words}").format(words=" ".join(each.lesson.split())) if each.lesson else ""
    return " · ".join(filter(None, (each.reason, lesson)))


def _day(day: date | None) -> str:
    return f"{day}" if day is not None else "—"
