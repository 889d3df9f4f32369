"""Groups of four kinds: what is known of them, how many they are, which come first."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from rallyround.groups import actions, queries
from rallyround.groups.models import PriorityGroup
from rallyround.groups.profiles import profile
from rallyround.groups.sizes import Size, Total, people_from_households, total
from rallyround.groups.vocabulary import CauseOfNeed, HardlyReached
from rallyround.ledger.models import Event
from rallyround.ui.errors import Refused, WrongState
from tests.factories import AT, TEST, make_organisation
from tests.groups_factories import (
    a_profile,
    make_group,
    make_group_contact,
    make_group_need,
    make_risk,
    make_route,
)

pytestmark = pytest.mark.django_db


def test_a_group_is_added_once_however_often_it_is_sent() -> None:
    group = make_group()
    again = actions.add_group(by=TEST, at=AT, profile=a_profile(), risks=[], id=group.id)
    assert again == group
    assert Event.objects.filter(verb="group.added").count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"causes": ()}, "at least one cause of need"),
        ({"causes": ("bad_luck",)}, "from the list"),
        ({"hardly_reached": ("shy",)}, "hardly reached"),
        ({"rationale": "  "}, "Say why this group needs more help"),
        ({"kind": "household"}, "what kind of group"),
        ({"size_low": 10}, "both ends of the range"),
        ({"size_low": 10, "size_high": 5}, "smaller number comes first"),
        ({"pattern": "dispersed", "areas": ("E06000001",)}, "has no place"),
        ({"pattern": "dispersed", "site": "The camp"}, "has no place"),
        ({"pattern": "site"}, "Name the site"),
        ({"easting": 430000}, "both an easting and a northing"),
    ],
)
def test_a_group_that_does_not_make_sense_is_refused(said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        make_group(**said)
    assert not PriorityGroup.objects.exists()


def test_the_database_itself_takes_no_group_without_a_cause_and_no_place_for_a_dispersed_one() -> None:
    group = make_group()
    changes: list[dict[str, Any]] = [{"causes": []}, {"pattern": "dispersed", "areas": ["E06000001"]}]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            PriorityGroup.objects.filter(id=group.id).update(**change)


def test_a_name_is_used_once() -> None:
    make_group(name="Flood V")
    with pytest.raises(Refused, match="already a group called flood v"):
        make_group(name="flood v")


@pytest.mark.manual("S7.c1")
def test_each_of_the_five_grounds_can_make_a_group_and_each_says_why() -> None:
    for cause in CauseOfNeed.values:
        group = make_group(causes=(cause,), rationale=f"Because of {cause}")
        assert (group.causes, group.rationale) == ([cause], f"Because of {cause}")
    assert make_group(causes=tuple(CauseOfNeed.values)).causes == CauseOfNeed.values
    assert len(CauseOfNeed.values) == 5
    with pytest.raises(Refused, match="Say why"):
        make_group(rationale="")


@pytest.mark.manual("TD.1")
def test_a_hardly_reached_group_is_known_without_names_and_without_a_number() -> None:
    group = make_group(hardly_reached=tuple(HardlyReached.values), pattern="dispersed")
    assert len(group.hardly_reached) == 5
    assert (group.size_low, group.size_high) == (None, None)
    make_group(size_low=40, size_high=60)
    make_group(size_low=10, size_high=10)
    assert queries.totals(queries.current_groups())["people"] == Total(50, 70, 2, 1)
    assert str(queries.totals(queries.current_groups())["people"]) == "at least 50, 1 group not known"
    assert not any(
        "name" in field.name and field.name != "name" for field in PriorityGroup._meta.get_fields()
    )


def test_an_unknown_is_carried_through_whatever_is_added_to_it() -> None:
    sizes = [Size(3, 9), Size(), Size(1, 1)]
    for n in range(5):
        found = total(sizes + [Size()] * n)
        assert (found.low, found.high, found.unknown, found.complete) == (4, 10, 1 + n, False)
    assert str(total([Size(), Size()])) == "Not known"
    assert str(total([])) == "0"


@pytest.mark.manual("S7.c2")
def test_2000_households_at_the_river_need_homes_made_ready_and_cleaning_up_for_4726_people() -> None:
    assert people_from_households(2000) == 4726
    group = make_group(name="Flood V", size_low=2000, size_high=2000, size_unit="households")
    for kind, phase in (("prepare_homes", "before"), ("clean_up", "after")):
        make_group_need(group, kind=kind, phase=phase, low=4726, likely=4726, high=4726, unit="people")
    assert queries.people(group) == Size(4726, 4726)
    assert queries.need_total(queries.current_needs(group).filter(kind="clean_up"))["people"].low == 4726
    assert set(queries.current_needs(group).values_list("kind", flat=True)) == {"prepare_homes", "clean_up"}


def test_members_of_a_group_in_the_sum_are_not_counted_again() -> None:
    town = make_group(size_low=1000, size_high=1000)
    street = make_group(size_low=100, size_high=100, parent=town)
    assert queries.totals([town, street])["people"] == Total(1000, 1000, 1, 0)
    assert queries.totals([street])["people"] == Total(100, 100, 1, 0)
    network = make_group(kind="network")
    for _ in range(2):
        make_group(size_low=10, size_high=20, parent=network)
    assert queries.totals([network, *network.members.all()])["people"] == Total(20, 40, 2, 1)


def test_organisations_are_never_added_to_people() -> None:
    make_group(size_low=3, size_high=3, size_unit="organisations", kind="network")
    make_group(size_low=10, size_high=10)
    found = queries.totals(queries.current_groups())
    assert (found["organisations"].low, found["people"].low) == (3, 10)


def test_nobody_belongs_to_themselves_by_whatever_way_round() -> None:
    top = make_group()
    middle = make_group(parent=top)
    low = make_group(parent=middle)
    for parent in (top, middle, low):
        with pytest.raises(Refused, match="cannot belong to itself"):
            actions.change_group(
                by=TEST, at=AT, group=top, profile=a_profile(), risks=[make_risk()], parent=parent
            )


@pytest.mark.parametrize("kind", ["people", "group", "organisation", "network"])
def test_all_that_can_be_done_with_a_group_can_be_done_with_each_kind(kind: str) -> None:
    above = make_group(kind=kind, pattern="place", areas=("E06000001",))
    at_a_site = make_group(kind=kind, pattern="site", site="The works", parent=above)
    typed = make_group(kind=kind, pattern="dispersed", parent=at_a_site, by_trusted_routes_only=True)
    actions.change_group(by=TEST, at=AT, group=typed, profile=a_profile(kind=kind, pattern="dispersed"),
                         risks=[make_risk()], parent=above, community_owner=make_organisation())  # fmt: skip
    actions.set_priority(by=TEST, at=AT, group=typed, high=True, reason="Nobody asks them", rank=1)
    make_group_need(typed)
    make_group_contact(typed, route=make_route(typed), mode="through")
    typed.refresh_from_db()
    page = queries.group_page(typed, AT.date())
    assert page.profile.of == 7
    assert page.needs
    assert page.contacts
    assert typed.parent == above
    assert {r.name for r in queries.ranking()} >= {above.name, at_a_site.name, typed.name}
    actions.end_group(by=TEST, at=AT, group=typed)


def test_an_ended_group_is_changed_no_more_and_one_with_members_is_not_ended() -> None:
    above = make_group(high=True)
    member = make_group(parent=above)
    with pytest.raises(Refused, match="Other groups belong to this one"):
        actions.end_group(by=TEST, at=AT, group=above)
    actions.end_group(by=TEST, at=AT, group=member)
    actions.end_group(by=TEST, at=AT, group=above)
    above.refresh_from_db()
    assert not above.high_priority
    with pytest.raises(WrongState, match="was ended"):
        actions.set_priority(by=TEST, at=AT, group=above, high=True, reason="x")
    with pytest.raises(WrongState, match="was ended"):
        make_group_need(above)
    with pytest.raises(WrongState, match="was ended"):
        make_route(above)


def test_high_priority_says_why() -> None:
    group = make_group()
    with pytest.raises(Refused, match="Say why"):
        actions.set_priority(by=TEST, at=AT, group=group, high=True, reason=" ")
    with pytest.raises(Refused, match="counted from 1"):
        actions.set_priority(by=TEST, at=AT, group=group, high=True, reason="x", rank=0)


@pytest.mark.manual("S3.c6")
def test_of_ten_groups_three_come_first_with_reasons_one_of_each_way_of_lying_on_the_map() -> None:
    worst, bad, mild = (
        make_risk(likelihood=4, impact=5),
        make_risk(likelihood=3, impact=4),
        make_risk(impact=1),
    )
    make_group(name="Flood V", risks=[worst], size_low=2000, size_high=2000, size_unit="households",
               areas=("E06000001",), easting=430000, northing=380000)  # fmt: skip
    make_group(name="Caravan site 1", risks=[worst], size_low=500, size_high=500, pattern="site",
               site="Works", causes=("at_risk", "vulnerable", "unaware"))  # fmt: skip
    make_group(name="Community K", risks=[bad], pattern="dispersed", by_trusted_routes_only=True,
               causes=("vulnerable", "unaware"), hardly_reached=("off_list", "minority"))  # fmt: skip
    for number in range(7):
        make_group(name=f"Listed {number}", risks=[mild], size_low=50, size_high=80)
    ranked = queries.ranking()
    assert len(ranked) == 10
    first = [r for r in ranked if r.first]
    assert [r.name for r in first] == ["Caravan site 1", "Flood V", "Community K"]
    for found in ranked:
        assert (found.low, found.high) == (
            sum(r.low for r in found.reasons),
            sum(r.high for r in found.reasons),
        )
        assert all(str(reason.label) for reason in found.reasons)
    unknown = first[-1]
    assert unknown.high - unknown.low == 3, "nobody knows how many they are"
    for place, found in enumerate(first, start=1):
        actions.set_priority(by=TEST, at=AT, group=PriorityGroup.objects.get(id=found.key), high=True,
                             reason="Ranked first", rank=place)  # fmt: skip
    high = list(queries.high_priority())
    assert [g.pattern for g in high] == ["site", "place", "dispersed"]
    assert (high[2].areas, high[2].site, high[2].easting) == ([], "", None)
    assert (high[1].easting, high[1].areas) == (430000, ["E06000001"])


@pytest.mark.manual("S3.c7")
def test_the_profile_says_what_is_known_of_a_group_and_what_to_do_about_the_rest() -> None:
    group = make_group()
    page = queries.group_page(group, AT.date())
    assert {item.key for item in page.profile.missing} == {
        "place", "characteristics", "partners", "size", "needs", "contact"
    }  # fmt: skip
    assert all(str(item.next_) for item in page.profile.missing)
    known = a_profile(areas=("E06000001",), characteristics="Older homes", size_low=5, size_high=9)
    actions.change_group(by=TEST, at=AT, group=group, profile=known, risks=[make_risk()])
    make_route(group)
    group.refresh_from_db()
    assert {item.key for item in profile(group).missing} == {"needs", "contact"}
    make_group_need(group)
    make_group_contact(group)
    found = profile(group)
    assert (found.done, found.of) == (7, 7)


def test_a_dispersed_group_lacks_no_place() -> None:
    missing = profile(make_group(pattern="dispersed")).missing
    assert "place" not in {item.key for item in missing}
