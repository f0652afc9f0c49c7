"""The page on which lists of customers, contacts or staff come in: columns at the left, rows at the right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.errors import Cancelled
from kamdesk.exchange.importing import write_errors
from kamdesk.exchange.plan import log_position
from kamdesk.i18n import _, ngettext, sentences
from kamdesk.progress import Progress
from kamdesk.ui import faults, messages
from kamdesk.ui.accounts.import_list import drafting
from kamdesk.ui.accounts.import_list.columns_pane import ColumnsPane
from kamdesk.ui.accounts.import_list.drafting import Choice, Draft, Source
from kamdesk.ui.accounts.import_list.rows_pane import RowsPane
from kamdesk.ui.accounts.import_parts.drop import DropPage
from kamdesk.ui.accounts.import_parts.figures import Steps
from kamdesk.ui.accounts.import_parts.foot import Foot
from kamdesk.ui.accounts.import_parts.one_job import OneJob
from kamdesk.ui.desk import Desk
from kamdesk.ui.file_jobs import told_written
from kamdesk.ui.jobs import run_job
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.page_head import PageHead

_TABLES = "*.xlsx *.xlsm *.xls *.ods *.csv *.tsv *.txt"


class ImportListPage(DropPage):
    """Works through one list after the other; `show_subject` takes paths, or the text of pasted rows."""

    kinds: ClassVar[frozenset[str]] = frozenset({"Account", "Contact", "Staff", "CustomField"})

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._waiting: list[Path] = []
        self._number = self._count = 0
        self._source: Source | None = None
        self._draft: Draft | None = None
        self._job = OneJob()
        self._writing = False
        self.track(desk.events.changed, self.on_changed)
        self.dropped.connect(self.show_subject)
        self._steps = Steps()
        self._head = PageHead(_("Import a list"), self._steps)
        self.columns = ColumnsPane()
        self.columns.chosen.connect(self._plan)
        self.rows = RowsPane(desk.store)
        self.rows.ticks_changed.connect(self._say)
        self.rows.accepted.connect(self.write)
        self.foot = Foot(self._leave_file, self.save_errors, self.write)
        self._empty = self._empty_state()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._work())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)
        self._show_step(0)

    def _empty_state(self) -> EmptyState:
        return EmptyState(
            "upload",
            _("Lists of customers, contacts or staff"),
            _(
                "Drop a workbook or a CSV file here. You see what each row would do before anything is written,"
                " and one undo takes all of it back."
            ),
            [
                primary_button(_("Choose files…"), "folder", self.choose_files),
                plain_button(_("Paste rows"), "copy", self.paste),
            ],
            hint=_("xlsx, xls, ods, csv; any encoding, headings in Chinese or English"),
        )

    def _work(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.rows, 1)
        column.addWidget(self.foot)
        split = QSplitter()
        split.addWidget(self.columns)
        split.addWidget(right)
        split.setSizes([430, 826])
        split.setChildrenCollapsible(False)
        self.columns.setMinimumWidth(340)
        return split

    # ------------------------------------------------------------------------------------------------ the lists

    def show_subject(self, subject: Any) -> None:
        """Begins with the first of `subject`: paths, or the text of pasted rows. Others wait behind it."""
        if self._writing:
            return
        if isinstance(subject, str):
            self._begin([])
            self._open_text(subject)
        elif isinstance(subject, Sequence) and subject:
            self._begin([Path(each) for each in subject])
            self._next()

    def choose_files(self) -> None:
        """Asks which lists."""
        chosen = messages.choose_open_files(
            self, _("Import a list"), [(_("Tables"), _TABLES), (_("All files"), "*")]
        )
        if chosen:
            self.show_subject(chosen)

    def paste(self) -> None:
        """Takes what was copied in a spreadsheet."""
        text = QGuiApplication.clipboard().text()
        if text.strip():
            self.show_subject(text)
        else:
            self._desk.say(
                _("There is no text on the clipboard. Copy rows in a spreadsheet first.")
            )

    def _begin(self, paths: list[Path]) -> None:
        self._job.stop()
        self._waiting = paths
        self._number, self._count = 0, max(len(paths), 1)

    def _next(self) -> None:
        self._draft = self._source = None
        if not self._waiting:
            self._stack.setCurrentWidget(self._empty)
            self._head.set_count("")
            self._show_step(0)
            return
        path = self._waiting.pop(0)
        self._number += 1
        self._show_step(0)
        store = self._desk.store

        def work(progress: Progress) -> tuple[Source, Draft]:
            progress.step(0, 0, path.name)
            source = drafting.read_source(path)
            return source, drafting.draft(store, source, Choice(), progress)

        self._start(_("Reading {file}").format(file=path.name), work, self._opened, path.name)

    def _open_text(self, text: str) -> None:
        self._number = 1
        store = self._desk.store
        source = drafting.source_of_text(text)

        def work(progress: Progress) -> tuple[Source, Draft]:
            return source, drafting.draft(store, source, Choice(), progress)

        self._start(_("Reading what was pasted"), work, self._opened, source.name)

    def _start(self, label: str, work: Any, done: Any, name: str) -> None:
        def failed(problem: BaseException) -> None:
            faults.show_problem(problem, self)
            if isinstance(problem, Cancelled):
                self._waiting.clear()
            self._next()

        self._head.set_count(self._file_words(name))
        self._job.run(label, work, done, failed)

    def _file_words(self, name: str) -> str:
        if self._count == 1:
            return name
        return _("{name} · {number} of {count}").format(
            name=name, number=self._number, count=self._count
        )

    def _opened(self, result: tuple[Source, Draft]) -> None:
        self._source = result[0]
        self.rows.choose_filter("all")
        self._show(result[1], keep_ticks=False)
        self._stack.setCurrentIndex(1)
        self.rows.table.setFocus()
        for note in result[0].book.notes[:1]:
            self._desk.say(note)

    def _plan(self, choice: Choice) -> None:
        """Plans anew with another choice; an earlier planning that still runs is given up."""
        source, before, store = self._source, self._draft, self._desk.store
        if source is None or self._writing:
            return
        same_rows = before is not None and (
            (before.choice.sheet, before.choice.header_row) == (choice.sheet, choice.header_row)
        )

        def work(progress: Progress) -> Draft:
            return drafting.draft(store, source, choice, progress)

        def done(made: Draft) -> None:
            self._show(made, keep_ticks=same_rows)

        def failed(problem: BaseException) -> None:
            faults.show_problem(problem, self)
            if self._draft is not None:
                self.columns.show_draft(self._draft)

        self._job.run(_("Looking at the rows"), work, done, failed)

    def _show(self, made: Draft, *, keep_ticks: bool) -> None:
        self._draft = made
        self.columns.show_draft(made)
        self.rows.show_plan(made.plan, keep_ticks=keep_ticks)
        self._show_step(1)
        self._say()

    def _show_step(self, step: int) -> None:
        self._steps.set_steps([_("Read"), _("Check"), _("Write")], step)
        self._steps.setVisible(bool(self._count) and (step > 0 or self._number > 0))

    def _say(self) -> None:
        if self._draft is None:
            return
        new, changed = self.rows.ticked_counts()
        rejected = self._draft.plan.counts()["rejected"]
        faulty = sum(1 for row in self._draft.plan.rows if row.problems)
        record = str(self._draft.plan.kind.record.TERM)
        sentence = _("Adds {new} and changes {changed} ({record})").format(
            new=new, changed=changed, record=record
        )
        detail = _("One undo step.")
        if rejected:
            words = ngettext("{count} row is rejected.", "{count} rows are rejected.", rejected)
            detail = sentences(detail, words.format(count=rejected))
        if self._draft.plan.new_staff:
            count = len(self._draft.plan.new_staff)
            words = ngettext("{count} new member of staff.", "{count} new members of staff.", count)
            detail = sentences(detail, words.format(count=count))
        count = new + changed
        button = ngettext("Import {count} row", "Import {count} rows", count).format(count=count)
        can_write = bool(count) and not self._desk.store.read_only
        self.foot.say(sentence, detail, button, can_write=can_write, errors=faulty)

    # ------------------------------------------------------------------------------------------------ writing

    def write(self) -> None:
        """Writes the ticked rows as one change, then goes to the next list."""
        made, store = self._draft, self._desk.store
        rows = self.rows.ticked()
        if made is None or not rows or self._writing or not self.foot.write.isEnabled():
            return
        self._writing = True
        self.foot.write.setEnabled(False)
        self._show_step(2)
        plan = made.plan

        def work(progress: Progress) -> dict[str, int]:
            return drafting.write(store, plan, rows, progress)

        def failed(problem: BaseException) -> None:
            self._writing = False
            faults.show_problem(problem, self)
            self._plan(made.choice)  # the plan was used up, and the data may be others now

        label = _("Importing {file}").format(file=plan.file_name)
        self._job.run(label, work, self._written, failed)

    def _written(self, counts: dict[str, int]) -> None:
        self._writing = False
        self._next()
        self._desk.say_undoable(
            _("Imported: {created} added, {updated} changed.").format(
                created=counts["created"], updated=counts["updated"]
            )
        )

    def _leave_file(self) -> None:
        if not self._writing:
            self._job.stop()
            self._next()

    def save_errors(self) -> None:
        """A workbook of the rows that are not taken whole, to be corrected and imported again."""
        if self._draft is None:
            return
        plan = self._draft.plan
        suggested = Path.home() / _("{name} - not taken.xlsx").format(
            name=Path(plan.file_name).stem
        )
        chosen = messages.choose_save_file(
            self, _("Error workbook"), suggested, [(_("Excel"), "*.xlsx")]
        )
        if chosen is None:
            return
        path = chosen
        desk = self._desk
        run_job(
            _("Writing {file}").format(file=path.name),
            lambda _progress: write_errors(path, [plan]),
            lambda _count: told_written(desk, path),
        )

    # ------------------------------------------------------------------------------------------- what pages do

    def refresh(self) -> None:
        """Plans anew if the data changed since the rows were looked at."""
        if self._draft is None or self._writing:
            return
        with self._desk.store.read() as session:
            moved = log_position(session) != self._draft.plan.position
        if moved:
            self._plan(self._draft.choice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and self._draft is None:
            self.paste()
        else:
            super().keyPressEvent(event)
