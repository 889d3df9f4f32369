"""What an activation did, against times and numbers that were set, with small numbers hidden."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from rallyround.evaluation import queries
from rallyround.evaluation.queries.impact import Evenness
from rallyround.ledger.actors import Actor
from rallyround.places.models import Area, Indicator, IndicatorValue
from rallyround.register import actions as register
from rallyround.register.models import Need
from rallyround.response.models import Activation
from rallyround.tasking import actions as tasking
from tests.evaluation_factories import make_activation, make_debrief, make_lesson, make_module, work_through
from tests.factories import HERE, TEST, THERE, make_need, make_partnership, make_ready_offer, make_user
from tests.groups_factories import make_group

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def help_given(at: datetime, *, first: int, met: int, feedback: int | None = None) -> Need:
    """A need of the module's kind, with its first task after so many minutes and met after so many."""
    need = register.take_on(
        by=TEST, at=at, need=make_need(at=at, point=HERE), kind="prepare", cause="at_risk", severity="moderate",
        risk="none", helpers=1,
    )  # fmt: skip
    boss = make_user("coordinator")
    offer, asked, end = make_ready_offer(at=at, point=THERE), at + first * MINUTE, at + met * MINUTE
    task = tasking.confirm_match(by=boss.actor, at=asked, need=need, offer=offer, user=boss)
    by = Actor("volunteer", task.offer_id)
    tasking.accept_task(by=by, at=asked, task=task)
    tasking.brief_task(by=by, at=asked, task=task, hazards=True, limits=True)
    tasking.start_task(by=by, at=asked, task=task)
    tasking.deliver_task(by=by, at=end, task=task, outcome="done")
    done = tasking.sign_out_task(by=by, at=end, task=task)
    if feedback is not None:
        tasking.give_feedback(by=TEST, at=end, task=done, side="requester", score=feedback)
    return Need.objects.get(id=need.id)


def copies(template: Need, counts: Iterable[tuple[str, str, int, int]], *, start: int = 0) -> None:
    """Needs like the template: (area, district, met, all) of each place."""
    rows = []
    for area, district, met, count in counts:
        for at in range(count):
            fields = {f.attname: getattr(template, f.attname) for f in Need._meta.concrete_fields}
            fields |= {
                "id": Need._meta.pk.get_default(), "code": f"{area}{start + at:03d}"[-9:], "area_id": area,
                "district": district, "state": "met" if at < met else "open", "cause": "at_risk",
            }  # fmt: skip
            rows.append(Need(**fields))
    Need.objects.bulk_create(rows)


def make_places(now: datetime) -> None:
    """Two districts of three small areas each, with an index of deprivation and a share of people over 75."""
    for key, name in (
        ("imd_score", "Index of Multiple Deprivation, score"),
        ("aged_75_plus", "Aged 75 or over"),
    ):
        Indicator.objects.create(key=key, name=name, unit="points", source="A file", date="2025")
    for number in range(6):
        district = f"D{number // 3 + 1}"
        if number % 3 == 0:
            Area.objects.create(code=district, kind="district", name=f"District {district}")
        area = Area.objects.create(
            code=f"{district}A{number}", kind="small", name=f"Place {number}", district_id=district
        )
        IndicatorValue.objects.create(area=area, indicator_id="imd_score", value=10.0 * number)
        IndicatorValue.objects.create(area=area, indicator_id="aged_75_plus", value=20.0 - number)


@pytest.fixture
def activation(now: datetime) -> Activation:
    make_partnership()
    make_places(now)
    group = make_group(areas=["D1"], pattern="place")
    return make_activation(make_module(groups=[group], at=now), at=now, groups=[group])


def spread_out(activation: Activation, now: datetime) -> Activation:
    """In District 1, where the group is: 30 of 40, 10 of 20 and 2 of 4 met; in District 2 20 of 40."""
    template = make_need(at=now + MINUTE)
    Need.objects.filter(id=template.id).update(kind="prepare", incident=activation.incident, cause="at_risk")
    template.refresh_from_db()
    places = [("D1A0", "D1", 30, 40), ("D1A1", "D1", 10, 20), ("D1A2", "D1", 2, 4), ("D2A3", "D2", 20, 40)]
    copies(template, places)
    Need.objects.filter(id=template.id).update(incident=None)
    return activation


def by_label(evenness: Evenness) -> dict[str, tuple[int, int] | None]:
    return {line.label: (line.share.met, line.share.count) if line.share else None for line in evenness.lines}


@pytest.mark.manual("S8.c5")
def test_needs_met_time_evenness_and_what_people_said_of_a_module(now: datetime) -> None:
    make_partnership()
    module = make_module(at=now)
    activation = make_activation(module, at=now)
    for number, (first, met) in enumerate(((10, 60), (20, 90), (30, 120), (40, 150), (50, 180))):
        help_given(now + MINUTE, first=first, met=met, feedback=3 + number % 3)
    waiting = register.take_on(
        by=TEST, at=now + 2 * MINUTE, need=make_need(at=now + MINUTE, point=HERE), kind="prepare",
        cause="at_risk", severity="moderate", risk="none",
    )  # fmt: skip
    found = queries.impact_of(activation, now + 5 * HOUR)
    assert (found.needs, found.met.met, found.met.count) == (6, 5, 6)
    assert found.met.low is not None
    assert (found.to_first_task.value, found.to_first_task.not_yet) == (35.0, 1)
    assert (found.to_met.value, found.to_met.not_yet) == (135.0, 1)
    assert found.helper_hours == pytest.approx((50 + 70 + 90 + 110 + 130) / 60)
    assert found.hours_each == pytest.approx(found.helper_hours / 5)
    assert (found.heard.asked, found.heard.answered, found.heard.mean) == (5, 5, 3.8)
    whole = queries.module_impact(module, now + 5 * HOUR)
    assert (whole.activations, whole.needs, whole.met) == ((activation,), 6, found.met)
    assert (whole.to_met, whole.heard, whole.places) == (found.to_met, found.heard, found.places)
    register.withdraw_need(by=TEST, at=now + 3 * HOUR, need=waiting, reason="no_longer_needed")
    assert queries.impact_of(activation, now + 5 * HOUR).met.count == 5, "what was taken back is left out"


@pytest.mark.manual_part("S8.c7", "S8.c1")
def test_how_fast_and_strongly_it_answered(now: datetime) -> None:
    make_partnership()
    activation = make_activation(make_module(at=now), at=now)
    for first in (20, 90, 400):
        help_given(now + MINUTE, first=first, met=first + 60)
    service = queries.impact_of(activation, now + 24 * HOUR).service
    assert (service.first_task_minutes, service.first_yes_minutes) == (21.0, 21.0)
    assert service.helpers == ((1, 1), (6, 2), (24, 3))
    assert service.call_out_minutes is None


def test_fewer_answers_than_the_minimum_are_hidden(now: datetime) -> None:
    make_partnership()
    activation = make_activation(make_module(at=now), at=now)
    help_given(now + MINUTE, first=10, met=60, feedback=1)
    heard = queries.impact_of(activation, now + HOUR).heard
    assert (heard.answered, heard.mean) == (None, None)


@pytest.mark.manual("X.9")
def test_evenness_stands_beside_how_much_was_done_and_small_places_are_hidden(
    activation: Activation, now: datetime, client: Client
) -> None:
    """By thirds of places: the poorest, and those with most people over 75. No attribute of a person is kept."""
    found = queries.impact_of(spread_out(activation, now), now + HOUR)
    assert (found.met.met, found.met.count) == (42, 64)
    shares = by_label(found.places)
    assert shares["Place 2"] is None
    assert sum(share is None for share in shares.values()) == 2, (
        "one alone would be the total less the others"
    )
    poor, old = found.thirds
    assert (poor.label, poor.source) == ("Index of Multiple Deprivation, score", "A file, 2025")
    assert by_label(poor) == {
        "The middle third": None, "The third of places with the least": None,
    }  # fmt: skip
    assert poor.spread is None
    assert old.key == "aged_75_plus"
    copies(Need.objects.filter(area="D1A2")[0], [("D1A2", "D1", 8, 20)], start=500)
    poor = queries.impact_of(activation, now + HOUR).thirds[0]
    assert by_label(poor) == {"The middle third": (10, 24), "The third of places with the least": (40, 60)}
    assert poor.spread is not None
    assert poor.spread.gap == pytest.approx(40 / 60 - 10 / 24)
    assert 0 < (poor.spread.gini or 0) < 1
    client.force_login(make_user("analyst"))
    page = client.get(reverse("activation_impact", args=[activation.id])).content.decode()
    assert "From 42% to 67%, a gap of 25 points; Gini" in page
    assert "10 of 24" in page
    assert "These are places, not people" in page


@pytest.mark.manual_part("S8.i2")
def test_it_is_held_against_other_places_and_against_before(activation: Activation, now: datetime) -> None:
    before = make_need(at=now - HOUR)
    Need.objects.filter(id=before.id).update(kind="prepare", incident=activation.incident, cause="at_risk")
    before.refresh_from_db()
    copies(before, [("D1A0", "D1", 8, 32)], start=700)
    Need.objects.filter(id=before.id).update(incident=None)
    found = {
        each.label: each for each in queries.impact_of(spread_out(activation, now), now + HOUR).comparisons
    }
    other = found["Other places at the same time"]
    assert other.here is not None
    assert other.other is not None
    assert (other.here.met, other.here.count, other.other.met, other.other.count) == (42, 64, 20, 40)
    assert other.difference.value == pytest.approx(42 / 64 - 0.5)
    assert not other.difference.is_clear
    earlier = found["Here, before it was activated"]
    assert earlier.difference.value == pytest.approx(42 / 64 - 8 / 32)
    assert earlier.difference.is_clear
    assert all(each.caution for each in found.values())


def test_what_is_too_small_to_compare_is_not_compared(activation: Activation, now: datetime) -> None:
    template = make_need(at=now + MINUTE)
    Need.objects.filter(id=template.id).update(kind="prepare", incident=activation.incident, cause="at_risk")
    template.refresh_from_db()
    copies(template, [("D1A0", "D1", 2, 6), ("D2A3", "D2", 1, 3)])
    (comparison,) = queries.impact_of(activation, now + HOUR).comparisons
    assert comparison.here is None or comparison.other is None
    assert comparison.difference.value is None


def test_the_report_has_what_happened_the_figures_the_lessons_and_the_blanks(now: datetime) -> None:
    make_partnership()
    activation = make_activation(make_module(at=now), at=now)
    running = queries.after_action(activation, now + HOUR)
    assert running.end is None
    assert "No debrief is recorded." in running.blanks
    assert "It is not stood down yet: every figure may still change." in running.blanks
    help_given(now + MINUTE, first=10, met=60)
    work_through(activation)
    debrief = make_debrief(at=now + 5 * HOUR, subject=("activation", activation.id))
    lesson = make_lesson(at=now + 5 * HOUR, debrief=debrief)
    activation.refresh_from_db()
    found = queries.after_action(activation, now + 6 * HOUR)
    assert (found.reason, found.stand_down_note) == ("The gauge rises", "All seen")
    assert (found.debriefs, found.lessons) == ((debrief,), (lesson,))
    assert found.checklist.done == found.checklist.total > 0
    assert found.not_done == ()
    assert found.impact.met.met == 1
    assert [moment.at for moment in found.timeline] == sorted(moment.at for moment in found.timeline)
    told = [moment.what for moment in found.timeline]
    assert told[0] == "Activated"
    assert told[-1] == "Stood down"
    for words in ("The first need was reported", "The first task was given", "The first help was given"):
        assert words in told
    assert sum(words.startswith("Done: ") for words in told) == found.checklist.total
    assert "No debrief is recorded." not in found.blanks


def test_the_page_opens_before_anything_happened(client: Client, now: datetime) -> None:
    make_partnership()
    activation = make_activation(make_module(at=now), at=now)
    client.force_login(make_user("helper"))
    page = client.get(reverse("activation_impact", args=[activation.id])).content.decode()
    assert "There is nothing to hold it against" in page
    assert "nobody asked" in page
