"""The department's forms of a development (F7, F7b, F7c) as workbooks to send out; they come back like all forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from kamdesk.i18n import _
from kamdesk.progress import Progress
from kamdesk.ui import file_jobs, messages
from kamdesk.ui.desk import Desk
from kamdesk.ui.jobs import run_job

FORM_KEYS = ("development_evaluation", "development_application", "development_report")


def titles() -> dict[str, str]:
    """Key of a form → what it is called."""
    from kamdesk.forms.layouts import form_kind  # late: the window does not wait for the forms

    return {key: str(form_kind(key).title) for key in FORM_KEYS}


def write_one(
    desk: Desk, parent: QWidget, key: str, development_id: int, account_id: int, name: str
) -> None:
    """Asks where to, and writes form `key` there; that of a progress report begins a new report."""
    from kamdesk.forms.layouts import form_kind
    from kamdesk.ui.window_commands import safe_file_name

    kind = form_kind(key)
    suggested = Path.home() / f"{safe_file_name(f'{kind.title} {name}')}.xlsx"
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
            if key == "development_report":
                known = form.filing.prefilled(session, account_id)
            else:
                known = form.filing.known(session, form, development_id)
            filled = data.printed(session, form, known)
            write.write_form(target, form, data.edition(session), filled)

    run_job(
        _("Writing {file}").format(file=target.name),
        work,
        lambda _done: file_jobs.told_written(desk, target),
    )
