"""What holds for every list that is taken out as a file, whichever app it is of."""

import pytest
from django.http import QueryDict

from rallyround.feeds import access
from rallyround.people.roles import ROLES, Permission
from rallyround.ui.errors import NotAllowed, NotFound
from rallyround.ui.registry import EXPORT, LISTINGS, must_export
from tests.factories import make_user

pytestmark = pytest.mark.django_db

LONG = ("needs", "offers", "handovers", "tasks", "proposals", "messages", "log", "record")


def test_the_long_lists_are_known_to_the_worker() -> None:
    access.registered("needs")
    assert set(LONG) <= set(LISTINGS)


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_list_is_taken_out_by_whoever_may_see_it_and_may_take_lists_out(name: str, role: str) -> None:
    user = make_user(role)
    needed = {Permission.EXPORT, Permission(access.registered(name).permission)}
    if needed <= ROLES[role].permissions:
        assert access.list_to_export(user, name, QueryDict()).name == name
    else:
        refusal = NotFound if Permission.EXPORT in ROLES[role].permissions else NotAllowed
        with pytest.raises(refusal):
            access.list_to_export(user, name, QueryDict())


def test_the_key_is_that_of_the_permission() -> None:
    assert EXPORT == Permission.EXPORT


def test_who_may_not_take_lists_out_is_refused_in_a_sentence() -> None:
    must_export(make_user("duty_officer"))
    with pytest.raises(NotAllowed, match="taking lists out as files"):
        must_export(make_user("helper"))
