"""Who signs in and what they may do."""

import threading

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from rallyround.ledger.models import Event
from rallyround.people import actions, queries
from rallyround.people.models import Membership, User
from rallyround.people.roles import Permission
from rallyround.ui.errors import Refused, WrongState
from tests.factories import AT, TEST, make_organisation, make_user


@pytest.mark.django_db
def test_sending_a_new_user_twice_makes_one() -> None:
    first = make_user()
    again = actions.add_user(by=TEST, at=AT, name="Sent twice", email="twice@example.org", id=first.id)
    assert again == first
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_two_people_cannot_share_an_e_mail_address() -> None:
    user = make_user()
    with pytest.raises(Refused, match="already signs in"):
        actions.add_user(by=TEST, at=AT, name="Other", email=user.email.upper())


@pytest.mark.django_db
def test_a_role_that_ended_gives_nothing_any_more() -> None:
    user = make_user("duty_officer")
    assert user.may(Permission.TRIAGE)
    actions.end_role(by=TEST, at=AT, membership=Membership.objects.get(user=user))
    assert not User.objects.get(pk=user.pk).may(Permission.TRIAGE)


@pytest.mark.django_db
def test_a_role_counts_in_its_districts_only() -> None:
    user = make_user("duty_officer", areas=["E08000016"])
    assert user.may(Permission.TRIAGE, "E08000016")
    assert not user.may(Permission.TRIAGE, "E08000017")
    assert user.areas(Permission.TRIAGE) == ["E08000016"]


@pytest.mark.django_db
def test_the_last_administrator_stays_one() -> None:
    user = make_user("administrator")
    membership = Membership.objects.get(user=user)
    with pytest.raises(Refused, match="last administrator"):
        actions.end_role(by=TEST, at=AT, membership=membership)
    with pytest.raises(Refused, match="last administrator"):
        actions.deactivate_user(by=TEST, at=AT, user=user)
    assert queries.administrators() == [user]


@pytest.mark.django_db
def test_an_administrator_who_never_set_a_password_does_not_count() -> None:
    user = make_user("administrator")
    invited = actions.add_user(by=TEST, at=AT, name="Invited", email="invited@example.org")
    actions.give_role(by=TEST, at=AT, user=invited, organisation=make_organisation(), role="administrator")
    with pytest.raises(Refused, match="last administrator"):
        actions.deactivate_user(by=TEST, at=AT, user=user)
    actions.set_password(by=invited.actor, at=AT, user=invited, password="quite long enough a phrase")
    actions.deactivate_user(by=TEST, at=AT, user=user)
    assert queries.administrators() == [invited]


@pytest.mark.django_db
def test_an_administrator_twice_over_may_lose_one_of_the_roles() -> None:
    user = make_user("administrator")
    actions.give_role(by=TEST, at=AT, user=user, organisation=make_organisation(), role="administrator")
    first, last = Membership.objects.filter(user=user).order_by("id")
    actions.end_role(by=TEST, at=AT, membership=first)
    with pytest.raises(Refused):
        actions.end_role(by=TEST, at=AT, membership=last)


def test_two_administrators_who_remove_each_other_at_once_leave_one(committed: str) -> None:
    users = [make_user("administrator"), make_user("administrator")]
    start = threading.Barrier(2)
    outcomes: list[str] = []

    def remove(user: User) -> None:
        try:
            start.wait(timeout=5)
            actions.deactivate_user(by=TEST, at=AT, user=user)
            outcomes.append("removed")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(outcomes) == ["refused", "removed"]
    assert len(queries.administrators()) == 1


@pytest.mark.django_db
def test_closing_a_sign_in_twice_says_so() -> None:
    user = make_user("helper")
    actions.deactivate_user(by=TEST, at=AT, user=user)
    with pytest.raises(WrongState, match="already closed"):
        actions.deactivate_user(by=TEST, at=AT, user=user)
    actions.reactivate_user(by=TEST, at=AT, user=user)
    assert User.objects.get(pk=user.pk).roles == {"helper"}


@pytest.mark.django_db
def test_a_lost_second_factor_is_removed_and_written_down() -> None:
    user = make_user("helper")
    with pytest.raises(WrongState, match="has no second factor"):
        actions.remove_second_factor(by=TEST, at=AT, user=user)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "A" * 32})
    assert queries.has_second_factor(user)
    actions.remove_second_factor(by=TEST, at=AT, user=user)
    assert not queries.has_second_factor(user)
    assert Event.objects.filter(verb="user.second_factor_removed", subject_id=user.id).count() == 1


@pytest.mark.django_db
def test_the_ledger_holds_no_name_and_no_address_of_a_user() -> None:
    user = make_user("administrator", name="Canary Quillfeather")
    actions.invite_user(by=TEST, at=AT, user=user)
    actions.record_sign_in(by=user.actor, at=AT, user=user)
    actions.record_sign_out(by=user.actor, at=AT, user=user)
    text = "".join(str(vars(event)) for event in Event.objects.all())
    assert "Canary" not in text
    assert user.email not in text


@pytest.mark.django_db
def test_who_may_see_details_or_look_after_people_needs_a_second_factor() -> None:
    assert queries.needs_second_factor(make_user("duty_officer"))
    assert queries.needs_second_factor(make_user("administrator"))
    assert not queries.needs_second_factor(make_user("analyst"))
