"""What stands of step 1: the ambition and its drivers, how widely it is backed and where thinnest, and who leads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.evaluation.models import Evidence
from rallyround.people.models import Organisation, PartnerType
from rallyround.programme.models import Ambition, Driver, Endorsement, StrategicLead
from rallyround.ui.cells import shown

Text = str | Promise
SOON = timedelta(days=60)


@dataclass(frozen=True)
class Sector:
    """Kinds of partner that support is counted over."""

    key: str
    label: Text
    types: frozenset[str]


P = PartnerType
SECTORS: tuple[Sector, ...] = (
    Sector("responders", gettext_lazy("Responders and utilities"),
           frozenset({P.PARTNERSHIP, P.CATEGORY_1, P.CATEGORY_2})),
    Sector("local_government", gettext_lazy("Local government"), frozenset({P.LOCAL_GOVERNMENT})),
    Sector("community", gettext_lazy("Communities"),
           frozenset({P.COMMUNITY_RESPONSE, P.COMMUNITY_GROUP, P.LOW_PROFILE, P.INFLUENCER})),
    Sector("voluntary", gettext_lazy("Voluntary bodies"), frozenset({P.HIGH_PROFILE, P.NATIONAL})),
    Sector("business", gettext_lazy("Businesses and local services"),
           frozenset({P.LOCAL_PROVIDER, P.BUSINESS, P.RETAIL})),
    Sector("experts", gettext_lazy("Experts"), frozenset({P.EXPERT})),
)  # fmt: skip
# Who speaks for people outside the authorities.
SOCIETY = frozenset().union(*(s.types for s in SECTORS if s.key in {"community", "voluntary", "business"}))


def ambitions() -> QuerySet[Ambition]:
    """Every version, the newest first."""
    return Ambition.objects.select_related("made_by", "agreed_by").order_by("-version")


def agreed() -> Ambition | None:
    """The version that holds."""
    return ambitions().filter(agreed_at__isnull=False).first()


def draft() -> Ambition | None:
    """The version that is being written."""
    return ambitions().filter(agreed_at__isnull=True).first()


def in_question() -> Ambition | None:
    """The version that organisations are asked about: the one that holds, and before there is one, the draft."""
    return agreed() or draft()


def review_due(ambition: Ambition) -> date | None:
    """When an agreed version is to be looked at next."""
    latest = ambition.reviews.order_by("-on", "-recorded_at").first()
    return latest.next_on if latest else ambition.review_on


def evidence_choices() -> list[tuple[str, str]]:
    """Results that an ambition may grow out of."""
    found = Evidence.objects.filter(withdrawn_at__isnull=True).order_by("-on")[:200]
    return [(str(e.id), f"{e.what} ({shown(e.on)})") for e in found]


def evidence_of(ambition: Ambition) -> Evidence | None:
    """The result that a version cites."""
    return Evidence.objects.filter(id=ambition.evidence).first() if ambition.evidence else None


def drivers() -> QuerySet[Driver]:
    """Every reason with its source, also those that ended."""
    return Driver.objects.order_by("-dated_on")


def answers(ambition: Ambition) -> QuerySet[Endorsement]:
    """What each organisation says now to a version."""
    return ambition.endorsements.filter(replaced_at__isnull=True).select_related("organisation")


def in_force(today: date) -> Q:
    """Answers that were given and have not lapsed. An answer holds on the day on which it lapses, too."""
    return Q(on__lte=today, lapses_on__gte=today)


@dataclass(frozen=True)
class SectorSupport:
    """How many of a sector's organisations in the directory stand behind the ambition."""

    sector: Sector
    yes: int
    of: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None where there is nobody to ask."""
        return self.yes / self.of if self.of else None

    @property
    def per_cent(self) -> int | None:
        return None if self.share is None else round(100 * self.share)


@dataclass(frozen=True)
class Backing:
    """Who stands behind a version of the ambition on a day."""

    yes: int
    no: int
    abstain: int
    of: int
    lapsed: Sequence[Endorsement]
    lapsing: Sequence[Endorsement]
    sectors: Sequence[SectorSupport]
    warnings: Sequence[str]

    @property
    def silent(self) -> int:
        """Organisations in the directory without an answer that holds."""
        return self.of - self.yes - self.no - self.abstain

    @property
    def thinnest(self) -> list[SectorSupport]:
        """The sectors with the smallest share, where there is anybody to ask and not everybody said yes."""
        shares = [s.share for s in self.sectors if s.share is not None]
        least = min(shares, default=1.0)
        return [s for s in self.sectors if s.share == least and least < 1]

    @property
    def nobody_to_ask(self) -> list[SectorSupport]:
        return [s for s in self.sectors if not s.of]


def backing(ambition: Ambition, today: date) -> Backing:
    """Count the answers that hold on `today` over the active organisations of the directory."""
    active = dict(Organisation.objects.filter(active=True).values_list("id", "partner_type"))
    given = list(
        answers(ambition).filter(organisation__active=True, on__lte=today).order_by("organisation__name")
    )
    holding = [e for e in given if e.lapses_on >= today]
    yes = [e for e in holding if e.answer == "yes"]
    count = {answer: sum(e.answer == answer for e in holding) for answer in ("yes", "no", "abstain")}
    lapsed = [e for e in given if e.lapses_on < today and e.answer == "yes"]
    lapsing = [e for e in yes if e.lapses_on <= today + SOON]
    sectors = [
        SectorSupport(
            sector,
            sum(e.organisation.partner_type in sector.types for e in yes),
            sum(kind in sector.types for kind in active.values()),
        )
        for sector in SECTORS
    ]
    return Backing(
        **count,
        of=len(active),
        lapsed=lapsed,
        lapsing=lapsing,
        sectors=sectors,
        warnings=_warnings(yes, lapsed),
    )


def _warnings(yes: Sequence[Endorsement], lapsed: Sequence[Endorsement]) -> list[str]:
    found = [
        _("The backing of %(name)s lapsed on %(day)s. Ask again.")
        % {"name": e.organisation.name, "day": shown(e.lapses_on)}
        for e in lapsed
    ]
    if len(yes) == 1:
        found.append(
            _("The ambition rests on one organisation: %(name)s.") % {"name": yes[0].organisation.name}
        )
    elif yes and len({e.signed_as.strip().casefold() for e in yes}) == 1:
        found.append(
            _(
                "Every yes was signed by the same job: %(job)s. If that is one person, all backing leaves with them."
            )
            % {"job": yes[0].signed_as}
        )
    return found


def lead_on(today: date) -> StrategicLead | None:
    """Who leads on a day."""
    return leads().filter(during__contains=today).first()


def leads() -> QuerySet[StrategicLead]:
    """Who led, the latest first."""
    return StrategicLead.objects.select_related("user", "organisation", "named_by").order_by("-during")


def answers_of_version(ambition: Ambition | None) -> QuerySet[Endorsement]:
    """Every answer to a version with those that were replaced; none where there is no version."""
    if ambition is None:
        return Endorsement.objects.none()
    return ambition.endorsements.select_related("organisation")


def sector_of(key: str) -> Sector | None:
    """A sector by its key."""
    return next((s for s in SECTORS if s.key == key), None)
