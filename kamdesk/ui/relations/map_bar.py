"""The bar above the map: how it is laid out, drawing a line, versions, and adding people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout

from kamdesk.charts import map_words as words
from kamdesk.i18n import _
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import LinkButton, icon_button, plain_button, primary_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.menus import add_entry
from kamdesk.work.analysis.showing import percent
from kamdesk.work.chain_versions import Difference, Version

TREE, FREE, LIST = "tree", "free", "list"
Entry = tuple[str, str, Callable[[], object]]


class MapBar(QFrame):
    """`laid_out(tree | free | list)`, `line_toggled(on)`; the buttons are `add`, `unknown`, `versions` and `more`."""

    laid_out = Signal(str)
    line_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("line", "bottom")
        flow = FlowLayout(self, theme.SPACE_2)
        flow.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        self.layout_choice = Segment(
            [(TREE, _("Tree")), (FREE, _("Freely")), (LIST, _("List"))], TREE, name=_("Layout")
        )
        self.layout_choice.chosen.connect(self.laid_out)
        self.zoom = ZoomBar()
        self.line = plain_button(_("Draw"), "link")
        self.line.setCheckable(True)
        self.line.toggled.connect(self.line_toggled)
        self.line.setAccessibleName(_("Draw a line"))
        self.line.setToolTip(_("Press the first person, then the second (L)"))
        self.versions = icon_button("history", _("Versions"))
        self.unknown = plain_button(_("Somebody unknown"), "help")
        self.add = primary_button(_("Add a person"), "plus")
        self.more = icon_button("more", _("More for this map"))
        for widget in (
            self.layout_choice, self.zoom, self.line, self.versions, self.unknown, self.add, self.more,
        ):  # fmt: skip
            flow.addWidget(widget)

    def show_layout(self, key: str) -> None:
        """Marks the layout in use without telling anybody."""
        self.layout_choice.blockSignals(True)
        self.layout_choice.choose(key)
        self.layout_choice.blockSignals(False)

    def set_editing(self, editing: bool, *, lines: bool) -> None:
        """Whether anything can be added; lines are drawn, and scaled, on the drawing only."""
        for button in (self.unknown, self.add):
            button.setEnabled(editing)
        self.line.setEnabled(editing and lines)
        self.zoom.setEnabled(lines)

    def popup(self, button: QPushButton, entries: Sequence[Entry | None]) -> None:
        """Opens a menu below a button; None is a separating line."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for entry in entries:
            if entry is None:
                menu.addSeparator()
            else:
                add_entry(menu, *entry)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))


class ZoomBar(QFrame):
    """− 100 % + and the whole. `by(steps)`, `whole`, `own_size`."""

    by = Signal(int)
    whole = Signal()
    own_size = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "card")
        self.percent = plain_button("100 %", "", self.own_size.emit, small=True)
        self.percent.setProperty("kind", "quiet")
        self.percent.setMinimumWidth(52)
        self.percent.setToolTip(_("Own size"))
        self.fit = plain_button(_("Fit"), "", self.whole.emit, small=True)
        self.fit.setProperty("kind", "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 1, 2, 1)
        row.setSpacing(0)
        row.addWidget(icon_button("minus", _("Smaller"), partial(self.by.emit, -1), small=True))
        row.addWidget(self.percent)
        row.addWidget(icon_button("plus", _("Larger"), partial(self.by.emit, 1), small=True))
        row.addWidget(self.fit)

    def show_percent(self, percent: int) -> None:
        """Says the scale."""
        self.percent.setText(f"{percent} %")
        self.percent.setAccessibleName(_("Scale {percent} %").format(percent=percent))


class VersionStrip(QFrame):
    """Says which earlier version is in view and what changed since. `left`: back to today."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("line", "bottom")
        self._title = label("", "heading")
        self._changes = label("", "small", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_4, theme.SPACE_1)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.addWidget(self._title)
        row.addStretch(1)
        row.addWidget(LinkButton(_("Back to today"), self.left.emit))
        column.addLayout(row)
        column.addWidget(self._changes)
        self.hide()

    def show_version(self, version: Version, changes: Sequence[Difference]) -> None:
        """Shows which version is in view."""
        self._title.setText(version_words(version))
        said = [difference_words(each) for each in changes]
        most = 6
        if len(said) > most:
            said = [*said[:most], "…"]
        text = "；".join(said) if said else _("nothing")
        self._changes.setText(_("Changed since: {changes}").format(changes=text))
        self.show()

    def words(self) -> str:
        """What it says."""
        return f"{self._title.text()} {self._changes.text()}"


def version_words(version: Version) -> str:
    """Day, who, and what the support balance was."""
    balance = percent(version.balance, sign=True)
    named = _("Version of {day}").format(day=version.on)
    return " · ".join(filter(None, (named, version.by, balance)))


def difference_words(difference: Difference) -> str:
    """What changed about somebody, as a short sentence."""
    if difference.field == "added":
        return _("{name} came").format(name=difference.name)
    if difference.field == "removed":
        return _("{name} went").format(name=difference.name)
    show: dict[str, Callable[..., str]] = {
        "support_level": words.support_words,
        "influence": words.influence_words,
        "coverage": words.coverage_words,
        "relation_now": words.relation_words,
        "roles": lambda roles: ", ".join(words.role_words(roles)) or words.relation_words(None),
    }
    say = show.get(difference.field, lambda value: value or "—")
    return f"{difference.name}: {say(difference.before)} → {say(difference.after)}"
