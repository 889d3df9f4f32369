"""Risk assessments: signed off by a named person, with who carries the liability, one in force per kind."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rallyround.ledger.models import Event
from rallyround.people.models import Organisation, User
from rallyround.register.kinds import KINDS
from rallyround.tasking import actions
from rallyround.tasking.models import RiskAssessment
from rallyround.tasking.starting import BY_KIND, starting_text
from rallyround.ui.errors import NotAllowed, Refused
from tests.factories import AT, make_organisation, make_partnership, make_risk_assessment, make_user

pytestmark = pytest.mark.django_db


def approve(user: User | None = None, holder: Organisation | None = None, **said: Any) -> RiskAssessment:
    user = user or make_user("coordinator")
    given: dict[str, Any] = {
        "kind": "prepare",
        "level": "low",
        "hazards": ["Lifting"],
        "limits": ["Nobody enters water"],
        "review_on": date(2027, 1, 14),
    }
    return actions.approve_risk_assessment(
        by=user.actor,
        at=AT,
        approved_by=user,
        liability_holder=holder or make_organisation(),
        **{**given, **said},
    )


@pytest.mark.manual("S6.c6")
def test_each_kind_of_activity_names_who_is_liable_and_who_signed_it_off_and_when_that_is_looked_at_again() -> (
    None
):
    user, holder = make_user("tactical_lead"), make_organisation(name="Mereshire Council")
    assessment = approve(user, holder)
    assert assessment.liability_holder == holder
    assert (assessment.approved_by, assessment.approved_at) == (user, AT)
    assert assessment.review_on == date(2027, 1, 14)
    event = Event.objects.get(verb="risk_assessment.approved")
    assert event.actor == f"user:{user.id}"
    assert event.data["liability_holder"] == str(holder.id)
    with pytest.raises(NotAllowed, match="does not include approving"):
        approve(make_user("duty_officer"))
    lapsed = make_organisation()
    Organisation.objects.filter(id=lapsed.id).update(insured_until=AT.date() - timedelta(days=1))
    lapsed.refresh_from_db()
    with pytest.raises(Refused, match=r"insurance of .* has ended"):
        approve(user, lapsed)


def test_a_second_version_replaces_the_first_and_both_are_kept() -> None:
    first, second = approve(), approve(level="medium")
    first.refresh_from_db()
    assert (first.version, first.current) == (1, False)
    assert (second.version, second.current) == (2, True)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": "juggling"}, "no kind of task called juggling"),
        ({"level": "extreme"}, "Choose how high"),
        ({"hazards": ["  "]}, "at least one hazard"),
        ({"limits": []}, "at least one limit"),
        ({"hazards": ["x" * 201]}, "under 200 characters"),
        ({"review_on": AT.date()}, "still to come"),
    ],
)
def test_one_that_says_too_little_is_refused_and_the_old_one_stays(
    said: dict[str, Any], sentence: str
) -> None:
    old = approve()
    with pytest.raises(Refused, match=sentence):
        approve(**said)
    assert RiskAssessment.objects.get() == old


def test_every_kind_has_a_starting_text_that_could_be_approved() -> None:
    assert BY_KIND.keys() == KINDS.keys()
    boss, holder = make_user("coordinator"), make_organisation()
    for kind in KINDS:
        found = starting_text(kind)
        actions.approve_risk_assessment(
            by=boss.actor, at=AT, kind=kind, level=found["level"], hazards=found["hazards"].splitlines(),
            limits=found["limits"].splitlines(), liability_holder=holder, approved_by=boss,
            review_on=AT.date() + timedelta(days=365),
        )  # fmt: skip
    assert RiskAssessment.objects.filter(current=True).count() == len(KINDS)
    assert {kind: starting_text(kind)["level"] for kind in ("food_water", "medicines", "welfare_visit")} == {
        "food_water": "low",
        "medicines": "medium",
        "welfare_visit": "medium",
    }
    assert starting_text("miracles") == {}


def test_what_is_missing_is_written_from_the_starting_text_and_what_is_in_force_is_replaced(
    client: Client,
) -> None:
    make_partnership()
    client.force_login(make_user("coordinator"))
    make_risk_assessment("pets")
    page = client.get(reverse("risk_assessments")).content.decode()
    assert page.count(">Write<") == len(KINDS) - 1
    assert page.count(">Replace<") == 1
    url = reverse("risk_assessment_approve")
    begin = client.get(f"{url}?kind=prepare").content.decode()
    assert "a starting text from us" in begin
    assert "Lifting sandbags" in begin
    replace = client.get(f"{url}?kind=pets").content.decode()
    assert "a starting text from us" not in replace
    assert "Bites" not in replace
