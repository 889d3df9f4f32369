"""Two people confirm in the same instant: one task is made, the other is told in a sentence, nothing is double."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from rallyround.ledger import queries as ledger
from rallyround.register.models import Need, Offer
from rallyround.tasking import actions
from rallyround.tasking.models import Task
from rallyround.ui.errors import WrongState
from tests.apps.tasking.together import at_once
from tests.factories import (
    AT,
    HERE,
    TEST,
    THERE,
    make_open_need,
    make_ready_offer,
    make_risk_assessment,
    make_task,
    make_user,
)


def confirming(need: Need, offer: Offer) -> Callable[[], Task]:
    user = make_user("duty_officer")
    return lambda: actions.confirm_match(by=user.actor, at=AT, need=need, offer=offer, user=user)


def test_one_helper_confirmed_for_two_needs_at_once_gets_one_task(committed: str) -> None:
    make_risk_assessment()
    offer = make_ready_offer(point=THERE, available_until=AT + timedelta(hours=3))
    needs = [make_open_need(point=HERE) for _ in range(2)]
    results = at_once(*[confirming(need, offer) for need in needs])
    assert sorted(type(result).__name__ for result in results) == ["Task", "WrongState"]
    assert Task.objects.count() == 1
    assert list(ledger.verify()) == []


def test_one_need_confirmed_with_two_helpers_at_once_gets_one_task(committed: str) -> None:
    make_risk_assessment()
    need = make_open_need(point=HERE)
    results = at_once(*[confirming(need, make_ready_offer(point=THERE)) for _ in range(2)])
    assert sorted(type(result).__name__ for result in results) == ["Task", "WrongState"]
    assert Task.objects.get().need == need


def test_two_plans_at_once_leave_one(committed: str) -> None:
    make_risk_assessment()
    make_open_need(point=HERE)
    make_ready_offer(point=THERE)
    results = at_once(*[lambda: actions.propose(by=TEST, at=AT)] * 2)
    assert {type(result).__name__ for result in results} <= {"Plan", "WrongState"}
    assert any(not isinstance(result, WrongState) for result in results)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"place_in_need": 1}, "no_double_booking"),
        ({"seat": 2, "place_in_need": 1}, "offer_never_over_allocated"),
        ({"place_in_need": 2}, "need_never_over_served"),
    ],
)
def test_the_database_itself_refuses_what_got_past_everything_else(
    change: dict[str, int], constraint: str
) -> None:
    task = make_task()
    copy = Task.objects.get(id=task.id)
    copy.pk, copy._state.adding = None, True
    copy.need = make_open_need(point=HERE)
    for name, value in change.items():
        setattr(copy, name, value)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        copy.save(force_insert=True)


@pytest.mark.django_db
def test_the_database_itself_gives_one_place_to_one_helper() -> None:
    task = make_task()
    copy = Task.objects.get(id=task.id)
    copy.pk, copy._state.adding, copy.offer = None, True, make_ready_offer(point=THERE)
    with pytest.raises(IntegrityError, match="one_helper_per_place_in_a_need"), transaction.atomic():
        copy.save(force_insert=True)
