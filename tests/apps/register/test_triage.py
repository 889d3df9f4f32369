"""Triage has three ways out; danger to life stays open until a named responder has acknowledged it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from rallyround.core.lifecycle import NEED
from rallyround.core.priority import points
from rallyround.incidents.models import Incident, Phase
from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.people.models import Organisation, User
from rallyround.register import actions
from rallyround.register.kinds import KINDS
from rallyround.register.models import Cause, Handover, Need, Risk, Severity
from rallyround.ui.errors import Refused, WrongState
from tests.factories import AT, TEST, make_need, make_open_need, make_organisation, make_user

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=20)
TRIAGED: dict[str, Any] = {"kind": "prepare", "cause": "not_prepared", "severity": "serious", "risk": "none"}


@pytest.fixture
def officer() -> User:
    return make_user("duty_officer")


@pytest.fixture
def fire_service() -> Organisation:
    return make_organisation(name="Mereshire Fire and Rescue", partner_type="category_1")


def told(need: Need) -> list[str]:
    messages = Message.objects.filter(subject_id=need.id).order_by("made_at", "id")
    return list(messages.values_list("template", flat=True))


def verbs(need: Need) -> list[str]:
    return list(Event.objects.filter(subject_id=need.id).order_by("id").values_list("verb", flat=True))


@pytest.mark.manual("ST.7")
def test_triage_has_three_ways_out_and_a_handover_is_recorded_and_acknowledged(
    officer: User, fire_service: Organisation
) -> None:
    """For us, for a professional responder, or self-help; each told to the requester and kept in the ledger."""
    ours, theirs, own = make_need(), make_need(), make_need()

    ours = actions.take_on(by=officer.actor, at=LATER, need=ours, **TRIAGED)
    assert (ours.state, ours.cause, ours.severity, ours.triaged_at) == (
        "open",
        "not_prepared",
        "serious",
        LATER,
    )
    assert told(ours) == ["need_received", "need_taken_on"]

    handover = actions.hand_over(
        by=officer.actor, at=LATER, need=theirs, organisation=fire_service, reference="FS-114"
    )
    theirs.refresh_from_db()
    assert (theirs.state, handover.organisation, handover.reference) == (
        "handed_over",
        fire_service,
        "FS-114",
    )
    assert (handover.made_by, handover.made_at, handover.acknowledged_at) == (officer, LATER, None)
    handover = actions.acknowledge_handover(
        by=officer.actor, at=LATER + timedelta(minutes=5), handover=handover, responder="Crew commander Hale"
    )
    theirs.refresh_from_db()
    assert theirs.state == "with_responder"
    assert handover.acknowledged_by is not None
    assert handover.acknowledged_by.text == "Crew commander Hale"
    assert handover.acknowledged_at == LATER + timedelta(minutes=5)
    assert told(theirs) == ["need_received", "need_handed_over"]
    assert verbs(theirs) == ["need.reported", "need.handed_over", "need.acknowledged"]

    own = actions.advise(by=officer.actor, at=LATER, need=own, kind="power")
    assert (own.state, own.closed_at) == ("advised", LATER)
    assert told(own) == ["need_received", "need_advised"]


@pytest.mark.manual("TD.4")
def test_a_need_has_cause_phase_source_and_confidence_and_the_cause_is_known_before_matching() -> None:
    """`test_cause_and_phase_are_always_present` shows it for any report; here for what happens to one afterwards."""
    Incident.objects.create(name="Flood", hazard="flood", phase="after", started_at=AT)
    need = make_need()
    assert (need.cause, need.phase, need.source, need.confidence) == (
        "not_yet_known", "after", "reporter", "reported",
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="need_cause_is_known_before_matching"), transaction.atomic():
        Need.objects.filter(id=need.id).update(state="matched")
    assert set(Cause.values) - {"not_yet_known"} == {
        "at_risk", "not_prepared", "unable_to_self_determine", "unaware", "vulnerable",
    }  # fmt: skip
    with pytest.raises(WrongState):
        actions.match_need(by=TEST, at=LATER, need=need)
    with pytest.raises(Refused, match="cause"):
        actions.take_on(by=TEST, at=LATER, need=need, **{**TRIAGED, "cause": "not_yet_known"})
    for cause in set(Cause.values) - {"not_yet_known"}:
        taken = actions.take_on(by=TEST, at=LATER, need=make_need(), **{**TRIAGED, "cause": cause})
        assert actions.match_need(by=TEST, at=LATER, need=taken).cause == cause
    assert not Need.objects.filter(state__in=["open", "matched"], cause="not_yet_known").exists()


@pytest.mark.parametrize("change", [
    {"kind": "miracles"}, {"cause": "fate"}, {"severity": "awful"}, {"risk": "old"}, {"helpers": 0},
    {"helpers": 51}, {"phase": "never"}, {"window_start": LATER, "window_end": AT},
])  # fmt: skip
def test_what_is_not_in_the_tables_is_refused_and_changes_nothing(change: dict[str, Any]) -> None:
    need = make_need()
    before = Event.objects.count()
    with pytest.raises(Refused):
        actions.take_on(by=TEST, at=LATER, need=need, **{**TRIAGED, **change})
    need.refresh_from_db()
    assert (need.state, Event.objects.count()) == ("reported", before)


def test_the_place_in_the_queue_follows_severity_and_risk_then_waiting() -> None:
    serious = make_open_need(severity="serious", risk="electricity_dependent", at=LATER)
    assert serious.base_points == points("serious", "electricity_dependent", 0).total
    waiting, new, minor = make_need(at=AT), make_need(at=LATER), make_open_need(severity="minor")
    danger = actions.add_to_need(by=TEST, at=LATER, need=make_need(at=LATER), words="he is unconscious")
    assert sorted([waiting, new, minor, serious, danger], key=lambda need: need.queue_place) == [
        danger, serious, waiting, new, minor,
    ]  # fmt: skip


def test_as_many_helpers_as_the_kind_usually_takes() -> None:
    taken = actions.take_on(
        by=TEST, at=AT, need=make_need(), **{**TRIAGED, "kind": "welfare_visit"}, helpers=None
    )
    assert taken.helpers == KINDS["welfare_visit"].helpers == 2


@pytest.mark.parametrize("phase", Phase.values)
def test_triage_can_say_another_phase(phase: str) -> None:
    assert make_open_need(phase=phase).phase == phase


def test_seen_once_it_stays_seen_at_the_first_time() -> None:
    need = actions.see_need(by=TEST, at=AT, need=make_need())
    need = actions.see_need(by=TEST, at=LATER, need=need)
    assert need.first_seen_at == AT
    assert verbs(need).count("need.seen") == 1


# --- danger to life ---------------------------------------------------------------------------------------------


def in_danger() -> Need:
    return make_need(words="My father is trapped upstairs")


def test_danger_to_life_is_not_closed_before_a_named_responder_has_acknowledged_it(
    officer: User, fire_service: Organisation
) -> None:
    by = officer.actor
    need, other = in_danger(), make_need()
    closings: list[Callable[[], object]] = [
        lambda: actions.advise(by=by, at=LATER, need=need, kind="power"),
        lambda: actions.withdraw_need(by=by, at=LATER, need=need, reason="requester_asked"),
        lambda: actions.merge_needs(by=by, at=LATER, kept=other, other=need),
    ]
    for close in closings:
        with pytest.raises(Refused, match="named responder"):
            close()
    with pytest.raises(Refused, match="named responder"):
        actions.take_on(by=by, at=LATER, need=need, **TRIAGED)
    taken = actions.take_on(by=by, at=LATER, need=need, **{**TRIAGED, "severity": "danger_to_life"})
    with pytest.raises(Refused, match="named responder"):
        actions.meet_need(by=by, at=LATER, need=taken)

    handover = actions.hand_over(by=by, at=LATER, need=taken, organisation=fire_service)
    with pytest.raises(Refused, match="Name the responder"):
        actions.acknowledge_handover(by=by, at=LATER, handover=handover, responder=" ")
    actions.acknowledge_handover(by=by, at=LATER, handover=handover, responder="Watch manager Dean")
    met = actions.resolve_handover(by=by, at=LATER, handover=handover)
    assert (met.state, met.closed_at) == ("met", LATER)


def test_a_handover_that_comes_back_unacknowledged_leaves_the_danger(
    officer: User, fire_service: Organisation
) -> None:
    need = in_danger()
    handover = actions.hand_over(by=officer.actor, at=LATER, need=need, organisation=fire_service)
    back = actions.return_handover(by=officer.actor, at=LATER, handover=handover, reason="not_for_us")
    assert (back.state, back.danger) == ("reported", True)
    with pytest.raises(Refused, match="named responder"):
        actions.withdraw_need(by=officer.actor, at=LATER, need=back, reason="not_genuine")


def test_once_a_responder_found_no_danger_it_is_a_need_like_others(
    officer: User, fire_service: Organisation
) -> None:
    by = officer.actor
    handover = actions.hand_over(by=by, at=LATER, need=in_danger(), organisation=fire_service)
    actions.acknowledge_handover(by=by, at=LATER, handover=handover, responder="Control, Ms Ray")
    back = actions.return_handover(by=by, at=LATER, handover=handover, reason="no_danger_found")
    taken = actions.take_on(by=by, at=LATER, need=back, **TRIAGED)
    assert (taken.danger, taken.severity) == (False, "serious")
    assert actions.meet_need(by=by, at=LATER, need=taken).state == "met"


def test_danger_said_later_counts_from_then(officer: User, fire_service: Organisation) -> None:
    by = officer.actor
    handover = actions.hand_over(by=by, at=AT, need=in_danger(), organisation=fire_service)
    actions.acknowledge_handover(by=by, at=AT, handover=handover, responder="Control")
    back = actions.return_handover(by=by, at=AT, handover=handover, reason="no_danger_found")
    again = actions.add_to_need(by=TEST, at=LATER, need=back, words="He is unconscious now")
    assert (again.danger, again.danger_at, again.first_seen_at) == (True, LATER, None)
    with pytest.raises(Refused, match="named responder"):
        actions.withdraw_need(by=by, at=LATER, need=again, reason="helped_by_others")


def test_words_that_are_added_are_kept_beside_the_first() -> None:
    need = actions.add_to_need(by=TEST, at=LATER, need=make_need(), words="There are five of us")
    assert not need.danger
    assert sorted(need.requester.notes.values_list("kind", flat=True)) == ["own_words", "own_words"]


def test_nothing_is_added_to_what_is_closed() -> None:
    need = actions.withdraw_need(by=TEST, at=AT, need=make_need(), reason="requester_asked")
    with pytest.raises(Refused, match="closed"):
        actions.add_to_need(by=TEST, at=LATER, need=need, words="still here")


# --- hand-overs, closing, opening again -------------------------------------------------------------------------


def test_a_handover_is_acknowledged_once(officer: User, fire_service: Organisation) -> None:
    by = officer.actor
    handover = actions.hand_over(by=by, at=AT, need=make_need(), organisation=fire_service)
    actions.acknowledge_handover(by=by, at=AT, handover=handover, responder="Control")
    with pytest.raises(WrongState):
        actions.acknowledge_handover(by=by, at=AT, handover=handover, responder="Another")


def test_a_returned_handover_is_over(officer: User, fire_service: Organisation) -> None:
    by = officer.actor
    need = make_open_need()
    first = actions.hand_over(by=by, at=AT, need=need, organisation=fire_service)
    assert actions.return_handover(by=by, at=AT, handover=first, reason="no_capacity").state == "open"
    actions.hand_over(by=by, at=AT, need=need, organisation=fire_service)
    with pytest.raises(WrongState, match="came back already"):
        actions.acknowledge_handover(by=by, at=AT, handover=first, responder="Control")
    assert Handover.objects.filter(need=need).count() == 2


def test_a_handover_is_made_by_a_named_person(fire_service: Organisation) -> None:
    with pytest.raises(Refused, match="named person"):
        actions.hand_over(by=TEST, at=AT, need=make_need(), organisation=fire_service)


def test_what_was_closed_too_early_is_opened_again() -> None:
    need = actions.meet_need(by=TEST, at=AT, need=make_open_need())
    again = actions.reopen_need(by=TEST, at=LATER, need=need)
    assert (again.state, again.closed_at) == ("open", None)
    never_triaged = actions.withdraw_need(by=TEST, at=AT, need=make_need(), reason="no_longer_needed")
    assert actions.reopen_need(by=TEST, at=LATER, need=never_triaged).state == "reported"


def test_a_match_that_falls_through_keeps_its_place_in_the_queue() -> None:
    need = actions.match_need(by=TEST, at=AT, need=make_open_need())
    back = actions.unmatch_need(by=TEST, at=LATER, need=need)
    assert (back.state, back.reported_at) == ("open", AT)


@pytest.mark.parametrize("state", sorted(NEED.states))
def test_a_step_that_the_table_does_not_have_is_refused_with_how_things_stand(state: str) -> None:
    need = make_need()
    other = make_open_need() if state != "merged" else make_need()
    Need.objects.filter(id=need.id).update(
        state=state, cause="at_risk", kind="prepare", merged_into=other if state == "merged" else None
    )
    doings: dict[str, Callable[[], object]] = {
        "take_on": lambda: actions.take_on(by=TEST, at=LATER, need=need, **TRIAGED),
        "advise": lambda: actions.advise(by=TEST, at=LATER, need=need, kind="power"),
        "match": lambda: actions.match_need(by=TEST, at=LATER, need=need),
        "unmatch": lambda: actions.unmatch_need(by=TEST, at=LATER, need=need),
        "meet": lambda: actions.meet_need(by=TEST, at=LATER, need=need),
        "withdraw": lambda: actions.withdraw_need(by=TEST, at=LATER, need=need, reason="requester_asked"),
        "reopen": lambda: actions.reopen_need(by=TEST, at=LATER, need=need),
        "unmerge": lambda: actions.unmerge_need(by=TEST, at=LATER, need=need),
    }
    for verb, do in doings.items():
        if not NEED.allows(state, verb):
            with pytest.raises(WrongState, match="Not possible as things stand"):
                do()


def test_the_tables_of_words_and_of_points_agree() -> None:
    for severity in Severity.values:
        for risk in Risk.values:
            assert points(severity, risk, 0).total > 0
