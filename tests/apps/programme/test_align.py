"""The ambition in versions, who stands behind it, and one lead at a time."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from rallyround.evaluation.models import Evidence
from rallyround.people.models import PartnerType
from rallyround.programme import actions
from rallyround.programme.models import Ambition, Endorsement, RegisterEntry, StrategicLead
from rallyround.programme.queries import align
from rallyround.ui.errors import NotAllowed, Refused, WrongState
from tests.factories import AT, TEST, make_organisation, make_partnership, make_user
from tests.programme_factories import LATER, TODAY, an_ambition, approver, endorse, make_ambition, make_lead

pytestmark = pytest.mark.django_db


def evidence() -> Evidence:
    """A result of a pilot."""
    return Evidence.objects.create(
        subject_label="group", criterion="reached", kind="pilot", rating=0.8, what="Nine of ten doors answered",
        source="Street lists", on=TODAY, valid_days=365, recorded_at=AT,
    )  # fmt: skip


def test_a_version_once_agreed_is_never_changed() -> None:
    agreed = make_ambition()
    with pytest.raises(WrongState, match="stays as it is"):
        actions.change_ambition(by=TEST, at=AT, ambition=agreed, said=an_ambition(text="Something else."))
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Ambition.objects.filter(pk=agreed.pk).update(text="Something else.")
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        agreed.delete()


@pytest.mark.manual("S1.i3")
def test_an_earlier_version_is_there_with_its_reason_and_what_led_to_the_next() -> None:
    first = make_ambition(text="First.", reason="A flood.")
    shown = evidence()
    second = make_ambition(
        text="Second.", reason="The pilot reached more.", from_pilots=True, evidence=shown.id
    )
    assert [(a.version, a.text) for a in align.ambitions()] == [(2, "Second."), (1, "First.")]
    assert align.agreed() == second
    assert first.reason == "A flood."
    assert align.evidence_of(second) == shown


def test_a_draft_changes_and_there_is_one_at_a_time() -> None:
    draft = make_ambition(agreed=False)
    changed = actions.change_ambition(by=TEST, at=AT, ambition=draft, said=an_ambition(text="Better said."))
    assert changed.text == "Better said."
    with pytest.raises(WrongState, match="still a draft"):
        make_ambition(agreed=False)


def test_drafting_twice_with_one_id_is_done_once() -> None:
    user = approver()
    first = actions.draft_ambition(by=user.actor, at=AT, user=user, said=an_ambition())
    again = actions.draft_ambition(by=user.actor, at=AT, user=user, said=an_ambition(), id=first.id)
    assert again == first
    assert Ambition.objects.count() == 1


def test_agreeing_needs_the_authority() -> None:
    member = make_user("working_group_member")
    draft = make_ambition(agreed=False)
    with pytest.raises(NotAllowed, match="approving"):
        actions.agree_ambition(by=member.actor, at=AT, ambition=draft, user=member, review_on=LATER)


@pytest.mark.manual("S1.a3")
def test_growth_from_pilots_cites_the_result() -> None:
    with pytest.raises(Refused, match="pilot's result"):
        make_ambition(agreed=False, from_pilots=True)
    withdrawn = evidence()
    withdrawn.withdrawn_at = AT
    withdrawn.save()
    with pytest.raises(Refused, match="no such piece"):
        make_ambition(agreed=False, from_pilots=True, evidence=withdrawn.id)
    grown = make_ambition(agreed=False, from_pilots=True, evidence=evidence().id)
    with pytest.raises(IntegrityError, match="growth_from_pilots"), transaction.atomic():
        Ambition.objects.filter(pk=grown.pk).update(evidence=None)


@pytest.mark.manual("S1.h4")
def test_rough_costs_are_ranges_and_their_sums_are_right() -> None:
    lines = [actions.BudgetLine("Co-ordinator", 20_000, 35_000), actions.BudgetLine("Training", 2_000, 5_000)]
    draft = make_ambition(agreed=False, budget=lines, outcomes="Nobody is left behind.")
    assert (draft.budget_low, draft.budget_high) == (22_000, 40_000)
    assert draft.outcomes == "Nobody is left behind."
    with pytest.raises(Refused, match="Training"):
        actions.change_ambition(
            by=TEST, at=AT, ambition=draft, said=an_ambition(budget=[actions.BudgetLine("Training", 5, 2)])
        )
    unknown = actions.change_ambition(by=TEST, at=AT, ambition=draft, said=an_ambition())
    assert (unknown.budget_low, unknown.budget_high) == (None, None)


@pytest.mark.manual("S1.a1")
def test_a_review_has_a_result_and_sets_the_day_of_the_next() -> None:
    agreed = make_ambition()
    assert align.review_due(agreed) == LATER
    user, on = approver(), TODAY + timedelta(days=200)
    review = actions.review_ambition(
        by=user.actor, at=AT, ambition=agreed, user=user, result="holds", reason="Nothing has changed.", on=on,
        next_on=on + timedelta(days=180),
    )  # fmt: skip
    assert review.get_result_display() == "It still holds"
    assert align.review_due(agreed) == on + timedelta(days=180)
    with pytest.raises(WrongState, match="not reviewed"):
        actions.review_ambition(
            by=user.actor, at=AT, ambition=make_ambition(agreed=False), user=user, result="holds", reason="",
            on=on, next_on=on,
        )  # fmt: skip


def test_votes_are_counted_and_a_later_answer_replaces_an_earlier_one() -> None:
    ambition = make_ambition(agreed=False)
    council, trust, shop, _silent = (
        make_organisation(name=n) for n in ("Council", "Trust", "Shop", "Silent")
    )
    endorse(ambition, council)
    endorse(ambition, trust, "no", dissent="We were not asked early enough.")
    endorse(ambition, shop, "abstain")
    counted = align.backing(ambition, TODAY)
    assert (counted.yes, counted.no, counted.abstain) == (1, 1, 1)
    assert counted.of == counted.silent + 3
    assert counted.silent >= 1
    endorse(ambition, trust)
    counted = align.backing(ambition, TODAY)
    assert (counted.yes, counted.no, counted.abstain) == (2, 0, 1)
    kept = Endorsement.objects.get(organisation=trust, answer="no")
    assert kept.replaced_at is not None
    assert kept.dissent == "We were not asked early enough."


def test_a_no_without_its_reason_is_refused() -> None:
    with pytest.raises(Refused, match="why the organisation said no"):
        endorse(make_ambition(), make_organisation(), "no", dissent=" ")


@pytest.mark.manual("S1.w2")
def test_backing_lapses_and_says_when_it_hangs_on_one() -> None:
    ambition, council = make_ambition(), make_organisation(name="Council")
    endorse(ambition, council, lapses_on=TODAY + timedelta(days=100))
    on_the_day = align.backing(ambition, TODAY + timedelta(days=100))
    assert on_the_day.yes == 1
    assert any("rests on one organisation: Council" in w for w in on_the_day.warnings)
    assert on_the_day.lapsing
    assert not on_the_day.lapsed
    day_after = align.backing(ambition, TODAY + timedelta(days=101))
    assert day_after.yes == 0
    assert any("Council lapsed" in w for w in day_after.warnings)


@pytest.mark.manual("S1.w2")
def test_backing_that_one_job_signed_for_all_is_noticed() -> None:
    ambition = make_ambition()
    for name in ("Council", "Trust"):
        endorse(ambition, make_organisation(name=name), signed_as="Chief Executive")
    warned = align.backing(ambition, TODAY).warnings
    assert any("same job: Chief Executive. If that is one person" in w for w in warned)
    endorse(ambition, make_organisation(), signed_as="Chair")
    assert not align.backing(ambition, TODAY).warnings


@pytest.mark.manual("S1.a2")
def test_support_is_counted_by_sector_over_all_who_could_be_asked() -> None:
    ambition = make_ambition()
    community = [make_organisation(partner_type="community_group") for _ in range(3)]
    endorse(ambition, community[0])
    council = make_organisation(partner_type="category_1")
    endorse(ambition, council)
    shares = {s.sector.key: s for s in align.backing(ambition, TODAY).sectors}
    assert (shares["community"].yes, shares["community"].of, shares["community"].per_cent) == (1, 3, 33)
    assert (shares["responders"].yes, shares["responders"].of) == (1, 1)
    assert shares["business"].of == 0
    assert shares["business"].per_cent is None


def test_every_type_of_partner_is_in_one_sector() -> None:
    counted = [kind for sector in align.SECTORS for kind in sector.types]
    assert sorted(counted) == sorted(PartnerType.values)


def test_the_thinnest_spot_is_found_and_becomes_a_risk_once() -> None:
    make_partnership()
    ambition, owner = make_ambition(), make_user("secretariat")
    for kind, said_yes in (
        ("category_1", True),
        ("retail", False),
        ("retail", True),
        ("community_group", False),
    ):
        organisation = make_organisation(partner_type=kind)
        if said_yes:
            endorse(ambition, organisation)
    thin = align.backing(ambition, TODAY).thinnest
    assert {s.sector.key for s in thin} >= {"community"}
    assert all(s.share == 0 for s in thin)
    risk = actions.risk_of_thin_backing(
        by=TEST, at=AT, ambition=ambition, sector="community", owner=owner, today=TODAY,
        treatment="Ask through the parish",
    )  # fmt: skip
    assert risk.kind == "risk"
    assert risk.treatment == "Ask through the parish"
    assert "0 of 1" in risk.what
    with pytest.raises(WrongState, match="already"):
        actions.risk_of_thin_backing(
            by=TEST, at=AT, ambition=ambition, sector="community", owner=owner, today=TODAY
        )
    assert RegisterEntry.objects.count() == 1


@pytest.mark.manual("S1.h6")
def test_there_are_never_two_leads_and_the_history_stays() -> None:
    first = make_lead(on=date(2026, 1, 1))
    second, organisation = approver(name="Second"), make_organisation()
    with pytest.raises(WrongState, match="one lead at a time"):
        actions.name_lead(
            by=second.actor,
            at=AT,
            lead=second,
            organisation=organisation,
            named_by=second,
            on=date(2026, 2, 1),
        )
    with pytest.raises(Refused, match="one lead at a time"):
        actions.hand_over_lead(
            by=second.actor, at=AT, lead=second, organisation=organisation, named_by=second,
            on=date(2026, 1, 1), handover="",
        )  # fmt: skip
    actions.hand_over_lead(
        by=second.actor, at=AT, lead=second, organisation=organisation, named_by=second, on=date(2026, 3, 1),
        handover="The summit is called.",
    )  # fmt: skip
    on = {day: align.lead_on(day) for day in (date(2026, 2, 28), date(2026, 3, 1))}
    assert [lead.user for lead in on.values() if lead] == [first, second]
    assert [(h.user, h.handover) for h in align.leads()] == [(second, ""), (first, "The summit is called.")]
    with pytest.raises(IntegrityError, match="never_two_leads"), transaction.atomic():
        StrategicLead.objects.create(
            user=first, organisation=organisation, during=(date(2026, 2, 1), None), named_by=first
        )


def test_naming_a_lead_needs_the_authority() -> None:
    member = make_user("secretariat")
    with pytest.raises(NotAllowed, match="approving"):
        actions.name_lead(
            by=member.actor, at=AT, lead=member, organisation=make_organisation(), named_by=member, on=TODAY
        )


def test_a_driver_names_its_source_and_the_objectives_it_bears_on() -> None:
    driver = actions.add_driver(
        by=TEST, at=AT, kind="strategy", what="Climate plan of the county", source="Council minutes 12",
        dated_on=TODAY, objectives=["gaps", "design"],
    )  # fmt: skip
    assert driver.objectives == ["gaps", "design"]
    actions.end_driver(by=TEST, at=AT, driver=driver, on=TODAY)
    with pytest.raises(WrongState):
        actions.end_driver(by=TEST, at=AT, driver=driver, on=TODAY)
