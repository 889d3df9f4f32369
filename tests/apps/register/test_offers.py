"""Offers are kept, counted once, given tasks only by consent, and say how much, of what, where and when."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from rallyround.core.sources import whole_default
from rallyround.incidents.models import Incident, Phase
from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.people.models import Affiliation, Details, Organisation, Partnership, Person
from rallyround.places.models import Area
from rallyround.register import actions, queries
from rallyround.register.kinds import SKILLS, WHOLE_DAY, DayPart
from rallyround.register.models import Offer
from rallyround.ui.errors import Refused, WrongState
from tests.factories import (
    AT,
    TEST,
    an_offer,
    make_offer,
    make_organisation,
    make_partnership,
    make_ready_offer,
)

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=2)


@pytest.fixture(autouse=True)
def volunteers_are_needed() -> Partnership:
    partnership = make_partnership()
    Partnership.objects.update(volunteers_needed=True)
    return partnership


def make_pool(organisation: Organisation, *, district: str = "", capacity: int = 10, **said: Any) -> Offer:
    if district:
        Area.objects.get_or_create(code=district, defaults={"kind": "district", "name": district})
    fields = {"kind": "pool", "name": "", "phone": "", "capacity": capacity, "area": district}
    return make_offer(organisation=organisation.id, **{**fields, **said})


# --- taking an offer --------------------------------------------------------------------------------------------


def test_a_name_and_a_telephone_number_are_enough() -> None:
    offer = make_offer(name="Jo Field", phone="07700 900123", skills=())
    assert (offer.state, offer.kind, offer.capacity, offer.phase) == ("received", "person", 1, "during")
    assert offer.max_travel_m == whole_default("offers.travel_metres")
    details = Details.objects.get(person=offer.person)
    assert (details.name, details.phone) == ("Jo Field", "07700 900123")


@pytest.mark.parametrize(("said", "sentence"), [
    ({"name": ""}, "name and a telephone"),
    ({"phone": ""}, "name and a telephone"),
    ({"kind": "army"}, "one person, a pool"),
    ({"kind": "pool"}, "belongs to an organisation"),
    ({"capacity": 3}, "One person is one"),
    ({"kind": "goods", "capacity": 0}, "from 1 to"),
    ({"skills": ("flying",)}, "no skill called flying"),
    ({"day_parts": 0}, "part of the day"),
    ({"day_parts": 16}, "part of the day"),
    ({"max_travel_m": -1}, "farthest distance"),
    ({"available_from": LATER, "available_until": AT}, "before the first"),
    ({"adult": False}, "under 18"),
    ({"organisation": UUID(int=7)}, "no such organisation"),
    ({"phase": "never"}, "before, during or after"),
])  # fmt: skip
def test_what_an_offer_may_not_say_is_refused_in_a_sentence(said: dict[str, Any], sentence: str) -> None:
    before = (Offer.objects.count(), Person.objects.count(), Event.objects.count())
    with pytest.raises(Refused, match=sentence):
        make_offer(**said)
    assert (Offer.objects.count(), Person.objects.count(), Event.objects.count()) == before


def test_offering_twice_is_harmless_and_other_content_is_refused() -> None:
    report = an_offer()
    first = actions.take_offer(by=TEST, at=AT, report=report)
    second = actions.take_offer(
        by=TEST, at=LATER, report=replace(report, phone=report.phone.replace(" ", ""))
    )
    assert (second.id, second.code, second.created) == (first.id, first.code, False)
    with pytest.raises(Refused, match="already received"):
        actions.take_offer(by=TEST, at=LATER, report=replace(report, skills=("driving",)))
    assert Offer.objects.count() == 1


def test_where_nobody_is_needed_yet_the_offer_is_kept_and_told_so() -> None:
    Partnership.objects.update(volunteers_needed=False)
    offer = make_offer()
    assert offer.state == "waiting"
    assert Message.objects.get(subject_id=offer.id).template == "offer_waiting"
    assert actions.accept_offer(by=TEST, at=AT, offer=offer).state == "ready"


def test_somebody_under_18_is_kept_where_a_partner_supervises() -> None:
    scouts = make_organisation(name="Scouts")
    offer = make_ready_offer(adult=False, supervised_by=scouts.id)
    assert (offer.adult, offer.supervised_by, offer.state) == (False, scouts, "ready")
    with pytest.raises(Refused, match="under 18"):
        actions.change_offer(by=TEST, at=AT, offer=offer, supervised_by=None)


def test_an_offer_is_accepted_kept_withdrawn_and_offered_again() -> None:
    offer = actions.accept_offer(by=TEST, at=AT, offer=make_offer())
    assert (offer.state, offer.confidence) == ("ready", "confirmed")
    offer = actions.keep_offer(by=TEST, at=AT, offer=offer)
    assert offer.state == "waiting"
    with pytest.raises(Refused, match="reason"):
        actions.withdraw_offer(by=TEST, at=AT, offer=offer, reason="mood")
    offer = actions.withdraw_offer(by=TEST, at=AT, offer=offer, reason="offerer_asked")
    with pytest.raises(WrongState, match="withdrawn"):
        actions.accept_offer(by=TEST, at=AT, offer=offer)
    assert actions.renew_offer(by=TEST, at=AT, offer=offer).state == "received"


def test_a_change_is_recorded_by_the_names_of_its_fields_only() -> None:
    offer = actions.change_offer(by=TEST, at=AT, offer=make_offer(), skills=["driving"], max_travel_m=900)
    assert (offer.skills, offer.max_travel_m) == (["driving"], 900)
    event = Event.objects.get(verb="offer.changed", subject_id=offer.id)
    assert event.data == {"fields": ["max_travel_m", "skills"]}
    with pytest.raises(Refused, match="cannot be changed"):
        actions.change_offer(by=TEST, at=AT, offer=offer, state="ready")
    actions.change_offer(by=TEST, at=AT, offer=offer, max_travel_m=900)
    assert Event.objects.filter(verb="offer.changed").count() == 1


@settings(max_examples=40)
@given(
    kind=st.sampled_from(["person", "goods", "space"]),
    capacity=st.integers(1, 1_000_000),
    unit=st.sampled_from(["", "pumps", "beds"]),
    skills=st.sets(st.sampled_from(sorted(SKILLS)), max_size=4),
    travel=st.integers(0, 500_000),
    parts=st.integers(1, WHOLE_DAY),
    days=st.integers(1, 30),
    phase=st.sampled_from(Phase.values),
    confidence=st.sampled_from(["offered", "confirmed"]),
)
@pytest.mark.manual("S6.c14")
@pytest.mark.manual_part("ST.13")
def test_an_offer_holds_quantity_type_place_window_constraints_and_confidence(
    kind: str, capacity: int, unit: str, skills: set[str], travel: int, parts: int, days: int, phase: str, confidence: str
) -> None:  # fmt: skip
    Area.objects.get_or_create(code="P1", defaults={"kind": "place", "name": "Bentley"})
    quantity = 1 if kind == "person" else capacity
    offer = make_offer(
        id=uuid4(), kind=kind, capacity=quantity, unit=unit, skills=tuple(skills), area="P1", max_travel_m=travel,
        available_from=AT, available_until=AT + timedelta(days=days), day_parts=parts, phase=phase,
        confidence=confidence, consents=True,
    )  # fmt: skip
    assert (offer.capacity, offer.unit) == (quantity, unit)  # quantity
    assert (offer.kind, set(offer.skills)) == (kind, skills)  # type
    assert (offer.area_id, offer.max_travel_m) == ("P1", travel)  # place
    assert (offer.available_from, offer.available_until) == (AT, AT + timedelta(days=days))  # window
    assert offer.day_parts == parts
    assert (offer.adult, offer.consents_to_tasking, offer.supervised_by) == (True, True, None)  # constraints
    assert (offer.confidence, offer.phase) == (confidence, phase)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(id=offer.id).update(phase="")


def test_a_day_is_added_up_from_its_parts() -> None:
    offer = make_offer(day_parts=int(DayPart.MORNING | DayPart.NIGHT))
    page = queries.offer_page(offer)
    assert [str(part)[:6] for part in page.day_parts] == ["Mornin", "Nights"]


@pytest.mark.parametrize("phase", Phase.values)
def test_the_phase_of_an_offer_is_that_of_the_incident_unless_said(phase: str) -> None:
    Incident.objects.create(name="Flood", hazard="flood", phase=phase, started_at=AT)
    assert make_offer().phase == phase
    assert make_offer(phase="after").phase == "after"


# --- pools ------------------------------------------------------------------------------------------------------


def test_a_pool_has_an_owner_and_no_names() -> None:
    red_cross = make_organisation(name="Red Cross")
    pool = make_pool(red_cross, capacity=25)
    assert (pool.organisation, pool.capacity, pool.person) == (red_cross, 25, None)
    assert not Person.objects.exists()


def test_an_organisation_has_one_pool_in_a_place() -> None:
    red_cross = make_organisation()
    pool = make_pool(red_cross, district="E1")
    with pytest.raises(Refused, match=f"already has a pool in this place, {pool.code}"):
        make_pool(red_cross, district="E1")
    make_pool(red_cross, district="E2")
    actions.withdraw_offer(by=TEST, at=AT, offer=pool, reason="given_elsewhere")
    make_pool(red_cross, district="E1")
    with pytest.raises(Refused, match="already has a pool"):
        actions.renew_offer(by=TEST, at=AT, offer=pool)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["pool", "person"]),
            st.integers(0, 3),  # which organisation; 3 is none
            st.sampled_from(["E1", "E2"]),
            st.integers(1, 40),
            st.sets(st.sampled_from(["driving", "calling", "pets"]), min_size=1),
        ),
        max_size=10,
    )
)
@pytest.mark.manual("S1.c5")
def test_capacity_is_counted_once(wanted: list[tuple[str, int, str, int, set[str]]]) -> None:
    """Pools are owned by organisations, have no names, and nobody is counted in two places or for two skills."""
    sid = transaction.savepoint()
    owners = [make_organisation() for _ in range(3)]
    pools: dict[tuple[int, str], int] = {}
    persons: list[tuple[int, str]] = []
    for kind, owner, district, capacity, skills in wanted:
        Area.objects.get_or_create(code=district, defaults={"kind": "district", "name": district})
        if kind == "pool" and owner < 3 and (owner, district) not in pools:
            pool = make_pool(
                owners[owner], district=district, capacity=capacity, skills=tuple(skills), id=uuid4()
            )
            actions.accept_offer(by=TEST, at=AT, offer=pool)
            assert (pool.person, pool.organisation) == (None, owners[owner])
            pools[owner, district] = capacity
        elif kind == "person":
            make_ready_offer(
                id=uuid4(), area=district, skills=tuple(skills), organisation=owners[owner].id if owner < 3 else None
            )  # fmt: skip
            persons.append((owner, district))
    counted = queries.capacity_offered()
    named = [person for person in persons if person not in pools]
    assert counted.total == sum(pools.values()) + len(named)
    assert sum(counted.by_district.values()) == counted.total
    assert all(number <= counted.total for number in counted.by_skill.values())
    transaction.savepoint_rollback(sid)


# --- consent ----------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(
    affiliation=st.sampled_from(Affiliation.values),
    said=st.sampled_from([None, True, False]),
    doings=st.lists(
        st.sampled_from(["accept", "keep", "withdraw", "renew", "consent", "revoke"]), max_size=6
    ),
)
@pytest.mark.manual("S4.c18")
def test_a_group_that_coordinates_itself_gets_tasks_only_by_consent(
    affiliation: str, said: bool | None, doings: list[str]
) -> None:
    """Recognised, coordinated or independent; whatever is done to its offer, without consent it is never taskable."""
    sid = transaction.savepoint()
    group = make_organisation(affiliation=affiliation)
    offer = make_pool(group, id=uuid4(), consents=said)
    consent = said is True or (said is None and affiliation == Affiliation.COORDINATED)
    assert offer.consents_to_tasking == consent
    for doing in doings:
        try:
            if doing in ("consent", "revoke"):
                actions.record_consent(by=TEST, at=AT, offer=offer, consents=doing == "consent")
                consent = doing == "consent"
            elif doing == "withdraw":
                actions.withdraw_offer(by=TEST, at=AT, offer=offer, reason="offerer_asked")
            else:
                verb = {
                    "accept": actions.accept_offer,
                    "keep": actions.keep_offer,
                    "renew": actions.renew_offer,
                }
                verb[doing](by=TEST, at=AT, offer=offer)
        except Refused:
            pass
        taskable = queries.taskable_offers().filter(id=offer.id).exists()
        assert not taskable or consent
        offer.refresh_from_db()
        assert offer.state != "ready" or consent
    transaction.savepoint_rollback(sid)


def test_without_consent_the_database_itself_refuses() -> None:
    offer = make_pool(make_organisation(affiliation="independent"))
    with pytest.raises(Refused, match="ask for its consent"):
        actions.accept_offer(by=TEST, at=AT, offer=offer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(id=offer.id).update(state="ready")


def test_a_partner_that_turns_to_coordinating_itself_must_say_yes_anew() -> None:
    group = make_organisation()
    offer = actions.accept_offer(by=TEST, at=AT, offer=make_pool(group))
    Organisation.objects.filter(id=group.id).update(affiliation="recognised")
    assert not queries.taskable_offers().exists()
    actions.record_consent(by=TEST, at=AT, offer=offer, consents=True)
    assert queries.taskable_offers().get() == offer
