"""The way to the page of anything that is named by a label and an id."""

from uuid import UUID

from django.urls import NoReverseMatch, reverse

PAGES = {
    "activation": "activation",
    "collaboration": "collaboration",
    "debrief": "debrief",
    "group": "group",
    "lesson": "lesson",
    "module": "module_readiness",
}
LISTS = {
    "evidence": "evidence",
    "risk_assessment": "risk_assessments",
    "step": "scorecard",
    "step_score": "scorecard",
    "terms": "collaborations",
    "trigger": "triggers",
}


def path(name: str, *args: object) -> str:
    """The address of a page of another app, or nothing where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def path_of(label: str, id: UUID | None) -> str:
    """Where something is shown; its list where it has no page of its own, nothing where it has neither."""
    if label in PAGES and id is not None:
        return path(PAGES[label], id)
    return path(LISTS[label]) if label in LISTS else ""
