"""Who might work with a group: four tests of fit, five of who is best placed, and how wide they work."""

import pytest

from rallyround.collaborations import actions, queries
from rallyround.collaborations.criteria import FITS, PLACED, TESTS
from rallyround.groups import actions as groups
from rallyround.people import actions as people
from rallyround.people.models import Organisation
from rallyround.ui.errors import Refused, WrongState
from tests.collaborations_factories import make_candidate
from tests.factories import AT, TEST, make_organisation, make_ready_offer, make_user
from tests.groups_factories import make_group, make_route

pytestmark = pytest.mark.django_db


def working(scope: str, name: str, brings: str = "", areas: tuple[str, ...] = ()) -> Organisation:
    """An organisation that works so wide."""
    return people.add_organisation(by=TEST, at=AT, name=name, partner_type="community_group", scope=scope,
                                   affiliation="coordinated", brings=brings, areas=areas)  # fmt: skip


@pytest.mark.manual("S5.h1")
def test_each_group_has_its_candidates_with_the_four_tests_of_fit() -> None:
    group = make_group()
    candidate = make_candidate(group, yes=("close", "at_work"), no=("bound",))
    make_candidate(make_group(), yes=("willing",))
    assert [test.key for test in FITS] == ["close", "at_work", "bound", "willing"]
    (found,) = queries.ranked(group)
    assert found.candidate == candidate
    assert [(a.test.key, a.answer, a.because) for a in found.fits] == [
        ("close", "yes", "Seen at work"),
        ("at_work", "yes", "Seen at work"),
        ("bound", "no", "Asked"),
        ("willing", "not_known", ""),
    ]
    assert (
        actions.add_candidate(by=TEST, at=AT, group=group, organisation=candidate.organisation) == candidate
    )


@pytest.mark.manual("S5.h2")
def test_who_is_best_placed_comes_first_and_each_point_is_explained() -> None:
    group = make_group()
    assert [test.key for test in PLACED] == ["same_aims", "means", "assets", "has_helped", "good_company"]
    best = make_candidate(group, yes=tuple(test.key for test in TESTS))
    maybe = make_candidate(group, yes=("close", "means"))
    no = make_candidate(group, yes=("close", "means"), no=("assets", "has_helped", "good_company"))
    found = queries.ranked(group)
    assert [s.candidate for s in found] == [best, maybe, no]
    assert [(s.place, s.score.low, s.score.high, s.score.of) for s in found] == [
        (1, 11, 11, 12), (2, 4, 11, 12), (3, 4, 8, 12)
    ]  # fmt: skip
    assert {a.test.key: a.because for a in found[2].placed}["assets"] == "Asked"
    for scored in found:
        answers = [a.answer for a in scored.fits + scored.placed]
        assert scored.score.low == scored.score.scope + answers.count("yes")
        assert scored.score.high == scored.score.low + answers.count("not_known")
        assert "works in the area" in str(scored.score.scope_because)


@pytest.mark.manual("ST.12")
def test_translation_goes_to_those_who_work_wide_and_knocking_on_doors_to_those_who_live_there() -> None:
    group = make_group()
    scopes = ("regional", "hyper_local", "national", "local")
    for scope in scopes:
        make_candidate(group, organisation=working(scope, scope), yes=("willing",))
    translation = queries.ranked(group, needs_local_knowledge=False)
    knocking = queries.ranked(group, needs_local_knowledge=True)
    assert [s.candidate.organisation.scope for s in translation] == [
        "national",
        "regional",
        "local",
        "hyper_local",
    ]
    assert [s.candidate.organisation.scope for s in knocking] == [
        "hyper_local",
        "local",
        "regional",
        "national",
    ]
    assert "same everywhere" in str(translation[0].score.scope_because)
    assert "neighbourhood" in str(knocking[0].score.scope_because)


def test_an_answer_says_why() -> None:
    candidate, user = make_candidate(), make_user()
    for answers in ({"close": ("yes", " ")}, {"close": ("perhaps", "x")}, {"charm": ("yes", "x")}):
        with pytest.raises(Refused):
            actions.answer_tests(by=TEST, at=AT, user=user, candidate=candidate, answers=answers)
    actions.answer_tests(by=TEST, at=AT, user=user, candidate=candidate, answers={"close": ("not_known", "")})


def test_an_organisation_put_aside_is_no_candidate() -> None:
    organisation = make_organisation()
    Organisation.objects.filter(id=organisation.id).update(active=False)
    organisation.refresh_from_db()
    with pytest.raises(Refused, match="not active"):
        make_candidate(organisation=organisation)


@pytest.mark.manual("S2.h3")
def test_partners_are_found_by_whom_they_reach_and_by_what_they_bring_and_the_gaps_are_listed() -> None:
    near = working("local", "Near", "two minibuses", ("E1",))
    far = working("local", "Far", "minibuses", ("E2",))
    wide = working("national", "Wide", "interpreters")
    trusted = working("hyper_local", "Trusted", "a hall", ("E2",))
    at_the_river = make_group(areas=("E1",), high=True, rank=1)
    dispersed = make_group(pattern="dispersed", high=True, rank=2)
    make_route(dispersed, organisation=trusted)
    assert set(queries.who_reach(at_the_river)) >= {near, wide}
    assert not {far, trusted} & set(queries.who_reach(at_the_river))
    assert set(queries.who_reach(dispersed)) == {trusted}
    make_candidate(dispersed, organisation=wide, yes=("close",))
    assert set(queries.who_reach(dispersed)) == {trusted, wide}
    assert set(queries.who_supply("minibus")) == {near, far}
    make_ready_offer(kind="pool", organisation=far.id, capacity=3, skills=("protecting_homes",), name="")
    assert set(queries.who_supply("Protecting homes")) == {far}
    assert set(queries.who_supply("minibus", queries.who_reach(at_the_river))) == {near}
    assert {(gap.group, gap.objective) for gap in queries.gap_list()} == {
        (group, objective) for group in (at_the_river, dispersed) for objective in queries.target().objectives
    }


def test_an_ended_group_gets_no_candidates() -> None:
    group = make_group()
    groups.end_group(by=TEST, at=AT, group=group)
    group.refresh_from_db()
    with pytest.raises(WrongState, match="was ended"):
        make_candidate(group)
