"""Proposals and tasks as lists: codes, places and times, nothing personal."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rallyround.places import queries as places
from rallyround.register.kinds import KINDS, label
from rallyround.register.listings import what
from rallyround.tasking import plan_file, queries, reasons, words
from rallyround.tasking.models import Plan, Proposal, Task
from rallyround.ui.lists import Column, Filter, Listing

KIND_CHOICES = [(kind.key, kind.label) for kind in KINDS.values()]


def _helper(proposal: Proposal) -> object:
    if proposal.offer is None:
        return _("Nobody yet")
    return f"{proposal.offer.code} × {proposal.units}" if proposal.units > 1 else proposal.offer.code


def _place_or_ask(proposal: Proposal) -> object:
    known = queries.rough_place(proposal.need)
    if not queries.asks_where(proposal):
        return known
    return gettext("%(place)s: say it exactly") % {"place": known} if known else gettext("Say where it is")


def _place_column(back: str) -> Column:
    """Where it is; where nobody knows it, the way to say it and back to the list."""

    def ask(proposal: Proposal) -> str | None:
        if not queries.asks_where(proposal):
            return None
        return f"{reverse('need_place', args=[proposal.need_id])}?back={reverse(back)}"

    return Column(key="place", label=_("Place"), value=_place_or_ask, url=ask,
                  export=lambda p: queries.rough_place(p.need))  # fmt: skip


def _missing(proposal: Proposal) -> object:
    """How many helpers of how many that were asked for."""
    missing, asked = proposal.units or proposal.need.helpers, proposal.need.helpers
    return gettext("%(missing)s of %(asked)s") % {"missing": f"{missing:,}", "asked": f"{asked:,}"}


def _kind_column() -> Column:
    """What is needed, with danger to life before it as in the list of needs."""
    return Column(key="kind", label=_("Kind"), value=lambda p: what(p.need), order="need__kind",
                  export=lambda p: label(p.need.kind))  # fmt: skip


def _why(proposal: Proposal) -> object:
    """Why this helper, or why nobody."""
    return reasons.pair_in_short(proposal.reason) if proposal.offer_id else queries.why_nobody(proposal)


def _why_in_full(proposal: Proposal) -> object:
    """The same where there is room."""
    if proposal.offer_id:
        return "; ".join(reasons.pair(proposal.reason))
    return " ".join([queries.why_nobody(proposal), *reasons.would_help(proposal.reason)])


def _of_kind(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    return rows.filter(need__kind=kind)


def _in_district(rows: QuerySet[Any], district: str) -> QuerySet[Any]:
    return rows.filter(need__district=district)


def _filters() -> list[Filter]:
    return [
        Filter(key="kind", label=_("Kind"), choices=KIND_CHOICES, apply=_of_kind),
        Filter(key="district", label=_("Place"), choices=places.choices(), apply=_in_district),
    ]


def proposals(
    rows: QuerySet[Proposal], plan: Plan | None, *, ticked: Collection[UUID] = frozenset()
) -> Listing:
    """Who could help whom, and for whom nobody was found and why; the most urgent first."""
    return Listing(
        name="proposals",
        title=_("Who helps whom"),
        rows=rows.filter(state__in=["open", "unmet"]),
        default_order="-points",
        filters=_filters(),
        columns=[
            Column(key="need", label=_("Need"), value=lambda p: p.need.code, order="need__code",
                   url=lambda p: reverse("proposal", args=[p.id])),
            _kind_column(),
            _place_column("proposals"),
            Column(key="points", label=_("Priority with waiting"), value=lambda p: p.reason.get("points"),
                   order="reason__points", numeric=True),
            Column(key="offer", label=_("Helper"), value=_helper, order="offer__code"),
            Column(key="why", label=_("Why"), value=_why),
        ],
        choosable=lambda p: p.offer_id is not None,
        chosen=lambda p: p.id in ticked,
        in_file=plan_file.columns(plan),
        file_name=plan_file.file_name("proposals", plan),
    )  # fmt: skip


def unmet(rows: QuerySet[Proposal], plan: Plan | None) -> Listing:
    """Needs, or places in them, that the plan leaves open, with why."""
    return Listing(
        name="unmet",
        title=_("Nobody yet"),
        rows=rows.filter(state="unmet"),
        default_order="-points",
        filters=_filters(),
        columns=[
            Column(key="need", label=_("Need"), value=lambda p: p.need.code, order="need__code",
                   url=lambda p: reverse("need_helpers", args=[p.need_id])),
            _kind_column(),
            _place_column("unmet"),
            Column(key="points", label=_("Priority with waiting"), value=lambda p: p.reason.get("points"),
                   order="reason__points", numeric=True),
            Column(key="units", label=_("Missing"), value=_missing, numeric=True,
                   export=lambda p: p.units or p.need.helpers),
            Column(key="why", label=_("Why nobody"), value=_why),
            Column(key="wanted", label=_("What would help"),
                   value=lambda p: " ".join(reasons.would_help(p.reason))),
        ],
        file_name=plan_file.file_name("unmet", plan),
    )  # fmt: skip


def changes(rows: QuerySet[Proposal], plan: Plan) -> Listing:
    """What the plan changed of the one before, line by line."""

    lost = set(rows.filter(dropped_by=plan, offer__isnull=False).values_list("need", flat=True))

    def what(proposal: Proposal) -> object:
        if proposal.dropped_by_id == plan.id:
            if proposal.need.state not in {"open", "matched"}:
                return gettext("No longer proposed: the need is no longer open")
            return (
                gettext("No longer proposed") if proposal.offer_id else gettext("No longer without a helper")
            )
        if proposal.offer_id:
            return gettext("Proposed now")
        return gettext("Somebody is missing now") if proposal.need_id in lost else gettext("Nobody yet")

    return Listing(
        name="plan-changes",
        title=_("What this plan changed"),
        rows=rows,
        default_order="need",
        filters=_filters(),
        columns=[
            Column(key="need", label=_("Need"), value=lambda p: p.need.code, order="need__code",
                   url=lambda p: reverse("need_helpers", args=[p.need_id])),
            Column(key="kind", label=_("Kind"), value=lambda p: label(p.need.kind), order="need__kind"),
            Column(key="change", label=_("Change"), value=what),
            Column(key="offer", label=_("Helper"), value=_helper, order="offer__code"),
            Column(key="why", label=_("Why"), value=_why, export=_why_in_full),
        ],
        file_name=plan_file.file_name("plan-changes", plan),
    )  # fmt: skip


def tasks(rows: QuerySet[Task], at: datetime) -> Listing:
    """All tasks; what is late can be asked for."""
    return Listing(
        name="tasks",
        title=_("Tasks"),
        rows=rows,
        default_order="-when",
        filters=[
            Filter(key="state", label=_("State"), choices=list(words.STATES.items()),
                   apply=lambda rows, state: rows.filter(state=state)),
            Filter(key="late", label=_("Late"), choices=[("yes", _("Only what is late"))],
                   apply=lambda rows, _value: queries.late(rows, at)),
            *_filters(),
        ],
        columns=[
            Column(key="need", label=_("Need"), value=lambda t: t.need.code, order="need__code",
                   url=lambda t: reverse("task", args=[t.id])),
            Column(key="kind", label=_("Kind"), value=lambda t: label(t.need.kind), order="need__kind"),
            Column(key="place", label=_("Place"), value=lambda t: queries.rough_place(t.need)),
            Column(key="helper", label=_("Helper"), value=lambda t: t.offer.code, order="offer__code"),
            Column(key="state", label=_("State"), value=lambda t: words.state(t.state), order="state"),
            Column(key="when", label=_("Begins"), value=lambda t: t.during.lower, order="during__startswith"),
            Column(key="until", label=_("Ends"), value=lambda t: t.during.upper),
            Column(key="answer_by", label=_("Answer by"),
                   value=lambda t: t.answer_by if t.state == "offered" else None, order="answer_by"),
        ],
    )  # fmt: skip
