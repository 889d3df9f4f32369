"""A report becomes a need: once, with its code, its place, its phase, and first where somebody is in danger."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from rallyround.incidents.models import Incident, Phase
from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.people.models import Details, Note, Person
from rallyround.places.models import Area, Postcode
from rallyround.register import actions
from rallyround.register.actions import report as reporting
from rallyround.register.kinds import KINDS, UNKNOWN
from rallyround.register.models import Cause, Need, Severity, Whose
from rallyround.register.reports import NeedReport, Receipt
from rallyround.ui.errors import Refused
from tests.factories import AT, TEST, a_report, make_need

pytestmark = pytest.mark.django_db


def report_it(report: NeedReport) -> Receipt:
    return actions.report_need(by=TEST, at=AT, report=report)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Need, Person, Note, Message, Event))


def test_a_phone_number_and_one_sentence_are_enough() -> None:
    receipt = report_it(a_report(words="No food since Monday", phone="07700 900123"))
    need = Need.objects.get(id=receipt.id)
    assert (receipt.created, need.code, need.state) == (True, receipt.code, "reported")
    assert (need.kind, need.cause, need.severity, need.danger) == (
        UNKNOWN,
        Cause.UNKNOWN,
        Severity.MODERATE,
        False,
    )


def test_a_place_and_one_sentence_are_enough() -> None:
    receipt = report_it(a_report(phone="", address="The caravan by the weir"))
    assert Details.objects.get(person__needs=receipt.id).address == "The caravan by the weir"
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"words": "  "}, "one sentence"),
        ({"phone": ""}, "telephone number or a place"),
        ({"kind": "miracles"}, "no kind of need"),
        ({"phase": "never"}, "before, during or after"),
        ({"whose": "nobody"}, "household"),
        ({"area": "E99999999"}, "no place with the code"),
    ],
)
def test_a_report_that_says_too_little_is_refused_in_a_sentence(said: dict[str, str], sentence: str) -> None:
    before = counts()
    with pytest.raises(Refused, match=sentence):
        report_it(a_report(**said))
    assert counts() == before


def test_sending_twice_is_harmless() -> None:
    report = a_report()
    first = report_it(report)
    before = counts()
    second = report_it(replace(report, words=f"  {report.words.upper()} ", channel="hub"))
    assert second == Receipt(first.id, first.code, created=False)
    assert counts() == before


def test_the_same_id_with_other_content_is_refused_and_changes_nothing() -> None:
    report = a_report()
    report_it(report)
    before = counts()
    with pytest.raises(Refused, match="already received with other answers"):
        report_it(replace(report, words="Something quite different"))
    assert counts() == before


def test_a_code_that_is_taken_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = make_need().code
    codes = iter([taken, taken, "K7MD-4TXR"])
    monkeypatch.setattr(reporting, "new_code", lambda: next(codes))
    before = Person.objects.count()
    assert report_it(a_report()).code == "K7MD-4TXR"
    assert Person.objects.count() == before + 1


def test_what_was_said_is_kept_apart_from_the_need() -> None:
    need = make_need(
        words="My husband Walter is poorly", name="Edith Marsh", phone="07700 900321", postcode="DN5 7JB"
    )
    row = repr([str(getattr(need, field.attname)) for field in Need._meta.concrete_fields])
    event = Event.objects.get(verb="need.reported", subject_id=need.id)
    for secret in ("Walter", "Edith", "900321", "7JB"):
        assert secret not in row
        assert secret not in str(event.data)
    details = Details.objects.get(person=need.requester)
    assert (details.name, details.phone, details.address) == ("Edith Marsh", "07700 900321", "DN5 7JB")
    assert need.words is not None
    assert need.words.text == "My husband Walter is poorly"


def test_a_postcode_gives_the_place() -> None:
    district = Area.objects.create(code="E08000017", kind="district", name="Doncaster")
    small = Area.objects.create(code="E01007500", kind="small", name="Doncaster 001A", district=district)
    Postcode.objects.create(code="DN57JB", easting=453000, northing=403000, district=district, area=small)
    need = make_need(postcode="dn5 7jb")
    assert (need.easting, need.northing, need.area_id, need.district) == (
        453000,
        403000,
        small.code,
        "E08000017",
    )


def test_a_postcode_that_is_not_ours_is_taken_all_the_same() -> None:
    need = make_need(postcode="EH1 1AA")
    assert (need.easting, need.area_id, need.district) == (None, None, "")


def test_a_place_picked_by_hand_gives_its_district() -> None:
    district = Area.objects.create(code="E08000017", kind="district", name="Doncaster")
    Area.objects.create(
        code="P1", kind="place", name="Bentley", district=district, easting=456000, northing=405000
    )
    need = make_need(area="P1")
    assert (need.area_id, need.district, need.easting) == ("P1", "E08000017", 456000)
    assert make_need(area="E08000017").district == "E08000017"


def test_words_of_danger_put_it_first() -> None:
    need = make_need(words="My mother has collapsed")
    assert (need.danger, need.severity, need.danger_at) == (True, Severity.DANGER, AT)
    assert need.base_points > make_need().base_points


def test_the_answer_that_somebody_is_in_danger_puts_it_first_whatever_the_words() -> None:
    assert make_need(words="please come", danger=True).danger
    assert not make_need(words="please come", danger=False).danger
    assert make_need(words="she is unconscious", danger=False).danger


def test_who_left_a_way_to_be_reached_is_told_that_it_arrived() -> None:
    need = make_need()
    message = Message.objects.get(subject_id=need.id)
    assert (message.template, message.params) == ("need_received", {"code": need.code})


@pytest.mark.parametrize("phase", Phase.values)
def test_the_phase_is_that_of_the_incident(phase: str) -> None:
    incident = Incident.objects.create(name="Flood", hazard="flood", phase=phase, started_at=AT)
    need = make_need()
    assert (need.phase, need.incident) == (phase, incident)


def test_without_an_incident_the_phase_is_during() -> None:
    need = make_need()
    assert (need.phase, need.incident) == (Phase.DURING, None)


def test_an_incident_that_ended_counts_no_more() -> None:
    Incident.objects.create(
        name="Flood", hazard="flood", phase="after", started_at=AT - timedelta(days=2), ended_at=AT
    )
    assert make_need().incident is None


@settings(max_examples=40)
@given(
    words=st.text(min_size=1, max_size=60).filter(lambda text: text.strip() and "\x00" not in text),
    kind=st.sampled_from([UNKNOWN, *KINDS]),
    whose=st.sampled_from(Whose.values),
    phase=st.sampled_from([None, *Phase.values]),
    danger=st.sampled_from([None, True, False]),
)
@pytest.mark.manual_part("TD.4", "ST.13")
def test_cause_and_phase_are_always_present(
    words: str, kind: str, whose: str, phase: str | None, danger: bool | None
) -> None:
    need = make_need(id=uuid4(), words=words, kind=kind, whose=whose, phase=phase, danger=danger)
    assert need.phase in Phase.values
    assert need.cause == Cause.UNKNOWN
    assert (need.source, need.confidence) == ("reporter", "reported")
    assert need.danger == (need.severity == Severity.DANGER)


def test_a_need_is_made_in_few_statements() -> None:
    """Person, details, words, need, message, job and three events are nine; the rest guards and looks up."""
    report = a_report()
    with CaptureQueriesContext(connection) as seen:
        report_it(report)
    assert len(seen) <= 19, "\n".join(query["sql"][:110] for query in seen)
    assert sum(query["sql"].strip().startswith("INSERT") for query in seen) == 8
