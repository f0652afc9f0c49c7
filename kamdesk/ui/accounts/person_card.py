"""A person as a card: role in the archive, position, how to reach, birthday, to whom they report, whether they left."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.model.contact import Contact
from kamdesk.model.vocabulary import BUYING_ROLE, FORM_ROLE
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.cards import Card
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.labels import ElidedLabel, IconLabel
from kamdesk.ui.widgets.marks import Pill

CARD_WIDTH = 256


def birthday_words(contact: Contact, today: date) -> str:
    """The birthday as it is known: lunar, without a year, how soon, and when 29 February is kept in other years."""
    text = contact.birth_date or ""
    if not text:
        return ""
    day = text[2:] if text.startswith("--") else text
    parts = [_("lunar {date}").format(date=day) if contact.lunar_birthday else day]
    if text.startswith("--"):
        parts.append(_("year unknown"))
    month_day = (
        text[-5:] if len(text) in (7, 10) and (text.startswith("--") or len(text) == 10) else ""
    )
    if month_day == "02-29" and not contact.lunar_birthday:
        parts.append(_("kept on 28 February in other years"))
    if month_day and not contact.lunar_birthday:
        days = days_to(month_day, today)
        if days == 0:
            parts.append(_("today"))
        elif days <= 30:
            parts.append(_("in {days} days").format(days=days))
    return " · ".join(parts)


def days_to(month_day: str, today: date) -> int:
    """Days until the next ``MM-DD``; 29 February counts as the 28th in other years."""
    month, day = int(month_day[:2]), int(month_day[3:])
    for year in (today.year, today.year + 1):
        try:
            next_one = date(year, month, day)
        except ValueError:
            next_one = date(year, month, day - 1)
        if next_one >= today:
            return (next_one - today).days
    return 366


class PersonCard(Card):
    """`clicked` opens the person; the menu asks for the rest, each by a signal of its own (`…_wanted`)."""

    move_wanted = Signal(int)
    left_wanted = Signal(int)
    delete_wanted = Signal(int)
    style_wanted = Signal(int)

    def __init__(self, contact: Contact, superior: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent, clickable=True)
        self.contact_id = contact.id
        self.setFixedWidth(CARD_WIDTH)
        self._has_left = contact.left_on is not None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(
            " ".join(filter(None, (contact.full_name, contact.position, self._role(contact))))
        )
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_3, theme.SPACE_2, theme.SPACE_2, theme.SPACE_3)
        column.setSpacing(theme.SPACE_1)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_2)
        head.addWidget(ElidedLabel(contact.full_name, "heading"))
        head.addWidget(ElidedLabel(contact.position or "", "muted"), 1)
        more = icon_button(
            "more",
            _("More for {name}").format(name=contact.full_name),
            self._open_menu_below,
            small=True,
        )
        self._more = more
        head.addWidget(more)
        column.addLayout(head)
        self._add_pills(column, contact)
        reached = filter(None, (contact.mobile, contact.phone))
        lines = (
            ("phone", " · ".join(reached), _("Phone")),
            ("mail", contact.email or "", _("E-mail")),
            ("gift", birthday_words(contact, date.today()), _("Birthday")),
            ("users", contact.department or "", _("Department")),
            ("tree", _("reports to {name}").format(name=superior) if superior else "", ""),
        )
        for icon_name, words, _name in lines:
            if words:
                row = QHBoxLayout()
                row.setSpacing(theme.SPACE_2)
                row.addWidget(IconLabel(icon_name, "muted", 14))
                row.addWidget(ElidedLabel(words), 1)
                column.addLayout(row)
        column.addStretch(1)

    @staticmethod
    def _role(contact: Contact) -> str:
        return FORM_ROLE.label(contact.form_role) if contact.form_role else ""

    def _add_pills(self, column: QVBoxLayout, contact: Contact) -> None:
        pills: list[Pill] = []
        if contact.left_on is not None:
            pills.append(Pill(_("left on {date}").format(date=contact.left_on), "warn"))
        if contact.form_role:
            pills.append(Pill(self._role(contact), "accent"))
        roles = (contact.buying_role or "").split(",")
        pills += [Pill(BUYING_ROLE.label(role)) for role in roles if role]
        if not pills:
            return
        holder = QWidget()
        flow = FlowLayout(holder, theme.SPACE_1)
        for pill in pills:
            flow.addWidget(pill)
        column.addWidget(holder)

    def menu(self) -> QMenu:
        """What can be done with the person."""
        menu = QMenu(self)
        for words, signal in (
            (_("Edit…"), self.clicked),
            (_("Behaviour style…"), self.style_wanted),
            (_("Move to another account…"), self.move_wanted),
            (_("Left the company"), self.left_wanted),
            (_("Delete"), self.delete_wanted),
        ):
            if signal is self.left_wanted and self._has_left:
                continue
            action = QAction(words, menu)
            if signal is self.clicked:
                action.triggered.connect(self._tell_clicked)
            else:
                action.setData(signal)
                action.triggered.connect(self._tell)
            menu.addAction(action)
        return menu

    def _tell_clicked(self, _checked: bool = False) -> None:
        self.clicked.emit()

    def _tell(self, _checked: bool = False) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            action.data().emit(self.contact_id)

    def _open_menu_below(self) -> None:
        self.menu().popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _open_menu(self, point: QPoint) -> None:
        self.menu().popup(self.mapToGlobal(point))
