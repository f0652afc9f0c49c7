"""The process map in the window: what it counts is what it lists, doors open, filters narrow, a picture is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from kamdesk.i18n import message
from kamdesk.model.account import Account
from kamdesk.model.visit import Visit
from kamdesk.store.store import Store
from kamdesk.ui.accounts.process_map.page import ProcessMapPage
from kamdesk.work import development
from kamdesk.work.accounts import create_account
from tests.work.department import Department, found

TODAY = date.today()


@pytest.fixture
def department(store: Store) -> Department:
    made = found(store)
    with store.change(message("Fill")) as session:
        other = create_account(session, {"name": "栖梧汽配", "tier": "A"})
        development.begin(session, other, TODAY, made.staff(session, "manager"))
        for state, days in (("planned", 3), ("held", -2), ("held", 0), ("approved", 0)):
            day = TODAY + timedelta(days=days)
            session.add(
                Visit(
                    account_id=made.account, kind="visit", state=state, subject=f"{state} {days}",
                    owner_id=made.specialist, planned_on=day, held_on=day if state == "held" else None,
                )
            )  # fmt: skip
    return made


@pytest.fixture
def page(desk, qtbot, department: Department) -> ProcessMapPage:
    made = ProcessMapPage(desk)
    qtbot.addWidget(made)
    made.resize(1256, 760)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def numbers(page: ProcessMapPage) -> dict[str, tuple[int, int]]:
    """Step → count and overdue, of those that show a number above nought."""
    boxes = page.canvas.boxes
    return {
        key: (box.count.count, box.count.overdue)
        for key, box in boxes.items()
        if box.count is not None and box.count.count
    }


def test_every_number_is_that_of_its_list(page: ProcessMapPage, qtbot) -> None:
    assert numbers(page) == {
        "identify": (1, 0), "plan": (1, 0), "hold": (1, 0), "report": (2, 1),
    }  # fmt: skip
    for key, (count, _overdue) in numbers(page).items():
        qtbot.mouseClick(page.canvas.boxes[key], Qt.MouseButton.LeftButton)
        assert page.chosen_key() == key
        assert page.model.rowCount() == count


def test_it_begins_with_what_is_overdue(page: ProcessMapPage) -> None:
    assert page.chosen_key() == "report"
    shown = [page.model.index(0, column).data() for column in range(6)]
    day = f"{TODAY - timedelta(days=2):%Y-%m-%d}"
    assert shown == [day, "", "云麓食品", "held -2", "专员丁", "2 d late"]


def test_every_step_counts(page: ProcessMapPage) -> None:
    assert [key for key, box in page.canvas.boxes.items() if box.count is None] == []


def test_numbers_follow_what_is_done(page: ProcessMapPage, store: Store) -> None:
    from kamdesk.work import visits

    line = page.model.row_at(0)
    assert line is not None
    with store.change(message("Record")) as session:
        visit = session.get_one(Visit, line.record_id)
        visits.write_record(session, visit, {"result": "advance"})
    assert numbers(page)["report"] == (1, 0)
    assert page.model.rowCount() == 1
    store.undo()
    assert numbers(page)["report"] == (2, 1)


def test_one_person_or_tier(page: ProcessMapPage, department: Department) -> None:
    page.staff.setCurrentIndex(page.staff.findData(department.manager))
    page.refresh()
    assert numbers(page) == {"identify": (1, 0)}
    page.tier.setCurrentIndex(page.tier.findData("C"))
    page.refresh()
    assert numbers(page) == {}


@pytest.mark.parametrize(
    ("key", "wanted"), [("identify", ("page", "development")), ("report", ("record", "Visit"))]
)
def test_a_record_opens_where_it_lives(
    page: ProcessMapPage, desk, qtbot, key: str, wanted: tuple[str, str]
) -> None:
    opened: list[tuple[str, str]] = []
    desk.signals.page_wanted.connect(lambda name, _subject: opened.append(("page", name)))
    desk.signals.record_wanted.connect(lambda name, _number: opened.append(("record", name)))
    page.choose(key)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert opened == [wanted]


def test_arrow_keys_walk_from_step_to_step(page: ProcessMapPage, qtbot) -> None:
    boxes = page.canvas.boxes
    boxes["identify"].setFocus()
    for key, stands in (
        (Qt.Key.Key_Down, "find"),
        (Qt.Key.Key_Right, "approve"),
        (Qt.Key.Key_Up, "plan"),
        (Qt.Key.Key_Right, "before"),
        (Qt.Key.Key_Left, "plan"),
    ):
        focused = page.window().focusWidget()
        qtbot.keyClick(focused, key)
        assert boxes[stands].hasFocus()
    qtbot.keyClick(boxes["plan"], Qt.Key.Key_Return)
    assert page.chosen_key() == "plan"


def test_the_picture_is_the_map(
    page: ProcessMapPage, questions, tmp_path: Path, settle: Callable[[], None]
) -> None:
    target = tmp_path / "map.png"
    questions.answers = [str(target)]
    page.save_picture()
    picture = QImage(str(target))
    assert (picture.width(), picture.height()) == (page.canvas.width(), page.canvas.height())
    assert questions.told == []


def test_where_it_cannot_be_written_that_is_said(
    page: ProcessMapPage, questions, tmp_path: Path
) -> None:
    folder = tmp_path / "map.png"
    folder.mkdir()
    questions.answers = [str(folder)]
    page.save_picture()
    assert len(questions.told) == 1
    assert folder.is_dir()


def test_an_empty_department_shows_noughts(desk, qtbot, store: Store) -> None:
    made = ProcessMapPage(desk)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    assert numbers(made) == {}
    assert made.chosen_key() == "identify"
    with store.read() as session:
        assert session.get(Account, 1) is None


@pytest.mark.parametrize("height", [560, 760, 1000])
def test_the_list_keeps_its_room(page: ProcessMapPage, height: int) -> None:
    page.resize(1236, height)
    assert page.table.height() >= 100
    assert page.canvas.width() <= page.width()
