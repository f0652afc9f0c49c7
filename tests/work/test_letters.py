"""Letters: fields filled in or refused by name, who is left out, drafts that mail programs open, mailings."""

from __future__ import annotations

from datetime import date, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from kamdesk.errors import RuleError
from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.activity import LetterTemplate
from kamdesk.model.contact import Contact
from kamdesk.store.store import Store
from kamdesk.work import activities, letter_files, letters
from kamdesk.work.trash import move_to_trash
from tests.work.department import Department, found

TODAY = date.today()
BODY = "尊敬的{full_name}{position}：\n\n感谢{account}的信任。\n\n{owner} {owner_phone}"


@pytest.fixture
def people(store: Store) -> Department:
    return found(store)


def template(session: Session, **values: str) -> LetterTemplate:
    given = {"name": "新年问候", "subject": "{short_name}：新年好", "body": BODY}
    return letters.add_template(session, given | values)


def contact(session: Session, people: Department, **values: object) -> int:
    made = Contact(
        account_id=people.account, lunar_birthday=False, custom={},
        **({"full_name": "采购员甲"} | values),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made.id


def test_a_letter_is_filled_with_what_is_known(store: Store, people: Department) -> None:
    with store.change(message("Letters")) as session:
        account = session.get_one(Account, people.account)
        account.short_name = "云麓"
        letter = letters.preview(session, template(session), people.contact)
    assert letter.subject == "云麓：新年好"
    assert letter.body == "尊敬的受访人戊采购部长：\n\n感谢云麓食品的信任。\n\n专员丁 "
    assert letter.lacking == ("owner_phone",)


def test_unknown_fields_are_refused_by_name(store: Store, people: Department) -> None:
    with store.change(message("Letters")) as session:
        with pytest.raises(RuleError) as refused:
            template(session, body="{full_name}，{salary}，{__class__}，{salary}")
        assert refused.value.field == "body"
        assert refused.value.sentence.startswith(
            "There is no field {salary}, {__class__}. There are: "
        )
        with pytest.raises(RuleError) as refused:
            template(session, subject="{firma}")
        assert refused.value.field == "subject"
        # One that came in a file of another department is refused where it is used.
        foreign = LetterTemplate(name="外来", subject="", body="{nickname}")
        session.add(foreign)
        session.flush()
        with pytest.raises(RuleError, match=r"There is no field \{nickname\}"):
            letters.write(session, foreign, [people.contact])


def test_two_templates_of_one_name_are_refused(store: Store, people: Department) -> None:
    with store.change(message("Letters")) as session:
        template(session)
        with pytest.raises(RuleError, match="There is a template “新年问候” already"):
            template(session)
        assert [each.name for each in letters.templates(session)] == ["新年问候"]


def test_who_left_or_has_no_address_is_named(store: Store, people: Department) -> None:
    with store.change(message("Letters")) as session:
        session.get_one(Contact, people.contact).email = "wu@example.com"
        nowhere = contact(session, people, full_name="无邮箱")
        wrong = contact(
            session, people, full_name="错邮箱", email="two@example.com; other@example.com"
        )
        gone = contact(
            session, people, full_name="已离职", email="gone@example.com",
            left_on=TODAY - timedelta(days=3),
        )  # fmt: skip
        trashed = contact(session, people, full_name="已删除", email="x@example.com")
        move_to_trash(session, session.get_one(Contact, trashed))
        ids = [people.contact, nowhere, wrong, gone, trashed, people.contact]
        written = letters.write(session, template(session), ids)
        assert [each.full_name for each in written.letters] == ["受访人戊", "无邮箱", "错邮箱"]
        assert [each.full_name for each in written.to_mail] == ["受访人戊"]
        assert [(each.full_name, each.reason) for each in written.without_mail] == [
            ("已离职", f"left on {TODAY - timedelta(days=3)}"), ("已删除", "lies in the waste basket"),
            ("无邮箱", "no mail address"), ("错邮箱", "no mail address"),
        ]  # fmt: skip


def test_drafts_open_as_new_mails_with_every_sign(
    store: Store, people: Department, tmp_path: Path
) -> None:
    with store.change(message("Letters")) as session:
        session.get_one(Contact, people.contact).email = "wu@example.com"
        twin = contact(session, people, full_name="受访人戊", email="wu2@example.com")
        plain = contact(session, people, full_name="无邮箱")
        hostile = template(
            session, name="长信", subject="标题\nBcc: x@example.com {full_name}", body="一" * 2000
        )
        written = letters.write(session, hostile, [people.contact, twin, plain])
    sender = letter_files.Sender("专员丁", "ding@example.com")
    files = letter_files.write_drafts(tmp_path / "out", written.letters, sender)
    assert [each.name for each in files] == ["云麓食品 受访人戊.eml", "云麓食品 受访人戊 (2).eml"]
    raw = files[0].read_bytes()
    assert max(map(len, raw.split(b"\r\n"))) < 999
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    mail = BytesParser(policy=policy.default).parsebytes(raw)
    assert mail["X-Unsent"] == "1"
    assert mail["Subject"] == "标题 Bcc: x@example.com 受访人戊"
    assert (mail["Bcc"], mail["Date"]) == (None, None)
    assert [(each.display_name, each.addr_spec) for each in mail["To"].addresses] == [
        ("受访人戊", "wu@example.com")
    ]
    assert mail["From"].addresses[0].addr_spec == "ding@example.com"
    assert (mail.get_content_charset(), mail.get_content_type()) == ("utf-8", "text/plain")
    assert mail.get_content().strip() == "一" * 2000
    anonymous = letter_files.draft(written.letters[0], letter_files.Sender())
    assert b"From:" not in anonymous


def test_the_document_has_a_page_for_each_and_no_markup_of_theirs(
    store: Store, people: Department
) -> None:
    with store.change(message("Letters")) as session:
        other = contact(session, people, full_name="<b>粗体</b>")
        written = letters.write(session, template(session), [people.contact, other])
        text = letter_files.printable(written.letters)
    assert text.count("page-break-before") == 1
    assert "&lt;b&gt;粗体&lt;/b&gt;" in text
    assert "<b>" not in text


def test_a_mailing_is_an_activity_with_those_who_got_a_letter(
    store: Store, people: Department
) -> None:
    with store.change(message("Letters")) as session:
        chosen = template(session)
        gone = contact(session, people, full_name="已离职", left_on=TODAY)
        written = letters.write(session, chosen, [people.contact, gone])
        made = letters.mailing(session, chosen, written.letters, TODAY, "A 级客户")
        assert (made.name, made.kind, made.state, made.segment) == (
            "新年问候",
            "mailing",
            "done",
            "A 级客户",
        )
        (invitee,) = activities.invitees(session, made.id)
        assert (invitee.contact_id, invitee.account_id, invitee.invited_on) == (
            people.contact, people.account, TODAY,
        )  # fmt: skip
        with pytest.raises(RuleError, match="Nobody gets this letter"):
            letters.mailing(session, chosen, [], TODAY)
