"""The planning part of the world: one of everything of groups, partners, modules, evaluation, cases and the programme."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from rallyround.incidents.models import Incident
from rallyround.people.models import Organisation, User
from tests.architecture.canaries import NOTES
from tests.architecture.worlds import (
    business,
    collaborations,
    evaluation,
    groups,
    papers,
    programme_journey,
    programme_plan,
    response,
)

# The route before a parameter and the field of `programme_plan.Made` that stands there.
OF_THE_PLAN = {
    "ambition/": "ambition_draft", "ambition/reasons/": "driver", "gatherings/": "gathering",
    "gatherings/items/": "item", "gatherings/invited/": "attendance", "gatherings/promises/": "pledge",
    "working-group/seats/": "seat", "terms-of-reference/": "terms", "initiatives/": "initiative",
    "baselines/": "baseline", "plan/vision/": "vision", "plan/aims/": "aim", "plan/activities/": "activity",
    "plan/principles/": "principle", "opportunities/": "opportunity",
}  # fmt: skip
# The same of `response.Made` and `business.Made`.
OF_RESPONSE = {
    "modules/": "module", "activations/": "activation", "advice/items/": "advice", "exercises/": "exercise",
}  # fmt: skip
OF_BUSINESS = {
    "cases/": "case", "cases/options/": "option", "cases/lines/": "line", "cases/conditions/": "condition",
}  # fmt: skip
# What is a word or a number in an address.
WORDS: dict[str, Any] = {
    "ambition/<uuid:id>/thin/": "voluntary",
    "activations/<uuid:id>/items/": 1,
    "activations/<uuid:id>/step/": "resume",
    "modules/library/": "community-hub",
    "papers/make/": "strategy",
    "papers/<uuid:id>/file/": "docx",
}
# What `make` gives, and for which routes: asked before there is a world.
ROUTES = frozenset(
    {
        *OF_THE_PLAN, *OF_RESPONSE, *OF_BUSINESS, *WORDS, *groups.IDS, *collaborations.IDS,
        "readiness/", "evidence/", "scorecard/steps/", "lessons/", "debriefs/", "triggers/",
        "journey/", "journey/<uuid:group>/steps/", "journey/<uuid:group>/steps/<int:step>/questions/",
        "systems/", "systems/<slug:key>/put-right/", "register/", "bodies/", "partnership-requests/",
        "papers/", "initiatives/table/",
    }
)  # fmt: skip


def make(
    at: datetime, users: Mapping[str, User], organisation: Organisation, incident: Incident
) -> dict[str, Any]:
    """All of it by a coordinator; what stands in the addresses, by the route before each parameter."""
    boss = users["coordinator"]
    found = groups.make(boss, at, organisation)
    notes = {"activation": NOTES["activation"], "stood_down": NOTES["stooddown"]}
    modules = response.make(boss, at, incident=incident, organisation=organisation, words=notes)
    work = collaborations.make(boss, at, organisation, found.group)
    cases = business.make(boss, at, users["strategic_champion"])
    plan = programme_plan.make(boss, at, organisation, found.group)
    there: dict[str, Any] = {
        **_ids(found, groups.IDS),
        **_ids(modules, OF_RESPONSE),
        **_ids(work, collaborations.IDS),
        **_ids(cases, OF_BUSINESS),
        **_ids(plan, OF_THE_PLAN),
        **evaluation.make(boss, at),
        **programme_journey.make(boss, at, found.group),
        **WORDS,
    }
    there["papers/"] = papers.make(boss, at).id
    there["initiatives/table/"] = _uploaded(boss)
    assert there.keys() == ROUTES, there.keys() ^ ROUTES
    return there


def _ids(made: object, fields: Mapping[str, str]) -> dict[str, Any]:
    return {route: getattr(made, field).id for route, field in fields.items()}


def _uploaded(user: User) -> str:
    """A table of initiatives on its way in: what its address ends in."""
    browser = Client()
    browser.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    file = SimpleUploadedFile("initiatives.csv", b"Name,Whose\nWarm hubs,Wharfe Council\n", "text/csv")
    answer = browser.post(reverse("initiatives_import"), {"file": file})
    return str(answer["Location"]).rstrip("/").rpartition("/")[2]
