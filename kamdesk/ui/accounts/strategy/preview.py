"""Who is what by the criteria on the page, those who would move first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kamdesk.i18n import _, ngettext
from kamdesk.model.account import Account
from kamdesk.model.fields import field_of
from kamdesk.ui import theme
from kamdesk.ui.accounts.strategy.reading import Line
from kamdesk.ui.models.rows import Column, RowsModel, rows_table
from kamdesk.ui.widgets.chips import Segment
from kamdesk.ui.widgets.delegates import VALUE, CellDelegate, TierDelegate
from kamdesk.ui.widgets.labels import ElidedLabel
from kamdesk.work.grading import tier_of

Index = QModelIndex | QPersistentModelIndex
_TIER = 0


class _LinesModel(RowsModel[Line]):
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == VALUE and index.column() == _TIER:
            line = self.row_at(index.row())
            return line.account.tier if line is not None else None
        return super().data(index, role)


class Preview(QWidget):
    """`opened`: an account was opened, by id."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._lines: Sequence[Line] = ()
        self._last: Mapping[int, tuple[str | None, date]] = {}
        self.only = Segment(
            [("all", _("All")), ("moves", _("Who moves"))], name=_("Accounts shown")
        )
        self.only.chosen.connect(self._show)
        self._said = ElidedLabel("", "muted")
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        bar.setSpacing(theme.SPACE_3)
        bar.addWidget(self.only)
        bar.addWidget(self._said, 1)
        self.model = _LinesModel(self._columns(), self)
        self.table = rows_table(self.model, _("Accounts"), 5, row_height=theme.DENSE_ROW_HEIGHT)
        self.table.setItemDelegateForColumn(_TIER, TierDelegate(self.table))
        self.table.setItemDelegateForColumn(1, CellDelegate(self.table, name=True))
        self.table.opened.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.table, 1)

    def _columns(self) -> list[Column[Line]]:
        return [
            Column("tier", field_of(Account, "tier").label, 84, lambda each: each.account.tier or ""),
            Column("name", str(Account.TERM), 150, lambda each: each.account.name),
            Column("points", _("Points"), 76, _points, numeric=True),
            Column("result", _("By these criteria"), 168, _result, _role),
            Column("last", _("Last review"), 124, self._last_words, lambda _each: "muted"),
            Column("why", _("Why"), 200, lambda each: each.why, lambda _each: "muted"),
        ]  # fmt: skip

    def show_lines(
        self,
        used_for: str,
        lines: Sequence[Line],
        last: Mapping[int, tuple[str | None, date]],
        changed: bool,
    ) -> None:
        """Shows what the criteria come to; `changed`: they are not stored like this."""
        self._lines, self._last = lines, last
        moving = sum(each.moves for each in lines)
        unknown = sum(not each.after for each in lines)
        said = [ngettext("{count} account with scores", "{count} accounts with scores", len(lines))]
        words = [said[0].format(count=f"{len(lines):,}")]
        if unknown:
            words.append(
                ngettext("{count} not known in full", "{count} not known in full", unknown).format(
                    count=f"{unknown:,}"
                )
            )
        if changed:
            words.append(
                ngettext("{count} would move", "{count} would move", moving).format(
                    count=f"{moving:,}"
                )
            )
        self._said.setText(" · ".join(words))
        self.only.set_words("moves", _("Who moves {count}").format(count=moving or "").strip())
        self.table.setColumnHidden(4, used_for != "grading")
        self._show()

    def words(self) -> str:
        """What is said above the table."""
        return self._said.text()

    def _show(self, _key: str = "") -> None:
        kept = self.model.row_at(self.table.current_row())
        moves = self.only.current() == "moves"
        shown = [each for each in self._lines if each.moves or not moves]
        self.model.show_rows(shown)
        ids = [each.account.account_id for each in shown]
        if kept is not None and kept.account.account_id in ids:
            self.table.go_to_row(ids.index(kept.account.account_id))

    def _last_words(self, each: Line) -> str:
        grade, day = self._last.get(each.account.account_id, (None, None))
        return "" if day is None else f"{grade or '—'} · {day:%Y-%m-%d}"

    def _open(self, row: int) -> None:
        line = self.model.row_at(row)
        if line is not None:
            self.opened.emit(line.account.account_id)


def _points(each: Line) -> str:
    return "—" if each.points is None else f"{each.points:.1f}"


def _result(each: Line) -> str:
    unknown = _("too little known")
    after = each.after or unknown
    return f"{each.before or unknown} → {after}" if each.moves else after


def _role(each: Line) -> str:
    if each.moves:
        return "accent"
    if not each.after:
        return "warn"
    is_grade = each.after in ("A", "B", "C", "D")
    return "bad" if is_grade and tier_of(each.after) != each.account.tier else "text"
