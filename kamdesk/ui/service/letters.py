"""Letters: templates with fields, and letters to a segment as mail drafts or as one document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from kamdesk.i18n import N_, _
from kamdesk.model.activity import LetterTemplate
from kamdesk.ui import theme
from kamdesk.ui.desk import Desk
from kamdesk.ui.record_pages.declaration import RecordDeclaration
from kamdesk.ui.record_pages.detail import RecordPanel
from kamdesk.ui.record_pages.page import RecordPage
from kamdesk.ui.service.letters_dialog import LettersDialog
from kamdesk.ui.service.segment_dialog import SegmentDialog
from kamdesk.ui.widgets.buttons import plain_button
from kamdesk.ui.widgets.labels import label
from kamdesk.work import letters, segments

LETTERS = RecordDeclaration(
    record=LetterTemplate,
    title=N_("Letters"),
    icon="mail",
    empty=(
        N_("No letter templates"),
        N_("Write a letter once with fields such as the name; everybody of a segment gets their own."),
    ),
    new_words=N_("New template"),
    columns=("name", "subject"),
    stretch="subject",
    order=("name", False),
    asks=("name", "subject", "body"),
    add=letters.add_template,
    change=letters.change_template,
)  # fmt: skip


class FieldsPanel(RecordPanel):
    """What may stand in braces."""

    above = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title = _("Fields")
        words = " · ".join(f"{{{key}}} {term}" for key, (term, _read) in letters.FIELDS.items())
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_4, theme.SPACE_2)
        column.addWidget(label(words, "muted", wrap=True))

    def show_record(self, session: Session, record: object) -> None:
        """They are the same for every template."""


class LettersPage(RecordPage):
    """The templates at the left, the chosen one beside them."""

    DECLARATION = LETTERS

    def head_buttons(self) -> Sequence[QWidget]:
        self.write_button = plain_button(_("Write letters…"), "mail", self.write)
        return (self.write_button,)

    def panels(self) -> Sequence[RecordPanel]:
        return (FieldsPanel(self.desk),)

    def write(self) -> None:
        """Asks to whom, and shows each letter before anything is written."""
        number = self.current_id()
        if number is None:
            self.desk.say(_("Choose a template first."))
            return
        if not self.can_close():
            return
        act = partial(self._write, number)
        dialog = SegmentDialog(self.store, _("Write letters"), _("Show"), act, self, people=True)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _write(self, number: int, ids: Sequence[int], people: str, name: str) -> None:
        with self.store.read() as session:
            wanted = segments.people(session, ids, people)
            template = session.get_one(LetterTemplate, number)
            found = letters.write(session, template, wanted, self.desk.today())
        dialog = LettersDialog(self.desk, number, found, name, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
