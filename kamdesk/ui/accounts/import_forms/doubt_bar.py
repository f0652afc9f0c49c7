"""The strip above the fields that says why it is doubtful which record a form means, and offers those it may be."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from kamdesk.forms.differences import FormDifference
from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.accounts.import_forms.batch_work import Meant
from kamdesk.ui.accounts.import_forms.cases import Case
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.labels import label

_MOST = 5


def near_records(difference: FormDifference) -> list[tuple[int, str]]:
    """(id, name) of the records the form may mean, the one that was found first."""
    found = [(each.record_id, each.name) for each in difference.candidates]
    found += [(each.account_id, each.name) for each in difference.similar]
    if isinstance(difference.record_id, int):
        found.insert(0, (difference.record_id, difference.name))
    return list(dict.fromkeys(found))


class DoubtBar(QWidget):
    """`meant` carries what the person says."""

    meant = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.offers: list[QPushButton] = []
        self._words = label("", "warn", wrap=True)
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, theme.SPACE_2)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        column.setSpacing(6)
        column.addWidget(self._words)
        column.addWidget(self._holder)
        self.hide()

    def show_case(self, case: Case) -> None:
        """Shows the doubt about `case`; hidden when there is none."""
        difference = case.difference
        words = difference.refusal or difference.doubt or ""
        self._words.setText(words)
        self.setVisible(bool(words))
        self._flow.clear()
        self.offers = []
        for record_id, name in near_records(difference)[:_MOST]:
            offer = plain_button(name, "check", small=True)
            offer.setProperty("record", record_id)
            offer.setAccessibleName(_("It is {name}").format(name=name))
            offer.clicked.connect(self._take)
            self.offers.append(offer)
        if not difference.refusal:
            words = _("A new account") if case.is_archive else _("None of these: a new one")
            self.offers.append(plain_button(words, "plus", self._take_new, small=True))
        for offer in self.offers:
            self._flow.addWidget(offer)
        self._holder.setVisible(bool(self.offers))

    def _take(self, _checked: bool = False) -> None:
        self.meant.emit(Meant(int(self.sender().property("record"))))

    def _take_new(self) -> None:
        self.meant.emit(Meant(None))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("warn_soft"))
        painter.setPen(theme.color("line"))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)
