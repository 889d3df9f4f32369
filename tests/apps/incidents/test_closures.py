"""Closures are real shapes in metres, or a sentence says what is wrong with them."""

from datetime import datetime
from typing import Any

import pytest

from rallyround.incidents import actions, queries
from rallyround.incidents.models import Closure
from rallyround.ui.errors import Refused, WrongState
from tests.apps.incidents.helpers import make_incident
from tests.factories import TEST, make_user

pytestmark = pytest.mark.django_db
SQUARE = [[435000.4, 387000], [436000, 387000], [436000, 388000], [435000.4, 388000], [435000.4, 387000]]


def close(now: datetime, kind: str, shape: Any) -> Closure:
    user = make_user("duty_officer")
    return actions.close_area(
        by=user.actor,
        at=now,
        incident=make_incident(),
        kind=kind,
        name="Low bridge",
        shape=shape,
        drawn_by=user,
    )


def test_an_area_is_closed_in_whole_metres_and_opened_again(now: datetime) -> None:
    closure = close(now, "area", {"type": "Polygon", "coordinates": [SQUARE]})
    assert closure.shape["type"] == "Polygon"
    assert sorted(map(tuple, closure.shape["coordinates"][0]))[0] == (435000, 387000)
    assert queries.open_closures() == [closure]
    actions.lift_closure(by=TEST, at=now, closure=closure)
    assert queries.open_closures() == []
    with pytest.raises(WrongState):
        actions.lift_closure(by=TEST, at=now, closure=closure)


def test_a_crossing_is_a_line(now: datetime) -> None:
    shape = {"type": "LineString", "coordinates": [[435000, 387000], [435010, 387060]]}
    assert close(now, "crossing", shape).shape == shape


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        ("area", {"type": "LineString", "coordinates": [[435000, 387000], [435010, 387060]]}),
        ("crossing", {"type": "Polygon", "coordinates": [SQUARE]}),
        ("area", {"type": "Polygon", "coordinates": [[[435000, 387000], [435010, 387060]]]}),
        ("area", {"type": "Polygon", "coordinates": []}),
        ("area", {"type": "Polygon", "coordinates": [[["a", "b"]]]}),
        ("area", {"type": "Polygon", "coordinates": [[[-1.47, 53.38], [-1.46, 53.38], [-1.46, 53.39], [-1.47, 53.38]]]}),
        ("area", {"type": "Polygon", "coordinates": [[[1e9, 1], [1e9, 2], [2e9, 2], [1e9, 1]]]}),
        ("area", {"type": "Polygon", "coordinates": [[[0, 0], [900, 900], [900, 0], [0, 900], [0, 0]]]}),
        ("area", {"type": "Polygon", "coordinates": [[[float("nan"), 0], [1, 1], [1, 0], [0, 0]]]}),
        ("area", {"type": "Polygon"}),
        ("area", {"type": "Nonsense", "coordinates": [1]}),
        ("area", {}),
        ("area", None),
        ("area", "a square"),
        ("ocean", {"type": "Polygon", "coordinates": [SQUARE]}),
        ("area", {"type": "Polygon", "coordinates": [[[400000 + n, 400000 + n * n] for n in range(900)] * 3]}),
    ],
)  # fmt: skip
def test_what_is_no_closure_is_refused_in_a_sentence(now: datetime, kind: str, shape: Any) -> None:
    with pytest.raises(Refused, match=r"\.$"):
        close(now, kind, shape)
    assert not Closure.objects.exists()
