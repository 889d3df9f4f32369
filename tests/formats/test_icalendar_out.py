"""An invitation as an iCalendar file: what RFC 5545 demands is there, and a change is known as one."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from icalendar import Calendar

from rallyround.formats.icalendar_out import Invitation, calendar

AT = datetime(2026, 1, 14, 9, 0, tzinfo=UTC)


def an_invitation(**said: Any) -> Invitation:
    """A morning in the town hall."""
    fields: dict[str, Any] = {
        "uid": "018f@rallyround",
        "sequence": 0,
        "changed_at": AT,
        "begins_at": AT + timedelta(days=14),
        "ends_at": AT + timedelta(days=14, hours=4),
        "summary": "Resilience summit",
    }
    return Invitation(**{**fields, **said})


def event(**said: Any) -> Any:
    """The event as another program reads it."""
    return Calendar.from_ical(calendar(an_invitation(**said))).events[0]


def test_what_the_standard_demands_is_there_once() -> None:
    file = calendar(an_invitation())
    read = Calendar.from_ical(file)
    assert (read["VERSION"], bool(read["PRODID"])) == ("2.0", True)
    assert len(read.events) == 1
    for name in (b"UID", b"DTSTAMP", b"DTSTART", b"DTEND", b"SEQUENCE", b"SUMMARY", b"STATUS"):
        assert file.count(b"\r\n" + name) == 1, name
    assert read.errors == []
    assert read.events[0].errors == []


def test_lines_end_and_fold_as_the_standard_says() -> None:
    file = calendar(an_invitation(details="Ä very long description, " * 20))
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in file.split(b"\r\n"))
    assert str(event(details="One, two; three\nfour")["DESCRIPTION"]) == "One, two; three\nfour"


def test_times_are_in_universal_time_whatever_zone_they_came_in() -> None:
    summer = timezone(timedelta(hours=1))
    begins = datetime(2026, 6, 1, 9, 0, tzinfo=summer)
    file = calendar(an_invitation(begins_at=begins, ends_at=begins + timedelta(hours=4)))
    assert b"DTSTART:20260601T080000Z" in file


def test_a_change_keeps_the_name_and_raises_the_number() -> None:
    before, after = event(), event(sequence=1, place="School")
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert (str(after["LOCATION"]), str(after["STATUS"])) == ("School", "CONFIRMED")


def test_what_was_called_off_says_so() -> None:
    assert str(event(cancelled=True, sequence=2)["STATUS"]) == "CANCELLED"


@pytest.mark.parametrize("said", [{"ends_at": AT}, {"changed_at": AT.replace(tzinfo=None)}])
def test_what_no_calendar_could_take_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="invitation"):
        calendar(an_invitation(**said))
