"""Files written and read beside the window: exports, forms, interchange; a message offers to open what was written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from kamdesk.i18n import _, ngettext
from kamdesk.progress import Progress
from kamdesk.ui import faults, messages
from kamdesk.ui.desk import Desk
from kamdesk.ui.jobs import run_job
from kamdesk.work.lists import ListQuery


def _open_with_desktop(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


opener: Callable[[Path], None] = _open_with_desktop
"""What opens a file or folder; tests put another function here."""


def open_path(path: Path) -> None:
    """Opens `path` in the program the desktop has for it."""
    opener(path)


def told_written(desk: Desk, path: Path) -> None:
    """Says that `path` was written and offers to open it."""
    desk.say(_("Written: {name}").format(name=path.name), _("Open"), lambda: open_path(path))


_MOST_TOLD = 20


def _tell_problems(path: Path, problems: Sequence[Mapping[str, Any]]) -> None:
    """An interchange file leaves no import record, so what it could not bring is said here."""
    count = len(problems)
    words = ngettext(
        "{count} value of “{file}” was left out.",
        "{count} values of “{file}” were left out.",
        count,
    ).format(count=count, file=path.name)
    lines = [
        " · ".join(str(each[key]) for key in ("row", "field", "value", "reason") if each.get(key))
        for each in problems[:_MOST_TOLD]
    ]
    if count > _MOST_TOLD:
        lines.append("…")
    messages.tell(
        QApplication.activeWindow(), _("Imported with problems"), words, "warning", "\n".join(lines)
    )


def import_interchange(desk: Desk, path: Path) -> None:
    """Takes in an interchange file as one change and says what became of its records."""
    store = desk.store

    def work(progress: Progress) -> Any:
        from kamdesk.exchange.importing import import_files  # late: only when something comes in

        return import_files(store, [path], progress=progress)

    def done(report: Any) -> None:
        outcome = report.files[0]
        if outcome.error is not None:
            faults.show_problem(outcome.error)
            return
        counts = outcome.dump()
        words = _("Imported: {created} added, {updated} changed.").format(
            created=counts["created"], updated=counts["updated"]
        )
        if counts["problems"]:
            _tell_problems(path, counts["problems"])
        if report.change is None:
            desk.say(_("{name} changes nothing.").format(name=path.name))
        else:
            desk.say_undoable(words)

    run_job(_("Importing {file}").format(file=path.name), work, done)


def export_all(desk: Desk, path: Path) -> None:
    """Writes all data in the interchange format."""
    store = desk.store

    def work(progress: Progress) -> Any:
        from kamdesk.exchange.interchange_out import export_all as write_all  # late: as above

        with store.read() as session:
            return write_all(session, path, attachments=store.attachments, progress=progress)

    run_job(
        _("Writing {file}").format(file=path.name), work, lambda _counts: told_written(desk, path)
    )


def write_form(
    desk: Desk,
    account_ids: Sequence[int],
    path: Path,
    *,
    blank: bool = False,
    many: bool = False,
    key: str = "archive",
) -> None:
    """Writes form `key`: `blank`, of the one account, or with `many` one sheet for each account."""
    store, ids = desk.store, list(account_ids)

    def work(progress: Progress) -> Any:
        from kamdesk.forms import data, write  # late: brings the library for workbooks
        from kamdesk.forms.layouts import form_kind

        kind = form_kind(key)
        with store.read() as session:
            form, edition = kind.declare(session), data.edition(session)
            found = []
            for number, account_id in enumerate([] if blank else ids):
                progress.step(number, len(ids))
                found.append(kind.collect(session, form, account_id))
        if many:
            write.write_many(path, form, edition, found, progress)
        else:
            write.write_form(path, form, edition, found[0] if found else None)

    run_job(
        _("Writing {file}").format(file=path.name), work, lambda _done: told_written(desk, path)
    )


def export_list(desk: Desk, query: ListQuery, path: Path) -> None:
    """Writes what a list shows: its rows, columns and order."""
    store = desk.store

    def work(progress: Progress) -> int:
        from kamdesk.exchange import export  # late: as above

        with store.read() as session:
            return export.export_list(session, query, path, progress=progress)

    run_job(
        _("Writing {file}").format(file=path.name), work, lambda _rows: told_written(desk, path)
    )


def fill_template(desk: Desk, account_id: int, template: Path, path: Path) -> None:
    """Fills a copy of the department's own workbook for one account; what the copy misses is said."""
    store = desk.store

    def work(_progress: Progress) -> list[str]:
        from kamdesk.forms import data  # late: as above
        from kamdesk.forms import template as templates
        from kamdesk.forms.layouts.archive import ARCHIVE

        with store.read() as session:
            form, edition = ARCHIVE.declare(session), data.edition(session)
            found = ARCHIVE.collect(session, form, account_id)
        return list(templates.fill_template(path, template, form, edition, found).warnings)

    def done(warnings: list[str]) -> None:
        told_written(desk, path)
        if warnings:
            messages.tell(
                None, _("Filled, with less than the template has"), "\n".join(warnings), "warning"
            )

    run_job(_("Writing {file}").format(file=path.name), work, done)
