"""How a figure was computed: its formula, its source, the version of the target, numerator, denominator, remark."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.kpi import words
from kamdesk.ui.kpi.dashboard import card_words
from kamdesk.ui.kpi.dashboard.card import Card
from kamdesk.ui.kpi.dashboard.reading import Known, as_of_for
from kamdesk.ui.widgets.labels import label

_WIDTH, _NAMES = 420, 104


def lines(known: Known, card: Card) -> list[tuple[str, str]]:
    """Heading and words of each line, in order; what there is nothing to say of is left out."""
    declared, shown, wan = card.declared, card.shown, card.wan
    better = _("the more the better") if declared.better == "up" else _("the less the better")
    found = [
        (_("Formula"), declared.formula),
        (_("Data source"), declared.source),
        (_("Period"), _period(known, card)),
        (_("Worked out for"), known.scope_words),
        (_("Numerator"), words.exact_words(shown.numerator)),
        (_("Denominator"), words.exact_words(shown.denominator)),
        (_("Value"), f"{card_words.value(card)} · {better}"),
        (_("Target"), card_words.target(card) or _("none set")),
    ]
    target = card.target
    if target.version is not None:
        found.append(
            (
                _("Target version"),
                _("version {number}, approved {day}").format(
                    number=target.version, day=target.approved_on
                ),
            )
        )
    if card_words.first_version(card):
        found.append((_("Against it"), card_words.first_version(card)))
    if card.is_restated:
        live = card.live
        found.append(
            (
                _("Restated"),
                _("{value} from {numerator} and {denominator}").format(
                    value=words.value_words(live.value, declared.unit, wan),
                    numerator=words.exact_words(live.numerator),
                    denominator=words.exact_words(live.denominator),
                ),
            )
        )
    found += [(companion.name, _companion(card, companion.key)) for companion, _parts in card.companions]  # fmt: skip
    found += [(each, words.exact_words(amount)) for each, amount in shown.beside.items()]
    if shown.note:
        found.append((_("Remark"), shown.note))
    return [(heading, said) for heading, said in found if said]


class Computed(QFrame):
    """A small window over the page; it goes by Esc or a press elsewhere."""

    def __init__(self, known: Known, card: Card, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("ground", "card")
        self.setFixedWidth(_WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_3] * 4)
        column.setSpacing(theme.SPACE_2)
        column.addWidget(label(card.declared.name, "heading"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_3)
        grid.setVerticalSpacing(theme.SPACE_1)
        grid.setColumnStretch(1, 1)
        said = lines(known, card)
        for row, (heading, words_) in enumerate(said):
            name = label(heading, "small")
            name.setFixedWidth(_NAMES)
            name.setWordWrap(True)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            value = label(words_, wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(value, row, 1)
        column.addLayout(grid)
        self.setAccessibleName(_("How it was computed: {name}").format(name=card.declared.name))
        self.setAccessibleDescription("\n".join(f"{heading}: {words_}" for heading, words_ in said))

    def show_at(self, place: QPoint, within: QRect) -> None:
        """Beside `place`, inside `within`; both in the coordinates of the screen."""
        layout = self.layout()
        assert layout is not None  # it was made with the window
        self.setFixedHeight(
            layout.heightForWidth(_WIDTH)
        )  # wrapped words ask for more than they need
        x = min(place.x(), within.right() - self.width() - theme.SPACE_2)
        y = min(place.y(), within.bottom() - self.height() - theme.SPACE_2)
        self.move(max(x, within.left()), max(y, within.top()))
        self.show()


def _period(known: Known, card: Card) -> str:
    return _("{period}, {first} to {last}, as of {day}").format(
        period=card.span.code, first=card.span.first, last=card.span.last,
        day=as_of_for(known, card.span),
    )  # fmt: skip


def _companion(card: Card, key: str) -> str:
    declared, parts = next(each for each in card.companions if each[0].key == key)
    value = words.value_words(parts.value, declared.unit, card.wan)
    pair = words.pair_words(parts.numerator, parts.denominator, declared.is_money, card.wan)
    return f"{value} ({pair})" if parts.denominator is not None else value
