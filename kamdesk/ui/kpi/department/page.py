"""岗位设置与职责: the chart of the department, and beside it what the chosen person's post is there for."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _, message, ngettext
from kamdesk.model.department import Staff
from kamdesk.ui import faults, file_jobs, messages, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.kpi.department.canvas import ChartCanvas, write_chart
from kamdesk.ui.page import Page
from kamdesk.ui.visits.record.area import scrolled
from kamdesk.ui.widgets.buttons import icon_button, plain_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.labels import ElidedLabel, label
from kamdesk.ui.widgets.page_head import PageHead
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work import positions
from kamdesk.work.position_duties import DEPARTMENT, RIGHTS


class DepartmentPage(Page):
    """A press shows somebody's duties, a double click or Enter opens them on the page of the staff."""

    kinds: ClassVar[frozenset[str]] = frozenset({"Staff", "Account", "SettingValue"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.canvas = ChartCanvas()
        self.canvas.chosen.connect(self._show)
        self.canvas.opened.connect(partial(desk.open_record, "Staff"))
        self.head = PageHead(
            _("Department chart"),
            plain_button(_("Give the duties of their posts"), "stamp", self.give_duties),
            icon_button("download", _("Save as picture…"), self.save_picture),
        )
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.canvas.setProperty("ground", "raised")
        area.setWidget(self.canvas)
        self.side = QWidget()
        self.name = ElidedLabel("", "name")
        self.about = label("", "muted", wrap=True)
        self.duties = label("", wrap=True)
        self.duties_head = SectionHeader(_("Duties"))
        self.open_button = plain_button(_("To the person"), "user", self._open)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(area)
        split.addWidget(scrolled(self._side(), _("Duties")))
        split.setStretchFactor(0, 1)
        split.setSizes([760, 340])
        self._stack = QStackedWidget()
        self._stack.addWidget(split)
        self._stack.addWidget(
            EmptyState(
                "tree", _("Nobody in the department yet"),
                _("Enter the people on the page “Staff” of the Accounts tab; who answers to whom makes the chart."),
            )
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._stack, 1)
        self.setFocusProxy(self.canvas)
        self.track(desk.events.changed, self.on_changed)

    def _side(self) -> QWidget:
        column = QVBoxLayout(self.side)
        column.setContentsMargins(0, theme.SPACE_3, 0, theme.SPACE_4)
        column.setSpacing(theme.SPACE_2)
        for widget in (self.name, self.about, self.open_button):
            holder = QWidget()
            inner = QVBoxLayout(holder)
            inner.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, 0)
            inner.addWidget(widget)
            column.addWidget(holder)
        self._part(column, self.duties_head, self.duties)
        whole = {_("Duties of the department"): DEPARTMENT, _("Rights of the department"): RIGHTS}
        for title, terms in whole.items():
            words = label(_listed(tuple(map(str, terms))), wrap=True)
            self._part(column, SectionHeader(title), words)
        column.addStretch(1)
        return self.side

    @staticmethod
    def _part(column: QVBoxLayout, head: SectionHeader, words: QWidget) -> None:
        holder = QWidget()
        inner = QVBoxLayout(holder)
        inner.setContentsMargins(theme.SPACE_4, 0, theme.SPACE_4, theme.SPACE_2)
        inner.addWidget(words)
        column.addWidget(head)
        column.addWidget(holder)
        head.set_body(holder)

    def refresh(self) -> None:
        with self._desk.store.read() as session:
            chart = positions.chart(session, self._desk.today())
        self.canvas.show_chart(chart)
        self._stack.setCurrentIndex(0 if chart.posts else 1)
        count = len(chart.posts)
        words = [ngettext("{count} person", "{count} persons", count).format(count=count)]
        if chart.unplaced:
            words.append(_("without a superior: {count}").format(count=len(chart.unplaced)))
        self.head.set_count(" · ".join(words))
        if self.canvas.current is not None:
            self._show(self.canvas.current)

    def _show(self, staff_id: int) -> None:
        post = self.canvas.post(staff_id)
        if post is None:
            return
        self.name.setText(post.name)
        superior = self.canvas.post(post.superior_id)
        under = _("answers to {name}").format(name=superior.name) if superior is not None else ""
        owned = ngettext("{count} account", "{count} accounts", post.accounts)
        accounts = owned.format(count=post.accounts)
        self.about.setText(
            " · ".join(filter(None, (post.position_label, post.region, under, accounts)))
        )
        self.duties_head.set_note("" if post.has_own_duties or not post.duties else _("of the post"))  # fmt: skip
        self.duties.setText(_listed(post.duties) or _("No duties are noted."))

    def _open(self) -> None:
        if self.canvas.current is not None:
            self._desk.open_record("Staff", self.canvas.current)

    def show_subject(self, subject: object) -> None:
        """Goes to somebody by id or (class name, id)."""
        staff_id = subject[1] if isinstance(subject, tuple) else subject
        self.refresh()
        self._stale = False
        if isinstance(staff_id, int) and self.canvas.post(staff_id) is not None:
            self.canvas.choose(staff_id)

    def give_duties(self) -> None:
        """Writes the duties of their post to those who have none of their own."""
        ids = [each.staff_id for each in self.canvas.chart.posts if not each.has_own_duties]
        given = 0
        try:
            with self._desk.store.change(message("Give the duties of their posts")) as session:
                people = [session.get_one(Staff, each) for each in ids]
                given = positions.give_duties(session, people)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        words = ngettext("{count} person got duties.", "{count} persons got duties.", given)
        if given:
            self._desk.say_undoable(words.format(count=given))
        else:
            self._desk.say(_("Everybody whose post has duties has them already."))

    def save_picture(self) -> None:
        """Asks where to, and writes the chart: PNG, SVG or PDF."""
        target = messages.choose_save_file(
            self, _("Save as picture"), Path.home() / (_("Department chart") + ".png"),
            [("PNG", "*.png"), ("SVG", "*.svg"), ("PDF", "*.pdf")],
        )  # fmt: skip
        if target is not None:
            self.write(target)

    def write(self, target: Path) -> None:
        """Writes the chart to `target`."""
        try:
            write_chart(target, self.canvas.chart, _("Department chart"))
        except UserError as problem:
            faults.show_problem(problem, self)
            return
        file_jobs.told_written(self._desk, target)


def _listed(lines: tuple[str, ...]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
