"""Helpers: planned or spontaneous, and whoever waits unasked is found and asked to something."""

from datetime import timedelta

import pytest

from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.people.models import Person
from rallyround.register import actions as register
from rallyround.register.models import Offer
from rallyround.response import actions as response
from rallyround.response import queries
from rallyround.response.queries.helpers import IDLE_DAYS, Helpers, Idleness
from rallyround.tasking import actions as tasking
from rallyround.ui.errors import NotAllowed, Refused
from tests.factories import (
    AT,
    TEST,
    THERE,
    make_offer,
    make_organisation,
    make_partnership,
    make_ready_offer,
    make_task,
    make_user,
)  # fmt: skip

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LONG_AGO = AT - (IDLE_DAYS + 1) * DAY


def idle() -> set[str]:
    return set(queries.idle_helpers(AT).values_list("code", flat=True))


def test_whoever_has_waited_long_without_any_task_is_idle() -> None:
    waits, new = make_ready_offer(at=LONG_AGO), make_ready_offer(at=AT - DAY)
    kept = make_offer(at=LONG_AGO)
    asked = make_ready_offer(at=LONG_AGO, point=THERE)
    make_task(offer=asked, at=AT - DAY)
    assert idle() == {waits.code}
    assert not {new.code, kept.code} & idle()


def test_a_task_of_long_ago_does_not_count_any_more_nor_one_that_was_taken_back() -> None:
    offer = make_ready_offer(at=LONG_AGO - 60 * DAY, point=THERE)
    make_task(offer=offer, at=LONG_AGO, state="signed_out")
    assert idle() == {offer.code}
    other = make_ready_offer(at=LONG_AGO, point=THERE)
    task = make_task(offer=other, at=AT - DAY)
    assert idle() == {offer.code}
    tasking.cancel_task(by=TEST, at=AT - DAY, task=task, reason="no_longer_needed")
    assert idle() == {offer.code, other.code}


@pytest.mark.parametrize(
    ("days", "is_idle"), [(IDLE_DAYS - 1, False), (IDLE_DAYS, True), (IDLE_DAYS + 1, True)]
)
def test_the_edge_of_the_idle_time(days: int, is_idle: bool) -> None:
    make_ready_offer(at=AT - days * DAY)
    assert bool(idle()) is is_idle


@pytest.mark.parametrize(
    ("idle", "ready", "too_many"),
    [(0, 0, False), (1, 3, False), (2, 3, True), (66, 100, False), (67, 100, True)],
)
def test_two_thirds_without_a_task_are_too_many(idle: int, ready: int, too_many: bool) -> None:
    assert Idleness(idle, ready).too_many is too_many
    assert (Idleness(idle, ready).share is None) is (ready == 0)


@pytest.mark.manual("ST.22")
def test_idle_helpers_are_measured_and_asked_to_a_training_an_exercise_or_a_light_task() -> None:
    make_partnership()
    boss = make_user("coordinator")
    waiting = [make_ready_offer(at=LONG_AGO) for _ in range(4)]
    busy = [make_ready_offer(at=LONG_AGO, point=THERE) for _ in range(2)]
    for offer in busy:
        make_task(offer=offer, at=AT - DAY)
    measured = queries.idleness(AT)
    assert (measured.idle, measured.ready, measured.too_many) == (4, 6, True)
    for offer, to in zip(waiting, ("training", "exercise", "light_task"), strict=False):
        assert response.prompt_helpers(by=boss.actor, at=AT, offers=[offer], to=to) == 1
        message = Message.objects.get(template="offer_prompt", subject_id=offer.id)
        assert (message.person_id, message.params) == (offer.person_id, {"code": offer.code, "to": to})
    assert Event.objects.filter(verb="offer.prompted").count() == 3
    found = queries.idle_helpers(AT).get(pk=waiting[0].pk)
    assert (found.last_prompted, found.last_asked) == (AT, None)


def test_nobody_is_prompted_twice_in_the_idle_time_or_while_busy() -> None:
    make_partnership()
    boss, offer, busy = (
        make_user("coordinator"),
        make_ready_offer(at=LONG_AGO),
        make_ready_offer(at=LONG_AGO, point=THERE),
    )
    make_task(offer=busy, at=AT - DAY)
    assert response.prompt_helpers(by=boss.actor, at=AT, offers=[offer, busy], to="training") == 1
    assert response.prompt_helpers(by=boss.actor, at=AT + DAY, offers=[offer, busy], to="exercise") == 0
    assert response.prompt_helpers(by=boss.actor, at=AT + IDLE_DAYS * DAY, offers=[offer], to="exercise") == 1


def test_a_prompt_says_to_what_and_whom() -> None:
    boss, offer = make_user("coordinator"), make_ready_offer(at=LONG_AGO)
    with pytest.raises(Refused, match="Choose what"):
        response.prompt_helpers(by=boss.actor, at=AT, offers=[offer], to="party")
    with pytest.raises(Refused, match="at least one"):
        response.prompt_helpers(by=boss.actor, at=AT, offers=[], to="training")
    with pytest.raises(NotAllowed, match="named person"):
        response.prompt_helpers(by=TEST, at=AT, offers=[offer], to="training")


def test_a_pool_that_nobody_answers_for_is_not_written_to() -> None:
    boss, organisation = make_user("coordinator"), make_organisation()
    pool = make_ready_offer(
        at=LONG_AGO, kind="pool", capacity=5, organisation=organisation.id, name="", phone=""
    )
    assert Person.objects.filter(offers=pool).count() == 0
    assert response.prompt_helpers(by=boss.actor, at=AT, offers=[pool], to="training") == 0


def free(skill: str = "protecting_homes") -> Helpers:
    return queries.helpers_of_skills({skill})


@pytest.mark.manual_part("TD.3")
def test_help_that_came_by_itself_becomes_planned() -> None:
    offer, organisation = make_ready_offer(), make_organisation()
    assert (queries.capability_type(offer), free()) == ("spontaneous", Helpers(0, 1))
    joined = register.join_organisation(by=TEST, at=AT, offer=offer, organisation=organisation)
    assert (queries.capability_type(joined), joined.state, free()) == ("planned", "ready", Helpers(1, 0))
    assert Event.objects.filter(verb="offer.joined", subject_id=offer.id).count() == 1
    with pytest.raises(Refused, match="came by themselves"):
        register.join_organisation(by=TEST, at=AT, offer=joined, organisation=organisation)


def test_an_organisation_that_coordinates_itself_must_consent_before_its_new_helper_works() -> None:
    offer, organisation = make_ready_offer(), make_organisation(affiliation="independent")
    joined = register.join_organisation(by=TEST, at=AT, offer=offer, organisation=organisation)
    assert (joined.state, joined.consents_to_tasking) == ("waiting", False)
    register.record_consent(by=TEST, at=AT, offer=joined, consents=True)
    assert register.accept_offer(by=TEST, at=AT, offer=joined).state == "ready"


def test_a_withdrawn_offer_or_an_inactive_partner_joins_nobody() -> None:
    offer, organisation = make_ready_offer(), make_organisation()
    organisation.active = False
    with pytest.raises(Refused, match="no active partner"):
        register.join_organisation(by=TEST, at=AT, offer=offer, organisation=organisation)
    register.withdraw_offer(by=TEST, at=AT, offer=offer, reason="offerer_asked")
    with pytest.raises(Refused, match="stand again"):
        register.join_organisation(by=TEST, at=AT, offer=offer, organisation=make_organisation())


def test_busy_places_are_not_free() -> None:
    offer = make_ready_offer(point=THERE)
    assert free().total == 1
    make_task(offer=offer)
    assert free().total == 0
    assert Offer.objects.count() == 1
