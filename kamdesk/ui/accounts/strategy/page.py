"""定义与分级: criteria with weights and least scores at the left, at the right at once who they would move."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSpinBox,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import UserError
from kamdesk.i18n import _, message, ngettext
from kamdesk.model.sales_words import CRITERION_SET
from kamdesk.settings import SETTING_BY_KEY
from kamdesk.ui import faults, theme
from kamdesk.ui.accounts.strategy.apply_dialog import ApplyDialog
from kamdesk.ui.accounts.strategy.preview import Preview
from kamdesk.ui.accounts.strategy.reading import (
    LIMITS,
    SETS,
    Draft,
    Found,
    preview,
    read_found,
    stored_draft,
)
from kamdesk.ui.accounts.strategy.rules_editor import RulesEditor
from kamdesk.ui.desk import Desk
from kamdesk.ui.form_out import write_one
from kamdesk.ui.page import Page
from kamdesk.ui.reader import Reader
from kamdesk.ui.widgets.buttons import icon_button, plain_button, primary_button
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.inputs import ready_input
from kamdesk.ui.widgets.labels import label
from kamdesk.ui.widgets.page_head import PageHead, keep_room
from kamdesk.work import criteria, grading, settings

_PAUSE = 120
"""Milliseconds after the last movement of a slider before the accounts are judged anew."""
_TABLE, _EMPTY = range(2)


class StrategyPage(Page):
    """Nothing is stored before “Apply”; grades become tiers by a review with a reason."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "Criterion", "AccountScore", "GradeReview", "Account", "CompetitorShare", "PurchaseNeed", "Opportunity",
            "AccountStatusChange", "SettingValue",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "raised")
        self._desk, self._store = desk, desk.store
        self._stored: Draft | None = None
        self._found: Found | None = None
        self.track(desk.events.changed, self.on_changed)
        self.segment = Segment(
            [(key, CRITERION_SET.label(key)) for key in SETS], name=_("Set of criteria")
        )
        self.segment.chosen.connect(self._choose)
        self._shown = self.segment.current()
        self.apply_button = primary_button(_("Apply"), "check", self.apply)
        self.revert_button = plain_button(_("Take back"), "undo", self.discard)
        self.review_button = plain_button(_("Review the grades…"), "stamp", self.ask_review)
        self.form_button = icon_button(
            "document", _("Tier list as a form…"), partial(self.write_form)
        )
        keep_room(self.review_button)
        keep_room(self.form_button)
        self._head = PageHead(
            _("Criteria and tiers"), self.segment, self.form_button, self.review_button, self.revert_button,
            self.apply_button,
        )  # fmt: skip
        self.editor = RulesEditor()
        self.editor.edited.connect(self._on_edited)
        self.limits: dict[str, QSpinBox] = {}
        self._limit_row = QHBoxLayout()
        self.preview = Preview()
        self.preview.opened.connect(partial(desk.open_record, "Account"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.preview)
        self._stack.addWidget(
            EmptyState(
                "target",
                _("No account has a score yet"),
                _(
                    "Scores are given on the page “Plan” of an account, or come back with a tier list; "
                    "a criterion can also be worked out from the archive."
                ),
            )
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._judge)
        self._reader: Reader[Found] = Reader(_("Reading the scores"), self._take, self)
        self._lay_out()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("ground", "raised")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        holder = QWidget()
        self._limit_row = QHBoxLayout(holder)
        self._limit_row.setContentsMargins(
            theme.SPACE_4, theme.SPACE_3, theme.SPACE_4, theme.SPACE_3
        )
        self._limit_row.setSpacing(theme.SPACE_2)
        column.addWidget(holder)
        column.addWidget(self.editor)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        scroll.setMinimumWidth(430)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(scroll)
        split.addWidget(self._stack)
        split.setStretchFactor(1, 1)
        split.setSizes([500, 760])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head)
        outer.addWidget(split, 1)

    # ------------------------------------------------------------------------------------------------ what is shown

    def refresh(self) -> None:
        with self._store.read() as session:
            self._stored = stored_draft(session, self._shown)
        self.editor.show_rules(self._stored.used_for, self._stored.rules)
        self._show_limits(self._stored)
        self._found = None
        self._show_buttons()
        self._read()

    def draft(self) -> Draft:
        """The criteria and limits as they stand on the page."""
        limits = {key: spin.value() for key, spin in self.limits.items()}
        return Draft(self._shown, self.editor.rules(), limits)

    def _show_limits(self, draft: Draft) -> None:
        while (item := self._limit_row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.limits = {}
        for key in LIMITS[draft.used_for]:
            words = str(SETTING_BY_KEY[key].label)
            spin = QSpinBox()
            spin.setRange(0, criteria.FULL)
            spin.setValue(draft.limits[key])
            spin.setFixedWidth(64)
            ready_input(spin, words)
            spin.valueChanged.connect(self._on_limit)
            short = {"grade_a_from": "A ≥", "grade_b_from": "B ≥", "grade_c_from": "C ≥"}
            self._limit_row.addWidget(label(short.get(key, words), "muted"))
            self._limit_row.addWidget(spin)
            self.limits[key] = spin
        self._limit_row.addStretch(1)

    def _read(self) -> None:
        draft, stored, on = self.draft(), self._stored, self._desk.today()
        if stored is not None:
            self._reader.want(lambda _progress: read_found(self._store, draft, stored.rules, on))

    def _take(self, found: Found) -> None:
        if found.draft.used_for == self._shown:
            self._found = found
            self._judge()

    def _judge(self) -> None:
        """Judges by the draft; where it asks for something that was not read, it is read first."""
        if self._found is None or self._stored is None:
            return
        draft = self.draft()
        if _sources(draft) != _sources(self._found.draft):
            self._read()
            return
        lines = preview(self._found, self._stored, draft)
        self.preview.show_lines(draft.used_for, lines, self._found.last, draft != self._stored)
        self._stack.setCurrentIndex(_TABLE if lines else _EMPTY)

    def _choose(self, key: str) -> None:
        if key == self._shown:
            return
        if not self.can_close():
            self.segment.choose(self._shown)
            return
        self._shown = key
        self.refresh()

    def _on_edited(self) -> None:
        self._show_buttons()
        self._pause.start()

    def _on_limit(self, _value: int) -> None:
        self._on_edited()

    def _show_buttons(self) -> None:
        changed = self.has_unsaved()
        can_write = not self._store.read_only
        self.apply_button.setEnabled(changed and can_write)
        self.revert_button.setEnabled(changed)
        for each in (self.review_button, self.form_button):
            each.setVisible(self._shown == "grading")
        self.review_button.setEnabled(can_write)

    # ------------------------------------------------------------------------------------------------ what is done

    def apply(self) -> None:
        """Stores the criteria; those of grading together with a review of the grades."""
        if self._shown == "grading":
            self.ask_review()
            return
        try:
            self.save()
        except UserError as refusal:
            faults.show_problem(refusal, self)

    def ask_review(self) -> None:
        """Asks for the reason and reviews the grades of all accounts by the criteria on the page."""
        sentence = _(
            "Every account whose criteria are all known is reviewed. A tier changes when the last review said the "
            "same, or when the change is approved."
        )
        dialog = ApplyDialog(sentence, self.review, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def write_form(self) -> None:
        """Writes the tier list of all accounts as the department's form; it comes back like all forms."""
        from kamdesk.forms.layouts.tier_list import (
            ListOf,
        )  # late: the window does not wait for the forms

        write_one(self._desk, self, "tier_list", ListOf())

    def review(self, reason: str, approved: bool) -> None:
        """Stores the criteria of grading and reviews all grades, as one change. Raises UserError."""
        draft = self.draft()
        with self._store.change(
            message("Review the grades: {reason}", reason=reason.strip()), self
        ) as session:
            self._write(session, draft)
            me = settings.me(session)
            done = grading.review(
                session, self._desk.today(), me.id if me else None, reason, approved=approved
            )
        self._stored = None
        self.refresh()
        said = [
            ngettext("{count} account reviewed", "{count} accounts reviewed", done.count).format(count=done.count),
            ngettext("{count} tier changed", "{count} tiers changed", len(done.changed)).format(
                count=len(done.changed)
            ),
        ]  # fmt: skip
        if done.waiting:
            words = ngettext(
                "{count} waits for a second review", "{count} wait for a second review", len(done.waiting)
            )  # fmt: skip
            said.append(words.format(count=len(done.waiting)))
        self._desk.say_undoable(_(", ").join(said))

    def _write(self, session: Any, draft: Draft) -> None:
        if self._stored is None or draft.rules != self._stored.rules:
            criteria.set_rules(session, draft.used_for, draft.rules)
        if draft.used_for == "grading":
            grading.set_limits(session, dict(zip("ABC", draft.limits.values(), strict=True)))
            return
        for key, value in draft.limits.items():
            if settings.get(session, key) != value:
                settings.put(session, key, value)

    # ------------------------------------------------------------------------------------------- what pages do

    def has_unsaved(self) -> bool:
        if self._stored is None:
            return False
        draft = self.draft()
        return (draft.rules, dict(draft.limits)) != (self._stored.rules, dict(self._stored.limits))

    def save(self) -> None:
        draft = self.draft()
        words = message("Change the criteria: {set}", set=CRITERION_SET.label(draft.used_for))
        with self._store.change(words, self) as session:
            self._write(session, draft)
        self.refresh()
        self._desk.say_undoable(_("The criteria are applied."))

    def discard(self) -> None:
        self.refresh()


def _sources(draft: Draft) -> set[tuple[int, str, object]]:
    """What has to be read for the rules: which, and what they are worked out from."""
    return {(rule.id, rule.measure, rule.full_at) for rule in draft.rules}
