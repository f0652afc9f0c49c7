"""Writing the department's form of one record to a workbook that the user names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from kamdesk.i18n import _
from kamdesk.paths import safe_file_name
from kamdesk.progress import Progress
from kamdesk.ui import file_jobs, messages
from kamdesk.ui.desk import Desk
from kamdesk.ui.jobs import run_job

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.forms.data import FormData
    from kamdesk.forms.declaration import Form, FormKind

Collect = Callable[["Session", "Form"], "FormData"]


def _pictures(session: Session, kind: FormKind, form: Form, record_id: Any) -> dict[str, bytes]:
    """What the form has room for, drawn from the analyses of its record."""
    if not form.pictures:
        return {}
    from kamdesk.charts.pictures import of_analyses  # late: brings matplotlib
    from kamdesk.model.registry import RECORD_BY_NAME

    record = session.get_one(RECORD_BY_NAME[kind.subject], record_id)
    return of_analyses(session, record, form.pictures, date.today())


def write_one(
    desk: Desk,
    parent: QWidget,
    key: str,
    record_id: Any,
    name: str = "",
    collect: Collect | None = None,
) -> None:
    """Asks where to, and writes form `key` of a record (called `name`) there.

    `collect` gathers what stands in it, where that is not what the form itself knows of the record.
    """
    from kamdesk.forms.layouts import form_kind  # late: the window does not wait for the forms

    kind = form_kind(key)
    suggested = Path.home() / f"{safe_file_name(f'{kind.title} {name}'.strip())}.xlsx"
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
            filled = collect(session, form) if collect else kind.collect(session, form, record_id)
            pictures = _pictures(session, kind, form, record_id)
            write.write_form(target, form, data.edition(session), filled, pictures)

    run_job(
        _("Writing {file}").format(file=target.name),
        work,
        lambda _done: file_jobs.told_written(desk, target),
    )
