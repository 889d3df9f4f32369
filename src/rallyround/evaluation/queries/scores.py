"""The scorecard of the eight steps: the latest score of each, what it cites, and what nobody has assessed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from rallyround.core import instruments
from rallyround.core.instruments import INSTRUMENTS, Score, Zone
from rallyround.evaluation.models import Evidence, StepScore
from rallyround.evaluation.queries.zones import ZONE_COLOURS, ZONE_NAMES, zones_on
from rallyround.evaluation.steps import STEPS, step_name
from rallyround.groups.models import PriorityGroup


@dataclass(frozen=True)
class ScoreLine:
    """One step: its latest score, or none; the zone of what it has of 5; what it cites that still stands."""

    step: int
    name: str
    score: StepScore | None
    zone: Zone
    evidence: tuple[Evidence, ...]
    withdrawn: int

    @property
    def none_cited(self) -> bool:
        """Scored, and nothing that stands is cited for it."""
        return self.score is not None and not self.evidence

    @property
    def zone_name(self) -> object:
        return ZONE_NAMES[self.zone]

    @property
    def colour(self) -> str:
        return ZONE_COLOURS[self.zone]


@dataclass(frozen=True)
class Scorecard:
    """All eight steps of one group, or of the partnership, on a day."""

    group: PriorityGroup | None
    on: date
    zones: instruments.Zones
    lines: tuple[ScoreLine, ...]
    whole: Score

    @property
    def red(self) -> tuple[ScoreLine, ...]:
        """Steps below what is wanted. What nobody assessed is not among them."""
        return tuple(line for line in self.lines if line.zone == "red")

    @property
    def not_assessed(self) -> tuple[ScoreLine, ...]:
        """Steps that nobody has scored."""
        return tuple(line for line in self.lines if line.score is None)


def scores() -> QuerySet[StepScore]:
    """Every score ever given."""
    return StepScore.objects.select_related("by").prefetch_related("evidence")


def scorecard(today: date, group: PriorityGroup | None = None) -> Scorecard:
    """The scorecard of a day, of one group or of the whole partnership."""
    zones = zones_on(today)
    latest = _latest(today, group.id if group else None)
    given: dict[int, int | None] = {step: score.score for step, score in latest.items()}
    return Scorecard(
        group=group,
        on=today,
        zones=zones,
        lines=tuple(_line(step, latest.get(step), zones) for step in STEPS),
        whole=instruments.score(INSTRUMENTS["steps"], given, zones),
    )


def _latest(today: date, group_id: UUID | None) -> dict[int, StepScore]:
    rows = scores().filter(on__lte=today).order_by("on", "recorded_at")
    rows = rows.filter(group_id=group_id) if group_id else rows.filter(group_id__isnull=True)
    return {row.step: row for row in rows}


def _line(step: int, score: StepScore | None, zones: instruments.Zones) -> ScoreLine:
    cited = list(score.evidence.all()) if score else []
    standing = tuple(each for each in cited if each.withdrawn_at is None)
    most = INSTRUMENTS["steps"].highest
    return ScoreLine(
        step=step,
        name=step_name(step),
        score=score,
        zone=zones.of(100 * score.score / most) if score else "not_assessed",
        evidence=standing,
        withdrawn=len(cited) - len(standing),
    )
