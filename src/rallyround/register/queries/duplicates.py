"""Which known needs may be the same as this one: by phone, place, kind and words, each with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from rallyround.core.duplicates import Match, Report, likely
from rallyround.core.lifecycle import NEED
from rallyround.core.sources import default
from rallyround.people.models import Details
from rallyround.people.phones import phone_key
from rallyround.places import queries as places
from rallyround.register import kinds
from rallyround.register.models import Need, NotDuplicate
from rallyround.register.words import LIKENESS

Text = str | Promise

SINCE = timedelta(minutes=default("duplicates.late_minutes"))
NEIGHBOURHOOD = int(default("duplicates.neighbourhood_metres"))
AT_MOST = 300  # candidates looked at; those near or of the same phone are far fewer


@dataclass(frozen=True)
class Similar:
    """A need that may be the same, how likely, and why."""

    need: Need
    kind: Text
    percent: int
    reasons: tuple[str, ...]


def similar(among: QuerySet[Need], need: Need, at: datetime) -> list[Similar]:
    """Open needs among these that may be the same as this one, the likeliest first, without those judged to be different."""
    phone = need.requester.details.phone_key
    report = _report(need)
    judged = NotDuplicate.objects.filter(Q(first=need) | Q(second=need)).values_list("first_id", "second_id")
    different = {id for pair in judged for id in pair} | {need.id}
    candidates = _candidates(among, phone, need.easting, need.northing, min(at, need.reported_at), different)
    return _likely(report, candidates)


def similar_to(
    among: QuerySet[Need], *, at: datetime, phone: str, postcode: str, words: str, kind: str, id: UUID
) -> list[Similar]:
    """The same for a report that is not yet taken; `id` is the report's own, which is no duplicate of itself."""
    key = phone_key(phone)
    located = places.locate(postcode) if postcode else None
    x, y = (located.easting, located.northing) if located else (None, None)
    report = Report(minutes=at.timestamp() / 60, phone=key or None, x=x, y=y, kind=_known(kind), words=words)
    return _likely(report, _candidates(among, key, x, y, at, {id}))


def _candidates(
    among: QuerySet[Need], phone: str, x: int | None, y: int | None, at: datetime, without: set[UUID]
) -> list[Need]:
    """What is open, lately reported, and has the phone or the neighbourhood in common; each by its own index."""
    lately = (
        among.filter(state__in=sorted(NEED.active), reported_at__gte=at - SINCE)
        .exclude(id__in=without)
        .select_related("requester__details", "words", "area")
    )
    found: dict[UUID, Need] = {}
    if phone:
        people = Details.objects.filter(phone_key=phone).values_list("person_id", flat=True)[:AT_MOST]
        found |= {need.id: need for need in lately.filter(requester__in=list(people))[:AT_MOST]}
    if x is not None and y is not None:
        near = lately.filter(
            easting__range=(x - NEIGHBOURHOOD, x + NEIGHBOURHOOD),
            northing__range=(y - NEIGHBOURHOOD, y + NEIGHBOURHOOD),
        )
        found |= {need.id: need for need in near[:AT_MOST]}
    return sorted(found.values(), key=lambda need: need.reported_at, reverse=True)


def _likely(report: Report, candidates: Sequence[Need]) -> list[Similar]:
    matches = likely(report, [_report(need) for need in candidates])
    return [_similar(candidates[match.index], match) for match in matches]


def _similar(need: Need, match: Match) -> Similar:
    reasons = tuple(
        str(LIKENESS[evidence.likeness]) % {"measure": round(evidence.measure)} for evidence in match.evidence
    )
    return Similar(need, kinds.label(need.kind), round(100 * match.score), reasons)


def _report(need: Need) -> Report:
    return Report(
        minutes=need.reported_at.timestamp() / 60,
        phone=need.requester.details.phone_key or None,
        x=need.easting,
        y=need.northing,
        kind=_known(need.kind),
        words=need.words.text if need.words else "",
    )


@dataclass(frozen=True)
class Beside:
    """One column of the page that lays needs side by side."""

    need: Need
    kind: Text
    area: str
    percent: int | None
    reasons: tuple[str, ...]
    details: object | None


def side_by_side(need: Need, alike: Sequence[Similar], shown: Mapping[UUID, object]) -> list[Beside]:
    """This need and those like it, each with what people said where that was disclosed."""

    def beside(each: Need, percent: int | None, reasons: tuple[str, ...]) -> Beside:
        area = each.area.name if each.area else ""
        return Beside(each, kinds.label(each.kind), area, percent, reasons, shown.get(each.id))

    return [beside(need, None, ()), *(beside(one.need, one.percent, one.reasons) for one in alike)]


def _known(kind: str) -> str:
    return "" if kind == kinds.UNKNOWN else kind
