"""A prospect from candidate to key account through the window, and another one that is refused and comes back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from sqlalchemy import select

from kamdesk.i18n import _, message
from kamdesk.model.account import Account, AccountStatusChange
from kamdesk.model.department import Staff
from kamdesk.model.development import Development
from kamdesk.model.vocabulary import DEVELOPMENT_STATE
from kamdesk.ui.accounts.development.page import DevelopmentPage
from kamdesk.work import development, settings
from kamdesk.work.accounts import create_account
from tests.journeys.conftest import CTRL, Person

SCORES = ("80", "60", "70", "50", "90", "75")
"""25 x 80 + 15 x 60 + 15 x 70 + 10 x 50 + 20 x 90 + 15 x 75 = 7375."""


@pytest.fixture
def department(person: Person) -> dict[str, int]:
    """A specialist at this computer, a manager and a director who decide, and two prospects."""
    with person.program.store.change(message("Set up")) as session:
        staff = {
            position: Staff(number=number, name=name, position=position)
            for position, number, name in (
                ("specialist", "S1", "专员丁"), ("manager", "S2", "经理甲"), ("director", "S3", "总监乙"),
            )
        }  # fmt: skip
        session.add_all(staff.values())
        session.flush()
        settings.put(session, "me", "S1")
        settings.put(session, "development_approval", "manager_director")
        ids = {position: each.id for position, each in staff.items()}
        for name in ("溟洲海工", "煦禾饲料"):
            ids[name] = create_account(session, {"name": name}).id
    person.wait()
    return ids


class Developer:
    """The hands on the board and in the detail."""

    def __init__(self, person: Person, name: str) -> None:
        self.person, self.name = person, name
        self.window = person.window

    @property
    def page(self) -> DevelopmentPage:
        return self.person.tab._pages["development"]

    def begin(self, account_id: int) -> None:
        """From the account's own detail."""
        self.window.open_record("Account", account_id)
        self.person.wait()
        self.person.press(_("Develop"), self.person.tab.detail)
        assert self.page.isVisible()

    def fills(self, key: str, words: str) -> None:
        """Goes to a field with the link that names it, types, and leaves it with Tab."""
        self.page.detail.go_to(key)
        QApplication.processEvents()
        focused = QApplication.focusWidget()
        assert self.page.detail.isAncestorOf(focused)
        self.person.types(words)
        if QApplication.activePopupWidget() is not None:  # names that fit are offered
            self.person.key(Qt.Key.Key_Return)
            self.person.back_in_the_window()
        self.person.key(Qt.Key.Key_Tab)

    def goes_on(self) -> None:
        """Ctrl+→ on the card."""
        self.page.board.go_to(self.record().id, focus=True)
        self.person.key(Qt.Key.Key_Right, CTRL)
        self.person.wait()

    def is_decided(self, button: str, by: int, opinion: str = "") -> None:
        """Whoever it is for decides at the right."""
        pane = self.page.detail.decisions
        pane.by.setCurrentIndex(pane.by.findData(by))
        pane.opinion.setText(opinion)
        self.person.press(button, pane)

    def record(self) -> Development:
        with self.person.program.store.read() as session:
            query = select(Development).join(Account, Account.id == Development.account_id)
            return session.scalars(query.where(Account.name == self.name)).one()

    def stands(self) -> str:
        """The column its card lies in; the store agrees."""
        column = next(
            each.state for each in self.page.board.columns
            if any(card.account == self.name for card in each.list.cards().cards)
        )  # fmt: skip
        assert column == self.record().state
        return column

    def surveys_and_scores(self) -> None:
        for key, words in (
            ("demand", "每年 40 台空压机"), ("decision_process", "设备部提，总经理定"),
            ("competition", "两家外资"), ("credit", "按期付款"),
        ):  # fmt: skip
            self.fills(key, words)
        self.goes_on()
        assert self.stands() == "surveyed"
        for points in SCORES:
            self.fills("scores", points)
        self.goes_on()
        assert self.stands() == "evaluated"


def test_from_candidate_to_key_account(person: Person, department: dict[str, int]) -> None:
    one = Developer(person, "溟洲海工")
    one.begin(department["溟洲海工"])
    assert one.stands() == "candidate"
    one.goes_on()
    assert one.stands() == "candidate", "the survey is missing"
    assert one.page.gate is not None
    person.key(Qt.Key.Key_Escape)

    one.surveys_and_scores()
    assert "73.8" in one.page.detail.form.total.text()
    one.goes_on()
    assert one.stands() == "manager_review"
    one.goes_on()
    assert one.stands() == "manager_review", "nobody moves it past the manager"
    person.key(Qt.Key.Key_Escape)
    one.is_decided(_("Agree"), department["manager"])
    assert one.stands() == "application"

    one.fills("application_reason", "行业第三，缺口在节能改造")
    one.fills("expected_sales", "260万")
    one.fills("plan", "先试用一台，再谈年度框架")
    one.goes_on()
    assert one.stands() == "director_review"
    one.is_decided(_("Agree"), department["manager"])
    assert one.stands() == "director_review", "the manager is not the director"
    one.is_decided(_("Agree"), department["director"])
    assert one.stands() == "team"

    one.fills("members", "专员丁")
    one.goes_on()
    assert one.stands() == "filed"
    account = person.accounts()["溟洲海工"]
    assert account.status == "developing"
    assert account.archive_no is not None
    number = account.archive_no

    one.goes_on()
    assert one.stands() == "implementing"
    person.key(Qt.Key.Key_Z, CTRL)
    person.wait()
    assert one.stands() == "filed", "undone"
    one.goes_on()
    one.fills("result", "签三年框架协议")
    one.goes_on()
    assert one.stands() == "done"
    account = person.accounts()["溟洲海工"]
    assert (account.status, account.archive_no) == ("active", number)
    with person.program.store.read() as session:
        query = select(AccountStatusChange.to).where(AccountStatusChange.account_id == account.id)
        assert list(session.scalars(query.order_by(AccountStatusChange.id))) == [
            "prospect", "developing", "active",
        ]  # fmt: skip
        assert [each.to for each in development.changes(session, one.record().id)] == [
            "candidate", "surveyed", "evaluated", "manager_review", "application", "director_review", "team",
            "filed", "implementing", "done",
        ]  # fmt: skip


def test_refused_it_goes_back_to_the_survey(person: Person, department: dict[str, int]) -> None:
    one = Developer(person, "煦禾饲料")
    one.begin(department["煦禾饲料"])
    one.surveys_and_scores()
    one.goes_on()
    one.is_decided(_("Disagree"), department["manager"])
    assert one.stands() == "manager_review", "without a reason nobody refuses"
    one.is_decided(_("Disagree"), department["manager"], "规模太小，先观察")
    assert one.stands() == "rejected"
    with person.program.store.read() as session:
        kept = development.changes(session, one.record().id)[-1]
        assert (kept.to, kept.reason) == ("rejected", "规模太小，先观察")
    account = person.accounts()["煦禾饲料"]
    assert (account.status, account.archive_no) == ("prospect", None)

    back = _("On to: {state}").format(state=DEVELOPMENT_STATE.label("surveyed"))
    person.press(back, one.page.detail)
    assert one.stands() == "surveyed"
    one.goes_on()
    one.goes_on()
    assert one.stands() == "manager_review"
    buttons = [
        each.text()
        for each in one.page.detail.decisions.findChildren(QAbstractButton)
        if each.isVisible()
    ]
    assert _("Agree") in buttons, "asked anew"
