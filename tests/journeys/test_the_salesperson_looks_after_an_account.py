"""A salesperson adds an account between two calls, completes its archive, files it and prints it: without the mouse."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from kamdesk.i18n import _, message
from kamdesk.model.account import Account
from kamdesk.model.completeness import REQUIRED
from kamdesk.model.contact import Contact

NAME = "重庆澄安机械有限公司"
LABELS = {each.key: each for each in REQUIRED}


def test_from_a_phone_call_to_a_printed_archive(person, tmp_path):
    # A new customer on the phone: three fields are enough.
    person.key(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    person.types(NAME)
    person.key(Qt.Key.Key_Tab)
    person.types("沈工 138 1234 5678")
    person.key(Qt.Key.Key_Tab)
    person.types("3天后 call")
    person.key(Qt.Key.Key_Return)
    account = person.accounts()[NAME]
    assert account.next_contact_on == date.today() + timedelta(days=3)
    with person.program.store.read() as session:
        assert session.scalars(select(Contact.mobile)).one() == "138 1234 5678"
    detail = person.tab.detail
    assert detail.account_id() == account.id

    # What is missing is offered; one Tab leads there, the field is stored when it is left.
    before = account.completeness
    wanted = detail.archive.strip.chips()[0]
    person.tab_to(_("Fill in {field}").format(field=LABELS[wanted].label))
    person.key(Qt.Key.Key_Space)
    assert wanted == "address", "the first of the form that nobody has told yet"
    person.types("重庆市江北区一路 1 号")
    person.key(Qt.Key.Key_Tab)
    assert person.accounts()[NAME].address == "重庆市江北区一路 1 号"
    assert person.accounts()[NAME].completeness > before
    assert wanted not in detail.archive.strip.chips()

    # They have no fax any more: said once, it is missing no longer.
    person.tab_to(_("Not applicable…"))
    person.key(Qt.Key.Key_Space)
    dialog = QApplication.activeWindow()
    assert dialog.windowTitle() == _("Not applicable")
    person.tab_to(_("Field"))
    while dialog.field.currentData() != "fax":
        person.key(Qt.Key.Key_Down)
    person.tab_to(_("Reason"))
    person.types("no fax any more")
    person.key(Qt.Key.Key_Return)
    person.back_in_the_window()
    assert person.accounts()[NAME].not_applicable == {"fax": "no fax any more"}

    # It is filed: the archive has its number and its day.
    person.searches(_("File it (give an archive number)"))
    account = person.accounts()[NAME]
    assert account.archive_no == f"KA-{date.today().year}-0001"
    assert account.archive_date == date.today()
    assert person.says() == _("Filed under {number}.").format(number=account.archive_no)

    # The printed form for the folder on the shelf.
    target = tmp_path / "archive.pdf"
    person.questions.answers = [str(target)]
    person.tab_to(_("Print or save as PDF"))
    person.key(Qt.Key.Key_Space)
    person.key(Qt.Key.Key_Down)
    person.key(Qt.Key.Key_Down)
    person.key(Qt.Key.Key_Return)
    person.wait()
    assert target.read_bytes().startswith(b"%PDF-")
    assert person.says() == _("Written: {name}").format(name="archive.pdf")

    # In the afternoon there are others; this one is found again by its initials.
    with person.program.store.change(message("Another account")) as session:
        session.add(Account(name="汐海电子有限公司", status="active"))
    person.searches("xhdz")
    assert detail.sheet.account.name == "汐海电子有限公司"
    person.searches("cqca")
    assert detail.sheet.account.name == NAME
