"""What every section of the project page shares: it shows one opportunity, and saves the forms that stand in it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError, UserError
from kamdesk.i18n import Message, _
from kamdesk.model.opportunity import Opportunity
from kamdesk.ui import faults
from kamdesk.ui.accounts.form import Form
from kamdesk.ui.desk import Desk
from kamdesk.ui.form_out import write_one
from kamdesk.ui.page import Page
from kamdesk.ui.widgets.buttons import plain_button


class ProjectPane(Page):
    """A subclass writes `fill`. `saved`: one of its forms stored something."""

    saved = Signal()
    section_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.store = desk, desk.store
        self.opportunity_id = 0
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def fill(self, session: Session, opportunity: Opportunity) -> None:
        """Shows everything anew."""
        raise NotImplementedError

    def forms(self) -> tuple[Form, ...]:
        """The forms that may hold something typed."""
        return ()

    def go_to(self, key: str) -> None:
        """Puts the cursor where `key` is filled in."""

    # --------------------------------------------------------------------------------------------------- the common

    def show_opportunity(self, opportunity_id: int) -> None:
        """Shows an opportunity, or the same one anew."""
        with self.store.read() as session:
            opportunity = session.get(Opportunity, opportunity_id)
            if opportunity is None:
                return
            if opportunity_id != self.opportunity_id:
                self.discard()
            self.opportunity_id = opportunity_id
            self._stale = False
            self.fill(session, opportunity)

    def refresh(self) -> None:
        if self.opportunity_id:
            self.show_opportunity(self.opportunity_id)

    def is_saving(self) -> bool:
        """Whether one of its forms stores something right now."""
        return any(form.is_saving for form in self.forms())

    def has_unsaved(self) -> bool:
        return any(form.has_unsaved() for form in self.forms())

    def save(self) -> None:
        for form in self.forms():
            if form.has_unsaved() and not form.save_all():
                wrong = next((cell for cell in form.dirty_cells() if cell.error()), None)
                if wrong is None:
                    raise RuleError(_("Something here is wrong; its field says what."))
                raise RuleError(
                    _("{field}: {problem}").format(field=wrong.name, problem=wrong.error())
                )

    def save_record(self) -> None:
        for form in self.forms():
            form.save_all()

    def discard(self) -> None:
        for form in self.forms():
            form.discard()

    def form_button(self, key: str) -> QPushButton:
        """A button that writes the department's form `key` of the project; it is off while there is no such form."""
        from kamdesk.forms.layouts import FORMS  # late: the window does not wait for the forms

        kind = next((each for each in FORMS if each.key == key), None)
        words = str(kind.title) if kind is not None else ""
        button = plain_button(words, "printer", partial(self._write_form, key))
        button.setEnabled(kind is not None)
        return button

    def _write_form(self, key: str) -> None:
        with self.store.read() as session:
            name = session.get_one(Opportunity, self.opportunity_id).name
        write_one(self.desk, self, key, self.opportunity_id, name)

    def change(self, label: Message, act: Callable[[Session, Opportunity], Any]) -> bool:
        """Stores what `act` does as one change that can be undone; a refusal is told. Whether it was stored."""
        try:
            self.store_change(label, act)
        except UserError as refusal:
            faults.show_problem(refusal, self)
            return False
        return True

    def store_change(self, label: Message, act: Callable[[Session, Opportunity], Any]) -> Any:
        """The same, for a dialog that says a refusal at its field. Raises UserError."""
        with self.store.change(label) as session:
            return act(session, session.get_one(Opportunity, self.opportunity_id))
