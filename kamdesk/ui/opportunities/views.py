"""The views of the Opportunities tab: board, list, funnel; the board of each pipeline; ready-made lists; pages."""

from __future__ import annotations

from datetime import date

from kamdesk.i18n import N_, _
from kamdesk.model.sales_words import OUTCOME
from kamdesk.store.store import Store
from kamdesk.ui.opportunities.pages import PAGES
from kamdesk.ui.widgets.nav_list import NavList
from kamdesk.work import opportunity_views, pipelines

BOARD, LIST, PAGE, PIPELINE = "board", "open", "page:", "board:"

_SAVED = (
    ("quarter", N_("Close this quarter"), "star"),
    ("stalled", N_("Stalled"), "warning"),
    ("month", N_("Due this month"), "clock"),
    ("no_step", N_("No next step"), "help"),
    ("won", "", "check"),
    ("ended", N_("Lost, called off"), "x"),
    ("all", N_("Everything"), "list"),
)
_URGENT = ("stalled",)


class Views(NavList):
    """`chosen` carries the key of a view: the board (of a pipeline), one of `opportunity_views.conditions`, a page."""

    def __init__(self, store: Store) -> None:
        super().__init__(_("Views"))
        self._store = store
        self._shown: list[tuple[int, str]] = []
        self._build([])

    def _build(self, shown: list[tuple[int, str]]) -> None:
        current = self.current_key()
        self._shown = shown
        self.clear_entries()
        blocked = self.blockSignals(True)
        self.add_entry(BOARD, _("Board"), "kanban")
        self.add_entry(LIST, _("List"), "list")
        self._add_pages("")
        self.add_section(_("Pipelines"))
        for number, title in shown:
            self.add_entry(f"{PIPELINE}{number}", title, "columns")
        self.add_section(_("Ready-made lists"))
        for key, _name, icon in _SAVED:
            self.add_entry(key, self.title_of(key), icon)
        for section in dict.fromkeys(each.section for each in PAGES if each.section):
            self.add_section(_(section))
            self._add_pages(section)
        self.choose(current or BOARD)
        self.blockSignals(blocked)

    def _add_pages(self, section: str) -> None:
        for entry in PAGES:
            if entry.section == section:
                self.add_entry(f"{PAGE}{entry.key}", _(entry.label), entry.icon)

    def refresh(self) -> None:
        """Counts anew; pipelines that were added or renamed stand here too."""
        with self._store.read() as session:
            counts = opportunity_views.view_counts(session, date.today())
            shown = [(each.id, each.title) for each in pipelines.all_pipelines(session)]
        if shown != self._shown:
            self._build(shown)
        for key in (LIST, "quarter", "stalled", "month", "no_step"):
            role = "bad" if key in _URGENT and counts[key] else "muted"
            self.set_count(key, f"{counts[key]:,}", role)
        for number, _title in shown:
            count = counts.get(f"pipeline:{number}", 0)
            self.set_count(f"{PIPELINE}{number}", f"{count:,}")
        for key in ("quotations", "reviews"):
            self.set_count(f"{PAGE}{key}", f"{counts[key]:,}" if counts[key] else "")

    @staticmethod
    def title_of(key: str) -> str:
        """What the list of a view is called."""
        if key == "won":
            return OUTCOME.label(key)
        known = {key: words for key, words, _icon in _SAVED}
        return _(known[key]) if key in known else _("Opportunities")


def is_list(key: str) -> bool:
    """Whether a view is shown as a list."""
    return key != BOARD and not key.startswith((PAGE, PIPELINE))
