"""What the checks of the data found, and the repair of what can be repaired."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from kamdesk.errors import UserError
from kamdesk.i18n import _, ngettext
from kamdesk.store import check
from kamdesk.store.finding import Finding
from kamdesk.store.store import Store
from kamdesk.ui import faults, theme
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.widgets.labels import label


class CheckDialog(QDialog):
    """Lists findings; none is said in words."""

    def __init__(
        self, store: Store, findings: Sequence[Finding], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self.setWindowTitle(_("Check the data"))
        self.resize(*((640, 400) if findings else (360, 120)))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACE_4] * 4)
        column.setSpacing(theme.SPACE_3)
        self._said = label("", "heading", wrap=True)
        column.addWidget(self._said)
        self._model: RowsModel[Finding] = RowsModel(
            [
                Column("text", _("Finding"), 440, lambda each: each.text, _role),
                Column(
                    "state",
                    _("State"),
                    110,
                    lambda each: _("repaired") if each.fixed else _("open"),
                    _role,
                ),
            ],
            self,
        )
        self._table = rows_table(self._model, _("Findings"), 0)
        column.addWidget(self._table, 1)
        buttons = QDialogButtonBox()
        self._repair = buttons.addButton(_("Repair"), QDialogButtonBox.ButtonRole.ActionRole)
        self._repair.clicked.connect(self._fix)
        buttons.addButton(_("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._show(findings)

    def _show(self, findings: Sequence[Finding]) -> None:
        open_ones = [each for each in findings if not each.fixed]
        if open_ones:
            count = len(open_ones)
            words = ngettext("{count} thing is not right.", "{count} things are not right.", count)
            self._said.setText(words.format(count=count))
        else:
            self._said.setText(_("Everything is in order."))
        self._table.setVisible(bool(findings))
        mendable = {each.key for each in check.CHECKS if each.fix is not None}
        can_repair = any(each.check in mendable for each in open_ones)
        self._repair.setVisible(can_repair and not self._store.read_only)
        self._model.show_rows(findings)

    def _fix(self) -> None:
        try:
            self._show(check.run_checks(self._store, fix=True))
        except UserError as refusal:
            faults.show_problem(refusal, self)


def _role(finding: Finding) -> str:
    return "muted" if finding.fixed else "text"
