"""Whose details are forgotten, and when: a while after the last thing that needed them was closed.

This app does not know needs, offers or duties: the apps above say which people they still need, when they are ready.
Where no app has said anything, nobody is forgotten. Contacts in the directory are kept until they are removed.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from rallyround.ledger.actors import system
from rallyround.people import actions
from rallyround.people.models import Person
from rallyround.people.queries import partnership
from rallyround.ui.errors import Refused

StillNeeded = Callable[[list[UUID], datetime], set[UUID]]
SubjectsOf = Callable[[UUID], set[tuple[str, UUID]]]

# Each: which of these people something open, or closed at or after that moment, still needs.
IN_USE: list[StillNeeded] = []
# Each: the things (label and id) that were this person's alone, whose notes are theirs too.
SUBJECTS: list[SubjectsOf] = []

AT_A_TIME = 1_000
JOB = system("retention")
REASON = "retention"


def due(at: datetime) -> Iterator[Person]:
    """Everybody whose details have had their time at this moment, oldest first."""
    found = partnership()
    if found is None or found.legal_hold or not IN_USE:
        return
    before = at - timedelta(days=found.retention_days)
    remembered = Person.objects.filter(
        forgotten_at__isnull=True, legal_hold=False, contact__isnull=True, made_at__lt=before
    ).order_by("made_at", "id")
    ids = list(remembered.values_list("id", flat=True))
    for start in range(0, len(ids), AT_A_TIME):
        some = ids[start : start + AT_A_TIME]
        needed = {id for provider in IN_USE for id in provider(some, before)}
        people = Person.objects.in_bulk([id for id in some if id not in needed])
        yield from (people[id] for id in some if id in people)


def forget_due(at: datetime) -> int:
    """Forget everybody who is due, each in a transaction of their own; gives how many."""
    forgotten = 0
    for person in due(at):
        about = {subject for provider in SUBJECTS for subject in provider(person.id)}
        try:
            actions.forget_person(by=JOB, at=at, person=person, reason=REASON, about=about)
        except Refused:  # held since the list was made
            continue
        forgotten += 1
    return forgotten
