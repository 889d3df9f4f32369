"""Priority groups: added, changed, put first, ended. Each says why it needs help and from which risk."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.groups.actions._days import refuse_ahead
from rallyround.groups.models import PriorityGroup, RiskEntry
from rallyround.groups.vocabulary import CauseOfNeed, GroupKind, HardlyReached, Pattern
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Organisation
from rallyround.ui.errors import Refused, WrongState


@dataclass(frozen=True, kw_only=True)
class GroupProfile:
    """What is known of a group. Both sizes None: how many they are is not known. Nobody is named."""

    name: str
    kind: str = GroupKind.PEOPLE
    pattern: str = Pattern.PLACE
    causes: tuple[str, ...] = ()
    rationale: str = ""
    hardly_reached: tuple[str, ...] = ()
    characteristics: str = ""
    size_low: int | None = None
    size_high: int | None = None
    size_unit: str = "people"
    size_source: str = ""
    size_dated_on: date | None = None
    areas: tuple[str, ...] = ()
    site: str = ""
    easting: int | None = None
    northing: int | None = None
    by_trusted_routes_only: bool = False
    ease: int | None = None


@transaction.atomic
def add_group(
    *,
    by: Actor,
    at: datetime,
    profile: GroupProfile,
    risks: Sequence[RiskEntry],
    parent: PriorityGroup | None = None,
    community_owner: Organisation | None = None,
    id: UUID | None = None,
) -> PriorityGroup:
    """Take a group in, with at least one cause of need and one risk. The same `id` twice is done once."""
    sent_before = PriorityGroup.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    _refuse_name_taken(profile.name)
    _refuse_profile(profile, at)
    _refuse_risks(risks)
    group = PriorityGroup(id=id or uuid7(), made_at=at)
    _set(group, profile, parent, community_owner)
    group.risks.set(risks)
    record(by=by, at=at, verb="group.added", subject=("group", group.id), data=_said(group, risks))
    return group


@transaction.atomic
def change_group(
    *,
    by: Actor,
    at: datetime,
    group: PriorityGroup,
    profile: GroupProfile,
    risks: Sequence[RiskEntry],
    parent: PriorityGroup | None = None,
    community_owner: Organisation | None = None,
) -> PriorityGroup:
    """Correct what is known of a group."""
    held = _locked(group)
    if held.name.lower() != profile.name.lower():
        _refuse_name_taken(profile.name)
    _refuse_profile(profile, at)
    _refuse_risks(risks)
    _refuse_circle(held, parent)
    _set(held, profile, parent, community_owner)
    held.risks.set(risks)
    record(by=by, at=at, verb="group.changed", subject=("group", held.id), data=_said(held, risks))
    return held


@transaction.atomic
def set_priority(
    *, by: Actor, at: datetime, group: PriorityGroup, high: bool, reason: str, rank: int | None = None
) -> PriorityGroup:
    """Say whether a group comes first, why, and in which place."""
    held = _locked(group)
    if not reason.strip():
        raise Refused(_("Say why: others must be able to follow which groups come first."))
    if high and not held.risks.filter(retired_on__isnull=True).exists():
        raise Refused(
            _("A group of high priority rests on a current risk of the register. Choose one first.")
        )
    if rank is not None and rank < 1:
        raise Refused(_("Places are counted from 1."))
    held.high_priority, held.priority_reason, held.rank = high, reason.strip(), rank
    held.save(update_fields=["high_priority", "priority_reason", "rank"])
    record(
        by=by, at=at, verb="group.prioritised", subject=("group", held.id), data={"high": high, "rank": rank}
    )
    return held


@transaction.atomic
def end_group(*, by: Actor, at: datetime, group: PriorityGroup) -> PriorityGroup:
    """Close a group's page; what was done with it stays in the record."""
    held = _locked(group)
    if held.members.filter(ended_at__isnull=True).exists():
        raise Refused(_("Other groups belong to this one. End them, or let them belong elsewhere, first."))
    held.ended_at, held.high_priority, held.rank = at, False, None
    held.save(update_fields=["ended_at", "high_priority", "rank"])
    record(by=by, at=at, verb="group.ended", subject=("group", held.id))
    return held


def _locked(group: PriorityGroup) -> PriorityGroup:
    held = PriorityGroup.objects.select_for_update().get(pk=group.pk)
    if held.ended_at is not None:
        raise WrongState(_("This group was ended and is not changed any more."))
    return held


def _set(
    group: PriorityGroup, profile: GroupProfile, parent: PriorityGroup | None, owner: Organisation | None
) -> None:
    for name, value in asdict(profile).items():
        setattr(group, name, list(value) if isinstance(value, tuple) else value)
    group.parent, group.community_owner = parent, owner
    group.save()


def _said(group: PriorityGroup, risks: Sequence[RiskEntry]) -> dict[str, object]:
    return {
        "kind": group.kind,
        "pattern": group.pattern,
        "causes": list(group.causes),
        "risks": [str(risk.id) for risk in risks],
        "size": [group.size_low, group.size_high],
    }


def _refuse_name_taken(name: str) -> None:
    if PriorityGroup.objects.filter(name__iexact=name).exists():
        raise Refused(_("There is already a group called %(name)s. Choose another name.") % {"name": name})


def _refuse_profile(profile: GroupProfile, at: datetime) -> None:
    if not profile.causes:
        raise Refused(_("Choose at least one cause of need: without one it is not a priority group."))
    if not set(profile.causes) <= set(CauseOfNeed.values):
        raise Refused(_("Choose causes of need from the list."))
    if not set(profile.hardly_reached) <= set(HardlyReached.values):
        raise Refused(_("Choose from the list why the group is hardly reached."))
    if profile.kind not in GroupKind.values or profile.pattern not in Pattern.values:
        raise Refused(_("Choose what kind of group it is and how it lies on the map."))
    if not profile.rationale.strip():
        raise Refused(_("Say why this group needs more help than others."))
    _refuse_size(profile.size_low, profile.size_high)
    refuse_ahead(
        profile.size_dated_on, at, _("The date of the number is in the future: enter a day up to today.")
    )
    _refuse_place(profile)


def _refuse_size(low: int | None, high: int | None) -> None:
    if (low is None) != (high is None):
        raise Refused(_("Give both ends of the range, or neither where it is not known."))
    if low is not None and high is not None and not 0 <= low <= high:
        raise Refused(_("The smaller number comes first."))


def _refuse_place(profile: GroupProfile) -> None:
    placed = profile.areas or profile.site or profile.easting is not None or profile.northing is not None
    if profile.pattern == Pattern.DISPERSED and placed:
        raise Refused(_("A dispersed group has no place: leave areas, site and point empty."))
    if (profile.easting is None) != (profile.northing is None):
        raise Refused(_("A point has both an easting and a northing."))
    if profile.pattern == Pattern.SITE and not profile.site:
        raise Refused(_("Name the site that the group is at or near."))


def _refuse_risks(risks: Sequence[RiskEntry]) -> None:
    if not any(risk.retired_on is None for risk in risks):
        raise Refused(
            _("Choose at least one current risk of the community risk register; enter it there first.")
        )


def _refuse_circle(group: PriorityGroup, parent: PriorityGroup | None) -> None:
    above = parent
    while above is not None:
        if above.pk == group.pk:
            raise Refused(_("A group cannot belong to itself, nor to a group that belongs to it."))
        above = above.parent
