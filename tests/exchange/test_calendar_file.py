"""The agenda as a calendar file: what it says is what a calendar reads, and identifiers stay."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest

from kamdesk.errors import WorldError
from kamdesk.exchange.calendar_file import calendar_bytes, summary, write_calendar
from kamdesk.work.agenda_entry import Entry

CHANGED = datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)


def _entry(**more: Any) -> Entry:
    values: dict[str, Any] = {
        "kind": "visit", "on": date(2026, 11, 24), "title": "二期改造", "record": "Visit", "record_id": 7,
        "uid": "0f3c", "changed_at": CHANGED,
    }  # fmt: skip
    return Entry(**(values | more))


def _read(*entries: Entry) -> list[Any]:
    return list(icalendar.Calendar.from_ical(calendar_bytes(entries)).walk("VEVENT"))


def test_an_hour_is_that_hour_wherever_it_is_read() -> None:
    [event] = _read(_entry(starts_at="09:30", ends_at="11:00"))
    assert event.decoded("dtstart") == datetime(2026, 11, 24, 9, 30)  # noqa: DTZ001 - a floating time
    assert event.decoded("dtend") == datetime(2026, 11, 24, 11, 0)  # noqa: DTZ001 - a floating time
    assert b"DTSTART:20261124T093000\r\n" in calendar_bytes([_entry(starts_at="09:30")])


def test_without_an_hour_it_lasts_the_day_and_blocks_nothing() -> None:
    [event] = _read(_entry())
    assert event.decoded("dtstart") == date(2026, 11, 24)
    assert event.decoded("dtend") == date(2026, 11, 25)
    assert event["transp"] == "TRANSPARENT"
    assert b"DTSTART;VALUE=DATE:20261124\r\n" in calendar_bytes([_entry()])


def test_an_end_that_is_none_is_left_out() -> None:
    [event] = _read(_entry(starts_at="09:30"))
    assert "dtend" not in event


def test_identifier_and_stamp_come_from_the_record_and_stay() -> None:
    before, after = _read(_entry()), _read(_entry(on=date(2026, 11, 30), title="改期了"))
    assert [each["uid"] for each in before] == [each["uid"] for each in after] == ["0f3c@kamdesk"]
    assert before[0].decoded("dtstamp") == CHANGED
    assert calendar_bytes([_entry()]) == calendar_bytes([_entry()])


def test_odd_text_comes_back_as_it_was_and_breaks_no_line() -> None:
    title = '引号" 逗号, 分号; 反斜线\\ BEGIN:VEVENT\nEND:VCALENDAR ' + "很长" * 60
    content = calendar_bytes([_entry(title=title, detail="一,二;三\n四")])
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == f"Visit: {title}"
    assert str(event["description"]) == "一,二;三\n四"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "Visit: 二期改造"),
        ({"account": "澜川重工"}, "Visit: 二期改造 (澜川重工)"),
        ({"account": "二期"}, "Visit: 二期改造"),
    ],
)
def test_the_line_says_what_and_for_whom(more: dict[str, Any], words: str) -> None:
    assert summary(_entry(**more)) == words


def test_the_file_is_written_whole(tmp_path: Path) -> None:
    target = tmp_path / "out" / "agenda.ics"
    assert write_calendar(target, [_entry(), _entry(uid="1f3c")]) == 2
    content = target.read_bytes()
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert [each.name for each in target.parent.iterdir()] == ["agenda.ics"]


def test_an_empty_agenda_is_a_calendar_without_events() -> None:
    assert _read() == []


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WorldError):
        write_calendar(tmp_path / "file" / "agenda.ics", [_entry()])
