"""The strategy: what is wanted and why, for whom, how, at what pace, at what risk and worth, and how far it has come."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from rallyround.business import queries as business
from rallyround.business.words import pounds_range, ratio
from rallyround.formats.document import Block, Section, Text
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import CauseOfNeed
from rallyround.programme.models import Cycle, Pace
from rallyround.programme.papers.blocks import blank, day, section, size, table_or_blank, text_or_blank
from rallyround.programme.queries import align, journey, pace, plan, team

Particulars = tuple[tuple[str, str], ...]


def strategy(subject: None, at: datetime) -> tuple[Particulars, tuple[Section, ...]]:
    """The parts of the strategy as the record has them now."""
    today = timezone.localdate(at)
    return _particulars(), (
        section(_("What we want"), *_ambition()),
        section(_("Why now"), _drivers()),
        section(_("Who stands behind it"), *_support(today)),
        section(_("Who comes first"), _groups()),
        section(_("Vision"), _vision()),
        section(_("Aims and what is done for them"), *_aims(today)),
        section(_("Ways of working"), _principles()),
        section(_("Opportunities and risks"), _opportunities()),
        section(_("Pace"), *_pace(today)),
        section(_("What it costs and is worth"), _worth()),
        section(_("How far each group has come"), _steps(today)),
    )


def _particulars() -> Particulars:
    group = team.working_group()
    if group is None:
        return ((_("Working group"), _("not yet formed")),)
    return ((_("Working group"), group.name), (_("Reports to"), group.reports_to))


def _ambition() -> list[Block]:
    ambition = align.in_question()
    if ambition is None:
        return [text_or_blank("", _("the ambition"), "")]
    source = _("Ambition, version %(version)s") % {"version": ambition.version}
    state = (
        _("agreed on %(day)s") % {"day": day(ambition.agreed_at)}
        if ambition.agreed_at
        else _("draft, not agreed")
    )
    return [
        Text(text=f"{ambition.text}\n\n{ambition.reason}", source=f"{source}, {state}"),
        text_or_blank(ambition.outcomes, _("the outcomes of the ambition"), source),
    ]


def _drivers() -> Block:
    rows = [
        (d.get_kind_display(), d.what, d.source, day(d.dated_on)) for d in align.drivers() if not d.ended_on
    ]
    return table_or_blank(
        _("Reasons from outside"), (_("Kind"), _("What"), _("Where it stands"), _("Of")), rows,
        _("Drivers of the ambition"), missing=_("the reasons for the ambition, with their sources"),
    )  # fmt: skip


def _support(today: date) -> list[Block]:
    ambition = align.in_question()
    if ambition is None:
        return [text_or_blank("", _("who stands behind the ambition"), "")]
    backing = align.backing(ambition, today)
    source = _("Answers of organisations to ambition version %(version)s, in force on %(day)s") % {
        "version": ambition.version,
        "day": day(today),
    }
    said = _("%(yes)s said yes, %(no)s no, %(abstain)s neither; %(silent)s have not answered.") % {
        "yes": backing.yes,
        "no": backing.no,
        "abstain": backing.abstain,
        "silent": backing.silent,
    }
    dissent = [
        (answer.organisation.name, answer.dissent)
        for answer in align.answers(ambition).exclude(dissent="").order_by("organisation__name")
    ]
    told: Block = Text(text=said, source=source) if backing.of else blank(_("the answers of organisations"))
    against = table_or_blank(
        _("Who sees it otherwise"), (_("Organisation"), _("Why")), dissent, source, missing=""
    )
    lead = align.lead_on(today)
    led = _("Led by %(organisation)s.") % {"organisation": lead.organisation.name} if lead else ""
    return [
        told,
        *([against] if dissent else []),
        text_or_blank(led, _("who leads"), _("Strategic lead on %(day)s") % {"day": day(today)}),
    ]


def _groups() -> Block:
    causes = dict(CauseOfNeed.choices)
    groups = PriorityGroup.objects.filter(ended_at__isnull=True)
    rows = [
        (
            group.name,
            _("first") if group.high_priority else _("later"),
            size(group.size_low, group.size_high, group.size_unit),
            "; ".join(str(causes[cause]) for cause in group.causes),
            group.size_source or _("not known"),
        )
        for group in groups.order_by("-high_priority", "rank", "name")
    ]
    return table_or_blank(
        _("Priority groups"), (_("Group"), _("When"), _("How many"), _("Why they need help"), _("Source of the number")),
        rows, _("Priority groups"), missing=_("the groups that come first"),
    )  # fmt: skip


def _vision() -> Block:
    vision = plan.current_vision() or plan.vision_draft()
    if vision is None:
        return text_or_blank("", _("the vision"), "")
    state = _("approved on %(day)s") % {"day": day(vision.approved_at)} if vision.approved_at else _("draft")
    source = _("Vision, version %(version)s, %(state)s") % {"version": vision.version, "state": state}
    return text_or_blank(vision.text, _("the vision"), source)


def _aims(today: date) -> list[Block]:
    grid = plan.grid(today)
    aims = table_or_blank(
        _("Aims"), (_("No."), _("Aim"), _("Why"), _("Seen by")),
        [(aim.number, aim.text, aim.reason, aim.outcome) for aim in grid.aims],
        _("Aims of the plan"), missing=_("the aims"),
    )  # fmt: skip
    rows = [
        (
            f"{cell.aim.number}",
            objective.label,
            activity.what,
            activity.organisation.name if activity.organisation else _("not said"),
            day(activity.due_on),
            activity.get_state_display(),
        )
        for objective, cells in grid.rows
        for cell in cells
        for activity in cell.activities
    ]
    work = table_or_blank(
        _("Activities"), (_("Aim"), _("Objective"), _("What"), _("By whom"), _("By when"), _("State")), rows,
        _("Plan, %(filled)s of %(of)s fields filled") % {"filled": grid.filled, "of": grid.of},
        missing=_("what is done for the aims"),
    )  # fmt: skip
    empty = [f"{cell.aim.number}: {cell.objective.label}" for cell in grid.empty]
    gaps = _("nothing is planned yet for aim and objective %(cells)s") % {"cells": "; ".join(empty)}
    return [aims, work, *([text_or_blank("", gaps, "")] if empty and rows else [])]


def _principles() -> Block:
    rows = [(principle.text, principle.reason) for principle in plan.principles()]
    return table_or_blank(
        _("Ways of working"), (_("We hold that"), _("Because")), rows, _("Ways of working of the plan"),
        missing=_("the ways of working"),
    )  # fmt: skip


def _opportunities() -> Block:
    rows = [
        (o.get_kind_display(), o.get_actor_display(), o.what, o.response, o.weight, day(o.review_on))
        for kind in ("opportunity", "risk")
        for o in pace.top(kind)
    ]
    return table_or_blank(
        _("Those that weigh most"),
        (_("Kind"), _("With"), _("What"), _("What is done"), _("Weight, 1 to 5"), _("Looked at again")),
        rows, _("Opportunities and risks that are open"), missing=_("opportunities and risks"), numeric=(4,),
    )  # fmt: skip


def _pace(today: date) -> list[Block]:
    held = Pace.objects.filter(holds_from__lte=today).order_by("-holds_from", "-set_at").first()
    if held is None:
        return [text_or_blank("", _("the pace"), "")]
    said = _("%(days)s days of work a month, %(groups)s groups at a time. %(reason)s") % {
        "days": held.days_a_month,
        "groups": held.groups_at_a_time,
        "reason": held.reason,
    }
    months = [
        (f"{month.first:%m/%Y}", month.days, month.capacity if month.capacity is not None else _("not known"))
        for month in pace.months(today)
    ]
    return [
        Text(text=said, source=_("Pace that holds from %(day)s") % {"day": day(held.holds_from)}),
        table_or_blank(
            _("Work planned beside the days that there are"), (_("Month"), _("Days planned"), _("Days there are")),
            months, _("Activities that are open, and the pace"), missing="", numeric=(1, 2),
        ),
    ]  # fmt: skip


def _worth() -> Block:
    rows = []
    for case in business.cases().filter(state="approved").order_by("name"):
        found = business.appraisal(case).preferred
        if found is not None:
            worth, each = pounds_range(found.result.npsv), ratio(found.result.bcr)
            rows.append(
                (f"{case.name}, {case.version}", found.option.name, worth, each, day(case.approved_at))
            )
    return table_or_blank(
        _("Approved business cases"),
        (_("Case and version"), _("Option"), _("Net worth today"), _("For each pound"), _("Approved")),
        rows, _("Business cases, worked out"), missing=_("an approved business case"),
    )  # fmt: skip


def _steps(today: date) -> Block:
    cycles = Cycle.objects.filter(ended_at__isnull=True).select_related("group").order_by("group__name")
    rows = []
    for cycle in cycles:
        way = journey.on_the_way(cycle.group, today)
        rows += [
            (cycle.group.name, f"{s.step.number}. {s.step.name}", s.state_text, f"{s.done} / {len(s.wanted)}")
            for s in way.steps
        ]
    return table_or_blank(
        _("The eight steps"), (_("Group"), _("Step"), _("State"), _("In place")), rows, _("Journey of each group"),
        missing=_("the way of a first group through the steps"), numeric=(3,),
    )  # fmt: skip
