"""The letters of a mailing before they go: who gets which words, who gets none, and the files they become."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from kamdesk.errors import UserError
from kamdesk.i18n import _, message, ngettext
from kamdesk.model.activity import LetterTemplate
from kamdesk.paths import write_whole
from kamdesk.progress import Progress
from kamdesk.ui import faults, file_jobs, messages, theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.jobs import run_job
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.widgets.buttons import plain_button, primary_button
from kamdesk.ui.widgets.labels import label
from kamdesk.work import letter_files, letters, settings
from kamdesk.work.letters import LeftOut, Letter, Letters

_RESOLUTION = 1200

Row = tuple[str, str, str, Letter | None]
"""Account, person, address or why there is none, and the letter."""


class LettersDialog(QDialog):
    """Nothing is sent: drafts are files that a mail program opens, and the document is one to print."""

    def __init__(
        self, desk: Desk, template_id: int, found: Letters, segment: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._desk, self._template_id, self.found, self._segment = desk, template_id, found, segment
        self._kept = False
        self.setWindowTitle(_("Letters"))
        self.resize(900, 560)
        self.model: RowsModel[Row] = RowsModel(
            [
                Column("account", _("Account"), 130, lambda row: row[0]),
                Column("person", _("Name"), 90, lambda row: row[1]),
                Column("to", _("To"), 170, lambda row: row[2], _role),
            ],
            self,
        )
        self.table = rows_table(self.model, _("Letters"), 2)
        self.table.row_changed.connect(self._show)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Letter"))
        self.keep = QCheckBox(_("Keep as a mailing with those who get a letter"))
        self.keep.setChecked(True)
        self._build()
        self.model.show_rows(_rows(found))
        if self.model.rowCount():
            self.table.selectRow(0)

    def _build(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self.table)
        split.addWidget(self.text)
        split.setSizes([430, 430])
        mailed, printed = len(self.found.to_mail), len(self.found.letters)
        left_out = len(self.found.left_out)
        words = _("{printed} letters, {mailed} of them can go by mail, {left_out} people get none")
        self.said = label(words.format(printed=printed, mailed=mailed, left_out=left_out), "muted")
        buttons = QHBoxLayout()
        buttons.addWidget(self.keep)
        buttons.addStretch(1)
        buttons.addWidget(plain_button(_("Close"), clicked=self.reject))
        self.pdf_button = plain_button(_("Document to print…"), "printer", self.write_document)
        self.mail_button = primary_button(_("Mail drafts…"), "mail", self.write_drafts)
        self.pdf_button.setEnabled(bool(printed))
        self.mail_button.setEnabled(bool(mailed))
        buttons.addWidget(self.pdf_button)
        buttons.addWidget(self.mail_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        column.addWidget(self.said)
        column.addWidget(split, 1)
        column.addLayout(buttons)

    def _show(self, row: int) -> None:
        line = self.model.row_at(row)
        letter = line[3] if line is not None else None
        words = f"{letter.subject}\n\n{letter.body}" if letter is not None else ""
        if letter is not None and letter.lacking:
            lacking = ", ".join(f"{{{each}}}" for each in letter.lacking)
            words += "\n\n" + _("Nothing is known for: {fields}").format(fields=lacking)
        self.text.setPlainText(words)

    def write_drafts(self) -> None:
        """One draft for each letter with a mail address, into a folder."""
        folder = messages.choose_folder(self, _("Folder for the mail drafts"), Path.home())
        if folder is None:
            return
        desk, mailed = self._desk, self.found.to_mail
        with desk.store.read() as session:
            me = settings.me(session)
            sender = letter_files.Sender(
                me.name if me is not None else "",
                letters.mail_address(me.email) if me is not None else "",
            )

        def work(progress: Progress) -> int:
            return len(letter_files.write_drafts(folder, mailed, sender, progress))

        def done(count: int) -> None:
            words = ngettext("{count} mail draft written.", "{count} mail drafts written.", count)
            desk.say(words.format(count=count), _("Open"), lambda: file_jobs.open_path(folder))

        if self._keep(mailed):
            run_job(_("Writing mail drafts"), work, done)

    def write_document(self) -> None:
        """All letters as one PDF, a page for each."""
        suggested = Path.home() / (_("Letters") + ".pdf")
        target = messages.choose_save_file(
            self, _("Document to print"), suggested, [("PDF", "*.pdf")]
        )
        if target is None:
            return
        try:
            write_pdf(self.found.letters, target)
        except UserError as problem:
            faults.show_problem(problem, self)
            return
        if self._keep(self.found.letters):
            file_jobs.told_written(self._desk, target)

    def _keep(self, sent: Sequence[Letter]) -> bool:
        """Keeps the mailing once, if that is wanted; False when it was refused."""
        if self._kept or not self.keep.isChecked() or self._desk.store.read_only:
            return True
        try:
            with self._desk.store.change(message("Keep a mailing")) as session:
                template = session.get_one(LetterTemplate, self._template_id)
                letters.mailing(session, template, sent, self._desk.today(), self._segment)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return False
        self._kept = True
        self.keep.setEnabled(False)
        return True


def _rows(found: Letters) -> list[Row]:
    rows: list[Row] = [
        (each.account, each.full_name, each.email or _("no mail address"), each)
        for each in found.letters
    ]
    return [*rows, *map(_left_out, found.left_out)]


def _left_out(each: LeftOut) -> Row:
    return each.account, each.full_name, each.reason, None


def _role(row: Row) -> str:
    if row[3] is None:
        return "bad"
    return "text" if row[3].email else "warn"


def write_pdf(sent: Sequence[Letter], target: Path) -> None:
    """Writes the letters as one PDF on A4. Raises WorldError when the file cannot be written."""
    with write_whole(target) as temporary:
        writer = QPdfWriter(str(temporary))
        writer.setTitle(_("Letters"))
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(25, 25, 25, 25), QPageLayout.Unit.Millimeter)
        writer.setResolution(_RESOLUTION)
        document = QTextDocument()
        face = theme.font(theme.TEXT)
        face.setPointSizeF(11)
        document.setDefaultFont(face)
        document.setDefaultStyleSheet("body, p, h3 { color: #000000; }")
        document.setHtml(letter_files.printable(sent))
        document.print_(writer)
        del writer  # the file is complete when the writer is gone
