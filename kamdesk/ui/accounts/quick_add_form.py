"""Quick add: three fields, a hint when the account may be there already, nothing else in the way."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import UserError
from kamdesk.i18n import _, message
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import LinkButton, primary_button
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work.accounts import similar_accounts
from kamdesk.work.fields import uscc_is_valid
from kamdesk.work.quick_add import quick_add, read_next_step

_DEBOUNCE_MS = 200


class QuickAddForm(QFrame):
    """`added(id)`: the account is there. `other_wanted(id)`: the one that was there already is to be shown."""

    added = Signal(int)
    other_wanted = Signal(int)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.setProperty("ground", "card")
        self.name = self._line(_("Account name"), "")
        self.person = self._line(_("Person or phone"), _("e.g. Shen 138…"))
        self.step = self._line(_("Next step"), _("e.g. call Thursday"))
        self.add_button = primary_button(_("Add"), "plus", self.add)
        self.add_button.setEnabled(False)
        self._error = FieldError()
        self._note = label(_("Three are enough; completeness reminds of the rest"), "small")
        self._similar = QVBoxLayout()
        self._similar.setSpacing(2)
        self.similar_links: list[LinkButton] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_3)
        grid.setVerticalSpacing(theme.SPACE_1)
        for column, line in enumerate((self.name, self.person, self.step)):
            grid.addWidget(label(line.accessibleName(), "small"), 0, column)
            grid.addWidget(line, 1, column)
            grid.setColumnStretch(column, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._note, 1)
        foot.addWidget(self.add_button)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(*[theme.SPACE_4] * 4)
        column_.setSpacing(theme.SPACE_2)
        column_.addLayout(grid)
        column_.addLayout(self._similar)
        column_.addWidget(self._error)
        column_.addLayout(foot)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DEBOUNCE_MS)
        self._timer.timeout.connect(self.look_for_similar)
        self.name.textChanged.connect(self._on_name)
        self.step.textChanged.connect(self._say_date)

    def begin(self) -> None:
        """Puts the cursor into the name."""
        self.name.setFocus()

    def add(self) -> None:
        """Stores the account; what is wrong is said below the fields and they stay as typed."""
        name = " ".join(self.name.text().split())
        if not name:
            return
        try:
            with self._store.change(message("New account {name}", name=name)) as session:
                account = quick_add(session, name, self.person.text(), self.step.text())
                account_id = account.id
        except UserError as refusal:
            self._error.show_error(refusal.sentence, self.name)
            return
        for line in (self.name, self.person, self.step):
            line.clear()
        self._error.show_error("", self.name)
        self.added.emit(account_id)

    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(line.text().strip() for line in (self.name, self.person, self.step))

    def look_for_similar(self) -> None:
        """Shows accounts that may be the one being typed."""
        for link in self.similar_links:
            self._similar.removeWidget(link)
            link.hide()
            link.deleteLater()
        self.similar_links = []
        typed = self.name.text().strip()
        if not typed:
            return
        code = typed.upper() if uscc_is_valid(typed.upper()) else ""
        with self._store.read() as session:
            found = similar_accounts(session, typed, code, limit=3)
        for each in found:
            words = _("Is it “{name}”? ({why}) Open it").format(name=each.name, why=each.why)
            link = LinkButton(words, partial(self.other_wanted.emit, each.account_id))
            self._similar.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            self.similar_links.append(link)

    def _line(self, name: str, placeholder: str) -> QLineEdit:
        line = QLineEdit()
        line.setAccessibleName(name)
        line.setPlaceholderText(placeholder)
        line.returnPressed.connect(self.add)
        return line

    def _on_name(self, typed: str) -> None:
        self.add_button.setEnabled(bool(typed.strip()))
        self._error.show_error("", self.name)
        self._timer.start()

    def _say_date(self, typed: str) -> None:
        """Says which day the words mean, before it is stored."""
        step = read_next_step(typed, date.today())
        words = _("Three are enough; completeness reminds of the rest")
        if step.on is not None:
            day = _("{date} ({weekday})").format(date=step.on, weekday=weekday_words(step.on))
            words = _("Next contact on {day}").format(day=day)
        elif typed.strip():
            words = _("Name a day too, like “Thursday”, “in 3 days” or 11-30, and it is remembered")
        self._note.setText(words)


def weekday_words(day: date) -> str:
    """The short name of a weekday."""
    names = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    return names[day.weekday()]


class QuickAddDialog(QDialog):
    """The same over the window, for Ctrl+N."""

    def __init__(self, store: Store, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("New account"))
        self.setMinimumWidth(620)
        self.form = QuickAddForm(store)
        self.form.added.connect(self._close)
        self.form.other_wanted.connect(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.addWidget(self.form)
        self.form.begin()

    def _close(self, _account_id: int) -> None:
        self.accept()
