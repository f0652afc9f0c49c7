"""What an empty data folder shows first: language, name, department, and the three ways to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from kamdesk.i18n import LANGUAGES, _, language, message
from kamdesk.model.department import Staff
from kamdesk.settings import THEME
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.widgets import paint
from kamdesk.ui.widgets.buttons import LinkButton, plain_button, primary_button
from kamdesk.ui.widgets.cards import Card
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.labels import ElidedLabel, IconLabel, label
from kamdesk.work import settings


class FirstStart(QWidget):
    """`begun` carries ``empty``, ``import``, ``demo`` or ``restore``; `language_chosen`, `theme_chosen` act at once."""

    begun = Signal(str)
    language_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._way = "import"
        card = QFrame()
        card.setProperty("ground", "card")
        card.setFixedWidth(640)
        column = QVBoxLayout(card)
        column.setContentsMargins(*[theme.SPACE_8] * 4)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(label(_("Welcome to kamdesk"), "title"))
        intro = _(
            "Archives, visits, opportunities and service of your key accounts. The data stay on this computer."
        )
        column.addWidget(label(intro, "muted", wrap=True))
        column.addSpacing(theme.SPACE_2)
        column.addLayout(self._person())
        column.addSpacing(theme.SPACE_3)
        column.addWidget(label(_("Where to begin"), "heading"))
        self._cards: dict[str, _Way] = {}
        for key, icon_name, title, text, side in _ways():
            way = _Way(icon_name, title, text, side)
            way.clicked.connect(lambda key=key: self.choose(key))
            self._cards[key] = way
            column.addWidget(way)
        column.addSpacing(theme.SPACE_3)
        column.addLayout(self._foot())
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        middle = QVBoxLayout()
        middle.addStretch(2)
        middle.addWidget(card)
        middle.addStretch(3)
        outer.addLayout(middle)
        outer.addStretch(1)
        self.choose("import")
        self.setFocusProxy(self.name)

    def _person(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(theme.SPACE_4)
        form.setVerticalSpacing(theme.SPACE_2)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        languages = Segment(list(LANGUAGES.items()), language(), name=_("Language"))
        languages.chosen.connect(self.language_chosen)
        colours = Segment(
            [(each.code, str(each.label)) for each in THEME], theme.mode(), name=_("Colours")
        )
        colours.chosen.connect(self.theme_chosen)
        row.addWidget(languages)
        row.addWidget(colours)
        row.addStretch(1)
        form.addRow(label(_("Language"), "muted"), row)
        self.name = QLineEdit()
        self.name.setAccessibleName(_("Your name"))
        self.department = QLineEdit()
        self.department.setAccessibleName(_("Department"))
        form.addRow(
            label(_("Your name"), "muted"), _beside(self.name, _("signs visits and owns accounts"))
        )
        form.addRow(
            label(_("Department"), "muted"), _beside(self.department, _("printed on forms"))
        )
        folder = ElidedLabel(str(self._store.home), "muted", mode=Qt.TextElideMode.ElideMiddle)
        form.addRow(label(_("Data folder"), "muted"), folder)
        return form

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        restore = LinkButton(_("Restore from a backup…"), lambda: self._begin("restore"))
        later = plain_button(_("Later"), clicked=lambda: self._begin("later"))
        self._next = primary_button(_("Begin"), clicked=lambda: self._begin(self._way))
        row.addWidget(restore)
        row.addStretch(1)
        row.addWidget(later)
        row.addWidget(self._next)
        return row

    def choose(self, way: str) -> None:
        """Marks one of the three ways."""
        self._way = way
        for key, card in self._cards.items():
            card.set_selected(key == way)
        words = {
            "empty": _("Begin"),
            "import": _("Next: choose files"),
            "demo": _("Load the demonstration"),
        }
        self._next.setText(words[way])
        self._next.setAccessibleName(words[way])

    def take_over(self, old: FirstStart) -> None:
        """Shows what was typed and chosen before the language changed."""
        self.name.setText(old.name.text())
        self.department.setText(old.department.text())
        self.choose(old._way)

    def _begin(self, way: str) -> None:
        self._keep_person(only_language=way in ("demo", "restore"))
        self.begun.emit(way)

    def _keep_person(self, only_language: bool) -> None:
        """Stores name and department; a name makes the first staff member, who is "me".

        The demonstration and a backup bring people of their own.
        """
        name, department = self.name.text().strip(), self.department.text().strip()
        with self._store.change(message("First settings")) as session:
            settings.put(session, "language", language())
            if only_language:
                return
            if department:
                settings.put(session, "department", department)
            if name and settings.me(session) is None:
                session.add(Staff(number="S1", name=name, position="specialist"))
                settings.put(session, "me", "S1")
        if name:
            self._store.user = name

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows mark another way; Enter presses the button one stands on, anywhere else it begins the marked way."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None:
            ways = list(self._cards)
            way = ways[(ways.index(self._way) + step) % len(ways)]
            self.choose(way)
            self._cards[way].setFocus()
            return
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, QAbstractButton):
            focused.click()
        else:
            self._begin(self._way)


def _ways() -> tuple[tuple[str, str, str, str, str], ...]:
    """Key, icon, title, sentence, and the word at the right, of each way to begin."""
    return (
        (
            "empty",
            "plus",
            _("Start empty"),
            _("Add the first account: name, person or phone, next step"),
            _("1 minute"),
        ),
        (
            "import",
            "upload",
            _("Import a list or archive forms"),
            _("Excel, CSV or filled-in archive forms; see the differences first, undo at any time"),
            _("recommended · you have Excel files"),
        ),
        (
            "demo",
            "eye",
            _("Look at the demonstration first"),
            _("Invented accounts, people and two years of history; undo removes all of it"),
            _("your data are not touched"),
        ),
    )


class _Way(Card):
    """One way to begin: radio mark, icon, title, sentence, and a word at the right."""

    def __init__(self, icon_name: str, title: str, text: str, side: str) -> None:
        super().__init__(clickable=True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        row.setSpacing(theme.SPACE_3)
        self._mark = _RadioMark(self)
        row.addWidget(self._mark)
        row.addWidget(IconLabel(icon_name, "text", 20))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(title, "heading"))
        words.addWidget(label(text, "small", wrap=True))
        row.addLayout(words, 1)
        row.addWidget(label(side, "small"))

    def set_selected(self, selected: bool) -> None:
        super().set_selected(selected)
        self._mark.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # chosen; the page around it begins


class _RadioMark(QWidget):
    """A radio button's mark; the whole card is the button."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self._card = card
        self.setFixedSize(16, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        rect = self.rect().toRectF().adjusted(1, 1, -1, -1)
        chosen = self._card.is_selected()
        paint.rounded(
            painter,
            rect,
            7,
            theme.color("raised"),
            theme.color("accent" if chosen else "edge"),
            1.5,
        )
        if chosen:
            paint.shape(painter, paint.Shape.DOT, "accent", rect.adjusted(3, 3, -3, -3))


def _beside(field: QLineEdit, hint: str) -> QHBoxLayout:
    row = QHBoxLayout()
    field.setMinimumWidth(270)
    row.addWidget(field)
    row.addStretch(1)
    row.addWidget(label(hint, "small"))
    return row
