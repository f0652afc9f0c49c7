from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication

from kamdesk.errors import RuleError
from kamdesk.ui.page import Page


@dataclass
class Changed:
    ids: dict[str, frozenset[int]]
    origin: object | None = None

    def touches(self, *records: str) -> bool:
        return any(record in self.ids for record in records)


@dataclass
class State:
    refreshed: int = 0
    unsaved: bool = False
    refusal: Exception | None = None
    done: list[str] = field(default_factory=list)


class Accounts(Page):
    kinds = frozenset({"Account", "Contact"})

    def __init__(self) -> None:
        super().__init__()
        self.state = State()

    def refresh(self) -> None:
        self.state.refreshed += 1

    def has_unsaved(self) -> bool:
        return self.state.unsaved

    def save(self) -> None:
        if self.state.refusal is not None:
            raise self.state.refusal
        self.state.done.append("save")

    def discard(self) -> None:
        self.state.done.append("discard")


@pytest.fixture
def page(app, qtbot):
    made = Accounts()
    qtbot.addWidget(made)
    return made


ACCOUNT = Changed({"Account": frozenset({1})})


def test_a_hidden_page_waits_until_it_is_seen(page):
    page.on_changed(ACCOUNT)
    page.on_changed(ACCOUNT)
    assert page.state.refreshed == 0
    page.show()
    assert page.state.refreshed == 1
    page.hide()
    page.show()
    assert page.state.refreshed == 1


def test_a_seen_page_refreshes_for_its_kinds_only_and_not_for_itself(page):
    page.show()
    page.on_changed(Changed({"Setting": frozenset({1})}))
    page.on_changed(Changed({"Account": frozenset({1})}, origin=page))
    assert page.state.refreshed == 1
    page.on_changed(ACCOUNT)
    assert page.state.refreshed == 2


def test_unsaved_input_is_never_overwritten(page):
    page.show()
    page.state.unsaved = True
    page.on_changed(ACCOUNT)
    page.hide()
    page.show()
    assert page.state.refreshed == 1
    assert page.is_stale()


@pytest.mark.parametrize(
    ("answer", "closes", "done"),
    [("save", True, ["save"]), ("discard", True, ["discard"]), ("cancel", False, [])],
)
def test_leaving_asks_once(page, questions, answer, closes, done):
    page.state.unsaved = True
    questions.answers = [answer]
    assert page.can_close() is closes
    assert page.state.done == done
    assert [keys for _text, keys, _default in questions.asked] == [["save", "discard", "cancel"]]


def test_leaving_with_a_wrong_field_says_why_and_stays(page, questions):
    page.state.unsaved = True
    page.state.refusal = RuleError("There is no month 13.")
    questions.answers = ["save"]
    assert page.can_close() is False
    assert questions.told == [("info", "There is no month 13.")]


def test_nothing_typed_asks_nothing(page, questions):
    assert page.can_close() is True
    assert questions.asked == []


class Source(QObject):
    happened = Signal(int)


def test_a_deleted_page_hears_no_more(app):
    source, heard, page = Source(), [], Accounts()
    page.track(source.happened, heard.append)
    source.happened.emit(1)
    page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    source.happened.emit(2)
    assert heard == [1]
