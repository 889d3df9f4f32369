"""Why this helper, why nobody, why not: codes in the database, sentences here, in the reader's language."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rallyround.register.kinds import SKILLS, DayPart
from rallyround.volunteers.models import CheckKind

Text = str | Promise
CHECKS: Mapping[str, Text] = {**dict(CheckKind.choices), "adult": gettext_lazy("18 or over")}

# Why nobody is sent to a need, as the plan or a hard rule says.
NOBODY: Mapping[str, Text] = {
    "no_skill": gettext_lazy("Nobody offers this kind of help."),
    "check_missing": gettext_lazy("Nobody with this skill has passed the checks that it needs."),
    "out_of_reach": gettext_lazy("Nobody with this skill is within reach."),
    "outside_hours": gettext_lazy("Nobody within reach is free at the time, or they must rest."),
    "too_late": gettext_lazy(
        "Whoever is asked now cannot be there and done within the time in which help is wanted. Ask whether later will do."
    ),
    "way_cut": gettext_lazy("For all who could help, the way crosses a cut crossing."),
    "forbidden": gettext_lazy("All who could help have declined or were refused."),
    "not_worth_the_way": gettext_lazy("All who could help are too far away for something this minor."),
    "capacity_used": gettext_lazy("All who could help already have a task."),
    "not_together": gettext_lazy("Those who could help are not free at the same time as each other."),
    "more_missing": gettext_lazy("All who could help are proposed already, and more are needed."),
    "kind_not_known": gettext_lazy("Nobody has said yet what kind of help is needed: triage it."),
    "window_over": gettext_lazy("The time in which help was wanted has passed: ask again and set a new one."),
    "place_not_known": gettext_lazy("Nobody knows where it is: ask for a postcode or a place."),
    "in_closed_area": gettext_lazy("It lies in a no-go area: nobody is sent there until that is lifted."),
    "no_risk_assessment": gettext_lazy("There is no approved risk assessment for this kind of task yet."),
    "risk_review_due": gettext_lazy("The risk assessment for this kind of task is past its review date."),
    "not_insured": gettext_lazy(
        "The insurance of whoever holds the liability for this kind of task has ended."
    ),
    "not_open": gettext_lazy("It is no longer open."),
}

# The same for a kind of task, as a tag.
NOT_IN_FORCE: Mapping[str, Text] = {
    "no_risk_assessment": gettext_lazy("Missing"),
    "risk_review_due": gettext_lazy("Review is due"),
    "not_insured": gettext_lazy("Not insured"),
}

# When one more helper would have to be free.
FREE: Mapping[DayPart, Text] = {
    DayPart.MORNING: gettext_lazy("free on %(day)s in the morning (6 to 12)"),
    DayPart.AFTERNOON: gettext_lazy("free on %(day)s in the afternoon (12 to 18)"),
    DayPart.EVENING: gettext_lazy("free on %(day)s in the evening (18 to 22)"),
    DayPart.NIGHT: gettext_lazy("free in the night from %(day)s to %(next)s (22 to 6)"),
}

# Why a chosen helper may not be sent: what a confirmation is refused with.
REFUSALS: Mapping[str, Text] = {
    "no_risk_assessment": gettext_lazy(
        "No task is issued without its risk assessment. Approve one for this kind first."
    ),
    "risk_review_due": gettext_lazy(
        "No task is issued without its risk assessment, and this one is past its review date. Approve it again first."
    ),
    "not_insured": gettext_lazy(
        "No task is issued without a liability holder who is insured. Name another first."
    ),
    "offer_not_ready": gettext_lazy("This offer is not ready for tasks."),
    "no_consent": gettext_lazy("They have not agreed to be given tasks. Ask them first."),
    "not_supervised": gettext_lazy("Somebody under 18 helps only where a partner supervises them."),
    "cannot_be_told": gettext_lazy("Nobody can be told of this task: add a contact for this offer first."),
    "check_missing": gettext_lazy("They have not passed the checks that this kind of task needs."),
    "helper_in_closed_area": gettext_lazy(
        "They are in a no-go area themselves, and nobody is asked to cross it."
    ),
    "helper_place_not_known": gettext_lazy(
        "Nobody knows where they come from, and there are closed areas: ask for their postcode first."
    ),
    "way_cut": gettext_lazy("Their way crosses a cut crossing."),
    "out_of_reach": gettext_lazy("This is further than they said they would travel."),
    "no_skill": gettext_lazy("They have not offered this kind of help."),
    "refused_before": gettext_lazy("This pair was refused before."),
    "no_time": gettext_lazy("They have no time in common with the need that leaves them enough rest."),
    "no_seat": gettext_lazy("They already have as many tasks as they can take at that time."),
    "no_place": gettext_lazy("This need already has all the helpers that it asked for."),
}

# Why a person says no to a proposal, or a volunteer to a task. None of them counts against anybody.
WHY_NOT: Mapping[str, Text] = {
    "knows_better": gettext_lazy("I know something that the plan does not"),
    "wrong_person": gettext_lazy("Not the right person for this"),
    "asked_by_requester": gettext_lazy("The person asked for somebody else"),
    "too_far": gettext_lazy("Too far"),
    "needed_elsewhere": gettext_lazy("Needed for something else"),
    "unsafe": gettext_lazy("Not safe"),
    "other": gettext_lazy("Another reason"),
}
DECLINED: Mapping[str, Text] = {
    "no_time": gettext_lazy("I have no time then"),
    "too_far": gettext_lazy("It is too far for me"),
    "not_able": gettext_lazy("I cannot do this kind of task"),
    "unsafe": gettext_lazy("I do not feel safe doing it"),
    "other": gettext_lazy("Another reason"),
}
# How a task went, as whoever did it says. All but the first leave the need open, so that it is offered on.
OUTCOMES: Mapping[str, Text] = {
    "done": gettext_lazy("It is done"),
    "partly": gettext_lazy("Partly: more help is needed"),
    "nobody_home": gettext_lazy("Nobody was there"),
    "not_wanted": gettext_lazy("The help was not wanted"),
    "unsafe": gettext_lazy("It was not safe"),
    "other": gettext_lazy("It could not be done for another reason"),
}
CANCELLED: Mapping[str, Text] = {
    "no_longer_needed": gettext_lazy("No longer needed"),
    "not_safe": gettext_lazy("Not safe"),
    "helper_unavailable": gettext_lazy("The helper cannot come"),
    "need_closed": gettext_lazy("The need was withdrawn or handed over"),
    "offer_ended": gettext_lazy("The offer has ended"),
    "plan_changed": gettext_lazy("Needed more urgently elsewhere"),
    "plan_helps_more": gettext_lazy("The plan was changed so that all together are helped better"),
    "other": gettext_lazy("Another reason"),
}

# Why somebody lets the plan take tasks back.
LOOSENED: Mapping[str, Text] = {
    "more_urgent": gettext_lazy("More urgent needs have come in"),
    "helpers_lost": gettext_lazy("Helpers have dropped out"),
    "ways_changed": gettext_lazy("Roads or places have closed or opened"),
    "other": gettext_lazy("Another reason"),
}

# What share each place is guaranteed of the helpers that it asks for: as a choice, and as the plan's page says it.
GUARANTEES: Mapping[str, Text] = {
    "none": gettext_lazy("None: help goes where it does most"),
    "25": gettext_lazy("At least 25 % for each place"),
    "50": gettext_lazy("At least 50 % for each place"),
    "75": gettext_lazy("At least 75 % for each place"),
    "even": gettext_lazy("As evenly as can be: the place that is served worst gets as much as it can"),
}
GUARANTEED: Mapping[str, Text] = {
    "25": gettext_lazy("Each place is guaranteed 25 % of the helpers that it asks for."),
    "50": gettext_lazy("Each place is guaranteed 50 % of the helpers that it asks for."),
    "75": gettext_lazy("Each place is guaranteed 75 % of the helpers that it asks for."),
    "even": gettext_lazy(
        "The plan helps as evenly as can be: the place that is served worst gets as much as it can."
    ),
}

# What a person in charge may overrule, and why they say they do.
OVERRULED = ("out_of_reach", "no_skill", "refused_before")
OVERRIDES: Mapping[str, Text] = {
    "agreed_with_helper": gettext_lazy("The helper has agreed to it"),
    "knows_better": gettext_lazy("I know something that the plan does not"),
    "nobody_else": gettext_lazy("There is nobody else"),
}


def nobody(reason: Mapping[str, Any]) -> str:
    """The sentences for a need that the plan leaves open."""
    return " ".join([_nobody(reason), *_down(reason)])


def _down(reason: Mapping[str, Any]) -> list[str]:
    """Who else could help and is still down for a task."""
    down, late = int(reason.get("down", 0)), int(reason.get("late", 0))
    if not down:
        return []
    found = []
    if (
        reason.get("code") != "capacity_used" or reason.get("least_points") is not None
    ):  # else it is said already
        said = ngettext(
            "%(n)s more could help but is down for another task.",
            "%(n)s more could help but are down for other tasks.",
            down,
        )
        found.append(said % {"n": f"{down:,}"})
    if late:
        text = ngettext(
            "For %(n)s of them it should be over by now: sign it out or cancel it under Tasks.",
            "For %(n)s of them those should be over by now: sign them out or cancel them under Tasks.",
            late,
        )
        found.append(text % {"n": f"{late:,}"})
    return found


def _nobody(reason: Mapping[str, Any]) -> str:
    code = str(reason.get("code", ""))
    if code == "capacity_used" and reason.get("least_points") is not None:
        said = ngettext(
            "All who could help are on other needs, the least urgent of which has %(points)s point.",
            "All who could help are on other needs, the least urgent of which has %(points)s points.",
            int(reason["least_points"]),
        ) % {"points": reason["least_points"]}
        return " ".join([said, *_stays(reason)])
    return str(NOBODY.get(code, _("Nobody was found.")))


def _stays(reason: Mapping[str, Any]) -> list[str]:
    """Why a helper stays with a need that is less urgent than this one."""
    why = reason.get("stays")
    if why == "way":
        return [
            _(
                "That is less urgent than this one, but its helper would have to go %(km)s km further to come here, "
                "and that weighs more."
            )
            % {"km": f"{int(reason['further_m']) / 1000:.1f}"}
        ]
    if why == "share":
        return [_("That is less urgent than this one, but its place is guaranteed a share of the help.")]
    if why == "little":
        return [
            _("That is less urgent than this one, but the plan would gain next to nothing by the change.")
        ]
    return []


def nobody_in_general(code: str) -> str:
    """The same for many needs at once."""
    if code == "capacity_used":
        return _("All who could help are on other needs or already have a task.")
    return nobody({"code": code})


def pair(reason: Mapping[str, Any]) -> list[str]:
    """Why this helper: skill, checks, trust, distance, urgency, free capacity, when, and who would come next."""
    skill = SKILLS.get(str(reason.get("skill", "")), "")
    return [
        sentence
        for sentence in (
            str(skill),
            _checked(reason),
            *trusted(reason),
            distance(reason.get("distance_m")),
            _("%(points)s points of priority") % {"points": reason.get("points", 0)},
            _when(reason),
            _room(int(reason.get("free", 1))),
            _next_best(reason.get("next_best")),
            _cost(reason.get("next_best")),
        )
        if sentence
    ]


def pair_in_short(reason: Mapping[str, Any]) -> str:
    """The same in one line of a list, where kind and urgency have columns of their own."""
    parts = (distance(reason.get("distance_m")), _when(reason), _next_best(reason.get("next_best")))
    return "; ".join(part for part in parts if part)


def distance(metres: int | None) -> str:
    """How far, as people say it; nothing where it does not matter."""
    if metres is None:
        return ""
    if metres < 1000:
        return _("less than 1 km away")
    return _("%(km)s km away") % {
        "km": f"{metres / 1000:.0f}" if metres >= 10_000 else f"{metres / 1000:.1f}"
    }


def _room(free: int) -> str:
    """How many tasks somebody could be given; nothing where it is the one that is proposed."""
    if free <= 1:
        return ""
    return ngettext("room for %(free)s task", "room for %(free)s tasks", free) % {"free": f"{free:,}"}


def _when(reason: Mapping[str, Any]) -> str:
    if not reason.get("start"):
        return ""
    start = timezone.localtime(datetime.fromisoformat(str(reason["start"])))
    return _("free on %(when)s") % {"when": date_format(start, "D j M, H:i")}


def _next_best(best: Mapping[str, Any] | None) -> str:
    if best is None:
        return _("nobody else could")
    if not best["code"]:
        return _("without them nobody would come: all others are needed more elsewhere")
    further = int(best.get("metres_further", 0))
    said = [_("next best: %(code)s") % {"code": best["code"]}]
    if further > 0:
        said.append(_("%(way)s further") % {"way": _way(further)})
    if best.get("busy"):
        said.append(_("wanted elsewhere"))
    return ", ".join(said)


def _way(metres: int) -> str:
    return f"{metres:,}\u00a0m" if metres < 1000 else f"{metres / 1000:.1f}\u00a0km"


def _cost(best: Mapping[str, Any] | None) -> str:
    """What sending the next best would cost, as people weigh it: in points of priority, a kilometre each."""
    if best is None or best.get("points", 0) is None:
        return ""
    points = float(best.get("points", 0))
    said = {"points": f"{points:.1f}"}
    if not points:
        # On a large board all that is known then is that it costs no less.
        exact = best.get("exact") and best["code"]
        return _("sending the next best would cost the plan next to nothing") if exact else ""
    if not best["code"]:
        if best.get("exact"):
            return _("the plan would lose %(points)s points of priority") % said
        return _("the plan would lose at least %(points)s points of priority") % said
    if best.get("exact"):
        return _("sending the next best would cost the plan %(points)s points of priority") % said
    return _("sending the next best would cost the plan at least %(points)s points of priority") % said


def checks(reason: Mapping[str, Any]) -> str:
    """The checks that this kind of task demands, all of which the helper has passed."""
    return ", ".join(str(CHECKS[check]) for check in reason.get("checks", []) if check in CHECKS)


def _checked(reason: Mapping[str, Any]) -> str:
    held = checks(reason)
    return _("checked: %(checks)s") % {"checks": held} if held else ""


def trusted(reason: Mapping[str, Any]) -> list[str]:
    """What is known of this helper from before. A first task is said and counts against nobody."""
    if "done" not in reason:
        return []
    done = int(reason["done"])
    said = [
        ngettext("has done %(count)s task before", "has done %(count)s tasks before", done) % {"count": done}
        if done
        else _("would be their first task")
    ]
    if reason.get("helped_them"):
        said.append(_("has helped this person before"))
    if reason.get("through"):
        said.append(_("comes through %(organisation)s") % {"organisation": reason["through"]})
    return said


def would_help(reason: Mapping[str, Any]) -> list[str]:
    """The smallest change that would meet what is missing of a need that is left open."""
    wanted, short = reason.get("wanted"), reason.get("metres_short")
    found = []
    if short is not None:
        found.append(
            _("The nearest who could would have to go %(metres)s m further than they said.")
            % {"metres": f"{int(short):,}"}
        )
    if wanted:
        count = int(wanted.get("count", 1))
        said = ngettext(
            "One more helper would meet it: %(what)s.",
            "%(count)s more helpers would meet it, who come together: %(what)s.",
            count,
        )
        found.append(said % {"count": count, "what": "; ".join(_who(wanted))})
    return found


def _who(wanted: Mapping[str, Any]) -> list[str]:
    start = timezone.localtime(datetime.fromisoformat(str(wanted["start"])))
    parts = [f"“{SKILLS.get(str(wanted['skill']), '')}”"]
    if wanted.get("within_m") is not None:
        parts.append(_("within %(km)s km") % {"km": f"{(int(wanted['within_m']) + 1) / 1000:.0f}"})
    parts += [str(CHECKS[check]) for check in wanted.get("checks", []) if check in CHECKS]
    if wanted.get("together"):
        when = timezone.localtime(datetime.fromisoformat(str(wanted["together"])))
        said = _("free on %(when)s, when the others come")
        return [*parts, said % {"when": date_format(when, "D j M, H:i")}]
    days = {"day": date_format(start, "D j M"), "next": date_format(start + timedelta(days=1), "D j M")}
    parts.append(str(FREE[DayPart(int(wanted["part"]))]) % days)
    return parts


def refusal(code: str) -> str:
    """The sentence with which a confirmation is refused."""
    return str(REFUSALS.get(code) or NOBODY.get(code) or _("This is not possible as things stand."))
