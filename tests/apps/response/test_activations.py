"""An activation is a person's decision; it opens intake, call-out and checklist at once and is stood down with care."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from rallyround.incidents import actions as incidents
from rallyround.incidents.models import CallOut, CallOutAlert, Incident, LogEntry
from rallyround.ledger.actors import PUBLIC, Actor
from rallyround.ledger.models import Event
from rallyround.people.models import Partnership, User
from rallyround.people.roles import ROLES, Permission
from rallyround.register.models import Need
from rallyround.response import actions as response
from rallyround.response import queries
from rallyround.response.actions import NewIncident
from rallyround.response.models import Activation, ChecklistItem
from rallyround.ui.errors import NotAllowed, Refused, WrongState
from tests.factories import (
    AT,
    TEST,
    make_need,
    make_open_need,
    make_partnership,
    make_ready_offer,
    make_task,
    make_user,
    work_on,
)
from tests.response_factories import (
    KEY,
    make_activation,
    make_contact,
    make_group,
    make_incident,
    make_module,
    make_ready_module,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def begin(user: User, **said: Any) -> Activation:
    fields: dict[str, Any] = {
        "by": user.actor,
        "at": AT,
        "groups": [],
        "trigger": "forecast",
        "reason": "Rain for three days.",
    }
    return response.activate(**{**fields, **said})


@pytest.mark.manual("S7.i3")
def test_one_decision_opens_intake_call_out_and_checklist_and_is_logged() -> None:
    """Trigger, decision maker, call-out, timings, checklist and log; the stand-down is further down in this test."""
    contact, group, incident = make_contact(), make_group(), make_incident()
    module, officer = make_ready_module(groups=[group]), make_user("duty_officer")
    activation = begin(officer, module=module, incident=incident, groups=[group])
    assert (activation.trigger, activation.activated_by, activation.activated_at) == ("forecast", officer, AT)
    assert activation.reason.text == "Rain for three days."
    assert activation.intake_open
    call_out = CallOut.objects.get(subject_label="activation", subject_id=activation.id)
    assert CallOutAlert.objects.get(call_out=call_out).contact == contact
    assert queries.call_out_minutes(activation) is None
    incidents.answer_call_out(by=TEST, at=AT + 7 * MINUTE, call_out=call_out, contact=contact)
    assert queries.call_out_minutes(activation) == 7
    lines = list(queries.checklist(activation))
    assert [line.what for line in lines] == [step["what"] for step in module.content["checklist"]]
    assert lines[0].due_at == AT + 15 * MINUTE
    assert [line.due_at for line in lines if line.stage == "stand_down"] == [None, None]
    decision = LogEntry.objects.get(incident=incident)
    assert (decision.kind, decision.owner, decision.what.text) == (
        "decision",
        officer,
        "Activate Prepare your home.",
    )
    assert decision.why is not None
    assert decision.why.text == "Rain for three days."
    for line in lines[:5]:
        response.tick_item(by=officer.actor, at=AT + 20 * MINUTE, item=line)
    assert queries.ticks(activation) == (ticks := queries.ticks(activation))
    assert (ticks.done, ticks.in_time, ticks.total) == (5, 4, 7)
    activation = response.begin_stand_down(by=officer.actor, at=AT + 60 * MINUTE, activation=activation)
    assert not activation.intake_open
    assert [line.due_at for line in queries.checklist(activation)[5:]] == [
        AT + 90 * MINUTE,
        AT + 180 * MINUTE,
    ]
    done = response.stand_down(
        by=officer.actor, at=AT + 70 * MINUTE, activation=activation, note="All homes seen."
    )
    assert (done.state, done.stood_down_by) == ("stood_down", officer)
    assert done.stand_down_note is not None
    story = Event.objects.filter(subject_label="activation", subject_id=activation.id).order_by("seq")
    assert [event.verb for event in story if event.verb.startswith("activation.")] == [
        "activation.begun", *["activation.item_done"] * 5, "activation.standing_down", "activation.stood_down",
    ]  # fmt: skip


@pytest.mark.manual("S7.i2")
@pytest.mark.parametrize("role", sorted(ROLES))
def test_only_a_role_of_the_modules_list_that_may_activate_can_decide(role: str) -> None:
    module, user = (
        make_ready_module(changes={"activating_roles": ["tactical_lead", "duty_officer"]}),
        make_user(role),
    )
    if role in ("tactical_lead", "duty_officer"):
        assert begin(user, module=module, incident=make_incident()).activated_by == user
        return
    said = (
        "is activated by: Tactical lead, Duty officer"
        if Permission.ACTIVATE in ROLES[role].permissions
        else "role"
    )
    with pytest.raises(NotAllowed, match=said):
        begin(user, module=module, incident=make_incident())
    assert not Activation.objects.exists()
    assert not CallOut.objects.exists()


def test_a_role_that_was_taken_away_decides_no_more() -> None:
    user, module = make_user("duty_officer"), make_ready_module()
    user.memberships.update(ended_on=AT.date())
    user.forget_memberships()
    with pytest.raises(NotAllowed):
        begin(user, module=module, incident=make_incident())


@pytest.mark.parametrize("by", [TEST, PUBLIC, Actor("volunteer", None), Actor("user", None)])
def test_a_program_never_activates(by: Actor) -> None:
    with pytest.raises(NotAllowed, match="named person"):
        begin(make_user("duty_officer"), by=by, module=make_ready_module(), incident=make_incident())


@pytest.mark.parametrize(
    ("said", "sentence"),
    [({"reason": "  "}, "Say why"), ({"trigger": "because"}, "what made you decide")],
)
def test_why_and_by_what_is_always_said(said: dict[str, str], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        begin(make_user("duty_officer"), module=make_ready_module(), incident=make_incident(), **said)


def test_a_draft_is_not_activated() -> None:
    with pytest.raises(WrongState, match="approve this version first"):
        begin(make_user("duty_officer"), module=make_module(), incident=make_incident())


def test_activating_twice_with_the_same_id_is_done_once() -> None:
    user, module = make_user("duty_officer"), make_ready_module()
    first = begin(user, module=module, incident=make_incident())
    assert begin(user, module=module, incident=make_incident(), id=first.id) == first
    assert CallOut.objects.count() == 1


def test_a_module_is_active_once_in_an_incident_in_whatever_version() -> None:
    boss, module, incident = make_user("coordinator"), make_ready_module(), make_incident()
    begin(boss, module=module, incident=incident)
    draft = response.change_module(by=boss.actor, at=AT, module=module)
    newer = response.approve_module(by=boss.actor, at=AT, module=draft, approved_by=boss)
    with pytest.raises(WrongState, match="already active in Flood on the Mere"):
        begin(boss, module=newer, incident=incident)


def test_work_in_quiet_times_begins_with_its_own_incident() -> None:
    new = NewIncident(name="Ready for winter", hazard="flood", phase="before")
    activation = begin(make_user("tactical_lead"), module=make_ready_module(), incident=new)
    assert (activation.incident.name, activation.incident.phase, activation.incident.exercise) == (
        "Ready for winter", "before", False,
    )  # fmt: skip
    assert make_need().incident == activation.incident


def test_nothing_begins_with_a_refusal() -> None:
    new = NewIncident(name="Ready for winter", hazard="flood", phase="before")
    with pytest.raises(NotAllowed):
        begin(make_user("analyst"), module=make_ready_module(), incident=new)
    assert not Incident.objects.exists()


def test_an_incident_that_has_ended_takes_no_activation() -> None:
    incident = make_incident()
    incidents.end_incident(by=TEST, at=AT, incident=incident)
    with pytest.raises(WrongState, match="has ended: begin another"):
        begin(make_user("duty_officer"), module=make_ready_module(), incident=incident)


@override_settings(EXERCISE="winter-2026")
def test_a_module_is_activated_in_an_exercise_in_the_same_way() -> None:
    new = NewIncident(name="Exercise Heron", hazard="flood", phase="during")
    activation = begin(make_user("duty_officer"), module=make_ready_module(), incident=new)
    assert activation.incident.exercise
    assert activation.checklist.count() == 7


def test_a_module_that_raises_help_opens_and_closes_the_door_for_offers() -> None:
    make_partnership()
    user, module = make_user("duty_officer"), make_ready_module("spontaneous-volunteers")

    def wanted() -> bool:
        return Partnership.objects.get().volunteers_needed

    assert not wanted()
    activation = make_activation(module, user=user)
    assert wanted()
    response.begin_stand_down(by=user.actor, at=AT, activation=activation)
    assert not wanted()
    response.resume(by=user.actor, at=AT, activation=activation)
    assert wanted()


def test_a_module_that_cuts_need_leaves_that_door_as_it_is() -> None:
    make_partnership()
    make_activation()
    assert not Partnership.objects.get().volunteers_needed


def test_a_line_is_ticked_once_and_can_be_unticked() -> None:
    user, activation = make_user("coordinator"), make_activation()
    item = activation.checklist.get(number=1)
    response.tick_item(by=user.actor, at=AT + MINUTE, item=item)
    again = response.tick_item(by=make_user("coordinator").actor, at=AT + 5 * MINUTE, item=item)
    assert (again.done_at, again.done_by) == (AT + MINUTE, user)
    response.untick_item(by=user.actor, at=AT, item=item)
    item.refresh_from_db()
    assert (item.done_at, item.done_by) == (None, None)


def test_lines_of_standing_down_wait_for_it() -> None:
    user, activation = make_user("coordinator"), make_activation()
    item = activation.checklist.get(number=7)
    with pytest.raises(WrongState, match="begin that first"):
        response.tick_item(by=user.actor, at=AT, item=item)
    response.begin_stand_down(by=user.actor, at=AT, activation=activation)
    assert response.tick_item(by=user.actor, at=AT, item=item).done_at == AT
    response.resume(by=user.actor, at=AT, activation=activation)
    assert list(
        activation.checklist.filter(stage="stand_down", done_at=None).values_list("due_at", flat=True)
    ) == [None]


def stood_down() -> tuple[User, Activation]:
    user, activation = make_user("coordinator"), make_activation()
    response.begin_stand_down(by=user.actor, at=AT, activation=activation)
    return user, response.stand_down(by=user.actor, at=AT, activation=activation, note="Over.")


@pytest.mark.parametrize(
    "verb",
    [
        lambda by, a: response.begin_stand_down(by=by, at=AT, activation=a),
        lambda by, a: response.resume(by=by, at=AT, activation=a),
        lambda by, a: response.stand_down(by=by, at=AT, activation=a, note="Over."),
        lambda by, a: response.tick_item(by=by, at=AT, item=a.checklist.get(number=1)),
        lambda by, a: response.untick_item(by=by, at=AT, item=a.checklist.get(number=1)),
    ],
)
def test_what_is_stood_down_is_closed(verb: Callable[[Actor, Activation], object]) -> None:
    user, activation = stood_down()
    with pytest.raises(WrongState, match=r"[Ss]tood down"):
        verb(user.actor, activation)


def test_a_module_stood_down_can_be_activated_again() -> None:
    user, activation = stood_down()
    assert begin(user, module=activation.module, incident=activation.incident).state == "active"


def test_standing_down_names_the_needs_with_open_tasks() -> None:
    activation, user = make_activation(), make_user("coordinator")
    task = make_task(need=make_open_need(point=(436000, 387000)))
    response.begin_stand_down(by=user.actor, at=AT, activation=activation)
    with pytest.raises(Refused, match=f"still open for {task.need.code}"):
        response.stand_down(by=user.actor, at=AT, activation=activation, note="Over.")
    with pytest.raises(Refused, match="Say how things stand"):
        response.stand_down(by=user.actor, at=AT, activation=activation, note=" ", tasks_go_on=True)
    response.stand_down(by=user.actor, at=AT, activation=activation, note="Over.", tasks_go_on=True)
    activation.refresh_from_db()
    assert activation.state == "stood_down"


def test_standing_down_needs_the_same_authority() -> None:
    activation = make_activation()
    with pytest.raises(NotAllowed):
        response.begin_stand_down(by=make_user("secretariat").actor, at=AT, activation=activation)


def needs(activation: Activation) -> set[str]:
    return set(queries.activation_needs(activation).values_list("code", flat=True))


def test_its_needs_are_of_its_kinds_in_its_incident_since_it_began() -> None:
    early = make_open_need(at=AT - MINUTE)
    activation = make_activation()
    unlike, mine = make_open_need(kind="food_water"), make_open_need(at=AT + MINUTE)
    assert needs(activation) == {mine.code}
    assert not {early.code, unlike.code} & needs(activation)
    Need.objects.filter(pk=mine.pk).update(incident=None)
    assert needs(activation) == set()


def test_its_needs_lie_in_its_groups_areas_and_a_group_without_any_brings_none() -> None:
    incident, module = make_incident(), make_ready_module()
    here, there = make_open_need(), make_open_need()
    Need.objects.filter(pk=here.pk).update(district="E06000001")
    Need.objects.filter(pk=there.pk).update(district="E06000002")
    placed, dispersed = make_group(areas=["E06000001"]), make_group("Travelling people", pattern="dispersed")
    activation = make_activation(module, incident=incident, groups=[placed, dispersed])
    assert needs(activation) == {here.code}
    activation.groups.set([dispersed])
    assert needs(activation) == set()
    activation.groups.set([])
    assert needs(activation) == {here.code, there.code}


def test_the_first_task_is_timed_from_the_decision() -> None:
    activation = make_activation()
    assert queries.first_task_minutes(activation) is None
    task = make_task(need=make_open_need(point=(436000, 387000)), at=AT + 25 * MINUTE)
    work_on(task, "accepted")
    assert queries.first_task_minutes(activation) == 25


def test_late_lines_are_found() -> None:
    activation = make_activation()
    late = queries.late_items(AT + 31 * MINUTE, queries.open_activations())
    assert [item.number for item in late.order_by("number")] == [1, 2]
    response.tick_item(by=make_user("coordinator").actor, at=AT, item=activation.checklist.get(number=1))
    assert [item.number for item in queries.late_items(AT + 31 * MINUTE, [activation])] == [2]


def test_activations_of_a_group_are_told_apart() -> None:
    group = make_group()
    mine = make_activation(groups=[group])
    make_activation(make_ready_module("clean-up"))
    assert list(queries.activations(group)) == [mine]
    assert queries.activations().count() == 2


def test_a_decision_not_to_activate_is_logged_with_its_reason() -> None:
    module, officer, incident = make_ready_module(), make_user("duty_officer"), make_incident()
    response.decide_against(
        by=officer.actor, at=AT, module=module, incident=incident, reason="The water is falling."
    )
    entry = LogEntry.objects.get()
    assert entry.why is not None
    assert (entry.what.text, entry.why.text) == (
        "Do not activate Prepare your home for now.",
        "The water is falling.",
    )
    with pytest.raises(NotAllowed):
        response.decide_against(
            by=make_user("analyst").actor, at=AT, module=module, incident=incident, reason="No."
        )


def test_every_line_belongs_to_a_known_stage() -> None:
    make_activation()
    assert set(ChecklistItem.objects.values_list("stage", flat=True)) == {"begin", "run", "stand_down"}
    assert queries.current_module(KEY) is not None
    assert make_ready_offer().state == "ready"
