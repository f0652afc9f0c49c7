"""项目总结: what came out and why, its figures, and the lessons of earlier projects like this one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from kamdesk.i18n import _, message
from kamdesk.model.opportunity import Opportunity
from kamdesk.model.project import Review
from kamdesk.model.sales_words import OUTCOME
from kamdesk.ui import theme
from kamdesk.ui.accounts.form import Form
from kamdesk.ui.desk import Desk
from kamdesk.ui.opportunities.actions import OpportunityActions
from kamdesk.ui.opportunities.project.pane import ProjectPane
from kamdesk.ui.opportunities.project.record_form import Part, RecordForm
from kamdesk.ui.visits.record.area import scrolled
from kamdesk.ui.widgets.buttons import LinkButton, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.section import SectionHeader
from kamdesk.work import project_reviews
from kamdesk.work.project_reviews import Lesson

_RESULT = ("on", "winner_id", "signed_amount", "our_price", "winner_price")
_CAUSES = ("criteria", "done_right", "done_wrong", "root_causes")
_LESSONS = ("lessons", "tags", "follow_up", "participants")
_FORM, _EMPTY = 0, 1
_SHEET = "project_review"
"""The form of the closing review (F8c)."""


class ReviewPane(ProjectPane):
    """The review at the left once it is begun, lessons of other projects at the right all the time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.deeds = OpportunityActions(desk, self)
        self._is_open = True
        words = Review.SECTIONS
        self.form = RecordForm(
            desk.store, Review,
            (
                Part("result", str(words["result"]), _RESULT),
                Part("causes", str(words["causes"]), _CAUSES),
                Part("lessons", str(words["lessons"]), _LESSONS),
            ),
            _write,
        )  # fmt: skip
        self.form.saved.connect(self.saved)
        self.figures = label("", "heading", wrap=True)
        self.begin_button = primary_button("", "pencil", self.begin)
        self._title = label("", "heading")
        self._empty = EmptyState(
            "check",
            _("No review yet"),
            _(
                "What came out, what really decided, what was right and wrong, the root "
                "causes and the lessons: the next project finds them again."
            ),
            [self.begin_button],
        )  # fmt: skip
        self.due = label("", "warn", wrap=True)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, theme.SPACE_4)
        column.setSpacing(0)
        top = QWidget()
        row = QHBoxLayout(top)
        row.setContentsMargins(theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3)
        row.addWidget(self.figures, 1)
        row.addWidget(self.form_button(_SHEET))
        column.addWidget(top)
        column.addWidget(self.form)
        column.addStretch(1)
        left = QWidget()
        outer = QVBoxLayout(left)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._due_bar = QWidget()
        due = QVBoxLayout(self._due_bar)
        due.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        due.addWidget(self.due)
        outer.addWidget(self._due_bar)
        place = QWidget()
        self._stack = QStackedLayout(place)
        self._stack.addWidget(scrolled(inner, _("Closing review")))
        self._stack.addWidget(self._empty)
        outer.addWidget(place, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self._lessons_side())
        split.setStretchFactor(0, 1)
        split.setSizes([680, 400])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)

    def _lessons_side(self) -> QWidget:
        side = QFrame()
        side.setProperty("line", "left")
        side.setMinimumWidth(300)
        self._head = SectionHeader(_("Lessons of similar projects"))
        self.search = QLineEdit()
        ready_input(self.search, _("Search the lessons"))
        self.search.setPlaceholderText(_("Search all lessons"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._find)
        self._found = QWidget()
        self._lines = QVBoxLayout(self._found)
        self._lines.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_4)
        self._lines.setSpacing(theme.SPACE_3)
        column = QVBoxLayout(side)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        field = QVBoxLayout()
        field.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, 0)
        field.addWidget(self.search)
        column.addLayout(field)
        column.addWidget(scrolled(self._found, _("Lessons of similar projects")), 1)
        return side

    def forms(self) -> tuple[Form, ...]:
        return (self.form,)

    def go_to(self, key: str) -> None:
        self.form.go_to(key)

    # ------------------------------------------------------------------------------------------------ what it shows

    def fill(self, session: Session, opportunity: Opportunity) -> None:
        self._is_open = opportunity.outcome == "open"
        review = project_reviews.review_of(session, opportunity)
        needed = project_reviews.required(session, opportunity)
        self._due_bar.setVisible(needed)
        self.due.setText(
            _("{outcome}, and of a size that asks for a review: it is still to be written.").format(
                outcome=OUTCOME.label(opportunity.outcome)
            )
            if needed
            else ""
        )
        self._stack.setCurrentIndex(_FORM if review is not None else _EMPTY)
        if review is not None:
            self.form.show_record(session, review)
            self.figures.setText(self._figures(opportunity, review))
        self.form.setEnabled(not self.store.read_only)
        self.begin_button.setVisible(not self.store.read_only)
        self.begin_button.setText(
            _("Close the project…") if self._is_open else _("Write the review")
        )
        self._show_lessons(project_reviews.lessons_for(session, opportunity, self.search.text()))

    def _figures(self, opportunity: Opportunity, review: Review) -> str:
        found = project_reviews.figures(opportunity, review)
        said = [OUTCOME.label(review.outcome)]
        rate, gap = found.win_amount_rate, found.price_gap
        shown = f"{rate * 100:.1f} %" if rate is not None else "—"
        said.append(_("signed against target {share}").format(share=shown))
        shown = f"{gap * 100:+.1f} %".replace("-", "−") if gap is not None else "—"
        said.append(_("our price against the winner's {share}").format(share=shown))
        return " · ".join(said)

    def _find(self, _words: str = "") -> None:
        if not self.opportunity_id:
            return
        with self.store.read() as session:
            one = session.get(Opportunity, self.opportunity_id)
            if one is not None:
                self._show_lessons(project_reviews.lessons_for(session, one, self.search.text()))

    def _show_lessons(self, lessons: list[Lesson]) -> None:
        while self._lines.count():
            item = self._lines.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._head.set_count(str(len(lessons) or ""))
        for each in lessons:
            self._lines.addWidget(self._lesson(each))
        if not lessons:
            self._lines.addWidget(
                label(_("No review of a similar project has lessons yet."), "muted", wrap=True)
            )
        self._lines.addStretch(1)

    def _lesson(self, lesson: Lesson) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        link = LinkButton(
            lesson.name, partial(self.desk.open_record, "Opportunity", lesson.opportunity_id)
        )
        column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        facts = (lesson.account, OUTCOME.label(lesson.outcome), str(lesson.on), lesson.tags)
        column.addWidget(label(" · ".join(filter(None, facts)), "small", wrap=True))
        column.addWidget(label(lesson.lessons, wrap=True))
        if lesson.why:
            column.addWidget(
                label(
                    _("Shown for: {why}").format(why=_(", ").join(lesson.why)), "small", wrap=True
                )
            )
        return holder

    def words(self) -> str:
        """The lessons that are shown, line by line."""
        found = []
        for place in range(self._lines.count()):
            item = self._lines.itemAt(place)
            widget = item.widget() if item is not None else None
            if widget is not None:
                found += [each.text() for each in widget.findChildren(LinkButton)]
        return "\n".join(found)

    # ------------------------------------------------------------------------------------------------------ actions

    def begin(self) -> None:
        """Begins the review with what is known; an open project is closed first."""
        if self._is_open:
            self.deeds.ask_close(self.opportunity_id, "won")
            return
        with self.store.read() as session:
            name = session.get_one(Opportunity, self.opportunity_id).name
        words = message("Review “{name}”", name=name)
        if self.change(words, lambda session, one: project_reviews.write(session, one, {})):
            self.refresh()
            self.form.go_to("criteria")


def _write(session: Session, review: Review, values: object) -> object:
    opportunity = session.get_one(Opportunity, review.opportunity_id)
    return project_reviews.write(session, opportunity, values)  # type: ignore[arg-type] # values of the form
