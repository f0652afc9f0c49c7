"""Asks for whom something is: key accounts, a tier, a saved filter or one account, and which people of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _, ngettext
from kamdesk.model.fields import field_of
from kamdesk.model.survey import SurveyAnswer
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.accounts.editors import EditContext
from kamdesk.ui.visits.account_box import AccountBox
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import FieldError, label
from kamdesk.work import segments

_ONE = "one"

Act = Callable[[Sequence[int], str, str], object]
"""Takes the ids of the accounts, which people (``main`` or ``everybody``), and what the segment is called."""


class SegmentDialog(QDialog):
    """Hands what was chosen to `act`, which raises UserError with the reason when it cannot be; then it stays open."""

    def __init__(
        self,
        store: Store,
        title: str,
        words: str,
        act: Act,
        parent: QWidget,
        *,
        people: bool = False,
    ) -> None:
        super().__init__(parent)
        self._store, self._act = store, act
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        with store.read() as session:
            self._segments = {each.key: each for each in segments.segments(session)}
        self.segment = QComboBox()
        ready_input(self.segment, _("For whom"))
        for each in self._segments.values():
            self.segment.addItem(f"{each.words} ({each.count:,})", each.key)
        self.segment.addItem(_("One account"), _ONE)
        self.segment.currentIndexChanged.connect(self._on_segment)
        self.account = AccountBox(field_of(SurveyAnswer, "account_id"), EditContext(store))
        self.people = Segment(
            [(segments.MAIN, _("Main contact")), (segments.EVERYBODY, _("Everybody"))],
            segments.MAIN,
            name=_("Which people"),
        )
        self.people.setVisible(people)
        self.count = label("", "muted")
        self.error = FieldError()
        self._build(words)
        self._on_segment()

    def _build(self, words: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        column.addWidget(label(_("For whom"), "muted"))
        for each in (self.segment, self.account, self.people, self.count, self.error):
            column.addWidget(each)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Cancel"), clicked=self.reject))
        self.ok = primary_button(words, "check", self.take)
        self.ok.setDefault(True)
        buttons.addWidget(self.ok)
        column.addLayout(buttons)

    def _on_segment(self, _index: int = 0) -> None:
        key = self.segment.currentData()
        self.account.setVisible(key == _ONE)
        chosen = self._segments.get(key)
        words = ""
        if chosen is not None:
            words = ngettext("{count} account", "{count} accounts", chosen.count)
            words = words.format(count=chosen.count)
        self.count.setText(words)
        self.error.show_error("")

    def take(self) -> None:
        """Does it, or says why not."""
        key = self.segment.currentData()
        try:
            with self._store.read() as session:
                chosen = self._segments.get(key)
                if chosen is not None:
                    ids, name = segments.accounts_of(session, key), chosen.words
                else:
                    reading = self.account.read()
                    if reading.value is None:
                        self.account.show_error(reading.problem or _("Choose the account."))
                        return
                    ids, name = [reading.value], self.account.typed()
            if not ids:
                self.error.show_error(_("There are no accounts in this segment."))
                return
            self._act(ids, self.people.current(), name)
        except UserError as refusal:
            self.error.show_error(refusal.sentence)
            return
        self.accept()
