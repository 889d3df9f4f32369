"""The working group, its terms of reference, what is done already, and a baseline that nobody can change."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from rallyround.people.models import User
from rallyround.programme import actions, headings
from rallyround.programme.actions.team import digest_of
from rallyround.programme.models import Baseline, GroupSeat, Initiative, TermsOfReference, WorkingGroup
from rallyround.programme.queries import align, baseline, team
from rallyround.ui.errors import NotAllowed, Refused, WrongState
from tests.factories import AT, TEST, make_organisation, make_user
from tests.programme_factories import (
    LATER,
    TODAY,
    an_initiative,
    approver,
    make_group,
    make_initiative,
    make_lead,
    make_terms,
)

pytestmark = pytest.mark.django_db


def form(**said: Any) -> WorkingGroup:
    """The working group, formed today."""
    fields: dict[str, Any] = {"name": "Together", "reports_to": "Executive group", "formed_on": TODAY, **said}
    return actions.form_working_group(by=TEST, at=AT, **fields)


def seat(role: str, mix: str = "", holder: User | None = None) -> GroupSeat:
    """A seat with or without somebody in it."""
    return actions.add_seat(
        by=TEST, at=AT, role=role, mix=mix, job="Officer", began_on=TODAY, holder=holder,
        organisation=make_organisation(), expected_of="Knows the valley",
    )  # fmt: skip


def approve(terms: TermsOfReference, user: User) -> TermsOfReference:
    """A body's approval."""
    return actions.approve_terms(
        by=user.actor, at=AT, terms=terms, user=user, body="Executive group", review_on=LATER
    )


@pytest.mark.manual("S2.h2")
def test_a_working_group_is_complete_with_five_parts() -> None:
    assert [part.there for part in team.five_parts()] == [False] * 5
    person = make_user()
    for role in ("champion", "lead", "member", "secretariat"):
        seat(role, holder=person)
    assert [part.key for part in team.five_parts() if not part.there] == ["terms"]
    approve(make_terms(), make_lead())
    assert all(part.there for part in team.five_parts())


@pytest.mark.manual("S2.c2")
def test_a_seat_says_what_is_expected_and_may_be_vacant() -> None:
    empty = actions.add_seat(
        by=TEST, at=AT, role="champion", job="Director of place", began_on=TODAY, expected_of="Opens doors",
        organisation=make_organisation(name="Council"),
    )  # fmt: skip
    assert [(s.get_role_display(), s.job, s.organisation.name, s.expected_of) for s in team.vacant() if s.organisation] == [
        ("Strategic champion", "Director of place", "Council", "Opens doors")
    ]  # fmt: skip
    assert not team.five_parts()[0].there
    actions.change_seat(
        by=TEST, at=AT, seat=empty, role="champion", job="Director of place", holder=make_user(),
        organisation=empty.organisation,
    )  # fmt: skip
    assert not team.vacant()
    actions.end_seat(by=TEST, at=AT, seat=empty, on=TODAY)
    assert not team.seats()
    with pytest.raises(WrongState, match="already ended"):
        actions.end_seat(by=TEST, at=AT, seat=empty, on=TODAY)


@pytest.mark.manual("S2.c3")
def test_a_kind_of_member_that_is_missing_is_named() -> None:
    assert len(team.missing_kinds()) == 5
    for mix in ("responders", "place_shaping", "voluntary", "engagement"):
        seat("member", mix, make_user())
    seat("member", "groups", None)  # a vacant seat speaks for nobody
    assert [key for key, _label in team.missing_kinds()] == ["groups"]
    seat("member", "groups", make_user())
    assert team.missing_kinds() == []


@pytest.mark.manual("S2.h1")
def test_a_report_that_was_not_made_is_flagged() -> None:
    group = form(reports_every_days=90)
    assert team.report_due(group) == TODAY + timedelta(days=90)
    assert not team.report_missed(group, TODAY + timedelta(days=90))
    assert team.report_missed(group, TODAY + timedelta(days=91))
    reported = actions.record_report(by=TEST, at=AT, group=group, on=TODAY)
    assert (reported.reports_to, reported.reports_every_days) == ("Executive group", 90)
    with pytest.raises(Refused, match="not been made yet"):
        actions.record_report(by=TEST, at=AT, group=group, on=TODAY + timedelta(days=1))


def test_there_is_one_working_group() -> None:
    first = form()
    again = form(name="Together again")
    assert first.pk == again.pk
    assert WorkingGroup.objects.get().name == "Together again"


@pytest.mark.manual("S2.c5")
def test_terms_of_reference_have_thirteen_headings_and_are_approved_whole() -> None:
    assert len(headings.HEADINGS) == 13
    assert len({h.key for h in headings.HEADINGS}) == 13
    boss, terms = make_lead(), make_terms(full=False)
    assert headings.completeness(terms.sections).filled == 0
    every = {heading.key: "Something." for heading in headings.HEADINGS}
    terms = actions.write_terms(by=TEST, at=AT, terms=terms, sections={**every, "funding": " "})
    found = headings.completeness(terms.sections)
    assert (found.filled, found.of, [h.key for h in found.blank]) == (12, 13, ["funding"])
    with pytest.raises(Refused, match="under: Money"):
        approve(terms, boss)
    terms = actions.write_terms(by=TEST, at=AT, terms=terms, sections={"funding": "Not decided."})
    assert headings.completeness(terms.sections).whole
    approved = approve(terms, boss)
    assert (approved.approving_body, approved.approved_by) == ("Executive group", boss)


def test_approved_terms_of_reference_are_never_changed() -> None:
    approved = approve(make_terms(), make_lead())
    with pytest.raises(WrongState, match="stays as it is"):
        actions.write_terms(by=TEST, at=AT, terms=approved, sections={"context": "Else."})
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        TermsOfReference.objects.filter(pk=approved.pk).update(sections={})
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        approved.delete()
    user = make_user("secretariat")
    following = actions.draft_terms(by=user.actor, at=AT, user=user)
    assert (following.version, following.sections) == (2, approved.sections)
    assert team.approved_terms() == approved


def test_approving_needs_the_authority() -> None:
    make_lead()
    with pytest.raises(NotAllowed, match="approving"):
        approve(make_terms(), make_user("working_group_member"))


@pytest.mark.manual("ST.3")
def test_nothing_is_constituted_before_somebody_leads_and_then_somebody_always_does() -> None:
    terms = make_terms()
    with pytest.raises(Refused, match="Nobody leads"):
        approve(terms, approver())
    boss = make_lead(on=TODAY)
    assert approve(terms, boss).approved_by == boss
    second = approver()
    actions.hand_over_lead(
        by=boss.actor, at=AT, lead=second, organisation=make_organisation(name="Trust"), named_by=boss,
        on=TODAY + timedelta(days=10), handover="",
    )  # fmt: skip
    for after in range(30):
        leading = align.leads().filter(during__contains=TODAY + timedelta(days=after)).get()
        assert leading.user == (boss if after < 10 else second)
    assert leading.organisation.name == "Trust"


def test_a_heading_that_is_not_one_is_refused() -> None:
    with pytest.raises(Refused, match="no heading called colour"):
        actions.write_terms(by=TEST, at=AT, terms=make_terms(), sections={"colour": "Red."})


@pytest.mark.manual("ST.2")
def test_two_that_do_the_same_take_a_reason() -> None:
    group = make_group()
    first = make_initiative(name="Flood wardens", group=group)
    same = an_initiative(group=group)
    with pytest.raises(Refused, match="Flood wardens of"):
        actions.add_initiative(by=TEST, at=AT, said=same)
    reasoned = make_initiative(group=group, overlap_accepted="Two languages.")
    assert set(team.doubled()) == {first}
    overlapping = {i.pk for i in team.initiatives() if i.overlaps}  # type: ignore[attr-defined]
    assert overlapping == {first.pk, reasoned.pk}
    make_initiative(group=group, phase="after")
    make_initiative(group=group, objective="gaps")
    make_initiative(group=make_group())
    make_initiative(), make_initiative()  # for nobody in particular: no overlap
    actions.end_initiative(by=TEST, at=AT, initiative=reasoned, on=TODAY)
    assert not team.doubled()
    actions.end_initiative(by=TEST, at=AT, initiative=first, on=TODAY)
    assert make_initiative(group=group).owner is not None


def test_a_known_cost_has_a_source() -> None:
    with pytest.raises(Refused, match="where the cost comes from"):
        make_initiative(cost_a_year=500)


@pytest.mark.manual("S2.h7")
def test_costs_are_summed_by_owner_and_year_and_what_is_unknown_is_carried() -> None:
    council, trust = make_organisation(name="Council"), make_organisation(name="Trust")
    make_initiative(owner=council, cost_a_year=1000, cost_source="Budget", days_a_year=10, assets="A van")
    half = make_initiative(owner=council, cost_a_year=3650, cost_source="Budget", began_on=date(2025, 4, 1))
    actions.end_initiative(by=TEST, at=AT, initiative=half, on=date(2025, 4, 10))
    make_initiative(owner=council)
    make_initiative(owner=trust, began_on=date(2026, 4, 1))
    assert [(t.owner, t.pounds, t.without_cost, t.days, t.count) for t in team.totals(2025)] == [
        ("Council", 1100, 1, 10, 3)
    ]
    assert [(t.owner, t.pounds, t.without_cost, t.days) for t in team.totals(2026)] == [
        ("Council", 1000, 1, 10),
        ("Trust", 0, 1, 0),
    ]
    assert team.totals(2024) == []


def test_a_table_comes_in_whole_and_twice_is_harmless() -> None:
    owner = make_organisation()
    rows = [an_initiative(name="One", owner=owner), an_initiative(name="Two", owner=owner)]
    assert actions.import_initiatives(by=TEST, at=AT, rows=rows) == 2
    assert actions.import_initiatives(by=TEST, at=AT, rows=rows) == 0
    bad = an_initiative(name="Four", owner=owner, cost_a_year=5)
    with pytest.raises(Refused), transaction.atomic():
        actions.import_initiatives(by=TEST, at=AT, rows=[an_initiative(name="Three", owner=owner), bad])
    assert Initiative.objects.count() == 2


def take() -> Baseline:
    """A snapshot of now."""
    user = make_user("analyst")
    return actions.take_baseline(by=user.actor, at=AT, user=user, name="Before we begin")


@pytest.mark.manual("S2.i3")
def test_a_baseline_cannot_be_changed_by_anybody() -> None:
    make_initiative(cost_a_year=900, cost_source="Budget")
    taken = take()
    for attempt in (
        lambda: Baseline.objects.filter(pk=taken.pk).update(name="Other"),
        lambda: taken.delete(),
        lambda: connection.cursor().execute("TRUNCATE programme_baseline"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert Baseline.objects.get().digest == digest_of(Baseline.objects.get().content)


@pytest.mark.manual("S2.i3")
def test_a_baseline_has_costs_methods_and_dates_and_is_compared_with_today() -> None:
    group = make_group("Riverside", size_low=100, size_high=200, size_source="Census")
    make_initiative(name="Wardens", group=group, cost_a_year=900, cost_source="Budget")
    make_initiative(name="Leaflets")
    taken = take()
    figures = taken.content["figures"]
    assert (figures["pounds_a_year"]["value"], figures["cost_unknown"]["value"]) == (900, 1)
    assert all(figure["method"] for figure in figures.values())
    assert taken.content["on"] == TODAY.isoformat()
    make_group("Hilltop")
    make_initiative(name="Sirens", cost_a_year=100, cost_source="Quote")
    actions.end_initiative(by=TEST, at=AT, initiative=Initiative.objects.get(name="Leaflets"), on=TODAY)
    now = baseline.compare(taken, AT + timedelta(days=30))
    changed = {d.key: (d.then, d.now, d.change) for d in now.figures if d.then != d.now}
    assert changed["groups"] == (1, 2, "+1")
    assert changed["pounds_a_year"] == (900, 1000, "+100")
    assert changed["cost_unknown"] == (1, 0, "-1")
    assert (now.groups_new, now.groups_gone) == (["Hilltop"], [])
    assert (now.initiatives_new, now.initiatives_gone) == (["Sirens"], ["Leaflets"])


@pytest.mark.manual("S2.c1")
def test_the_group_is_constituted_by_a_body_to_which_it_reports() -> None:
    group = form(name="Together", reports_to="Executive group")
    approved = approve(make_terms(), make_lead())
    assert (group.reports_to, approved.approving_body) == ("Executive group", "Executive group")
    assert approved.sections["constitution"]
    assert approved.approved_at == AT


def test_a_group_that_is_still_to_be_formed_is_not_said_to_be_there() -> None:
    with pytest.raises(Refused, match="once the group is formed"):
        actions.form_working_group(
            by=TEST, at=AT, name="Later", reports_to="Executive", formed_on=AT.date() + timedelta(days=1)
        )
    assert not WorkingGroup.objects.exists()
