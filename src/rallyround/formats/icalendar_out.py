"""Writes an invitation as an iCalendar file (RFC 5545), which any calendar can take."""

from dataclasses import dataclass
from datetime import UTC, datetime

from icalendar import Calendar, Event


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """One event. `uid` stays the same for good; `sequence` goes up with each change, so that calendars follow it.

    All times know their zone. `changed_at` is when this was last said. `details` is free text.
    """

    uid: str
    sequence: int
    changed_at: datetime
    begins_at: datetime
    ends_at: datetime
    summary: str
    place: str = ""
    details: str = ""
    url: str = ""
    cancelled: bool = False


def calendar(invitation: Invitation) -> bytes:
    """The file with its one event, in UTC. An event that was called off is kept with that status, as calendars expect.

    Raises ValueError for a time without a zone and for an end that is not after the beginning. It names no method
    (RFC 5546), because it is a file that people take, not a message between calendars.
    Formulated after RFC 5545, 3.6.1 (UID and DTSTAMP required) and 3.8.7.4 (SEQUENCE).

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 1, 14, 9, tzinfo=UTC)
    >>> file = calendar(Invitation(uid="1@example.org", sequence=0, changed_at=at, begins_at=at,
    ...                            ends_at=at.replace(hour=12), summary="Summit"))
    >>> b"DTSTART:20260114T090000Z" in file and file.startswith(b"BEGIN:VCALENDAR\\r\\n")
    True
    """
    for moment in (invitation.changed_at, invitation.begins_at, invitation.ends_at):
        if moment.tzinfo is None:
            raise ValueError("a time of an invitation needs its zone")
    if invitation.ends_at <= invitation.begins_at:
        raise ValueError("an invitation ends after it begins")
    found = Calendar()
    found.add("prodid", "-//Rallyround//Gatherings//EN")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add_component(_event(invitation))
    return bytes(found.to_ical())


def _event(invitation: Invitation) -> Event:
    event = Event()
    event.add("uid", invitation.uid)
    event.add("dtstamp", invitation.changed_at.astimezone(UTC))
    event.add("last-modified", invitation.changed_at.astimezone(UTC))
    event.add("sequence", invitation.sequence)
    event.add("dtstart", invitation.begins_at.astimezone(UTC))
    event.add("dtend", invitation.ends_at.astimezone(UTC))
    event.add("summary", invitation.summary)
    event.add("status", "CANCELLED" if invitation.cancelled else "CONFIRMED")
    for name, value in (
        ("location", invitation.place),
        ("description", invitation.details),
        ("url", invitation.url),
    ):
        if value:
            event.add(name, value)
    return event
