"""The five systems: who owns each, how it is, and whether they are in balance; bodies and their requests."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.collaborations.models import Collaboration
from rallyround.core.lifecycle import COLLABORATION
from rallyround.evaluation.models import Lesson
from rallyround.groups.models import GroupNeed, PriorityGroup
from rallyround.people import queries as people
from rallyround.programme.addresses import address
from rallyround.programme.models import (
    Ambition,
    Body,
    Endorsement,
    GroupSeat,
    InformationRequest,
    Pace,
    RegisterEntry,
    StrategicLead,
    SystemCard,
    Vision,
    WorkingGroup,
)
from rallyround.programme.models.systems import SystemKey
from rallyround.programme.queries import register, weekly
from rallyround.register.models import Offer
from rallyround.response.models import Module

Text = str | Promise
# Further apart than this, the five are out of balance: one system's share of checks passed against another's.
OUT_OF_BALANCE = 1 / 3


@dataclass(frozen=True)
class Check:
    """One thing that a system should have: what was found, whether that is enough, and the rows behind it."""

    key: str
    label: Text
    found: str
    done: bool
    url: str


@dataclass(frozen=True)
class System:
    """One of the five with its card and its checks."""

    key: str
    label: Text
    card: SystemCard | None
    checks: list[Check]

    @property
    def done(self) -> int:
        return sum(check.done for check in self.checks)

    @property
    def share(self) -> float:
        """The share of its checks that are passed, 0 to 1."""
        return self.done / len(self.checks)

    @property
    def next(self) -> Check | None:
        """The first check that is not passed."""
        return next((check for check in self.checks if not check.done), None)


@dataclass(frozen=True)
class Systems:
    """All five, and which are behind where they are out of balance."""

    systems: list[System]

    @property
    def behind(self) -> list[System]:
        """The weakest, where it is more than a third behind the strongest; none where all keep pace."""
        low = min(system.share for system in self.systems)
        high = max(system.share for system in self.systems)
        if high - low <= OUT_OF_BALANCE:
            return []
        return [system for system in self.systems if system.share == low]


def card(system: str) -> SystemCard | None:
    """The page of one system."""
    return SystemCard.objects.filter(system=system).select_related("owner").first()


def system(key: str, today: date) -> System | None:
    """One of the five."""
    if key not in SystemKey.values:
        return None
    return System(key, SystemKey(key).label, card(key), CHECKS[key](today))


def systems(today: date) -> Systems:
    """All five in their order."""
    cards = {card.system: card for card in SystemCard.objects.select_related("owner")}
    return Systems(
        [System(key, SystemKey(key).label, cards.get(key), CHECKS[key](today)) for key in SystemKey.values]
    )


def changes(key: str) -> list[RegisterEntry]:
    """What was changed about a system and why, with the effect that was seen; the latest first."""
    found = register.entries().filter(source_label=f"system:{key}")
    return list(found.order_by("-number"))


def open_deviations(key: str, today: date) -> dict[str, RegisterEntry]:
    """What was found amiss in a system and is not yet put right, by the check."""
    keys = [f"deviation:{check.key}" for check in CHECKS[key](today)]
    rows = RegisterEntry.objects.filter(source_label__in=keys, closed_at__isnull=True)
    return {row.source_label.removeprefix("deviation:"): row for row in rows}


# The checks, one function a system.


def _check(key: str, label: Text, done: bool, found: object, url: str) -> Check:
    return Check(key, label, str(found), done, url)


def _lead(today: date) -> list[Check]:
    ambition = Ambition.objects.filter(agreed_at__isnull=False).order_by("-version").first()
    yes = Endorsement.objects.filter(
        ambition=ambition, answer="yes", replaced_at__isnull=True, lapses_on__gte=today
    ).count() if ambition else 0  # fmt: skip
    seats = set(
        GroupSeat.objects.filter(ended_on__isnull=True, user__isnull=False).values_list("role", flat=True)
    )
    vision = Vision.objects.filter(approved_at__isnull=False).exists()
    pace = Pace.objects.filter(holds_from__lte=today).order_by("-holds_from", "-set_at").first()
    oversight = WorkingGroup.objects.exclude(reports_to="").exists()
    return [
        _check("ambition", _("An ambition that organisations stand behind today"), yes > 0, yes, address("ambition")),
        _check("lead", _("A strategic lead is named"), StrategicLead.objects.filter(during__contains=today).exists(),
               StrategicLead.objects.filter(during__contains=today).count(), address("ambition")),
        _check("oversight", _("The working group reports to a body of the partnership"), oversight,
               int(oversight), address("working_group")),
        _check("champion", _("A strategic champion holds the seat"), "champion" in seats, int("champion" in seats),
               address("working_group")),
        _check("tactical", _("A tactical lead holds the seat"), "lead" in seats, int("lead" in seats),
               address("working_group")),
        _check("approved", _("A plan whose vision is approved"), vision, int(vision), address("plan")),
        _check("resourced", _("Days of work are set aside for the plan"), bool(pace and pace.days_a_month),
               pace.days_a_month if pace else 0, address("pace")),
    ]  # fmt: skip


def _intelligence(today: date) -> list[Check]:
    groups = PriorityGroup.objects.filter(ended_at__isnull=True)
    known = (
        GroupNeed.objects.filter(holds_until__isnull=True, group__in=groups)
        .values("group")
        .distinct()
        .count()
    )
    said = GroupNeed.objects.filter(
        holds_until__isnull=True, said_by_the_group=True, group__in=groups
    ).exists()
    stale, all_groups = len(weekly.stale_evidence(today)), groups.count()
    return [
        _check("groups", _("Priority groups are named"), all_groups > 0, all_groups, address("groups")),
        _check("needs", _("The needs of every group are written down, if only as unknown"),
               0 < all_groups == known, f"{known} / {all_groups}", address("groups")),
        _check("asked", _("A group was asked what it needs"), said, int(said), address("groups")),
        _check("fresh", _("No evidence has run out"), stale == 0, stale, address("evidence")),
    ]  # fmt: skip


def _manage(today: date) -> list[Check]:
    entries = register.entries()
    late = register.overdue(entries, today).count()
    requests = InformationRequest.objects.filter(answered_at__isnull=True, due_at__date__lt=today).count()
    lessons = Lesson.objects.filter(state="accepted", owner__isnull=True).count()
    decisions = RegisterEntry.objects.filter(kind="decision").count()
    bodies = Body.objects.filter(ended_on__isnull=True).count()
    return [
        _check("decided", _("Decisions are written down"), decisions > 0, decisions,
               address("register", kind="decision")),
        _check("on_time", _("Nothing in the register is overdue"), late == 0, late,
               address("register", state="overdue")),
        _check("bodies", _("The bodies of the partnership are named"), bodies > 0, bodies, address("bodies")),
        _check("answered", _("No request of a body is late"), requests == 0, requests,
               address("requests", state="late")),
        _check("lessons", _("Every lesson that was taken up has an owner"), lessons == 0, lessons,
               address("lessons")),
    ]  # fmt: skip


def _coordinate(today: date) -> list[Check]:
    numbers = people.staleness(today)
    offers = Offer.objects.filter(state="ready").count()
    partners = Collaboration.objects.filter(state__in=COLLABORATION.active).count()
    return [
        _check("call_out", _("Somebody can be called out"), numbers.on_list > 0, numbers.on_list,
               address("call_out_list")),
        _check("tried", _("Every number on the call-out list was tried in time"),
               numbers.on_list > 0 and numbers.stale == 0, f"{numbers.on_list - numbers.stale} / {numbers.on_list}",
               address("call_out_list")),
        _check("helpers", _("Helpers are ready for tasks"), offers > 0, offers, address("offers", state="ready")),
        _check("partners", _("A partner works with us on agreed terms"), partners > 0, partners,
               address("collaborations")),
    ]  # fmt: skip


def _deliver(today: date) -> list[Check]:
    modules = Module.objects.exclude(state="retired")
    ready = modules.filter(state="ready")
    tried = ready.filter(activations__isnull=False).distinct().count()
    phases = ready.values("phase").distinct().count()
    return [
        _check("modules", _("Modules are taken up"), modules.exists(), modules.count(), address("modules")),
        _check("ready", _("A module is approved and may be activated"), ready.exists(), ready.count(),
               address("modules", state="ready")),
        _check("tried", _("A module was activated, in an exercise or in earnest"), tried > 0, tried,
               address("activations")),
        _check("phases", _("Modules are ready for before, during and after"), phases == 3, f"{phases} / 3",
               address("modules", state="ready")),
    ]  # fmt: skip


CHECKS: dict[str, Callable[[date], list[Check]]] = {
    "lead": _lead,
    "intelligence": _intelligence,
    "manage": _manage,
    "coordinate": _coordinate,
    "deliver": _deliver,
}


# Bodies and requests.


def bodies() -> QuerySet[Body]:
    """Every body of the partnership, also those that have ended."""
    return Body.objects.all()


def body_choices() -> list[tuple[str, str]]:
    """Id and name of the bodies that meet."""
    rows = Body.objects.filter(ended_on__isnull=True).order_by("name").values_list("id", "name")
    return [(str(id), name) for id, name in rows]


def body(id: UUID | str) -> Body | None:
    """One body."""
    return Body.objects.filter(id=id).first()


def requests() -> QuerySet[InformationRequest]:
    """Every request between a body and the working group."""
    return InformationRequest.objects.select_related("body", "owner", "answered_by")


def late_requests(rows: QuerySet[InformationRequest], at: datetime) -> QuerySet[InformationRequest]:
    """Without an answer, and past the time at which it was due."""
    return rows.filter(answered_at__isnull=True, due_at__lt=at)
