"""Each figure of step 8 leads to exactly the rows that were counted; change a row and it changes."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from uuid_utils.compat import uuid7

from rallyround.evaluation import actions
from rallyround.evaluation.facts import facts
from rallyround.groups.models import PriorityGroup
from rallyround.ui.facts import Fact
from tests.evaluation_factories import (
    make_activation,
    make_debrief,
    make_evidence,
    make_lesson,
    make_module,
    work_through,
)
from tests.factories import TEST, make_partnership, make_user
from tests.groups_factories import make_group

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)
DAY = timedelta(days=1)
LISTED = ("evidence", "debriefs", "lessons_open", "lessons_overdue", "triggers")


def of(group: PriorityGroup) -> dict[str, Fact]:
    return {fact.key: fact for fact in facts(group, timezone.localdate(NOW))}


def rows(client: Client, url: str) -> int:
    """How many rows the page behind a figure lists."""
    page = client.get(url).content.decode()
    found = re.search(r"([\d,]+) rows?</p>", page)
    return int(found[1]) if found else page.split("<tbody")[1].count("rowheader")


def test_a_group_without_anything_has_figures_that_are_not_known_rather_than_bad() -> None:
    found = of(make_group())
    assert (found["modules_ready"].value, found["modules_ready"].done) == (None, None)
    assert found["readiness"].value is None
    assert found["steps_red"].value is None
    assert found["debriefs"].done is None
    assert found["lessons_overdue"].done is None


def test_every_figure_is_the_number_of_rows_behind_it(client: Client) -> None:
    make_partnership()
    user, group, other = make_user("coordinator"), make_group(), make_group()
    client.force_login(user)
    module = make_module(at=NOW - 60 * DAY, groups=[group])
    activation = work_through(make_activation(module, at=NOW - 50 * DAY, groups=[group]), lines=3)
    make_evidence(module, at=NOW)
    make_evidence(at=NOW, subject=("group", group.id), criterion="")
    make_evidence(at=NOW, subject=("group", other.id), criterion="")
    make_debrief(at=NOW - 40 * DAY, subject=("activation", activation.id))
    make_lesson(at=NOW - 40 * DAY, state="accepted", subject=("group", group.id))
    make_lesson(at=NOW, subject=("module", module.id))
    make_lesson(at=NOW, subject=("module", module.id), state="rejected")
    make_lesson(at=NOW)
    for step, score in ((1, 0), (2, 1), (3, 5)):
        actions.score_step(by=TEST, at=NOW, user=user, step=step, score=score, because="So", group=group)
    actions.derive_triggers(by=TEST, at=NOW)
    found = of(group)
    values = {key: found[key].value for key in found}
    assert {key: values[key] for key in LISTED} == {
        "evidence": 2, "debriefs": 1, "lessons_open": 2, "lessons_overdue": 1, "triggers": 3,
    }  # fmt: skip
    for key in LISTED:
        assert rows(client, found[key].url) == values[key], key
    assert (values["modules_ready"], found["modules_ready"].of) == (0, 1)
    assert rows(client, found["modules_ready"].url) == 1
    assert (values["steps_assessed"], values["steps_red"]) == (3, 2)
    assert rows(client, found["steps_assessed"].url) == 8
    assert rows(client, found["steps_red"].url) == 2
    for fact in found.values():
        assert not fact.next_url or client.get(fact.next_url).status_code == 200, fact.key


def test_change_a_row_and_the_figure_changes() -> None:
    make_partnership()
    user, group = make_user("coordinator"), make_group()
    module = make_module(at=NOW - 60 * DAY, groups=[group])
    before = of(group)
    evidence = make_evidence(module, at=NOW)
    assert of(group)["evidence"].value == 1
    assert (of(group)["readiness"].value or 0) != before["readiness"].value
    actions.withdraw_evidence(by=TEST, at=NOW, evidence=evidence, user=user, because="No")
    assert of(group)["evidence"].value == 0
    assert of(group)["readiness"].value == before["readiness"].value
    actions.raise_trigger(
        by=TEST, at=NOW, kind="review_due", step=8, reason="x", source=("terms", uuid7()), group_id=group.id
    )
    assert of(group)["triggers"].value == 1
