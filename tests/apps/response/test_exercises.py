"""What an exercise showed comes into the real database by a person, whole, once, and with nobody in it."""

import copy
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings

from rallyround.incidents import actions as incidents
from rallyround.incidents.models import CallOut
from rallyround.ledger.models import Event
from rallyround.response import actions as response
from rallyround.response import queries
from rallyround.response.models import Activation, ExerciseSummary
from rallyround.response.summaries import seal
from rallyround.ui.errors import NotAllowed, Refused
from tests.factories import AT, TEST, make_open_need, make_partnership, make_task, make_user
from tests.response_factories import KEY, make_activation, make_contact

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LATER = AT + timedelta(hours=3)


def played() -> Activation:
    """An exercise of one module: answered after 6 minutes, a task after 10, two lines in time and one late."""
    make_partnership()
    contact, user = make_contact(), make_user("coordinator")
    activation = make_activation(user=user)
    incidents.answer_call_out(by=TEST, at=AT + 6 * MINUTE, call_out=CallOut.objects.get(), contact=contact)
    need = make_open_need(at=AT + 5 * MINUTE, point=(436000, 387000), name="Mair Evans", phone="07700 900111")
    make_task(need=need, at=AT + 10 * MINUTE, state="signed_out")
    for number, minutes in ((1, 10), (2, 20), (3, 90)):
        item = activation.checklist.get(number=number)
        response.tick_item(by=user.actor, at=AT + minutes * MINUTE, item=item)
    return activation


def sealed(content: dict[str, Any], **changes: Any) -> dict[str, Any]:
    changed = {**copy.deepcopy(content), **changes}
    return {**changed, "sha256": seal(changed)}


def test_the_summary_counts_what_was_shown() -> None:
    activation = played()
    [shown] = queries.summary_of("winter-2026", LATER)["modules"]
    assert shown == {
        "key": KEY,
        "version": 1,
        "activation": str(activation.id),
        "activated_at": AT.isoformat(),
        "stood_down_at": None,
        "checklist_done": 3,
        "checklist_in_time": 2,
        "checklist_total": 7,
        "call_out_minutes": 6.0,
        "first_task_minutes": 10.0,
        "needs_reported": 1,
        "needs_met": 1,
    }


def test_nobody_is_in_the_summary() -> None:
    played()
    text = json.dumps(queries.summary_of("winter-2026", LATER))
    for told in ("Mair", "Evans", "900111", "example.org", "Contact", "sandbags"):
        assert told not in text


def test_it_is_brought_in_by_a_named_person_and_read_as_a_result() -> None:
    activation, assessor = played(), make_user("analyst")
    summary = queries.summary_of("winter-2026", LATER)
    kept = response.bring_in_exercise(by=assessor.actor, at=LATER, summary=summary)
    assert (kept.name, kept.brought_in_by, kept.brought_in_at) == ("winter-2026", assessor, LATER)
    [result] = queries.exercise_results(activation.module)
    assert (result.on, result.module_key, result.name) == (AT.date(), KEY, "winter-2026")
    assert (result.checklist_done, result.checklist_in_time, result.checklist_total) == (3, 2, 7)
    assert (result.call_out_minutes, result.first_task_minutes) == (6.0, 10.0)
    assert (result.needs_reported, result.needs_met, result.summary) == (1, 1, kept.id)
    assert queries.exercise_results("clean-up") == []
    assert Event.objects.filter(verb="exercise.brought_in", subject_id=kept.id).count() == 1


def test_the_same_file_twice_is_kept_once() -> None:
    played()
    assessor, summary = make_user("analyst"), queries.summary_of("winter-2026", LATER)
    first = response.bring_in_exercise(by=assessor.actor, at=LATER, summary=summary)
    again = response.bring_in_exercise(
        by=assessor.actor, at=LATER, summary=json.dumps(summary, indent=2).encode()
    )
    assert again == first
    assert ExerciseSummary.objects.count() == 1


def test_a_later_summary_of_the_same_exercise_replaces_what_the_first_said() -> None:
    activation, assessor = played(), make_user("coordinator")
    response.bring_in_exercise(
        by=assessor.actor, at=LATER, summary=queries.summary_of("winter-2026", AT + 2 * MINUTE)
    )
    response.tick_item(by=assessor.actor, at=LATER, item=activation.checklist.get(number=4))
    response.bring_in_exercise(by=assessor.actor, at=LATER, summary=queries.summary_of("winter-2026", LATER))
    assert [result.checklist_done for result in queries.exercise_results(KEY)] == [4]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"schema": "other/1"}, "no summary of an exercise"),
        ({"exercise": "Winter 2026!"}, "does not name its exercise"),
        ({"partnership": "x"}, "id that is none"),
        ({"written_at": "yesterday"}, "time that is none"),
        ({"written_at": "2026-01-14T12:00:00"}, "time that is none"),
        ({"modules": {}}, "no list of modules"),
        ({"modules": [1]}, "Module 1 of the summary cannot be read"),
        ({"modules": [{"key": "x"}]}, "a field too many or too few"),
        ({"names": ["Mair Evans"]}, "a field too many or too few: names"),
        ({"partnership": "00000000-0000-0000-0000-000000000000"}, "another partnership"),
        ({"written_at": "2030-01-01T00:00:00+00:00"}, "written in the future"),
    ],
)
def test_a_file_that_is_no_summary_is_refused(changes: dict[str, Any], said: str) -> None:
    played()
    summary = sealed(queries.summary_of("winter-2026", LATER), **changes)
    with pytest.raises(Refused, match=said):
        response.bring_in_exercise(by=make_user("analyst").actor, at=LATER, summary=summary)
    assert not ExerciseSummary.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("checklist_done", -1), ("checklist_done", 8), ("checklist_done", True), ("needs_met", "1"), ("version", 1.5),
     ("call_out_minutes", "6"), ("key", "Mair Evans"), ("activated_at", None), ("stood_down_at", "now")],
)  # fmt: skip
def test_a_figure_that_cannot_be_is_refused(field: str, value: object) -> None:
    played()
    summary = queries.summary_of("winter-2026", LATER)
    modules = [{**summary["modules"][0], field: value}]
    with pytest.raises(Refused):
        response.bring_in_exercise(
            by=make_user("analyst").actor, at=LATER, summary=sealed(summary, modules=modules)
        )


def test_a_summary_that_was_changed_is_refused() -> None:
    played()
    summary = queries.summary_of("winter-2026", LATER)
    summary["modules"][0]["checklist_done"] = 7
    with pytest.raises(Refused, match="changed after it was written"):
        response.bring_in_exercise(by=make_user("analyst").actor, at=LATER, summary=summary)


@pytest.mark.parametrize("file", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 200_000, b" " * 1_000_001])
def test_a_file_that_is_something_else_is_refused(file: bytes) -> None:
    with pytest.raises(Refused, match="summary of an exercise"):
        response.bring_in_exercise(by=make_user("analyst").actor, at=LATER, summary=file)


def test_whoever_may_not_assess_brings_nothing_in() -> None:
    played()
    summary = queries.summary_of("winter-2026", LATER)
    with pytest.raises(NotAllowed, match="bringing in"):
        response.bring_in_exercise(by=make_user("duty_officer").actor, at=LATER, summary=summary)
    with pytest.raises(NotAllowed, match="named person"):
        response.bring_in_exercise(by=TEST, at=LATER, summary=summary)


@override_settings(EXERCISE="winter-2026")
def test_an_exercise_takes_no_summary() -> None:
    make_partnership()
    summary = queries.summary_of("winter-2026", LATER)
    with pytest.raises(Refused, match="own database"):
        response.bring_in_exercise(by=make_user("analyst").actor, at=LATER, summary=summary)


def test_the_database_keeps_a_summary_as_it_came() -> None:
    played()
    summary = queries.summary_of("winter-2026", LATER)
    kept = response.bring_in_exercise(by=make_user("analyst").actor, at=LATER, summary=summary)
    with pytest.raises(DatabaseError, match="stays as it came"), transaction.atomic():
        ExerciseSummary.objects.filter(pk=kept.pk).update(name="other")
    with pytest.raises(DatabaseError, match="stays as it came"), transaction.atomic():
        ExerciseSummary.objects.filter(pk=kept.pk).delete()
