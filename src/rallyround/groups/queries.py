"""What pages and the apps above read of risks, groups, their needs, routes and contacts."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils.functional import Promise

from rallyround.core.sources import whole_default
from rallyround.groups import ranking as ranks
from rallyround.groups.bands import BANDS, COLOURS, Band, band
from rallyround.groups.contacting import permitted_routes
from rallyround.groups.models import GroupContact, GroupNeed, PriorityGroup, RiskEntry, TrustedRoute
from rallyround.groups.profiles import Profile, profile
from rallyround.groups.sizes import PEOPLE, Size, Total, in_people, total
from rallyround.groups.vocabulary import CauseOfNeed, HardlyReached

Text = str | Promise

# What the apps above add to a group's page: links with their words.
GROUP_LINKS: list[Callable[[PriorityGroup], list[tuple[Text, str]]]] = []


def risks() -> QuerySet[RiskEntry]:
    """The whole register, retired entries too."""
    return RiskEntry.objects.all()


def current_risks() -> QuerySet[RiskEntry]:
    """The register as it holds now."""
    return RiskEntry.objects.filter(retired_on__isnull=True).order_by("reference")


def groups() -> QuerySet[PriorityGroup]:
    """Every group, ended ones too."""
    return PriorityGroup.objects.select_related("parent", "community_owner")


def current_groups() -> QuerySet[PriorityGroup]:
    """The groups that are planned for, in the order they were put in, then by name."""
    unranked = Coalesce("rank", 10_000)
    return groups().filter(ended_at__isnull=True).order_by("-high_priority", unranked, "name")


def high_priority() -> QuerySet[PriorityGroup]:
    """The groups that come first."""
    return current_groups().filter(high_priority=True)


def group_choices() -> list[tuple[str, str]]:
    """Groups to choose from, by name."""
    named = PriorityGroup.objects.filter(ended_at__isnull=True).order_by("name").values_list("id", "name")
    return [(str(id), name) for id, name in named]


def size(group: PriorityGroup) -> Size:
    """How many the group is, in its own unit."""
    return Size(group.size_low, group.size_high)


def people(group: PriorityGroup) -> Size | None:
    """How many people; None where the group is counted in something that is not people."""
    return in_people(size(group), group.size_unit)


def totals(found: Iterable[PriorityGroup]) -> dict[str, Total]:
    """The sum by unit, households as people. Members of a group that is in the sum are not counted again;
    where that group's own size is not known, its members count and the rest of it stays unknown."""
    rows = list(found)
    here = {group.id for group in rows}
    members: dict[UUID, list[PriorityGroup]] = defaultdict(list)
    for group in rows:
        if group.parent_id in here and group.parent_id is not None:
            members[group.parent_id].append(group)
    sizes: dict[str, list[Size]] = defaultdict(list)

    def count(group: PriorityGroup) -> None:
        found = people(group)
        sizes[group.size_unit if found is None else PEOPLE].append(size(group) if found is None else found)
        if group.size_low is None:
            for member in members[group.id]:
                count(member)

    for group in rows:
        if group.parent_id not in here:
            count(group)
    return {unit: total(listed) for unit, listed in sizes.items()}


def ranking(first: int | None = None) -> list[ranks.Ranked]:
    """All current groups in the order that their risks, causes and numbers speak for."""
    found = current_groups().prefetch_related("risks")
    candidates = [
        ranks.Candidate(
            key=str(group.id),
            name=group.name,
            bands=tuple(band(r.likelihood, r.impact) for r in group.risks.all() if r.retired_on is None),
            causes=len(group.causes),
            hardly_reached=len(group.hardly_reached),
            size=people(group),
            ease=group.ease,
        )
        for group in found
    ]
    return ranks.rank(candidates, first or whole_default("groups.high_priority"))


def needs() -> QuerySet[GroupNeed]:
    """Every figure of a need that was ever given."""
    return GroupNeed.objects.select_related("group")


def current_needs(group: PriorityGroup | None = None) -> QuerySet[GroupNeed]:
    """The figures that hold now, of one group or of all that are planned for."""
    found = needs().filter(holds_until__isnull=True, group__ended_at__isnull=True)
    return found.filter(group=group) if group is not None else found


def needs_as_of(moment: datetime, group: PriorityGroup | None = None) -> QuerySet[GroupNeed]:
    """The figures that held at a moment."""
    held = Q(holds_from__lte=moment) & (Q(holds_until__isnull=True) | Q(holds_until__gt=moment))
    found = needs().filter(held)
    return found.filter(group=group) if group is not None else found


def need_total(found: Iterable[GroupNeed]) -> dict[str, Total]:
    """The sum of figures by unit, with the unknown carried through."""
    sizes: dict[str, list[Size]] = defaultdict(list)
    for need in found:
        sizes[need.unit].append(Size(need.low, need.high))
    return {unit: total(listed) for unit, listed in sizes.items()}


def share_said_by_the_group(group: PriorityGroup | None = None) -> float | None:
    """The share of current needs that the groups said themselves; None where no need is known."""
    said = list(current_needs(group).values_list("said_by_the_group", flat=True))
    return sum(said) / len(said) if said else None


def contacts() -> QuerySet[GroupContact]:
    """Every contact with a group."""
    return GroupContact.objects.select_related("group", "route__organisation", "by")


def last_contact(group: PriorityGroup) -> date | None:
    """The day on which partners and the group last spoke."""
    found: date | None = group.contacts.aggregate(last=Max("on"))["last"]
    return found


def routes(group: PriorityGroup) -> QuerySet[TrustedRoute]:
    """The routes that the group ever agreed to."""
    return group.routes.select_related("organisation").order_by("-agreed_on", "id")


def with_last_contact(found: QuerySet[PriorityGroup]) -> QuerySet[Any]:
    """Each group with the day of its last contact as `last_on`, and since when it has been quiet as `quiet_since`."""
    last = GroupContact.objects.filter(group=OuterRef("pk")).order_by("-on").values("on")[:1]
    last_on = Subquery(last)
    return found.annotate(last_on=last_on, quiet_since=Coalesce(last_on, TruncDate("made_at")))


def quiet(today: date, days: int | None = None) -> QuerySet[PriorityGroup]:
    """Groups that nobody has spoken with for longer than `days` (90 unless said), the longest first."""
    limit = whole_default("groups.no_contact_days") if days is None else days
    before = today - timedelta(days=limit)
    return with_last_contact(current_groups()).filter(quiet_since__lt=before).order_by("quiet_since", "name")


def is_quiet(group: PriorityGroup, today: date, days: int | None = None) -> bool:
    """Whether nobody has spoken with this group for too long."""
    return quiet(today, days).filter(id=group.id).exists()


def cause_labels(group: PriorityGroup) -> list[Text]:
    """Why the group may need help, in words."""
    return [CauseOfNeed(cause).label for cause in group.causes]


def hardly_reached_labels(group: PriorityGroup) -> list[Text]:
    """Why the group is hardly reached, in words."""
    return [HardlyReached(why).label for why in group.hardly_reached]


@dataclass(frozen=True)
class RiskOf:
    """A risk that a group rests on, with its band."""

    risk: RiskEntry
    band: Band

    @property
    def label(self) -> Text:
        return BANDS[self.band]

    @property
    def colour(self) -> str:
        return COLOURS[self.band]


@dataclass(frozen=True)
class GroupPage:
    """All that a group's page shows."""

    group: PriorityGroup
    size: Size
    people: Size | None
    profile: Profile
    risks: list[RiskOf]
    members: list[PriorityGroup]
    needs: list[GroupNeed]
    said_by_the_group: float | None
    routes: list[TrustedRoute]
    permitted: set[UUID]
    contacts: list[GroupContact]
    last_contact: date | None
    quiet: bool
    links: list[tuple[Text, str]]


def group_page(group: PriorityGroup, today: date) -> GroupPage:
    """A group with everything that is known of it."""
    found = routes(group)
    return GroupPage(
        group=group,
        size=size(group),
        people=people(group) if group.size_unit != PEOPLE else None,
        profile=profile(group),
        risks=[RiskOf(r, band(r.likelihood, r.impact)) for r in group.risks.order_by("reference")],
        members=list(group.members.filter(ended_at__isnull=True).order_by("name")),
        needs=list(current_needs(group).order_by("phase", "kind")),
        said_by_the_group=share_said_by_the_group(group),
        routes=list(found),
        permitted=set(permitted_routes(group.id, today).values_list("id", flat=True)),
        contacts=list(contacts().filter(group=group).order_by("-on", "-recorded_at")[:5]),
        last_contact=last_contact(group),
        quiet=group.ended_at is None and is_quiet(group, today),
        links=[link for links in GROUP_LINKS for link in links(group)],
    )
