"""What stands of step 4: the vision, the grid of aims and objectives, and where time and money go."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rallyround.business.models import Line
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Objective
from rallyround.programme.models import Activity, Aim, Outcome, Pace, Principle, Vision

Text = str | Promise
OPEN = ("planned", "under_way")


def visions() -> QuerySet[Vision]:
    """Every version, the newest first."""
    return Vision.objects.select_related("made_by", "approved_by").order_by("-version")


def current_vision() -> Vision | None:
    """The version that holds."""
    return visions().filter(approved_at__isnull=False).first()


def vision_draft() -> Vision | None:
    """The version that is being written."""
    return visions().filter(approved_at__isnull=True).first()


def aims() -> QuerySet[Aim]:
    """The aims that are pursued, in their order."""
    return Aim.objects.filter(ended_at__isnull=True).order_by("number")


def outcomes() -> QuerySet[Outcome]:
    """What is different when aims are reached."""
    return Outcome.objects.filter(ended_at__isnull=True).prefetch_related("aims").order_by("name")


def aims_without_measure() -> list[Aim]:
    """Aims that no outcome with a measure belongs to."""
    return list(aims().exclude(outcomes__ended_at__isnull=True, outcomes__isnull=False).distinct())


def principles() -> QuerySet[Principle]:
    """The ways of working that are held."""
    return Principle.objects.filter(ended_at__isnull=True).order_by("id")


def principle_keys() -> list[str]:
    """The keys of the ways of working that are held."""
    return list(principles().values_list("key", flat=True))


def activities() -> QuerySet[Activity]:
    """Everything that is or was planned."""
    return Activity.objects.select_related("aim", "group", "owner", "organisation")


def pursued() -> QuerySet[Activity]:
    """What is planned, under way or done for an aim that is pursued; not what was dropped."""
    return activities().filter(aim__ended_at__isnull=True).exclude(state="dropped")


def overdue(today: date) -> QuerySet[Activity]:
    """Open activities whose day has passed."""
    return pursued().filter(state__in=OPEN, due_on__lt=today)


@dataclass(frozen=True)
class Cell:
    """What is done for one aim and one objective."""

    aim: Aim
    objective: Objective
    activities: Sequence[Activity]
    late: int

    @property
    def filled(self) -> bool:
        return bool(self.activities)


@dataclass(frozen=True)
class Grid:
    """The aims by the six objectives."""

    aims: Sequence[Aim]
    rows: Sequence[tuple[Objective, Sequence[Cell]]]

    @property
    def cells(self) -> list[Cell]:
        return [cell for _objective, row in self.rows for cell in row]

    @property
    def of(self) -> int:
        """How many cells there are: the aims by six."""
        return len(self.aims) * len(Objective)

    @property
    def filled(self) -> int:
        return sum(cell.filled for cell in self.cells)

    @property
    def empty(self) -> list[Cell]:
        return [cell for cell in self.cells if not cell.filled]


def grid(today: date, group: PriorityGroup | None = None) -> Grid:
    """The grid for any number of aims; for one group with what is done for it and for everybody."""
    found = pursued().order_by("due_on")
    if group is not None:
        found = found.filter(Q(group=group) | Q(group__isnull=True))
    there: dict[tuple[object, str], list[Activity]] = defaultdict(list)
    for activity in found:
        there[activity.aim_id, activity.objective].append(activity)
    shown = list(aims())

    def cell(aim: Aim, objective: Objective) -> Cell:
        inside = there[aim.id, objective.value]
        return Cell(aim, objective, inside, sum(a.state in OPEN and a.due_on < today for a in inside))

    return Grid(shown, [(objective, [cell(aim, objective) for aim in shown]) for objective in Objective])


def case_lines() -> QuerySet[Line]:
    """The costs and benefits that were approved: those of the preferred option of each approved business case."""
    approved = Line.objects.filter(option__case__state="approved", option__preferred=True)
    return approved.select_related("option__case").order_by("name")


def case_line_choices() -> list[tuple[str, str]]:
    """Id and name of each line that may be cited."""
    return [(str(line.id), f"{line.name} ({line.option.case.name})") for line in case_lines()]


def orphans() -> QuerySet[Activity]:
    """Activities that no line of an approved business case stands behind."""
    return pursued().exclude(case_line__in=case_lines().values("id")) | pursued().filter(
        case_line__isnull=True
    )


def lines_without_activity() -> list[Line]:
    """Approved costs for which nothing is planned: paid for and not done."""
    cited = pursued().filter(case_line__isnull=False).values("case_line")
    return list(case_lines().filter(kind="cost").exclude(id__in=cited))


@dataclass(frozen=True)
class Share:
    """What goes to one aim, group or organisation."""

    name: Text
    days: int
    pounds: int
    without_cost: int
    count: int


BY: dict[str, Callable[[Activity], Text]] = {
    "aim": lambda a: f"{a.aim.number}. {a.aim.text}",
    "group": lambda a: a.group.name if a.group else _("For everybody"),
    "organisation": lambda a: a.organisation.name if a.organisation else _("The partnership itself"),
}


def invested(by: str) -> list[Share]:
    """Days and money of what is pursued, by aim, group or organisation: each activity is in exactly one row."""
    rows: dict[Text, list[Activity]] = defaultdict(list)
    for activity in pursued().order_by("aim__number"):
        rows[BY[by](activity)].append(activity)
    return [_share(name, found) for name, found in rows.items()]


def invested_in_all() -> Share:
    """The same over everything."""
    return _share(_("In all"), list(pursued()))


def _share(name: Text, found: Sequence[Activity]) -> Share:
    return Share(
        name=name,
        days=sum(a.days_of_work for a in found),
        pounds=sum(a.cost or 0 for a in found),
        without_cost=sum(a.cost is None for a in found),
        count=len(found),
    )


def pace_on(day: date) -> Pace | None:
    """The pace that holds on a day."""
    return Pace.objects.filter(holds_from__lte=day).order_by("-holds_from", "-set_at").first()


def groups_at_once(
    group: PriorityGroup, begins_on: date, due_on: date, leaving_out: Activity | None = None
) -> int:
    """The most groups for which work is open on one day of a period, this one among them."""
    found = activities().filter(
        state__in=OPEN, group__isnull=False, begins_on__lte=due_on, due_on__gte=begins_on
    )
    if leaving_out is not None:
        found = found.exclude(pk=leaving_out.pk)
    spans = [(a.group_id, a.begins_on, a.due_on) for a in found]
    # The number only rises on a day on which something begins.
    days = {begins_on, *(begin for _group, begin, _end in spans if begin >= begins_on)}
    return max(len({group.id, *(g for g, begin, end in spans if begin <= day <= end)}) for day in days)
