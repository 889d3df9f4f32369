"""Readiness of a module from what people recorded and what the record shows by itself."""

import csv
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.test import Client

from rallyround.evaluation import actions, queries
from rallyround.evaluation.criteria import settings_of
from rallyround.evaluation.models import Evidence
from rallyround.evaluation.queries.ready import Line, ModuleReadiness
from rallyround.ledger import queries as ledger
from rallyround.people import actions as people
from rallyround.people.actions import Particulars
from rallyround.people.models import Contact
from rallyround.ui.errors import Refused, WrongState
from tests.evaluation_factories import make_activation, make_evidence, make_module, work_through
from tests.factories import AT, TEST, make_organisation, make_partnership, make_user

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DAY = timedelta(days=1)


def line(ready: ModuleReadiness, key: str) -> Line:
    return next(line for line in ready.lines if line.criterion.key == key)


def make_contact(rank: int, at: datetime = AT) -> Contact:
    make_partnership()
    contact = people.add_contact(
        by=TEST,
        at=at,
        organisation=make_organisation(),
        job=f"On call {rank}",
        particulars=Particulars(name="Kim", phone=f"07700 90000{rank}", email="", address=""),
    )
    people.rank_contact(by=TEST, at=at, contact=contact, rank=rank)
    return contact


def test_the_approval_and_safe_working_are_evidence_that_nobody_types() -> None:
    draft = queries.readiness_of(make_module(key="clean-up", ready=False), TODAY)
    assert line(draft, "protocol").reading.state == "missing"
    assert line(draft, "safe_working").reading.rating == 0
    ready = queries.readiness_of(make_module(), TODAY)
    assert line(ready, "protocol").reading.rating == 1
    assert line(ready, "safe_working").rating == 100
    assert line(ready, "safe_working").reading.state == "fresh"
    assert "Version 1 approved" in line(ready, "protocol").evidence[0].item.what


@pytest.mark.manual("S8.i1")
def test_readiness_of_a_module_comes_from_its_evidence() -> None:
    module = make_module()
    before = queries.readiness_of(module, TODAY)
    evidence = make_evidence(module, rating=0.8)
    after = queries.readiness_of(module, TODAY)
    assert before.reading.value is not None
    assert after.reading.value is not None
    assert after.reading.value - before.reading.value == pytest.approx(0.8 * 3 / 15)
    assert after.not_assessed == before.not_assessed - 20
    found = line(after, "people_trained")
    assert (found.rating, found.adds, found.state) == (80, 16, "Fresh")
    assert found.evidence[0].evidence == evidence
    assert found.evidence[0].source == "List of those who came"
    late = queries.readiness_of(module, TODAY + 400 * DAY)
    assert line(late, "people_trained").reading.state == "stale"
    assert late.reading.value is not None
    assert late.reading.value < after.reading.value


def test_evidence_of_another_module_or_withdrawn_does_not_count() -> None:
    module, other = make_module(), make_module(key="clean-up")
    evidence = make_evidence(module)
    assert line(queries.readiness_of(other, TODAY), "people_trained").reading.state == "missing"
    user = make_user("secretariat")
    actions.withdraw_evidence(by=TEST, at=AT, evidence=evidence, user=user, because="It was another course")
    assert line(queries.readiness_of(module, TODAY), "people_trained").reading.state == "missing"
    with pytest.raises(WrongState, match="already withdrawn"):
        actions.withdraw_evidence(by=TEST, at=AT, evidence=evidence, user=user, because="again")


def test_each_contact_of_the_call_out_list_is_a_part() -> None:
    module = make_module()
    assert line(queries.readiness_of(module, TODAY), "contacts_tested").reading.state == "missing"
    reached, never = make_contact(1), make_contact(2)
    people.verify_contact(by=TEST, at=AT, contact=reached)
    found = line(queries.readiness_of(module, TODAY), "contacts_tested")
    assert (found.rating, len(found.evidence)) == (50, 2)
    people.verify_contact(by=TEST, at=AT + DAY, contact=never)
    assert line(queries.readiness_of(module, TODAY + DAY), "contacts_tested").rating == 100
    assert line(queries.readiness_of(module, TODAY), "contacts_tested").rating == 50, "as it was that day"
    late = line(queries.readiness_of(module, TODAY + 120 * DAY), "contacts_tested")
    assert late.reading.state == "stale"
    people.verify_contact(by=TEST, at=AT + 2 * DAY, contact=never, reached=False)
    assert line(queries.readiness_of(module, TODAY + 2 * DAY), "contacts_tested").rating == 50


def test_a_real_use_counts_as_far_as_its_checklist_was_done() -> None:
    module = make_module()
    before = queries.readiness_of(module, TODAY)
    activation = work_through(make_activation(module), lines=3)
    after = queries.readiness_of(module, TODAY)
    found = line(after, "exercised")
    total = activation.checklist.count()
    assert found.rating == round(100 * 3 / total)
    assert f"3 of {total} lines of the checklist done" in found.evidence[0].item.what
    assert before.reading.value is not None
    assert after.reading.value is not None
    assert after.reading.value > before.reading.value


def test_why_it_is_no_higher_is_said_in_sentences() -> None:
    ready = queries.readiness_of(make_module(), TODAY)
    assert [r.criterion.key for r in ready.reading.capped_by] == ["people_trained", "contacts_tested"]
    assert ready.because[0] == (
        "People trained is critical: nobody has looked at it. Without it readiness is at most 50%."
    )
    assert ready.because[-1] == f"{ready.not_assessed}% is not yet assessed, which is neither good nor bad."
    assert ready.not_assessed == 73
    assert ready.zone == "undecided"


def test_criteria_set_anew_break_the_series(now: datetime) -> None:
    module, user = make_module(), make_user("coordinator")
    settings = settings_of(queries.editions()[0])
    del settings["materials"]
    later = now + 40 * DAY
    actions.set_criteria(
        by=user.actor, at=later, user=user, settings=settings, because="Materials are hired on the day"
    )
    points = queries.readiness_series(module, later.date())
    assert [p.readiness.on for p in points if p.is_break] == [later.date()]
    broken = next(p for p in points if p.is_break)
    assert broken.change is None
    assert (points[0].readiness.edition, points[-1].readiness.edition) == ("1", "2")
    with pytest.raises(Refused, match="already changed today"):
        actions.set_criteria(by=user.actor, at=later, user=user, settings=settings, because="Again")
    with pytest.raises(Refused, match="at least one"):
        actions.set_criteria(by=user.actor, at=later + DAY, user=user, settings={}, because="None")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"source": " "}, "without a source"),
        ({"on": TODAY + DAY}, "in the future"),
        ({"rating": 1.2}, "from nothing"),
        ({"valid_days": 0}, "at least one"),
        ({"from_society": True}, "only if they agreed"),
    ],
)
def test_evidence_that_shows_nothing_is_refused(said: dict[str, object], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        make_evidence(make_module(ready=False), **said)  # type: ignore[arg-type]


def test_recording_twice_is_harmless() -> None:
    module = make_module(ready=False)
    first = make_evidence(module)
    again = make_evidence(module, id=first.id)
    assert (first, Evidence.objects.count()) == (again, 1)
    assert [e.verb for e in ledger.of_subject("evidence", first.id)] == ["evidence.recorded"]


@pytest.mark.parametrize("change", [{"rating": 0.1}, {"on": date(2020, 1, 1)}, {"what": "Something else"}])
def test_the_database_keeps_evidence_as_it_was(change: dict[str, object]) -> None:
    make_evidence(make_module(ready=False))
    with pytest.raises(ProgrammingError, match="evidence stays"), transaction.atomic():
        Evidence.objects.update(**change)
    with pytest.raises(ProgrammingError, match="evidence stays"), transaction.atomic():
        Evidence.objects.all().delete()


@pytest.mark.manual("S8.w1")
def test_the_list_says_for_each_module_how_ready_it_is_and_how_much_nobody_looked_at(client: Client) -> None:
    make_partnership()
    make_evidence(make_module(), rating=1)
    make_module(key="clean-up", ready=False)
    client.force_login(make_user("analyst"))
    text = b"".join(client.get("/readiness/?export=csv").streaming_content).decode()  # type: ignore[attr-defined]
    rows = {row["Module"]: row for row in csv.DictReader(text.lstrip("\ufeff").splitlines())}
    shown = {name: row["Not yet assessed"] for name, row in rows.items()}
    assert shown == {"Prepare your home": "53", "Clean-up": "87"}
    assert rows["Clean-up"]["Shown to be ready"] == "0"
    assert "People trained" in rows["Clean-up"]["Critical and not there"]
    assert "People trained" not in rows["Prepare your home"]["Critical and not there"]
