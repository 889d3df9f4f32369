"""What the record says of one collaboration: what each part was to bring and what it brought, phase by phase.

Agreed amounts and costs are shared evenly over the parts, so that sums over groups, objectives and phases add up to
what was agreed and nothing is counted twice. A task of the line counts for one part only.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Q

from rallyround.collaborations.models import Collaboration, Delivery, Part, Terms
from rallyround.collaborations.words import NO_TERMS
from rallyround.core.coverage import shares
from rallyround.core.verdicts import Evidence, Reading, read, together, value_for_cost
from rallyround.groups.vocabulary import Objective
from rallyround.incidents.models import Incident, Phase
from rallyround.tasking.models import Task

DAYS_A_YEAR = 365
HELPED = ("done", "partly")


@dataclass(frozen=True)
class PartFigures:
    """What a part was to bring and what it brought, in the unit of the terms; `cost` None where not known."""

    part: Part
    expected: int
    agreed_cost: int
    reached: int
    elsewhere: int
    records: int
    cost: int | None
    tasks: tuple[UUID, ...]


@dataclass(frozen=True)
class Assessment:
    """A collaboration on one day: its terms, its parts, the evidence of each phase, and what follows."""

    collaboration: Collaboration
    terms: Terms | None
    parts: tuple[PartFigures, ...]
    phases: dict[str, Evidence]
    evidence: Evidence | None
    reading: Reading

    def readings(self) -> dict[str, Reading]:
        """What follows from the evidence of each phase by itself."""
        return {phase: read(evidence) for phase, evidence in self.phases.items()}

    @property
    def value_for_cost(self) -> Fraction | None:
        """Share of what was agreed that reached the group, for each thousand pounds; None where not known."""
        return value_for_cost(self.evidence) if self.evidence else None

    def figures(self) -> dict[str, Any]:
        """The evidence as it is kept with a verdict."""
        found = self.evidence
        if found is None or self.terms is None:
            return {}
        return {
            "terms": str(self.terms.id),
            "unit": self.terms.measure_unit,
            "days": found.days,
            "term_days": found.term_days,
            "expected": found.expected,
            "reached": found.reached,
            "elsewhere": found.elsewhere,
            "records": found.records,
            "agreed_cost": found.agreed_cost,
            "cost": found.cost,
            "value": self.reading.value,
            "effective": self.reading.effective,
            "efficient": self.reading.efficient,
        }


def agreed_terms(collaboration: Collaboration) -> Terms | None:
    """The terms that hold: the latest version that both sides agreed to."""
    return collaboration.terms.filter(agreed_at__isnull=False).order_by("-version").first()


def agreed_cost(terms: Terms) -> int:
    """Pounds for the whole term."""
    return round(terms.cost_a_year * _term_days(terms) / DAYS_A_YEAR)


def parts_in_order(collaboration: Collaboration) -> list[Part]:
    """By phase, group and objective, in the orders that people know them in."""
    phases, objectives = list(Phase.values), list(Objective.values)
    return sorted(
        collaboration.parts.select_related("group"),
        key=lambda p: (phases.index(p.phase), p.group.name, objectives.index(p.objective)),
    )


def assess(collaboration: Collaboration, today: date) -> Assessment:
    """Read the record of a collaboration up to and with `today`."""
    terms, parts = agreed_terms(collaboration), parts_in_order(collaboration)
    if terms is None or not parts:
        nothing = tuple(PartFigures(part, 0, 0, 0, 0, 0, None, ()) for part in parts)
        unread = Reading("not_known", "not_known", "not_known", "not_yet_assessed", NO_TERMS)
        return Assessment(collaboration, terms, nothing, {}, None, unread)
    figures = _figures(collaboration, terms, parts, today)
    phases = {
        phase: _evidence(collaboration, terms, phase, [f for f in figures if f.part.phase == phase], today)
        for phase in Phase.values
        if any(f.part.phase == phase for f in figures)
    }
    whole = together(phases.values())
    reading = read(whole or next(iter(phases.values())))
    return Assessment(collaboration, terms, figures, phases, whole, reading)


def tasks_done(collaboration: Collaboration, terms: Terms, today: date) -> list[Task]:
    """Tasks in the record that the organisation's own people finished within the terms, help given in part or whole."""
    return list(
        Task.objects.filter(
            offer__organisation=collaboration.organisation_id,
            state="signed_out",
            outcome__in=HELPED,
            signed_out_at__date__gte=terms.starts_on,
            signed_out_at__date__lte=min(terms.by_when, today),
        )
        .select_related("need")
        .order_by("signed_out_at", "id")
    )


def tasks_by_part(
    collaboration: Collaboration, terms: Terms, parts: list[Part], today: date
) -> dict[UUID, list[Task]]:
    """The tasks whose need lay in the places of a part's group and in its phase; each counts for one part."""
    found: dict[UUID, list[Task]] = defaultdict(list)
    doing_first = sorted(parts, key=lambda part: part.objective != Objective.IMPLEMENT)
    for task in tasks_done(collaboration, terms, today):
        places = {task.need.area_id, task.need.district} - {None, ""}
        part = next(
            (p for p in doing_first if p.phase == task.need.phase and places & set(p.group.areas)), None
        )
        if part is not None:
            found[part.id].append(task)
    return found


def deliveries(collaboration: Collaboration) -> Any:
    """What was written down and not withdrawn."""
    return Delivery.objects.filter(part__collaboration=collaboration, withdrawn_at__isnull=True)


def _figures(
    collaboration: Collaboration, terms: Terms, parts: list[Part], today: date
) -> tuple[PartFigures, ...]:
    written: dict[UUID, list[Delivery]] = defaultdict(list)
    for delivery in deliveries(collaboration).filter(
        on__gte=terms.starts_on, on__lte=min(terms.by_when, today)
    ):
        written[delivery.part_id].append(delivery)
    done = tasks_by_part(collaboration, terms, parts, today)
    expected = shares(terms.expected_low, len(parts))
    costs = shares(agreed_cost(terms), len(parts))
    return tuple(
        _of_part(part, expected[index], costs[index], written[part.id], done[part.id], terms)
        for index, part in enumerate(parts)
    )


def _of_part(
    part: Part, expected: int, agreed: int, written: list[Delivery], done: list[Task], terms: Terms
) -> PartFigures:
    counted = len(done) if terms.counts_tasks else 0
    return PartFigures(
        part=part,
        expected=expected,
        agreed_cost=agreed,
        reached=counted + sum(d.amount for d in written if d.reached_the_group),
        elsewhere=sum(d.amount for d in written if not d.reached_the_group),
        records=counted + len(written),
        cost=_cost(written, counted, agreed),
        tasks=tuple(task.id for task in done),
    )


def _cost(written: list[Delivery], counted: int, agreed: int) -> int | None:
    """What was spent. Tasks carry no price: where money was agreed, only what is written down says how much it was."""
    said = [delivery.cost for delivery in written]
    if any(cost is None for cost in said) or (counted and agreed and not said):
        return None
    return sum(cost or 0 for cost in said)


def _evidence(
    collaboration: Collaboration, terms: Terms, phase: str, figures: Iterable[PartFigures], today: date
) -> Evidence:
    rows = list(figures)
    known = [f.cost for f in rows if f.cost is not None]
    nurtured = collaboration.state == "nurture" and collaboration.state_since is not None
    since = collaboration.state_since.date() if collaboration.state_since else today
    records = sum(f.records for f in rows)
    return Evidence(
        put_to_the_test=bool(records) or _put_to_the_test(phase, terms.starts_on, min(today, terms.by_when)),
        days=(today - terms.starts_on).days,
        term_days=_term_days(terms),
        expected=sum(f.expected for f in rows),
        reached=sum(f.reached for f in rows),
        elsewhere=sum(f.elsewhere for f in rows),
        records=records,
        agreed_cost=sum(f.agreed_cost for f in rows),
        cost=sum(known) if len(known) == len(rows) else None,
        days_in_nurture=(today - since).days if nurtured else None,
        review_due=terms.review_on <= today,
    )


def _term_days(terms: Terms) -> int:
    return max(1, (terms.by_when - terms.starts_on).days)


def _put_to_the_test(phase: str, since: date, until: date) -> bool:
    """Whether there was an occasion: quiet times always are; an incident, or its aftermath, must have come."""
    if phase == Phase.BEFORE:
        return True
    began = Incident.objects.filter(started_at__date__lte=until)
    if phase == Phase.DURING:
        going_on = Q(ended_at__isnull=True) | Q(ended_at__date__gte=since)
        return began.filter(going_on, phase=Phase.DURING).exists()
    aftermath = Q(phase=Phase.AFTER) & (Q(ended_at__isnull=True) | Q(ended_at__date__gte=since))
    over = Q(ended_at__date__gte=since, ended_at__date__lte=until) & ~Q(phase=Phase.BEFORE)
    return began.filter(aftermath | over).exists()
