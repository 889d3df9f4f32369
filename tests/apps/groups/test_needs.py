"""What groups need: ranges or unknown, in versions, each as it held at the time."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from rallyround.groups import actions, queries
from rallyround.groups.models import GroupNeed
from rallyround.groups.sizes import Total
from rallyround.ui.errors import Refused, WrongState
from tests.factories import AT, TEST
from tests.groups_factories import make_group, make_group_need

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.manual_part("ST.4")
def test_the_figure_of_each_moment_is_found_again() -> None:
    group = make_group()
    first = make_group_need(group, low=1, likely=2, high=3)
    second = make_group_need(group, at=AT + DAY, low=10, likely=20, high=30)
    third = make_group_need(group, at=AT + 2 * DAY, low=None, likely=None, high=None)
    other = make_group_need(group, at=AT + DAY, hazard="heat")
    assert list(queries.needs_as_of(AT - DAY, group)) == []
    assert list(queries.needs_as_of(AT, group)) == [first]
    assert set(queries.needs_as_of(AT + DAY, group)) == {second, other}
    assert set(queries.needs_as_of(AT + DAY * 1.5, group)) == {second, other}
    assert set(queries.current_needs(group)) == {third, other}
    actions.end_need(by=TEST, at=AT + 3 * DAY, need=third)
    assert set(queries.current_needs()) == {other}
    assert third in queries.needs_as_of(AT + 2.5 * DAY)


def test_what_was_said_once_is_replaced_but_never_rewritten() -> None:
    need = make_group_need(make_group())
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        GroupNeed.objects.filter(id=need.id).update(likely=250)
    actions.end_need(by=TEST, at=AT, need=need)
    with pytest.raises(WrongState, match="already"):
        actions.end_need(by=TEST, at=AT, need=need)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"low": None}, "all three numbers, or none"),
        ({"low": 300, "high": 100}, "in this order"),
        ({"kind": "luck"}, "from the lists"),
        ({"source": " "}, "where the figure comes from"),
    ],
)
def test_a_figure_that_does_not_make_sense_is_refused(said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        make_group_need(make_group(), **said)


def test_a_sum_of_needs_says_how_many_are_not_known() -> None:
    for low, high in ((1, 3), (5, 5)):
        make_group_need(make_group(), low=low, likely=low, high=high)
    make_group_need(make_group(), low=None, likely=None, high=None)
    assert queries.need_total(queries.current_needs())["homes"] == Total(6, 8, 2, 1)


@pytest.mark.manual("S4.c14")
def test_the_share_of_needs_that_groups_said_themselves() -> None:
    group = make_group()
    assert queries.share_said_by_the_group(group) is None
    make_group_need(group)
    assert queries.share_said_by_the_group(group) == 0
    make_group_need(group, kind="clean_up", said_by_the_group=True)
    assert queries.share_said_by_the_group(group) == 0.5
    make_group_need(make_group(), said_by_the_group=True)
    assert queries.share_said_by_the_group() == pytest.approx(2 / 3)
