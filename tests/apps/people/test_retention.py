"""Details are forgotten when their time comes, by themselves, and not before."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from rallyround.ledger.models import Event
from rallyround.people import actions, retention
from rallyround.people.actions import Particulars, PartnershipSettings
from rallyround.people.models import Details, Note, Person
from rallyround.ui.errors import Refused
from tests.apps.people.factories import make_contact
from tests.factories import AT, TEST, make_partnership

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Register:
    """Stands for the app above that knows needs: when each person's last one was closed, None while it is open."""

    def __init__(self) -> None:
        self.closed: dict[UUID, datetime | None] = {}

    def still_needed(self, ids: list[UUID], before: datetime) -> set[UUID]:
        """The contract that the apps above fulfil."""
        return {i for i in ids if i in self.closed and ((at := self.closed[i]) is None or at >= before)}


@pytest.fixture
def register(monkeypatch: pytest.MonkeyPatch) -> Register:
    """One app above has said that it needs people."""
    make_partnership()
    stand_in = Register()
    monkeypatch.setattr(retention, "IN_USE", [stand_in.still_needed])
    monkeypatch.setattr(retention, "SUBJECTS", [])
    return stand_in


def keep() -> Person:
    """Somebody with a name, a number and words."""
    person, _note = actions.keep_person(
        by=TEST, at=AT, particulars=Particulars(name="Canary Quill", phone="01632 960123"), words="Help"
    )
    return person


def forgotten(person: Person) -> bool:
    """Whether nothing says any more who this was."""
    details = Details.objects.get(person=person)
    texts = Note.objects.filter(person=person).values_list("text", flat=True)
    blank = not (details.name or details.phone or details.phone_key or any(texts))
    assert blank is (Person.objects.get(pk=person.pk).forgotten_at is not None)
    return blank


def test_details_go_a_while_after_the_last_need_was_closed_and_not_a_day_before(register: Register) -> None:
    person = keep()
    register.closed[person.id] = None
    retention.forget_due(AT + 1000 * DAY)
    assert not forgotten(person)  # still open after years
    register.closed[person.id] = AT + 1000 * DAY
    for days, gone in ((1001, False), (1090, False), (1091, True)):
        retention.forget_due(AT + days * DAY)
        assert forgotten(person) is gone, days
    assert Event.objects.get(verb="person.forgotten").reason == "retention"


def test_running_twice_forgets_nobody_twice(register: Register) -> None:
    keep()
    assert retention.forget_due(AT + 91 * DAY) == 1
    assert retention.forget_due(AT + 91 * DAY) == 0
    assert Event.objects.filter(verb="person.forgotten").count() == 1


def test_a_person_of_whom_nothing_became_is_forgotten_too(register: Register) -> None:
    person = keep()
    retention.forget_due(AT + 90 * DAY)
    assert not forgotten(person)
    retention.forget_due(AT + 91 * DAY)
    assert forgotten(person)


def test_whoever_is_held_for_a_claim_is_kept_until_released(register: Register) -> None:
    person = keep()
    actions.hold_person(by=TEST, at=AT, person=person, reason="claim_2026_1")
    assert retention.forget_due(AT + 500 * DAY) == 0
    with pytest.raises(Refused, match="held for a claim"):
        actions.forget_person(by=TEST, at=AT, person=person, reason="asked")
    actions.release_person(by=TEST, at=AT, person=person)
    assert retention.forget_due(AT + 500 * DAY) == 1


def test_an_inquiry_keeps_everything(register: Register) -> None:
    person = keep()
    stands = PartnershipSettings(name="Mereshire", contact_number="01632 960000")
    held = PartnershipSettings(name="Mereshire", contact_number="01632 960000", legal_hold=True)
    actions.change_partnership(by=TEST, at=AT, settings=held)
    assert retention.forget_due(AT + 500 * DAY) == 0
    actions.change_partnership(by=TEST, at=AT, settings=stands)
    assert retention.forget_due(AT + 500 * DAY) == 1
    assert forgotten(person)


def test_another_number_of_days_counts_at_once(register: Register) -> None:
    person = keep()
    shorter = PartnershipSettings(name="Mereshire", contact_number="01632 960000", retention_days=7)
    actions.change_partnership(by=TEST, at=AT, settings=shorter)
    retention.forget_due(AT + 8 * DAY)
    assert forgotten(person)


def test_contacts_of_the_directory_are_kept(register: Register) -> None:
    contact = make_contact()
    assert retention.forget_due(AT + 5000 * DAY) == 0
    assert not forgotten(contact.person)


def test_one_app_that_still_needs_somebody_is_enough(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, other = keep(), Register()
    other.closed[person.id] = None
    monkeypatch.setattr(retention, "IN_USE", [register.still_needed, other.still_needed])
    assert retention.forget_due(AT + 500 * DAY) == 0


def test_where_no_app_has_said_whom_it_needs_nobody_is_forgotten(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep()
    monkeypatch.setattr(retention, "IN_USE", [])
    assert retention.forget_due(AT + 500 * DAY) == 0


def test_what_others_noted_about_somebodys_own_things_goes_with_them(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, theirs, another = keep(), ("need", uuid7()), ("need", uuid7())
    for about in (theirs, another):
        actions.write_note(by=TEST, at=AT, about=about, text="Mrs Quill has a dog")
    monkeypatch.setattr(retention, "SUBJECTS", [lambda id: {theirs} if id == person.id else set()])
    retention.forget_due(AT + 91 * DAY)
    assert Note.objects.get(subject_id=theirs[1]).text == ""
    assert Note.objects.get(subject_id=another[1]).text != ""
