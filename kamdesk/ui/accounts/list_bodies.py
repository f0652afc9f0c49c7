"""What stands in the place of the list (the table, or what an empty one says and offers), and the line below it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QStackedWidget, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.store.store import Store
from kamdesk.ui import theme
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import ElidedLabel, label

if TYPE_CHECKING:
    from kamdesk.ui.accounts.quick_add_form import QuickAddForm


class ListBodies(QStackedWidget):
    """Shows ``table``, ``empty``, ``nothing_found`` or ``nothing_here``, the latter three made when first needed.

    The signals ask for what the empty ones offer.
    """

    added = Signal(int)
    other_wanted = Signal(int)
    import_wanted = Signal()
    demo_wanted = Signal()
    all_wanted = Signal()
    clear_wanted = Signal()
    pasted = Signal(str)

    def __init__(self, store: Store, table: QWidget) -> None:
        super().__init__()
        self._store = store
        self._made: dict[str, QWidget] = {"table": table}
        self.addWidget(table)

    @cached_property
    def quick(self) -> QuickAddForm:
        """The three fields that an empty list offers."""
        from kamdesk.ui.accounts.quick_add_form import QuickAddForm

        made = QuickAddForm(self._store)
        made.added.connect(self.added)
        made.other_wanted.connect(self.other_wanted)
        made.name.installEventFilter(self)
        return made

    def show_state(self, state: str) -> None:
        """Shows another one."""
        if state not in self._made:
            self._made[state] = self._make(state)
            self.addWidget(self._made[state])
        self.setCurrentWidget(self._made[state])

    def state(self) -> str:
        """The one that is shown."""
        return next(state for state, made in self._made.items() if made is self.currentWidget())

    def _make(self, state: str) -> QWidget:
        if state == "nothing_found":
            return EmptyState(
                "search",
                _("Nothing found"),
                _("No account fits the search and the filters."),
                [plain_button(_("Clear search and filters"), "x", self.clear_wanted.emit)],
            )
        if state == "nothing_here":
            return EmptyState(
                "list",
                _("No account here"),
                _("Accounts come here by themselves when their status or tier fits this view."),
                [plain_button(_("All accounts"), "list", self.all_wanted.emit)],
            )
        return EmptyState(
            "building",
            _("No accounts yet"),
            _(
                "The customers you and your colleagues look after: archive, people and documents begin here."
            ),
            [
                plain_button(_("Import a list or forms…"), "upload", self.import_wanted.emit),
                plain_button(_("Load the demonstration"), "eye", self.demo_wanted.emit),
            ],
            self.quick,
            _("Rows copied from Excel can be pasted here too: Ctrl+V"),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Rows pasted into the name of an empty list are rows, not a name."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            text = QApplication.clipboard().text()
            if event.matches(QKeySequence.StandardKey.Paste) and "\n" in text.strip():
                self.pasted.emit(text)
                return True
        return super().eventFilter(watched, event)


class ListFoot(QFrame):
    """How many accounts of which tier, how many are selected, and how complete they are on average."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self._sum = ElidedLabel("", "small")
        self._mean = label("", "small")
        self.setProperty("line", "top")
        self.setFixedHeight(theme.FOOT_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
        row.addWidget(self._sum, 1)
        row.addWidget(self._mean)

    def show_sums(self, total: int, tiers: Mapping[str | None, int], mean: float) -> None:
        """Shows the sums of another list; `mean` in per cent."""
        parts = [ngettext("{count} account", "{count} accounts", total).format(count=f"{total:,}")]
        parts += [f"{tier} {count:,}" for tier, count in sorted(tiers.items(), key=str) if tier]
        self._words = " · ".join(parts)
        words = _("Mean completeness {percent}%").format(percent=f"{mean:.1f}")
        self._mean.setText(words if total else "")

    def show_selected(self, count: int) -> None:
        """Says how many are selected, when it is more than one."""
        chosen = _("{count} selected").format(count=f"{count:,}") + " · " if count > 1 else ""
        self._sum.setText(chosen + self._words)

    def words(self) -> str:
        """What it says."""
        return f"{self._sum.text()} {self._mean.text()}"
