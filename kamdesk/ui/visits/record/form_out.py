"""Writing the department's form of one record, where that form exists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from kamdesk.i18n import _
from kamdesk.progress import Progress
from kamdesk.ui import file_jobs, messages
from kamdesk.ui.desk import Desk
from kamdesk.ui.jobs import run_job


def can_write(key: str) -> bool:
    """Whether there is a form called `key`."""
    from kamdesk.forms.layouts import FORMS  # late: the window does not wait for the forms

    return any(each.key == key for each in FORMS)


def write_one(desk: Desk, parent: QWidget, key: str, record_id: int) -> None:
    """Asks where to, and writes form `key` of a record there."""
    from kamdesk.forms.layouts import form_kind
    from kamdesk.ui.window_commands import safe_file_name

    kind = form_kind(key)
    suggested = Path.home() / f"{safe_file_name(str(kind.title))}.xlsx"
    target = messages.choose_save_file(
        parent, _("Write the form"), suggested, [(_("Excel"), "*.xlsx")]
    )
    if target is None:
        return
    store = desk.store

    def work(_progress: Progress) -> Any:
        from kamdesk.forms import data, write  # late: brings the library for workbooks

        with store.read() as session:
            form = kind.declare(session)
            write.write_form(
                target, form, data.edition(session), kind.collect(session, form, record_id)
            )

    run_job(
        _("Writing {file}").format(file=target.name),
        work,
        lambda _done: file_jobs.told_written(desk, target),
    )
