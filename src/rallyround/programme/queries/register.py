"""What pages and jobs read of the register of decisions, actions and risks."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from rallyround.groups.models import PriorityGroup
from rallyround.ledger.models import Event
from rallyround.programme.models import Principle, RegisterEntry
from rallyround.programme.seals import register_seal

SOON = timedelta(days=7)
REMIND_EVERY = timedelta(days=7)


def entries() -> QuerySet[RegisterEntry]:
    """The whole register."""
    return RegisterEntry.objects.select_related("owner", "group").annotate(
        was_followed=Exists(RegisterEntry.objects.filter(follows=OuterRef("pk")))
    )


def entry(id: UUID | str) -> RegisterEntry | None:
    """One entry with what it follows."""
    return entries().select_related("follows").filter(id=id).first()


def followers(of: RegisterEntry) -> list[RegisterEntry]:
    """What came in its place."""
    return list(of.followed_by.order_by("number"))


def open_(rows: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
    """Not closed: an action to be done, a risk that is there, a decision whose effect is to be seen."""
    return rows.filter(closed_at__isnull=True).filter(~Q(kind="decision") | Q(due_on__isnull=False))


def overdue(rows: QuerySet[RegisterEntry], today: date) -> QuerySet[RegisterEntry]:
    """Open and past their day."""
    return open_(rows).filter(due_on__lt=today)


def due_soon(rows: QuerySet[RegisterEntry], today: date) -> QuerySet[RegisterEntry]:
    """Open and due within a week from today."""
    return open_(rows).filter(due_on__gte=today, due_on__lte=today + SOON)


def without_society(rows: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
    """Decisions in which nobody from outside the public services took part."""
    return rows.filter(kind="decision", society="")


def deviations(rows: QuerySet[RegisterEntry]) -> QuerySet[RegisterEntry]:
    """What was found amiss in one of the five systems."""
    return rows.filter(source_label__startswith="deviation:")


def of_group(rows: QuerySet[RegisterEntry], group: PriorityGroup) -> QuerySet[RegisterEntry]:
    """Of this group, and of all of them."""
    return rows.filter(Q(group=group) | Q(group__isnull=True))


def to_remind(today: date) -> QuerySet[RegisterEntry]:
    """Due within a week or overdue, and its owner not told within the last week."""
    due = open_(RegisterEntry.objects.filter(due_on__lte=today + SOON))
    return due.filter(Q(reminded_on__isnull=True) | Q(reminded_on__lte=today - REMIND_EVERY)).order_by(
        "number"
    )


def answers(group: PriorityGroup, step: int) -> dict[str, list[RegisterEntry]]:
    """The answers to a step's questions, the latest first, by the key of the question."""
    found: dict[str, list[RegisterEntry]] = {}
    rows = RegisterEntry.objects.filter(source_id=group.id, step=step, source_label__startswith="question:")
    for each in rows.select_related("owner").order_by("-number"):
        found.setdefault(each.source_label.removeprefix("question:"), []).append(each)
    return found


def principle_choices(built_in: dict[str, str]) -> list[tuple[str, str]]:
    """The principles to mark a decision with: the edition's, and the partnership's own."""
    own = Principle.objects.filter(ended_at__isnull=True).order_by("key").values_list("key", "text")
    return list({**built_in, **dict(own)}.items())


def altered_entries() -> Iterator[RegisterEntry]:
    """Entries that no longer are what the ledger says was written, or that it does not know."""
    recorded = Event.objects.filter(
        subject_label="register_entry", subject_id=OuterRef("pk"), verb="register.entered"
    )
    rows: QuerySet[Any] = RegisterEntry.objects.annotate(seal=Subquery(recorded.values("data__seal")[:1]))
    for each in rows.order_by("number").iterator(chunk_size=1000):
        if each.seal != register_seal(each):
            yield each
