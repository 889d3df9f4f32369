"""The scorecard of the eight steps, scoring one, and the zones."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rallyround.evaluation import about, access, actions, queries
from rallyround.evaluation.forms import ScoreForm, ZonesForm
from rallyround.evaluation.steps import STEPS, step_name
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.ui.cells import shown
from rallyround.ui.errors import NotFound

CITABLE = 60


@requires(P.SEE_PROGRAMME)
def scorecard(request: HttpRequest) -> HttpResponse:
    """All eight steps, of one group or of the partnership; `zone` in the address narrows it."""
    user, today = signed_in(request), timezone.localdate()
    group = access.group_asked_for(user, request.GET.get("group", ""))
    card = queries.scorecard(today, group)
    zone = request.GET.get("zone", "")
    lines = [line for line in card.lines if line.zone == zone] if zone in queries.ZONE_NAMES else card.lines
    context = {
        "card": card,
        "lines": lines,
        "zone": queries.ZONE_NAMES.get(zone, ""),
        "whole": queries.ZONE_NAMES[card.whole.zone],
        "colour": queries.ZONE_COLOURS[card.whole.zone],
        "points": f"{card.whole.points} / {card.whole.most}",
        "groups": about.group_choices(),
        "may_assess": user.may(P.ASSESS),
        "may_set": user.may(P.APPROVE_PROGRAMME),
        "asked": f"?group={group.id}" if group else "",
    }
    return render(request, "evaluation/scorecard.html", context)


@requires(P.ASSESS)
def score(request: HttpRequest, step: int) -> HttpResponse:
    """Score one step."""
    user = signed_in(request)
    if step not in STEPS:
        raise NotFound(_("There are eight steps, numbered 1 to 8."))
    group = access.group_asked_for(user, request.GET.get("group", ""))
    rows = queries.evidence().filter(withdrawn_at__isnull=True).order_by("-on", "-recorded_at")[:CITABLE]
    citable = [(str(row.id), f"{row.what} ({shown(row.on)})") for row in rows]
    form = ScoreForm(request.POST if request.method == "POST" else None, citable=citable)
    back = reverse("scorecard") + (f"?group={group.id}" if group else "")
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.score_step(
            by=user.actor,
            at=timezone.now(),
            user=user,
            step=step,
            score=int(said["score"]),
            because=said["because"],
            evidence=access.evidence_to_cite(user, said["evidence"]),
            group=group,
            id=said["submission"],
        )
        return redirect(back)
    context = {"form": form, "step": step_name(step), "group": group, "back": back}
    return render(request, "evaluation/score.html", context)


@requires(P.APPROVE_PROGRAMME)
def zones(request: HttpRequest) -> HttpResponse:
    """Set from where on things are red, and from where on green."""
    user, now = signed_in(request), queries.zones_on(timezone.localdate())
    form = ZonesForm(
        request.POST if request.method == "POST" else None,
        initial={"red_below": now.red_below, "green_from": now.green_from},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.set_zones(
            by=user.actor,
            at=timezone.now(),
            user=user,
            red_below=said["red_below"],
            green_from=said["green_from"],
            id=said["submission"],
        )
        return redirect("scorecard")
    context = {"form": form, "now": now, "before": queries.zones_before()}
    return render(request, "evaluation/zones.html", context)
