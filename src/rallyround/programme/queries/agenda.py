"""What the record has to say to each item of a summit's agenda, so that nobody begins with an empty page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from rallyround.groups.models import GroupNeed, PriorityGroup, RiskEntry
from rallyround.people.models import Organisation
from rallyround.programme.models import Pledge
from rallyround.programme.queries import align, team
from rallyround.register.models import Offer
from rallyround.ui.cells import shown

MOST = 8
LONGEST = 3000


@dataclass(frozen=True)
class AgendaText:
    """One item as the record fills it."""

    number: int
    title: str
    minutes: int
    text: str


def from_the_record(at: datetime) -> list[AgendaText]:
    """The five items of a half day of three and a half hours, with what is known at `at` under each."""
    items = (
        (_("Why we do this: duties, plans and what happened here"), 30, _context()),
        (_("What is done already"), 40, _initiatives()),
        (_("What could happen, and whom it would hit hardest"), 45, _risks()),
        (_("What those groups need, and what we have"), 45, _needs()),
        (_("What we will do together"), 50, _together(at)),
    )
    return [
        AgendaText(
            number, title, minutes, "\n".join(lines)[:LONGEST] or _("The record says nothing here yet.")
        )
        for number, (title, minutes, lines) in enumerate(items, start=1)
    ]


def _context() -> list[str]:
    lines = [
        f"{d.get_kind_display()}: {d.what} ({d.source})" for d in align.drivers().filter(ended_on=None)[:MOST]
    ]
    ambition = align.in_question()
    if ambition is not None:
        state = _("agreed") if ambition.agreed_at else _("draft")
        lines.append(_("Ambition, version %(version)s (%(state)s): %(text)s")
                     % {"version": ambition.version, "state": state, "text": ambition.text})  # fmt: skip
    return lines


def _initiatives() -> list[str]:
    running = team.initiatives().filter(ended_on__isnull=True).order_by("name")
    lines = [f"{i.name} – {i.owner.name}" + (f" – {i.group.name}" if i.group else "") for i in running[:MOST]]
    return _with_rest(lines, running.count())


def _risks() -> list[str]:
    risks = sorted(
        RiskEntry.objects.filter(retired_on__isnull=True),
        key=lambda r: (-r.likelihood * r.impact, r.reference),
    )
    lines = [
        _("%(title)s: likelihood %(likelihood)s of 5, impact %(impact)s of 5")
        % {"title": r.title, "likelihood": r.likelihood, "impact": r.impact}
        for r in risks[:MOST]
    ]
    lines = _with_rest(lines, len(risks))
    groups = PriorityGroup.objects.filter(ended_at__isnull=True).order_by("-high_priority", "rank", "name")
    return lines + _with_rest([f"{g.name} – {_size(g)}" for g in groups[:MOST]], groups.count())


def _needs() -> list[str]:
    needs = GroupNeed.objects.filter(holds_until__isnull=True, group__ended_at__isnull=True).select_related(
        "group"
    )
    ordered = needs.order_by("group__name", "kind")
    lines = _with_rest(
        [f"{n.group.name}: {n.get_kind_display()} – {_amount(n)}" for n in ordered[:MOST]], needs.count()
    )
    ready = Offer.objects.filter(state="ready").aggregate(all=Sum("capacity"))["all"] or 0
    return [
        *lines,
        _("Organisations in the directory: %(count)s")
        % {"count": Organisation.objects.filter(active=True).count()},
        _("Help that is ready for tasks: %(count)s") % {"count": ready},
    ]


def _together(at: datetime) -> list[str]:
    today = timezone.localdate(at)
    open_pledges = Pledge.objects.filter(done_at=None, dropped_at=None).select_related("organisation")
    lines = _with_rest(
        [
            f"{p.organisation.name}: {p.what} ({shown(p.due_on)})"
            for p in open_pledges.order_by("due_on")[:MOST]
        ],
        open_pledges.count(),
    )
    ambition = align.in_question()
    if ambition is not None:
        thin = align.backing(ambition, today).thinnest
        lines += [
            _("Few stand behind the ambition here: %(sector)s, %(yes)s of %(of)s")
            % {"sector": s.sector.label, "yes": s.yes, "of": s.of}
            for s in thin
        ]
    return lines


def _with_rest(lines: Iterable[str], count: int) -> list[str]:
    shown = list(lines)
    if count > len(shown):
        shown.append(_("and %(count)s more") % {"count": count - len(shown)})
    return shown


def _size(group: PriorityGroup) -> str:
    if group.size_low is None:
        return _("size not known")
    if group.size_low == group.size_high:
        return f"{group.size_low:,} {group.size_unit}"
    return f"{group.size_low:,}–{group.size_high:,} {group.size_unit}"


def _amount(need: GroupNeed) -> str:
    return _("not known yet") if need.likely is None else f"{need.low:,}–{need.high:,} {need.unit}"
