"""Contact with a group goes by the routes that it agreed to; silence is noticed."""

import random
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from uuid_utils.compat import uuid7

from rallyround.groups import actions, queries
from rallyround.groups.contacting import permitted_routes
from rallyround.groups.models import GroupContact, PriorityGroup
from rallyround.ui.errors import Refused, WrongState
from tests.factories import AT, TEST, make_organisation, make_user
from tests.groups_factories import a_profile, make_group, make_group_contact, make_risk, make_route

pytestmark = pytest.mark.django_db
TODAY = AT.date()


@pytest.mark.manual("S7.c4")
def test_a_dispersed_community_of_450_is_kept_without_addresses_and_reached_through_those_it_trusts() -> None:
    group = make_group(name="Community K", size_low=450, size_high=450, pattern="dispersed",
                       causes=("vulnerable", "unaware"), by_trusted_routes_only=True)  # fmt: skip
    for mode in ("present", "call", "written"):
        with pytest.raises(Refused, match="only through those it trusts"):
            make_group_contact(group, mode=mode)
    make_group_contact(group, mode="through", route=make_route(group))
    for change in ({"areas": ("E06000001",)}, {"site": "x"}, {"easting": 1, "northing": 1}):
        with pytest.raises(Refused, match="has no place"):
            actions.change_group(by=TEST, at=AT, group=group, risks=[make_risk()],
                                 profile=a_profile(name=group.name, pattern="dispersed", **change))  # fmt: skip
    fields = {field.name for field in PriorityGroup._meta.get_fields()}
    assert not fields & {"address", "addresses", "postcode", "person", "people"}


@pytest.mark.manual("ST.11")
def test_whatever_is_tried_no_contact_bypasses_a_permitted_route() -> None:
    dice = random.Random(11)
    user, other = make_user(), make_group(by_trusted_routes_only=True)
    group = make_group(by_trusted_routes_only=True)
    trusted = make_organisation(name="The elders' council")
    routes = [make_route(group, organisation=trusted), make_route(group), make_route(other)]
    assert set(permitted_routes(group.id, TODAY)) == set(routes[:2])
    assert {route.organisation for route in queries.routes(group)} >= {trusted}
    actions.end_route(by=TEST, at=AT + timedelta(days=10), route=routes[1])
    for _ in range(120):
        route = dice.choice([*routes, None])
        on = TODAY + timedelta(days=dice.randint(-5, 20))
        try:
            make_group_contact(
                group, at=AT + timedelta(days=30), on=on, user=user, route=route,
                mode=dice.choice(["present", "through", "call", "written"]),
            )  # fmt: skip
        except Refused:
            continue
    logged = list(GroupContact.objects.all())
    assert logged
    for contact in logged:
        assert contact.route is not None
        assert contact.route.group == group
        assert contact.route.agreed_on <= contact.on
        assert contact.route.ended_on is None or contact.on < contact.route.ended_on
    with pytest.raises(DatabaseError), transaction.atomic():
        GroupContact.objects.create(id=uuid7(), group=group, mode="call", on=TODAY, about="x", by=user,
                                    recorded_at=AT)  # fmt: skip


def test_a_group_may_always_speak_first() -> None:
    group = make_group(by_trusted_routes_only=True)
    assert make_group_contact(group, mode="call", from_the_group=True).from_the_group


def test_what_was_logged_stays() -> None:
    contact = make_group_contact(make_group())
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        GroupContact.objects.filter(id=contact.id).update(about="something else")
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        contact.delete()


def test_a_contact_of_tomorrow_and_one_through_nobody_are_refused() -> None:
    group = make_group()
    with pytest.raises(Refused, match="up to today"):
        make_group_contact(group, on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="Choose the route"):
        make_group_contact(group, mode="through")


def test_one_route_through_an_organisation_at_a_time() -> None:
    group, organisation = make_group(), make_organisation()
    route = make_route(group, organisation=organisation)
    with pytest.raises(Refused, match="already"):
        make_route(group, organisation=organisation)
    actions.end_route(by=TEST, at=AT, route=route)
    with pytest.raises(WrongState, match="ended already"):
        actions.end_route(by=TEST, at=AT, route=route)
    make_route(group, organisation=organisation)


@pytest.mark.manual("S4.c13")
def test_silence_is_noticed_and_a_contact_with_its_mode_and_day_ends_it() -> None:
    group = make_group()
    assert not queries.is_quiet(group, TODAY + timedelta(days=90))
    assert queries.is_quiet(group, TODAY + timedelta(days=91))
    later = AT + timedelta(days=91)
    contact = make_group_contact(group, at=later, mode="present")
    assert (contact.mode, contact.on) == ("present", later.date())
    assert not queries.is_quiet(group, later.date())
    assert queries.last_contact(group) == later.date()
    assert list(queries.quiet(later.date() + timedelta(days=8), days=7)) == [group]


def test_an_ended_group_is_not_called_quiet() -> None:
    group = make_group()
    actions.end_group(by=TEST, at=AT, group=group)
    assert not queries.quiet(date(2030, 1, 1)).exists()
