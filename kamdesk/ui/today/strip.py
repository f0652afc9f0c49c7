"""What happened since the last time: one quiet line above the list, which can be closed."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from kamdesk.i18n import _, ngettext
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import icon_button
from kamdesk.ui.widgets.labels import ElidedLabel, IconLabel
from kamdesk.work.review import Since

_NAMED = 3


class SinceStrip(QFrame):
    """Hidden while there is nothing to tell, and once it was closed."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("line", "bottom")
        self.setFixedHeight(theme.ROW_HEIGHT)
        self._words = ElidedLabel("", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_2, 0)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(IconLabel("history"))
        row.addWidget(self._words, 1)
        self.close_button = icon_button("x", _("Close"), self.hide, small=True)
        row.addWidget(self.close_button)
        self.hide()

    def words(self) -> str:
        """What it says; empty while it says nothing."""
        return "" if self.isHidden() else self._words.text()

    def show_since(self, since: Since) -> None:
        """Tells what became due and what others changed."""
        said = []
        if since.due:
            count = len(since.due)
            words = ngettext("{count} thing became due", "{count} things became due", count)
            names = "、".join(each.title for each in since.due[:_NAMED])
            said.append(_("{what}: {names}").format(what=words.format(count=count), names=names))
        if since.changes:
            count = len(since.changes)
            words = ngettext("{count} change by others", "{count} changes by others", count)
            names = "、".join(f"{each.by} {each.label}" for each in since.changes[:_NAMED])
            said.append(_("{what}: {names}").format(what=words.format(count=count), names=names))
        if said:
            self._words.setText(_("Since last time: {what}").format(what=" · ".join(said)))
            self.show()
