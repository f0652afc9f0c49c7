"""One person of the map at the right: everything said of them, how sure it is, what is done about it, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kamdesk.charts import map_words as words
from kamdesk.i18n import _
from kamdesk.model.fields import field_of
from kamdesk.model.relations import ChainLink
from kamdesk.model.sales_words import COVERAGE, ORIENTATION, RELATION_LEVEL, RESPONSE_MODE
from kamdesk.model.terms import Vocabulary
from kamdesk.model.vocabulary import BUYING_ROLE
from kamdesk.ui import theme
from kamdesk.ui.relations.inspector_rows import ChoiceRow, RolesRow, Row, TextRow
from kamdesk.ui.widgets.buttons import LinkButton, icon_button, plain_button, primary_button
from kamdesk.ui.widgets.flow_layout import FlowLayout
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.marks import Pill
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work.chain_person import Countermeasure
from kamdesk.work.decision_chain import ChainMap, MapPerson
from kamdesk.work.history_lines import HistoryLine

WIDTH = 312


@dataclass(frozen=True)
class About:
    """What is read of a person beyond the map itself."""

    measures: Sequence[Countermeasure] = ()
    changes: Sequence[HistoryLine] = ()
    visit_id: int | None = None
    style: str = ""


def _options(vocabulary: Vocabulary) -> list[tuple[Any, str]]:
    return [(each.code, str(each.label)) for each in vocabulary]


class Inspector(QFrame):
    """`changed(field, value)` and `certainty_pressed(fact)` are about the person in view.

    `measure_wanted`: a new action. `record_wanted(kind, id)`: show a record. `menu_wanted`: more was pressed.
    """

    changed = Signal(str, object)
    certainty_pressed = Signal(str)
    measure_wanted = Signal()
    record_wanted = Signal(str, int)
    menu_wanted = Signal(object)
    visit_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.person: MapPerson | None = None
        self.setProperty("line", "left")
        self.setMinimumWidth(260)
        self.rows: dict[str, Any] = {}
        inner = QWidget()
        inner.setProperty("ground", "raised")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._head())
        self._add_rows()
        self._add_lists()
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setAccessibleName(_("Person"))
        scroll.setWidget(inner)
        self._scroll = scroll
        self._nobody = label(_("Choose somebody on the map"), "muted", wrap=True)
        self._nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._nobody, 1)
        column.addWidget(scroll, 1)
        self._foot_bar = self._foot()
        column.addWidget(self._foot_bar)
        self._show_nobody()

    def _head(self) -> QWidget:
        self._name, self._position = ElidedLabel("", "name"), ElidedLabel("", "muted")
        self._more = icon_button("more", _("More for this person"), self._open_menu)
        self._pills = QWidget()
        self._pill_flow = FlowLayout(self._pills, theme.SPACE_1)
        head = QFrame()
        head.setProperty("line", "bottom")
        column = QVBoxLayout(head)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_2, theme.SPACE_2)
        column.setSpacing(theme.SPACE_1)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_2)
        row.addWidget(self._name)
        row.addWidget(self._position, 1)
        row.addWidget(self._more)
        column.addLayout(row)
        column.addWidget(self._pills)
        return head

    def _add_rows(self) -> None:
        support = [(level, words.support_words(level)) for level in words.SUPPORT_LEVELS]
        influence = [(level, words.influence_words(level)) for level in (3, 2, 1, 0)]
        levels = _options(RELATION_LEVEL)
        not_set = "— " + _("no target")
        for row in (
            TextRow("name", field_of(ChainLink, "name").label, most=80),
            TextRow("position", _("Position"), most=80),
            RolesRow("buying_role", _("Buying role"), BUYING_ROLE, "buying_role"),
            ChoiceRow("support_level", _("Support"), support, "support_level"),
            ChoiceRow("support_wanted", _("Target"), support, unknown=not_set),
            ChoiceRow("influence", _("Influence"), influence, "influence"),
            ChoiceRow("coverage", _("Coverage"), _options(COVERAGE), "coverage"),
            ChoiceRow("relation_now", _("Relation"), levels, "relation_now"),
            ChoiceRow("relation_wanted", _("Wanted"), levels, unknown=not_set),
        ):
            self._add_row(row)
        self._column.addWidget(self._contact_row())
        for row in (
            ChoiceRow("reports_to_id", _("Reports to"), (), "reports_to", unknown="—"),
            ChoiceRow("orientation", _("Decides by"), _options(ORIENTATION)),
            ChoiceRow("response_mode", _("Response mode"), _options(RESPONSE_MODE)),
            TextRow("criteria", _("Criteria"), "criteria"),
            TextRow("business_agenda", _("Business aim"), "agenda"),
            TextRow("personal_agenda", _("Personal aim"), "agenda"),
            TextRow("evidence", _("Known from")),
        ):
            self._add_row(row)

    def _add_row(self, row: Row) -> None:
        row.changed.connect(self.changed)
        row.certainty_pressed.connect(self.certainty_pressed)
        self.rows[row.field] = row
        self._column.addWidget(row)

    def _contact_row(self) -> QWidget:
        self._silence = label("")
        self._silence.setFont(theme.font(theme.TEXT_SMALL))
        self._limit = label("", "small")
        self._visit = LinkButton("", self._open_visit)
        bar = QFrame()
        bar.setProperty("line", "bottom")
        bar.setFixedHeight(32)
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_3, 0)
        row.setSpacing(theme.SPACE_2)
        name = ElidedLabel(_("Last contact"), "small")
        name.setFixedWidth(80)
        row.addWidget(name)
        row.addWidget(self._silence)
        row.addWidget(self._visit)
        row.addStretch(1)
        row.addWidget(self._limit)
        return bar

    def _add_lists(self) -> None:
        self._measures_head = SectionHeader(_("Countermeasures"))
        self.add_measure = self._measures_head.add_action(_("Add"), self._want_measure)
        self._column.addWidget(self._measures_head)
        self._measures = _Lines()
        self._column.addWidget(self._measures)
        self._changes_head = SectionHeader(_("Changes"))
        self._column.addWidget(self._changes_head)
        self._changes = _Lines()
        self._column.addWidget(self._changes)

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("line", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        row.setSpacing(theme.SPACE_2)
        row.addWidget(
            primary_button(_("Plan a visit"), "map-pin", partial(self.visit_wanted.emit, "plan"))
        )
        call = partial(self.visit_wanted.emit, "quick_entry")
        row.addWidget(plain_button(_("Note a contact"), "phone", call))
        row.addStretch(1)
        return foot

    # ------------------------------------------------------------------------------------------------- what it shows

    def show_person(
        self, shown: ChainMap, person: MapPerson | None, about: About, *, read_only: bool
    ) -> None:
        """Shows somebody, or that nobody is chosen."""
        if self.person is not None and (person is None or person.id != self.person.id):
            self.store()
        self.person = person
        if person is None:
            self._show_nobody()
            return
        self._nobody.hide()
        self._scroll.show()
        self._foot_bar.setVisible(not read_only)
        self._name.setText(person.title)
        self._position.setText("" if person.is_placeholder else person.position)
        self._more.setEnabled(not read_only)
        self._show_pills(person, about)
        others = [(each.id, each.title) for each in shown.people if each.id != person.id]
        self.rows["reports_to_id"].set_choices(others)
        self.rows["name"].setVisible(person.contact_id is None)
        self.rows["position"].setVisible(person.contact_id is None)
        for name, row in self.rows.items():
            value = person.roles if name == "buying_role" else getattr(person, name)
            sure = bool(row.fact) and person.is_confirmed(row.fact)
            row.show_value(value, sure=sure, read_only=read_only)
        self._show_silence(person, about, shown.today)
        self._show_lists(shown, about, read_only)

    def _show_nobody(self) -> None:
        self._nobody.show()
        self._scroll.hide()
        self._foot_bar.hide()

    def _show_pills(self, person: MapPerson, about: About) -> None:
        self._pill_flow.clear()
        for code, said in zip(person.roles, words.role_words(person.roles), strict=True):
            self._pill_flow.addWidget(
                Pill(said, "accent" if code == "decision_maker" else "neutral")
            )
        for said in (
            _("From outside") if person.is_external else "",
            _("Left the company") if person.has_left else "",
            about.style,
        ):
            if said:
                self._pill_flow.addWidget(Pill(said, "outline"))
        self._pills.setVisible(self._pill_flow.count() > 0)

    def _show_silence(self, person: MapPerson, about: About, today: date) -> None:
        self._silence.setText(words.silence_words(person).split(" / ")[0])
        self._silence.setStyleSheet(
            f"color: {theme.color('bad' if person.is_overdue else 'text').name()}"
        )
        self._visit.setVisible(about.visit_id is not None and person.met_on is not None)
        if person.met_on is not None:
            self._visit.setText(words.short_day(person.met_on, today))
        self._visit_id = about.visit_id
        self._limit.setText(_("limit {days} d").format(days=person.limit))

    def _show_lists(self, shown: ChainMap, about: About, read_only: bool) -> None:
        self._measures_head.set_count(str(len(about.measures) or ""))
        self.add_measure.setVisible(not read_only and shown.opportunity_id is not None)
        self._measures.clear()
        for each in about.measures:
            due = words.short_day(each.due_on, shown.today) if each.due_on else ""
            note = " · ".join(filter(None, (due, each.who)))
            late = each.is_open and each.due_on is not None and each.due_on < shown.today
            sign = "" if each.is_open else "✓ "
            self._measures.add(
                sign + each.name, note, partial(self.record_wanted.emit, "Action", each.id), late=late
            )  # fmt: skip
        if not about.measures:
            none = (
                _("No action for this person")
                if shown.opportunity_id
                else _("Actions belong to projects")
            )
            self._measures.add(none, "")
        self._changes_head.set_count(str(len(about.changes) or ""))
        self._changes.clear()
        for line in about.changes:
            said = (
                f"{line.field} {line.before or '?'} → {line.after or '?'}"
                if line.field
                else line.after
            )
            day = words.short_day(line.at.astimezone().date(), shown.today)
            self._changes.add(said, " · ".join(filter(None, (day, line.by))))

    # ------------------------------------------------------------------------------------------------------- acting

    def first_field(self) -> None:
        """Puts the cursor into the first field that can be edited."""
        for row in self.rows.values():
            if row.isVisible() and row.control.isEnabled():
                row.control.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def store(self) -> None:
        """Stores what is typed and not left yet."""
        for row in self.rows.values():
            if isinstance(row, TextRow):
                row.store()

    def has_unsaved(self) -> bool:
        """Whether something is typed that is not stored."""
        return self.person is not None and any(
            isinstance(row, TextRow) and row.is_dirty() for row in self.rows.values()
        )

    def discard(self) -> None:
        """Gives up what is typed."""
        for row in self.rows.values():
            if isinstance(row, TextRow):
                row.discard()

    def _open_menu(self) -> None:
        self.menu_wanted.emit(self._more)

    def _open_visit(self) -> None:
        if self._visit_id is not None:
            self.record_wanted.emit("Visit", self._visit_id)

    def _want_measure(self) -> None:
        self.measure_wanted.emit()


class _Lines(QWidget):
    """Short lines, each with a small note below, some of which lead somewhere."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.SPACE_4, theme.SPACE_1, theme.SPACE_3, theme.SPACE_2)
        self._column.setSpacing(2)

    def clear(self) -> None:
        """Takes all lines away."""
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def add(self, said: str, note: str, act: Any = None, *, late: bool = False) -> None:
        """A further line."""
        if act is None:
            self._column.addWidget(label(said, "" if note else "muted", wrap=True))
        else:
            link = LinkButton(said, act)
            link.setStyleSheet("text-align: left")
            self._column.addWidget(link)
        if note:
            self._column.addWidget(label(note, "bad" if late else "small", wrap=True))
