"""The department's forms of a development (F7, F7b, F7c) as workbooks to send out; they come back like all forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from kamdesk.ui.desk import Desk
from kamdesk.ui.form_out import write_one

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kamdesk.forms.data import FormData
    from kamdesk.forms.declaration import Form

FORM_KEYS = ("development_evaluation", "development_application", "development_report")


def titles() -> dict[str, str]:
    """Key of a form → what it is called."""
    from kamdesk.forms.layouts import form_kind  # late: the window does not wait for the forms

    return {key: str(form_kind(key).title) for key in FORM_KEYS}


def write_form(
    desk: Desk, parent: QWidget, key: str, development_id: int, account_id: int, name: str
) -> None:
    """Asks where to, and writes form `key` there; that of a progress report begins a new report."""

    def new_report(session: Session, form: Form) -> FormData:
        from kamdesk.forms import data  # late: as above

        return data.printed(session, form, form.filing.prefilled(session, account_id))

    collect = new_report if key == "development_report" else None
    write_one(desk, parent, key, development_id, name, collect)
