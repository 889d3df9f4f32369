"""Somebody is working on it: seen by others, refused to a second, over after a while."""

from datetime import timedelta

import pytest

from rallyround.register import actions
from rallyround.register.actions.claims import LASTS
from rallyround.register.models import Claim
from rallyround.ui.errors import Refused, WrongState
from tests.factories import AT, TEST, make_need, make_user

pytestmark = pytest.mark.django_db


def test_a_second_claim_is_refused_by_name() -> None:
    ann, ben, need = make_user("duty_officer", name="Ann Lee"), make_user("duty_officer"), make_need()
    actions.claim_need(by=ann.actor, at=AT, need=need)
    with pytest.raises(WrongState, match="Ann Lee is working on this"):
        actions.claim_need(by=ben.actor, at=AT + timedelta(minutes=1), need=need)
    assert Claim.objects.get(need=need).user == ann


def test_a_claim_expires() -> None:
    ann, ben, need = make_user("duty_officer"), make_user("duty_officer"), make_need()
    actions.claim_need(by=ann.actor, at=AT, need=need)
    claim = actions.claim_need(by=ben.actor, at=AT + LASTS, need=need)
    assert (claim.user, claim.until) == (ben, AT + 2 * LASTS)


def test_the_same_person_claims_on() -> None:
    ann, need = make_user("duty_officer"), make_need()
    actions.claim_need(by=ann.actor, at=AT, need=need)
    later = AT + timedelta(minutes=5)
    assert actions.claim_need(by=ann.actor, at=later, need=need).until == later + LASTS


def test_nobody_else_triages_what_is_claimed_and_triage_ends_the_claim() -> None:
    ann, ben, need = make_user("duty_officer"), make_user("duty_officer"), make_need()
    actions.claim_need(by=ann.actor, at=AT, need=need)
    with pytest.raises(WrongState, match="working on this"):
        actions.advise(by=ben.actor, at=AT, need=need, kind="power")
    actions.advise(by=ann.actor, at=AT, need=need, kind="power")
    assert not Claim.objects.exists()


def test_a_claim_is_let_go_by_whoever_holds_it() -> None:
    ann, ben, need = make_user("duty_officer"), make_user("duty_officer"), make_need()
    actions.claim_need(by=ann.actor, at=AT, need=need)
    with pytest.raises(WrongState):
        actions.release_need(by=ben.actor, at=AT, need=need)
    actions.release_need(by=ann.actor, at=AT, need=need)
    actions.release_need(by=ann.actor, at=AT, need=need)
    assert actions.claim_need(by=ben.actor, at=AT, need=need).user == ben


def test_to_claim_is_to_have_seen() -> None:
    ann, need = make_user("duty_officer"), make_need()
    actions.claim_need(by=ann.actor, at=AT, need=need)
    need.refresh_from_db()
    assert need.first_seen_at == AT


def test_only_people_claim_and_only_what_is_open() -> None:
    ann, need = make_user("duty_officer"), make_need()
    with pytest.raises(Refused):
        actions.claim_need(by=TEST, at=AT, need=need)
    closed = actions.withdraw_need(by=TEST, at=AT, need=need, reason="no_longer_needed")
    with pytest.raises(WrongState, match="closed"):
        actions.claim_need(by=ann.actor, at=AT, need=closed)
