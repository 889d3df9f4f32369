"""How it went, from the ledger: against times that were set, and with small counts hidden."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from rallyround.incidents.models import Incident
from rallyround.ledger.actors import Actor
from rallyround.places.models import Area, Indicator, IndicatorValue
from rallyround.register import actions as register
from rallyround.register.models import Need
from rallyround.room.figures import duration
from rallyround.room.queries.end import End, end
from rallyround.tasking import actions as tasking
from rallyround.tasking.models import RiskAssessment
from tests.apps.incidents.helpers import make_incident
from tests.factories import HERE, TEST, THERE, make_need, make_ready_offer, make_risk_assessment, make_user

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def help_given(at: datetime, *, triage: int, match: int, answer: int, travel: int) -> Need:
    """A need that went the whole way, each step taking so many minutes."""
    need = make_need(at=at, point=HERE)
    boss = make_user("coordinator")
    decided = at + triage * MINUTE
    register.take_on(by=TEST, at=decided, need=need, kind="food_water", cause="at_risk", severity="moderate",
                     risk="none", helpers=1)  # fmt: skip
    if not RiskAssessment.objects.filter(kind="food_water", current=True).exists():
        make_risk_assessment("food_water", at=at)
    offer = make_ready_offer(at=at, point=THERE, skills=("delivering",))
    asked = decided + match * MINUTE
    task = tasking.confirm_match(by=boss.actor, at=asked, need=need, offer=offer, user=boss)
    by, yes = Actor("volunteer", task.offer_id), asked + answer * MINUTE
    tasking.accept_task(by=by, at=yes, task=task)
    tasking.brief_task(by=by, at=yes, task=task, hazards=True, limits=True)
    tasking.start_task(by=by, at=max(yes, task.during.lower), task=task)
    done = yes + travel * MINUTE
    tasking.deliver_task(by=by, at=done, task=task, outcome="done")
    tasking.sign_out_task(by=by, at=done, task=task)
    return Need.objects.get(id=need.id)


def medians(found: End) -> dict[str, tuple[float | None, int, int]]:
    return {t.key: (t.median.value, t.median.count, t.median.not_yet) for t in found.timings}


def test_each_step_is_timed_from_the_ledger(now: datetime) -> None:
    incident = make_incident(at=now)
    for triage in (2, 4, 9):
        need = help_given(now, triage=triage, match=20, answer=3, travel=90)
        assert need.state == "met"
    found = end(incident, now)
    assert medians(found) == {
        "triage": (4.0, 3, 0),
        "match": (20.0, 3, 0),
        "task": (3.0, 3, 0),
        "deliver": (90.0, 3, 0),
        "whole": (117.0, 3, 0),
    }
    assert (found.total, found.met.met, found.met.count) == (3, 3, 3)


def test_what_has_not_happened_yet_counts_as_not_yet_and_what_is_no_longer_ours_does_not(
    now: datetime,
) -> None:
    incident = make_incident(at=now)
    help_given(now, triage=2, match=20, answer=3, travel=90)
    waiting, gone = make_need(at=now), make_need(at=now)
    register.withdraw_need(by=TEST, at=now + MINUTE, need=gone, reason="no_longer_needed")
    found = end(incident, now)
    assert medians(found)["triage"] == (float("inf"), 2, 1) or medians(found)["triage"][1:] == (2, 1)
    assert found.met.count == 2
    assert waiting.state == "reported"


def test_an_incident_without_needs_has_a_page_too(client: Client, now: datetime) -> None:
    incident = make_incident(at=now)
    client.force_login(make_user("analyst"))
    page = client.get(reverse("end", args=[incident.id]))
    assert page.status_code == 200
    assert "Nothing to show." in page.content.decode()


@pytest.fixture
def spread(now: datetime) -> Incident:
    """Needs in three districts: 20 of 30 met, 3 of 4 met, 12 of 24 met; half of them in decile 1."""
    incident = make_incident(at=now)
    Indicator.objects.create(
        key="imd_decile", name="IMD decile", unit="decile", source="IoD 2025, File 7", date="2025"
    )
    template = make_need(at=now)
    rows = []
    for district, met, count in (("D1", 20, 30), ("D2", 3, 4), ("D3", 12, 24)):
        Area.objects.create(code=district, kind="district", name=f"District {district}")
        for decile in (1, 9):
            area = Area.objects.create(
                code=f"{district}{decile}", kind="small", name="A", district_id=district
            )
            IndicatorValue.objects.create(area=area, indicator_id="imd_decile", value=decile)
        for at in range(count):
            state = "met" if at < met else "open"
            fields = {f.attname: getattr(template, f.attname) for f in Need._meta.concrete_fields}
            fields |= {"id": Need._meta.pk.get_default(), "code": f"{district}{at:04d}", "state": state,
                       "cause": "at_risk", "district": district, "area_id": f"{district}{1 if at % 2 else 9}"}  # fmt: skip
            rows.append(Need(**fields))
    Need.objects.bulk_create(rows)
    Need.objects.filter(id=template.id).update(incident=None)
    return incident


def test_a_small_place_is_hidden_and_cannot_be_worked_out(spread: Incident, now: datetime) -> None:
    found = end(spread, now)
    shares = {line.label: line.share for line in found.by_place}
    assert shares["District D2"] is None
    hidden = [label for label, share in shares.items() if share is None]
    assert len(hidden) >= 2, "one alone would be the total less the others"
    assert found.met.count == 58
    assert found.by_decile
    assert found.decile_source == "IoD 2025, File 7, 2025"


def test_the_file_has_unit_denominator_and_source_of_every_figure_and_nothing_hidden(
    client: Client, spread: Incident
) -> None:
    client.force_login(make_user("analyst"))
    address = reverse("end", args=[spread.id])
    page = client.get(address).content.decode()
    text = client.get(f"{address}?export=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert all(row["Unit"] and row["Denominator"] and row["Source"] for row in rows)
    (small,) = [row for row in rows if row["Line"] == "District D2"]
    assert (small["Value"], small["Count"]) == ("", "")
    assert "hidden" in page
    assert any("IoD 2025, File 7" in row["Source"] for row in rows if "decile" in row["Table"])
    sheet = load_workbook(io.BytesIO(client.get(f"{address}?export=xlsx").content)).active
    assert sheet is not None
    assert [["" if c is None else str(c) for c in r] for r in sheet.iter_rows(values_only=True)][1:] == [
        list(row.values()) for row in rows
    ]


def test_the_list_leads_to_each_incident(client: Client, now: datetime) -> None:
    incident = make_incident(at=now)
    client.force_login(make_user("analyst"))
    assert reverse("end", args=[incident.id]) in client.get(reverse("ends")).content.decode()


def test_durations_are_written_in_the_unit_that_fits() -> None:
    said = [duration(m) for m in (None, 0.4, 119, 120, 2879, 2880, float("inf"))]
    assert said == ["–", "0 min", "119 min", "2 h 0 min", "47 h 59 min", "2 days 0 h", "not yet"]
