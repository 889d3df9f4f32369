"""Step 4: what the record says of vision, grid, activities, ways of working, opportunities and pace."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from rallyround.groups.models import PriorityGroup
from rallyround.programme.addresses import address
from rallyround.programme.queries import pace, plan
from rallyround.ui.facts import Fact


def facts(group: PriorityGroup, today: date) -> list[Fact]:
    """Vision, ways of working and pace are the whole partnership's; the grid and its activities are this group's."""
    return [*_direction(), *_grid(group, today), *_ways(today)]


def _direction() -> list[Fact]:
    vision, aims = plan.current_vision(), plan.aims().count()
    measured = aims - len(plan.aims_without_measure())
    page, source = address("plan"), _("The plan")
    return [
        Fact(key="vision", label=_("Version of the vision that is approved"), value=vision.version if vision else None,
             url=f"{page}#vision", source=source, done=vision is not None, next_=_("Have the vision approved"),
             next_url=f"{page}#vision"),
        Fact(key="aims", label=_("Aims with a measure"), value=measured, of=aims, url=f"{page}#outcomes",
             source=source, done=aims > 0 and measured == aims, next_=_("Give each aim a measure"),
             next_url=f"{page}#outcomes"),
    ]  # fmt: skip


def _grid(group: PriorityGroup, today: date) -> list[Fact]:
    grid, source = plan.grid(today, group), _("Activities")
    ours = plan.pursued().filter(group=group)
    late = plan.overdue(today).filter(group=group).count()
    alone = plan.orphans().filter(group=group).count()
    fields = address("plan", group=group.id) + "#grid"
    overdue = address("activities", group=group.id, state="overdue")
    uncovered = address("activities", group=group.id, state="pursued", case="none")
    return [
        Fact(key="grid", label=_("Fields of the grid with something planned"), value=grid.filled, of=grid.of,
             url=fields, source=source, done=grid.of > 0 and not grid.empty, next_=_("Plan the empty fields"),
             next_url=fields),
        Fact(key="activities", label=_("Activities for this group"), value=ours.count(),
             url=address("activities", group=group.id, state="pursued"), source=source),
        Fact(key="activities_late", label=_("Of these, overdue"), value=late, of=ours.count(), url=overdue,
             source=source, done=late == 0, next_=_("Finish or move them"), next_url=overdue),
        Fact(key="orphans", label=_("Of these, in no approved business case"), value=alone, of=ours.count(),
             url=uncovered, source=source, done=alone == 0, next_=_("Bring them into line with the case"),
             next_url=uncovered),
    ]  # fmt: skip


def _ways(today: date) -> list[Fact]:
    held, actors = plan.principles().count(), len(pace.ACTORS)
    covered, due = actors - len(pace.actors_without()), pace.review_due(today).count()
    set_now, full = plan.pace_on(today), pace.too_much(today)
    review = address("opportunities", state="review")
    source = _("Opportunities and risks")
    return [
        Fact(key="principles", label=_("Agreed ways of working"), value=held, url=address("plan") + "#principles",
             source=_("The plan"), done=held > 0, next_=_("Agree how you work"), next_url=address("principles_adopt")),
        Fact(key="actors", label=_("Kinds of actor with an opportunity or a risk"), value=covered, of=actors,
             url=address("opportunities", state="open"), source=source, done=covered == actors,
             next_=_("Think of the others"), next_url=address("opportunities")),
        Fact(key="opportunities_due", label=_("Opportunities and risks to be looked at"), value=due, url=review,
             source=source, done=due == 0, next_=_("Look at them again"), next_url=review),
        Fact(key="pace", label=_("Months with more work than days"), value=len(full) if set_now else None,
             url=address("pace"), source=_("Pace"), done=set_now is not None and not full,
             next_=_("Begin something later") if set_now else _("Say how many days there are in a month"),
             next_url=address("pace") if set_now else address("pace_set")),
    ]  # fmt: skip
