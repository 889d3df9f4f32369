"""The directory and the call-out list: in order, tried on schedule, printed on a card, forgotten when removed."""

from datetime import timedelta

import pytest

from rallyround.ledger.models import Event
from rallyround.people import actions, queries
from rallyround.people.actions import Particulars
from rallyround.people.models import Contact, Details, Organisation
from rallyround.ui.errors import Refused, WrongState
from tests.apps.people.factories import make_contact
from tests.factories import AT, TEST, make_organisation, make_user

pytestmark = pytest.mark.django_db
TODAY = AT.date()


def order() -> list[str]:
    """The jobs on the call-out list, first called first."""
    return [contact.job for contact in queries.call_out_order(TODAY)]


def test_two_partners_cannot_have_one_name() -> None:
    make_organisation(name="Mereshire Council")
    with pytest.raises(Refused, match="already an organisation called"):
        make_organisation(name="mereshire council")
    other = make_organisation()
    with pytest.raises(Refused, match="already an organisation called"):
        actions.change_organisation(
            by=TEST, at=AT, organisation=other, name="MERESHIRE COUNCIL", partner_type="business",
            affiliation="independent",
        )  # fmt: skip


def test_a_partners_entry_is_corrected_and_the_record_says_which_fields() -> None:
    organisation = make_organisation(name="Mere Aid")
    actions.change_organisation(
        by=TEST, at=AT, organisation=organisation, name="Mere Aid", partner_type=organisation.partner_type,
        affiliation="recognised", scope="national", areas=["X1"], insured_until=TODAY,
    )  # fmt: skip
    changed = Organisation.objects.get(pk=organisation.pk)
    assert (changed.affiliation, changed.areas, changed.insured_until) == ("recognised", ["X1"], TODAY)
    assert Event.objects.get(verb="organisation.changed").data["changed"] == [
        "affiliation",
        "scope",
        "areas",
        "insured_until",
    ]


def test_sending_a_contact_twice_is_harmless() -> None:
    first = make_contact()
    again = actions.add_contact(
        by=TEST, at=AT, organisation=first.organisation, job="Duty manager",
        particulars=Particulars(name="Contact", phone="01632 960001"), id=first.id,
    )  # fmt: skip
    assert again == first
    assert Contact.objects.count() == 1


def test_a_contact_without_number_and_address_is_refused() -> None:
    with pytest.raises(Refused, match="must be reachable"):
        actions.add_contact(
            by=TEST, at=AT, organisation=make_organisation(), job="Chair", particulars=Particulars(name="A")
        )


def test_the_call_out_list_keeps_its_order_while_contacts_come_move_and_go() -> None:
    a, b, c = (make_contact(job=job, rank=rank) for rank, job in enumerate("abc", start=1))
    assert order() == ["a", "b", "c"]
    actions.rank_contact(by=TEST, at=AT, contact=c, rank=1)
    assert order() == ["c", "a", "b"]
    actions.rank_contact(by=TEST, at=AT, contact=c, rank=2)
    assert order() == ["a", "c", "b"]
    actions.rank_contact(by=TEST, at=AT, contact=a, rank=99)
    assert order() == ["c", "b", "a"]
    actions.rank_contact(by=TEST, at=AT, contact=b, rank=None)
    assert order() == ["c", "a"]
    actions.remove_contact(by=TEST, at=AT, contact=c)
    assert order() == ["a"]
    assert [contact.rank for contact in queries.call_out_order(TODAY)] == [1]


@pytest.mark.manual("S2.c4")
def test_a_number_not_tried_within_its_schedule_is_flagged_and_keeps_its_place() -> None:
    contact = make_contact(rank=1)
    assert queries.call_out_order(TODAY)[0].is_stale  # never tried
    actions.verify_contact(by=TEST, at=AT, contact=contact)
    for days, stale in ((0, False), (90, False), (91, True)):
        listed = queries.call_out_order(TODAY + timedelta(days=days))
        assert [(c.id, c.is_stale) for c in listed] == [(contact.id, stale)]
    actions.verify_contact(by=TEST, at=AT + timedelta(days=91), contact=contact)
    assert queries.staleness(TODAY + timedelta(days=91)).stale == 0
    actions.verify_contact(by=TEST, at=AT + timedelta(days=92), contact=contact, reached=False)
    assert queries.staleness(TODAY + timedelta(days=92)).stale == 1


@pytest.mark.manual("S2.c4")
def test_each_contact_has_a_schedule_of_its_own() -> None:
    contact = make_contact(rank=1)
    actions.verify_contact(by=TEST, at=AT, contact=contact)
    actions.change_contact(
        by=TEST, at=AT, contact=contact, job="Chair", particulars=Particulars(), verify_every_days=30
    )
    assert not queries.call_out_order(TODAY + timedelta(days=30))[0].is_stale
    assert queries.call_out_order(TODAY + timedelta(days=31))[0].is_stale


def test_a_new_number_has_yet_to_be_tried_and_what_is_left_empty_stays() -> None:
    contact = make_contact(name="Carys Evans")
    actions.verify_contact(by=TEST, at=AT, contact=contact)
    changed = actions.change_contact(
        by=TEST, at=AT, contact=contact, job="Chair", particulars=Particulars(phone="01632 960999")
    )
    assert changed.verified_on is None
    details = Details.objects.get(person=contact.person)
    assert (details.name, details.phone, details.phone_key) == ("Carys Evans", "01632 960999", "1632960999")
    assert Event.objects.get(verb="contact.changed").data == {"details": ["phone"]}


def test_nobody_is_their_own_deputy() -> None:
    contact = make_contact()
    with pytest.raises(Refused, match="own deputy"):
        actions.change_contact(
            by=TEST, at=AT, contact=contact, job="x", particulars=Particulars(), deputy=contact
        )


def test_the_card_shows_everybody_once_and_each_read_is_written_down() -> None:
    deputy = make_contact(name="Dan Smith", job="Deputy")
    first, second = make_contact(name="Carys Evans", rank=1), make_contact(name="Eve Jones", rank=2)
    actions.change_contact(
        by=TEST, at=AT, contact=first, job="Chair", particulars=Particulars(), deputy=deputy
    )
    by = make_user("secretariat")
    lines = actions.print_call_out_card(by=by.actor, at=AT)
    assert [(line.rank, line.name, line.deputy) for line in lines] == [
        (1, "Carys Evans", "Dan Smith"),
        (2, "Eve Jones", ""),
    ]
    card = Event.objects.get(verb="call_out_card.printed")
    reads = Event.objects.filter(verb="person.details_read", batch=card.batch)
    assert {e.subject_id for e in reads} == {first.person_id, second.person_id, deputy.person_id}
    assert {e.reason for e in reads} == {card.reason} == {"print_card"}
    assert {e.actor for e in reads} == {str(by.actor)}


def test_a_removed_contact_is_forgotten_and_nobodys_deputy() -> None:
    gone, stays = make_contact(name="Carys Evans", rank=1), make_contact()
    actions.change_contact(by=TEST, at=AT, contact=stays, job="x", particulars=Particulars(), deputy=gone)
    actions.remove_contact(by=TEST, at=AT, contact=gone)
    details = Details.objects.get(person=gone.person)
    assert (details.name, details.phone, details.phone_key) == ("", "", "")
    assert Contact.objects.get(pk=stays.pk).deputy is None
    with pytest.raises(WrongState, match="taken out"):
        actions.verify_contact(by=TEST, at=AT, contact=gone)
