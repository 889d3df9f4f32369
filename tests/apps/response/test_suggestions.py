"""Activation is suggested where more waits than responders and helpers can do, and never done by itself."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from hypothesis import given
from hypothesis import strategies as st

from rallyround.incidents import actions as incidents
from rallyround.response import actions as response
from rallyround.response import queries
from rallyround.response.models import Activation
from rallyround.response.queries.suggestions import Waiting, confidence_of
from tests.factories import AT, TEST, make_need, make_open_need, make_ready_offer, make_user
from tests.response_factories import make_group, make_incident, make_ready_module

counts = st.integers(0, 50)


@given(counts, counts, counts, counts)
def test_it_is_suggested_just_where_more_waits_than_can_be_done(
    looked_at: int, reported: int, unknown: int, can_do: int
) -> None:
    said = confidence_of(Waiting(looked_at, reported, unknown, 0), can_do)
    assert (said == "high") == (looked_at > can_do)
    assert (said != "") == (looked_at + reported + unknown > can_do)
    assert said != "low" or looked_at + reported <= can_do


@pytest.mark.django_db
@pytest.mark.manual("ST.14")
@pytest.mark.parametrize("exercise", ["", "winter-2026"])
@pytest.mark.parametrize(("needs", "suggested"), [(2, False), (3, True)])
def test_activation_is_suggested_beyond_what_responders_and_helpers_can_do_and_a_person_decides(
    needs: int, suggested: bool, exercise: str, settings: LazySettings
) -> None:
    """The edge, in an exercise as in earnest; nothing is active before somebody says so."""
    settings.EXERCISE = exercise
    incident = make_incident(exercise=bool(exercise))
    module = make_ready_module(changes={"responders_can_take": 1})
    for _ in range(2):
        make_ready_offer()
    for _ in range(needs):
        make_open_need(helpers=2)
    found = queries.suggestions(AT)
    assert bool(found) is suggested
    if suggested:
        [one] = found
        assert (one.module, one.incident, one.confidence) == (module, incident, "high")
        assert (one.responders, one.by_helpers, one.can_do, one.needs, one.beyond) == (1, 1, 2, 3, 1)
        assert queries.waiting_needs(incident, module.content["kinds"], "high").count() == one.needs
        assert not Activation.objects.exists()
        response.activate(by=make_user("duty_officer").actor, at=AT, module=module, incident=incident, groups=[],
                          trigger="asked", reason="More than we can do.")  # fmt: skip
        assert queries.suggestions(AT) == []


@pytest.mark.django_db
def test_the_confidence_says_what_it_rests_on() -> None:
    make_incident()
    make_ready_module(changes={"responders_can_take": 0})
    make_need()
    assert [one.confidence for one in queries.suggestions(AT)] == ["low"]
    make_need(kind="prepare")
    assert [(one.confidence, one.needs) for one in queries.suggestions(AT)] == [("medium", 1)]
    make_open_need()
    assert [(one.confidence, one.needs) for one in queries.suggestions(AT)] == [("high", 1)]


@pytest.mark.django_db
@pytest.mark.manual("S7.c20")
def test_a_recommendation_has_evidence_and_confidence_and_a_person_decides_which_is_logged() -> None:
    """Whatever is suggested, nothing is active until somebody says so; a no is logged, and shown beside it."""
    incident, officer = make_incident(), make_user("duty_officer")
    module = make_ready_module(changes={"responders_can_take": 0})
    make_open_need()
    [one] = queries.suggestions(AT)
    assert (one.waiting.looked_at, one.can_do, one.beyond, one.confidence) == (1, 0, 1, "high")
    assert one.against_at is None
    assert not Activation.objects.exists()
    response.decide_against(by=officer.actor, at=AT, module=module, incident=incident, reason="Water falls.")
    [again] = queries.suggestions(AT + timedelta(minutes=5))
    assert again.against_at == AT
    response.activate(by=officer.actor, at=AT, module=module, incident=incident, groups=[], trigger="asked",
                      reason="It rises again.")  # fmt: skip
    assert queries.suggestions(AT) == []
    assert [entry.kind for entry in incident.log.all()] == ["decision", "decision"]


@pytest.mark.django_db
def test_without_an_incident_or_an_approved_module_nothing_is_suggested() -> None:
    make_need(kind="prepare")
    make_ready_module(changes={"responders_can_take": 0})
    assert queries.suggestions(AT) == []
    incident = make_incident()
    make_need(kind="prepare")
    assert len(queries.suggestions(AT)) == 1
    incidents.end_incident(by=TEST, at=AT, incident=incident)
    assert queries.suggestions(AT) == []


@pytest.mark.django_db
@pytest.mark.manual("S7.w2")
def test_the_matrix_lists_which_kinds_of_need_no_module_takes() -> None:
    from rallyround.groups.models import GroupNeed

    group, other = make_group(), make_group("Caravan site")
    for each in (group, other):
        for kind in ("prepare_homes", "power"):
            GroupNeed.objects.create(group=each, kind=kind, phase="before", hazard="flood", cause="at_risk", unit="homes",
                                     source="Own count", dated_on=AT.date(), confidence="low", holds_from=AT)  # fmt: skip
    module = make_ready_module(groups=[group])
    found = queries.matrix()
    assert found.modules == (module,)
    planned = {row.key: row for row in found.planned}
    assert planned["prepare_homes"].covered_by == {module.key}
    assert planned["prepare_homes"].left_out == (other,)
    assert planned["power"].left_out == (other, group)
    kinds = {row.key: row for row in found.kinds}
    assert kinds["prepare"].covered_by == {module.key}
    assert not kinds["food_water"].covered_by
    assert "Power for what health depends on" in found.uncovered
    assert "Food and water" in found.uncovered
    assert not {"Homes made ready", "Equipment", "Shelter"} & set(found.uncovered) - {"Shelter"}
