"""Each figure of step 7 is the count of the rows on the page that it leads to; change a row and it changes."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from rallyround.groups.models import GroupNeed, PriorityGroup
from rallyround.response import actions as response
from rallyround.response import queries
from rallyround.response.facts import facts
from tests.factories import make_partnership, make_user
from tests.response_factories import (
    make_activation,
    make_advice,
    make_group,
    make_module,
    make_ready_module,
    make_safe,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def values(group: PriorityGroup) -> dict[str, object]:
    return {fact.key.removeprefix("response."): fact.value for fact in facts(group, NOW.date())}


def shown(client: Client, url: str) -> int:
    """How many rows a list says that it has."""
    answer = client.get(url)
    assert answer.status_code == 200
    return int(answer.context["page"].count)


def test_each_figure_leads_to_just_its_rows_and_follows_them() -> None:
    make_partnership()
    user, client = make_user("coordinator"), Client()
    client.force_login(user)
    group, other = make_group(), make_group("Caravan site")
    begun = {"modules_ready": 0, "needs_covered": None, "exercises": 0, "activations": 0, "advice": 0}
    assert values(group) == begun
    for kind in ("prepare_homes", "power"):
        GroupNeed.objects.create(group=group, kind=kind, phase="before", hazard="flood", cause="at_risk", unit="homes",
                                 source="Own count", dated_on=NOW.date(), confidence="low", holds_from=NOW)  # fmt: skip
    assert values(group)["needs_covered"] == 0
    module = make_module(at=NOW, user=user, groups=[group])
    assert values(group)["modules_ready"] == 0
    make_safe(module, at=NOW)
    module = response.approve_module(by=user.actor, at=NOW, module=module, approved_by=user)
    make_ready_module("clean-up", at=NOW, groups=[other])
    activation = make_activation(module, at=NOW, user=user, groups=[group])
    response.bring_in_exercise(by=user.actor, at=NOW, summary=queries.summary_of("winter-2026", NOW))
    advice = make_advice(at=NOW, publish=True)
    response.record_reach(by=user.actor, at=NOW, advice=advice, channel="web", people=3, on=NOW.date(), source="Told",
                          group=group)  # fmt: skip
    assert values(group) == {
        "modules_ready": 1,
        "needs_covered": 1,
        "exercises": 1,
        "activations": 1,
        "advice": 1,
    }
    assert values(other) == {**begun, "modules_ready": 1}
    for fact in facts(group, NOW.date()):
        assert fact.done in (True, False, None)
        if fact.key == "response.needs_covered":
            page = client.get(fact.url).content.decode()
            assert (
                fact.of,
                len(re.findall('role="rowheader" class="govuk-table__header" data-label="Need"', page)),
            ) == (2, 2)
        else:
            assert shown(client, fact.url) == fact.value, fact.key
    response.link_groups(by=user.actor, at=NOW, module=module, groups=[other])
    assert values(group) == {
        "modules_ready": 0,
        "needs_covered": 0,
        "exercises": 0,
        "activations": 1,
        "advice": 1,
    }
    assert activation.groups.get() == group
