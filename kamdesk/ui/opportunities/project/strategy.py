"""策略: what is drawn from the SWOT, pair by pair, with the actions that carry it out; pairs that still want one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import _, message
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Action
from kamdesk.model.sales_words import ACTION_STATE
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.project.actions_pane import ActionDialog
from kamdesk.ui.opportunities.project.pane import ProjectPane
from kamdesk.ui.visits.record.area import scrolled
from kamdesk.ui.widgets.buttons import LinkButton, plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.marks import Pill
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work import actions, child_rows
from kamdesk.work.analysis import assessments
from kamdesk.work.analysis.swot import STRATEGY_TYPE, VIEW, Strategy, Swot

_LIST, _EMPTY = 0, 1
_MOST_OPEN = 5


class StrategyPane(ProjectPane):
    """Strategies are written in the analysis; here each shows what is done about it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._lines: list[str] = []
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, theme.SPACE_4)
        self._column.setSpacing(0)
        empty = EmptyState(
            "flag",
            _("No strategy yet"),
            _(
                "A strategy answers a pair of the SWOT: a strength with an opportunity, a "
                "weakness with a threat. Write it in the analysis."
            ),
            [primary_button(_("To the analysis"), "pentagon", partial(self.section_wanted.emit, "analysis"))],
        )  # fmt: skip
        self._stack = QStackedLayout(self)
        self._stack.addWidget(scrolled(inner, _("Strategies")))
        self._stack.addWidget(empty)

    def words(self) -> str:
        """All that is shown, line by line."""
        return "\n".join(self._lines)

    def fill(self, session: Session, opportunity: Opportunity) -> None:
        self._clear()
        newest = assessments.newest(session, opportunity, "swot")
        swot = Swot.from_content(newest.content) if newest is not None else Swot()
        plan = child_rows.rows(session, Action, opportunity.id)
        if not swot.items and not swot.strategies:
            self._stack.setCurrentIndex(_EMPTY)
            return
        self._stack.setCurrentIndex(_LIST)
        header = SectionHeader(_("Strategies"), str(len(swot.strategies) or ""))
        header.add_action(_("To the analysis"), partial(self.section_wanted.emit, "analysis"))
        self._column.addWidget(header)
        for strategy in swot.strategies:
            of_it = [
                each
                for each in plan
                if each.why_kind == "strategy" and each.why_uid == strategy.key
            ]
            self._column.addWidget(self._block(swot, strategy, actions.in_order(of_it)))
        if not swot.strategies:
            self._column.addWidget(_line(_("None yet"), "muted"))
        names = swot.labels()
        for view in VIEW.codes:
            waiting = swot.open_pairs(view)[:_MOST_OPEN]
            if not waiting:
                continue
            title = _("Pairs without a strategy")
            if view != "relation":
                title += f" · {VIEW.label(view)}"
            self._column.addWidget(SectionHeader(title, str(len(swot.open_pairs(view)))))
            for pair in waiting:
                words = (
                    f"{names[pair.inside.key]} × {names[pair.outside.key]}   {pair.type} {pair.score}"
                    f"   {pair.inside.text} × {pair.outside.text}"
                )
                self._lines.append(words)
                self._column.addWidget(_line(words, ""))
        self._column.addStretch(1)

    def _block(self, swot: Swot, strategy: Strategy, found: list[Action]) -> QWidget:
        frame = QFrame()
        frame.setProperty("line", "bottom")
        column = QVBoxLayout(frame)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        column.setSpacing(theme.SPACE_1)
        names, items = swot.labels(), {each.key: each for each in swot.items}
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE_2)
        said = []
        for inside, outside in strategy.pairs:
            if inside not in items or outside not in items:
                continue
            kind = items[inside].quadrant + items[outside].quadrant
            points = items[inside].weight * items[outside].weight
            words = f"{kind} {points}"
            top.addWidget(label(f"{names[inside]} × {names[outside]}", "heading"))
            pill = Pill(words, "accent")
            pill.setToolTip(STRATEGY_TYPE.label(kind))
            top.addWidget(pill)
            said.append(f"{names[inside]} × {names[outside]} {words}")
        top.addWidget(label(strategy.text, wrap=True), 1)
        if not self.store.read_only:
            button = plain_button(
                _("New action"), "plus", partial(self.add_action, strategy.key), small=True
            )
            button.setAccessibleName(_("New action for: {what}").format(what=strategy.text))
            top.addWidget(button)
        column.addLayout(top)
        self._lines.append(" · ".join([*said, strategy.text]))
        for each in found:
            state = (
                _("late")
                if actions.is_late(each, self.desk.today())
                else ACTION_STATE.label(each.state)
            )
            words = " · ".join(filter(None, (each.name, str(each.due_on or ""), state)))
            link = LinkButton(words, partial(self.section_wanted.emit, "actions"))
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
            self._lines.append(words)
        if not found:
            column.addWidget(label(_("No action carries it out yet."), "warn"))
            self._lines.append(_("No action carries it out yet."))
        return frame

    def add_action(self, key: str) -> None:
        """Asks for an action that carries out the strategy."""
        with self.store.read() as session:
            links = actions.links(session, session.get_one(Opportunity, self.opportunity_id))
        dialog = ActionDialog(self.store, links, self._add, self, ("strategy", key))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _add(self, values: dict[str, object]) -> None:
        words = message("New action “{name}”", name=str(values.get("name") or ""))
        self.store_change(words, lambda session, one: actions.add_action(session, one, values))

    def _clear(self) -> None:
        self._lines = []
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _line(words: str, role: str) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_4, theme.SPACE_1)
    column.addWidget(label(words, role, wrap=True))
    return holder
