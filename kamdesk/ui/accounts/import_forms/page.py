"""The page on which forms come back: files at the left, the fields of one at the right, one button to write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.forms.batch import BatchResult, FileReading
from kamdesk.forms.layouts import Forms
from kamdesk.i18n import _, ngettext
from kamdesk.progress import Progress
from kamdesk.ui import faults, messages
from kamdesk.ui.accounts.import_forms import batch_work, words
from kamdesk.ui.accounts.import_forms.account_picker import AccountPicker
from kamdesk.ui.accounts.import_forms.batch_work import Meant
from kamdesk.ui.accounts.import_forms.cases import Batch, Case, filed_accounts, totals
from kamdesk.ui.accounts.import_forms.detail import FormDetail
from kamdesk.ui.accounts.import_forms.doubt_bar import near_records
from kamdesk.ui.accounts.import_forms.files_pane import FilesPane
from kamdesk.ui.accounts.import_parts.drop import DropPage
from kamdesk.ui.accounts.import_parts.figures import Steps
from kamdesk.ui.accounts.import_parts.foot import Foot
from kamdesk.ui.accounts.import_parts.one_job import OneJob
from kamdesk.ui.desk import Desk
from kamdesk.ui.file_jobs import told_written, write_form
from kamdesk.ui.jobs import run_job
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.empty_state import EmptyState
from kamdesk.ui.widgets.page_head import PageHead

_WORKBOOKS = "*.xlsx *.xlsm *.xls *.ods"


class ImportFormsPage(DropPage):
    """Reads files and folders, shows what each form would change, and files what is ticked as one step."""

    kinds: ClassVar[frozenset[str]] = frozenset(
        {
            "Account", "Contact", "PurchaseNeed", "CustomField", "Staff", "Approval", "Visit", "VisitPerson",
            "VisitObjection", "VisitGift", "VisitProgramme", "ExpenseClaim", "Expense", "Development",
            "DevelopmentScore", "DevelopmentStep", "DevelopmentMember", "DevelopmentReport",
        }
    )  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._batch: Batch | None = None
        self._job = OneJob()
        self._writing = False
        self.track(desk.events.changed, self.on_changed)
        self.dropped.connect(self.add)
        self._steps = Steps()
        self._head = PageHead(_("Returned forms"), self._steps)
        self.files = FilesPane()
        self.detail = FormDetail(desk.store)
        self.foot = Foot(self.leave, self.save_errors, self.write)
        self.files.case_changed.connect(self._show_line)
        self.files.ticks_changed.connect(self._ticked_files)
        self.files.entered.connect(self._enter_fields)
        self.files.accepted.connect(self.write)
        self.detail.changed.connect(self._ticked_fields)
        self.detail.meant.connect(self.choose_account)
        self.detail.other_wanted.connect(self._pick_account)
        self.detail.explained.connect(self.explain)
        self.detail.table.left.connect(self._leave_fields)
        self.detail.table.accepted.connect(self.write)
        self._empty: QWidget = self._empty_state()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._work())
        self._stack.addWidget(self._empty)
        self._stack.setCurrentWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._stack, 1)
        self._show_step(0)

    def _empty_state(self) -> EmptyState:
        return EmptyState(
            "upload",
            _("Forms that came back"),
            _(
                "Drop files or a whole folder here. Each form is put beside its record, field by field;"
                " nothing is written before you say so."
            ),
            self._ways_to_begin(),
            hint=_("Our own form, your template, or any form with labels; xlsx, xls, ods"),
        )

    def _ways_to_begin(self) -> list[QWidget]:
        return [
            primary_button(_("Choose files…"), "document", self.choose_files),
            plain_button(_("Choose a folder…"), "folder", self.choose_folder),
            plain_button(_("Blank form…"), "download", self.save_blank),
        ]

    def _work(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.detail, 1)
        column.addWidget(self.foot)
        split = QSplitter()
        split.addWidget(self.files)
        split.addWidget(right)
        split.setSizes([572, 684])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        return split

    # ------------------------------------------------------------------------------------------------ beginning

    def show_subject(self, subject: Any) -> None:
        """Reads `subject`: paths of files and folders."""
        if not isinstance(subject, Sequence) or not subject or self._writing:
            return
        paths, store = [Path(each) for each in subject], self._desk.store

        def work(progress: Progress) -> tuple[Forms, list[FileReading]]:
            return batch_work.read(store, paths, progress)

        self._start(_("Reading forms"), work, self._read)

    def add(self, paths: list[Path]) -> None:
        """Reads `paths` along with what is there; what was decided about that stays."""
        batch, store = self._batch, self._desk.store
        if batch is None or self._writing:
            self.show_subject(paths)
            return
        everything = [*(file.path for file in batch.files), *paths]

        def work(progress: Progress) -> tuple[Forms, list[FileReading]]:
            return batch_work.read(store, everything, progress)

        self._start(_("Reading forms"), work, self._compared)

    def choose_files(self) -> None:
        """Asks which files."""
        chosen = messages.choose_open_files(
            self,
            _("Read forms back"),
            [(_("Workbooks"), _WORKBOOKS), (_("All files"), "*")],
        )
        self.show_subject(chosen)

    def choose_folder(self) -> None:
        """Asks for a folder with forms, at any depth."""
        chosen = messages.choose_folder(self, _("Read a whole folder of forms"))
        if chosen is not None:
            self.show_subject([chosen])

    def save_blank(self) -> None:
        """A blank form to send out."""
        suggested = Path.home() / _("archive form.xlsx")
        chosen = messages.choose_save_file(
            self, _("Blank archive form"), suggested, [(_("Excel"), "*.xlsx")]
        )
        if chosen is not None:
            write_form(self._desk, [], chosen, blank=True)

    def _start(self, label: str, work: Any, done: Any) -> None:
        def failed(problem: BaseException) -> None:
            self._writing = False
            faults.show_problem(problem, self)
            if self._batch is not None:
                self._show_batch()

        self._job.run(label, work, done, failed)

    def _read(self, result: tuple[Forms, list[FileReading]]) -> None:
        forms, files = result
        if not files:
            self._desk.say(_("There are no files in this folder."))
            return
        self._batch = Batch(forms, files)
        self.files.choose_filter("all")
        self._show_batch()
        self._stack.setCurrentIndex(0)
        self.files.table.setFocus()

    def _compared(self, result: tuple[Forms, list[FileReading]]) -> None:
        earlier = self._batch
        if earlier is None:
            return
        self._batch = Batch(*result)
        self._batch.carry_over(earlier.cases)
        self._show_batch()

    def _show_batch(self) -> None:
        batch = self._batch
        if batch is None:
            return
        count = len(batch.files)
        self._head.set_count(ngettext("{count} file", "{count} files", count).format(count=count))
        self.files.show_batch(batch)
        self._show_step(1)
        self._say()

    def _show_step(self, step: int) -> None:
        count = len(self._batch.files) if self._batch is not None else 0
        read = _("Read {done} / {count}").format(done=count, count=count) if count else _("Read")
        self._steps.set_steps([read, _("Check"), _("Write")], step)
        self._steps.setVisible(self._batch is not None)

    # ------------------------------------------------------------------------------------------------ looking

    def _show_line(self, line: object) -> None:
        if isinstance(line, FileReading):
            self.detail.show_bad(line)
        else:
            case = line if isinstance(line, Case) else None
            batch = self._batch
            form = batch.form_of(case) if batch is not None and case is not None else None
            self.detail.show_case(case, form)

    def _enter_fields(self) -> None:
        if self.files.current() is not None:
            self.detail.table.setFocus()

    def _leave_fields(self) -> None:
        self.files.table.setFocus()

    def _ticked_files(self) -> None:
        case = self.files.current()
        if case is not None and self._batch is not None:
            self.detail.show_case(case, self._batch.form_of(case))
        self._say()

    def _ticked_fields(self) -> None:
        self.files.tell()
        self._say()

    def _say(self) -> None:
        if self._batch is None:
            return
        found = totals(self._batch)
        can_write = bool(found.values) and not self._desk.store.read_only and not self._writing
        self.foot.say(
            words.sentence(found),
            words.detail(found),
            words.button(found),
            can_write=can_write,
            errors=found.problems + found.unopened,
        )

    # ------------------------------------------------------------------------------------------------ deciding

    def _pick_account(self) -> None:
        case = self.files.current()
        if case is None:
            return
        picker = AccountPicker(self._desk.store, near_records(case.difference), self)
        if picker.exec() and picker.chosen is not None:
            self.choose_account(picker.chosen)

    def choose_account(self, meant: Meant) -> None:
        """The current form means another account, or a new one; its values are compared with that."""
        case = self.files.current()
        if case is None or self._writing:
            return
        case.record_id, case.as_new = meant.record_id, meant.record_id is None
        case.anew = True
        self._compare_again()

    def explain(self, label: str, key: str) -> None:
        """Remembers what a label means and reads the forms that have it once more."""
        batch, case = self._batch, self.files.current()
        if batch is None or case is None or self._writing:
            return
        try:
            batch_work.explain(self._desk.store, batch.form_of(case), label, key, self)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return
        again = {
            file.path
            for file in batch.files
            for form in file.forms
            if any(each.text == label for each in form.unknown_labels)
        }
        self._compare_again(again)

    def _compare_again(self, again: Sequence[Path] | set[Path] = ()) -> None:
        batch, store = self._batch, self._desk.store
        if batch is None:
            return
        files, paths = batch.files, list(again)
        meant = {
            case.number: Meant(case.record_id)
            for case in batch.cases
            if case.record_id is not None or case.as_new
        }

        def work(progress: Progress) -> tuple[Forms, list[FileReading]]:
            return batch_work.compare_again(store, files, meant, paths, progress)

        self._start(_("Comparing forms"), work, self._compared)

    # ------------------------------------------------------------------------------------------------ writing

    def write(self) -> None:
        """Files everything ticked as one change."""
        batch, store = self._batch, self._desk.store
        if batch is None or not self.foot.write.isEnabled():
            return
        self._writing = True
        self.foot.write.setEnabled(False)
        self._show_step(2)
        forms, files, ticks = batch.forms, batch.files, batch.ticks()

        def work(progress: Progress) -> BatchResult:
            return batch_work.file_all(store, forms, files, ticks, progress)

        self._start(_("Filing forms"), work, self._written)

    def _written(self, result: BatchResult) -> None:
        batch = self._batch
        self._writing = False
        if batch is None:
            return
        told = words.filed(result)
        counts = words.filed_counts(result, archives=batch.archives)
        sentence = words.filed_sentence(result, archives=batch.archives)
        self._show_result(told, sentence, batch, result)
        self._desk.say_undoable(_("{what}: {counts}.").format(what=told, counts=counts))

    def _show_result(self, title: str, sentence: str, batch: Batch, result: BatchResult) -> None:
        filed = list(filed_accounts(batch))
        actions: list[QWidget] = []
        if filed:
            first, desk = filed[0], self._desk
            actions.append(
                primary_button(
                    _("Open the first account"),
                    "building",
                    lambda: desk.open_record("Account", first),
                )
            )
        if result.rejected or result.refused:
            files = batch.files
            actions.append(
                plain_button(_("Error workbook…"), "download", lambda: self._save_errors(files))
            )
        actions.append(plain_button(_("Read more forms…"), "document", self.choose_files))
        self._leave_batch(EmptyState("check", title, sentence, actions))
        # The button that wrote is gone, and the keys would go to the next one.
        actions[0].setFocus()

    def leave(self) -> None:
        """Gives the forms up; nothing is written."""
        if not self._writing:
            self._job.stop()
            self._leave_batch(self._empty_state())

    def _leave_batch(self, state: QWidget) -> None:
        self._batch = None
        self._stack.removeWidget(self._empty)
        self._empty.deleteLater()
        self._empty = state
        self._stack.addWidget(state)
        self._stack.setCurrentWidget(state)
        self._head.set_count("")
        self._show_step(0)

    def save_errors(self) -> None:
        """A workbook of what is not taken, to be sent back to whoever filled in the forms."""
        if self._batch is not None:
            self._save_errors(self._batch.files)

    def _save_errors(self, files: list[FileReading]) -> None:
        suggested = Path.home() / _("problems of the forms.xlsx")
        chosen = messages.choose_save_file(
            self, _("Error workbook"), suggested, [(_("Excel"), "*.xlsx")]
        )
        if chosen is None:
            return
        path, desk = chosen, self._desk
        run_job(
            _("Writing {file}").format(file=path.name),
            lambda _progress: batch_work.save_errors(path, files),
            lambda _count: told_written(desk, path),
        )

    # ------------------------------------------------------------------------------------------- what pages do

    def refresh(self) -> None:
        """Compares anew with the data as they are now."""
        if self._batch is not None and not self._writing and not self._job.running:
            self._compare_again()
