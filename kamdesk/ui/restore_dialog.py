"""Chooses the backup to go back to; says what it is and that the present state is kept."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _
from kamdesk.store import backup
from kamdesk.store.backup import Backup
from kamdesk.ui import messages, theme
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.labels import label


class RestoreDialog(QDialog):
    """After `exec`, `chosen` is the file to restore, None when the user turned back."""

    def __init__(self, home: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chosen: Path | None = None
        self._home = home
        self.setWindowTitle(_("Restore from a backup"))
        self.resize(620, 440)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        words = _(
            "The backup is checked first. The present state is kept as a backup too, so you can come back."
        )
        column.addWidget(label(words, "muted", wrap=True))
        self._model: RowsModel[Backup] = RowsModel(
            [
                Column("moment", _("Taken"), 160, lambda each: f"{each.moment:%Y-%m-%d %H:%M:%S}"),
                Column(
                    "reason",
                    _("Reason"),
                    200,
                    lambda each: str(backup.REASONS.get(each.reason, each.reason)),
                ),
                Column(
                    "size",
                    _("Size"),
                    100,
                    lambda each: f"{each.size / 1_048_576:,.1f} MB",
                    numeric=True,
                ),
            ],
            self,
        )
        self._model.show_rows(backup.list_backups(home))
        self._table = rows_table(self._model, _("Backups"), 1)
        self._table.opened.connect(self._take_row)
        self._table.go_to_row(0)
        column.addWidget(self._table, 1)
        if not self._model.rowCount():
            column.addWidget(label(_("There is no backup in this data folder yet."), "warn"))
        row = QHBoxLayout()
        row.addWidget(plain_button(_("Another file…"), "folder", self._take_file))
        row.addStretch(1)
        buttons = QDialogButtonBox()
        self._restore = buttons.addButton(_("Restore"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._restore.setEnabled(self._model.rowCount() > 0)
        buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(lambda: self._take_row(self._table.current_row()))
        buttons.rejected.connect(self.reject)
        row.addWidget(buttons)
        column.addLayout(row)

    def _take_row(self, row: int) -> None:
        found = self._model.row_at(row)
        if found is not None:
            self.chosen = found.path
            self.accept()

    def _take_file(self) -> None:
        filters = [(_("Backups"), "*.db *.zip"), (_("All files"), "*")]
        chosen = messages.choose_open_files(
            self, _("Restore from a backup"), filters, self._home, many=False
        )
        if chosen:
            self.chosen = chosen[0]
            self.accept()
