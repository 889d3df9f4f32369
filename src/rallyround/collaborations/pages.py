"""What the pages of this app show, gathered and put in words."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise

from rallyround.collaborations import queries, words
from rallyround.collaborations.models import Collaboration, Delivery, Terms, Verdict
from rallyround.collaborations.queries import Assessment, NextGap
from rallyround.collaborations.queries.coverage import MatrixRow, NeedsCovered, Target
from rallyround.collaborations.queries.work import Nurtured, Overlap
from rallyround.core.coverage import Coverage
from rallyround.core.lifecycle import COLLABORATION
from rallyround.core.verdicts import Evidence, Reading
from rallyround.groups import queries as groups
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Objective
from rallyround.incidents.models import Phase
from rallyround.tasking.models import Task

Text = str | Promise


@dataclass(frozen=True)
class Said:
    """A verdict in words, with the three answers it comes from."""

    verdict: Text
    colour: str
    because: str
    value: Text
    effective: Text
    efficient: Text


def said(reading: Reading) -> Said:
    """A reading in the language of the page."""
    return Said(
        words.VERDICTS[reading.verdict], words.COLOURS[reading.verdict], words.because(reading.because),
        words.ANSWERS[reading.value], words.ANSWERS[reading.effective], words.ANSWERS[reading.efficient],
    )  # fmt: skip


@dataclass(frozen=True)
class PhaseSaid:
    """What the record says of one phase."""

    label: Text
    evidence: Evidence
    said: Said


@dataclass(frozen=True)
class DecidedVerdict:
    """A verdict that was decided, in words."""

    verdict: Verdict
    derived: Text
    decided: Text

    @property
    def differs(self) -> bool:
        return self.verdict.derived != self.verdict.decided


@dataclass(frozen=True)
class CollaborationPage:
    """All that a collaboration's page shows."""

    collaboration: Collaboration
    state_colour: str
    verbs: tuple[str, ...]
    in_force: bool
    found: Assessment
    said: Said
    verdict_key: str
    phases: list[PhaseSaid]
    terms: Terms | None
    waiting: Terms | None
    versions: list[Terms]
    deliveries: list[Delivery]
    tasks: list[Task]
    verdicts: list[DecidedVerdict]
    nurtured: Nurtured | None


def collaboration_page(collaboration: Collaboration, today: date) -> CollaborationPage:
    """A collaboration as it stands today."""
    found = queries.assess(collaboration, today)
    versions = queries.terms_of(collaboration)
    readings = found.readings()
    return CollaborationPage(
        collaboration=collaboration,
        state_colour=words.STATE_COLOURS[collaboration.state],
        verbs=COLLABORATION.verbs(collaboration.state),
        in_force=collaboration.state in COLLABORATION.active,
        found=found,
        said=said(found.reading),
        verdict_key=found.reading.verdict,
        phases=[PhaseSaid(Phase(p).label, e, said(readings[p])) for p, e in found.phases.items()],
        terms=found.terms,
        waiting=next((terms for terms in versions if terms.agreed_at is None), None),
        versions=versions,
        deliveries=list(
            queries.deliveries()
            .filter(part__collaboration=collaboration)
            .order_by("-on", "-recorded_at")[:10]
        ),
        tasks=queries.tasks_of(found),
        verdicts=[
            DecidedVerdict(v, words.VERDICTS[v.derived], words.VERDICTS[v.decided])
            for v in queries.verdicts(collaboration)
        ],
        nurtured=next((n for n in queries.nurtured(today) if n.collaboration == collaboration), None),
    )


@dataclass(frozen=True)
class CoveragePage:
    """Coverage with its matrix and its gaps, of all groups or of one."""

    only: PriorityGroup | None
    target: Target
    objectives: list[Text]
    covered: Coverage
    covered_well: Coverage
    exceptions: list[tuple[PriorityGroup, str]]
    needs: NeedsCovered
    matrix: list[MatrixRow]
    without: list[PriorityGroup]
    sequence: list[NextGap]
    by_value: list[NextGap]
    would_suffice: tuple[Collaboration, ...] | None


def group_asked_for(id: str) -> PriorityGroup | None:
    """The group that the address names, if there is one."""
    try:
        return groups.current_groups().filter(id=UUID(id)).first()
    except ValueError:
        return None


def coverage_page(today: date, only: PriorityGroup | None = None) -> CoveragePage:
    """Coverage as it stands today."""
    found, aim = queries.covered(), queries.target()
    by_id = {str(group.id): group for group in groups.high_priority()}
    exceptions = [
        (by_id[id], ", ".join(str(Objective(o).label).lower() for o in missing))
        for id, missing in found.exceptions.items()
    ]
    return CoveragePage(
        only=only,
        target=aim,
        objectives=[Objective(objective).label for objective in aim.objectives],
        covered=found,
        covered_well=queries.covered_well(today),
        exceptions=exceptions,
        needs=queries.needs_covered(today),
        matrix=queries.matrix(only),
        without=queries.groups_without(),
        sequence=queries.sequence(),
        by_value=queries.gap_list(),
        would_suffice=None if found.reached else queries.would_suffice(),
    )


@dataclass(frozen=True)
class Reviewed:
    """A collaboration with what the record says, in words, and what it brings for each thousand pounds."""

    found: Assessment
    said: Said
    percent_a_thousand: float | None


@dataclass(frozen=True)
class ReviewPage:
    """What is to be decided."""

    to_decide: list[Reviewed]
    nurtured: list[Nurtured]
    by_value: list[Reviewed]
    overlaps: list[Overlap]


def review_page(today: date) -> ReviewPage:
    """What is to be decided today."""
    return ReviewPage(
        [_reviewed(found) for found in queries.to_reset_or_replace(today)],
        queries.nurtured(today),
        [_reviewed(found) for found in queries.by_value_for_cost(today)],
        queries.overlaps(),
    )


def _reviewed(found: Assessment) -> Reviewed:
    value = found.value_for_cost
    return Reviewed(found, said(found.reading), None if value is None else float(value * 100))
