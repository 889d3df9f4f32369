"""The scorecard of the eight steps and its zones."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from rallyround.evaluation import actions, queries
from rallyround.evaluation.models import StepScore, Zones
from rallyround.people.models import User
from rallyround.ui.errors import Refused
from tests.evaluation_factories import make_evidence
from tests.factories import AT, TEST, make_user
from tests.groups_factories import make_group

pytestmark = pytest.mark.django_db
TODAY = AT.date()
DAY = timedelta(days=1)


@pytest.fixture
def user() -> User:
    return make_user("coordinator")


def score(user: User, step: int, points: int, **said: object) -> StepScore:
    fields: dict[str, object] = {"because": "As the working group sees it", "at": AT, **said}
    return actions.score_step(by=user.actor, user=user, step=step, score=points, **fields)  # type: ignore[arg-type]


@pytest.mark.manual("S8.c9")
def test_each_step_is_scored_and_red_is_below_what_is_wanted(user: User) -> None:
    for step, points in ((1, 0), (2, 1), (3, 2), (4, 3), (5, 4), (6, 5)):
        score(user, step, points)
    card = queries.scorecard(TODAY)
    zones = {line.step: line.zone for line in card.lines}
    assert zones == {
        1: "red", 2: "red", 3: "amber", 4: "amber", 5: "green", 6: "green", 7: "not_assessed", 8: "not_assessed",
    }  # fmt: skip
    assert [line.step for line in card.red] == [1, 2]
    assert [line.step for line in card.not_assessed] == [7, 8]
    assert (card.whole.points, card.whole.most, card.whole.answered) == (15, 30, 6)
    actions.set_zones(by=user.actor, at=AT + DAY, user=user, red_below=60, green_from=100)
    card = queries.scorecard(TODAY + DAY)
    assert [line.step for line in card.red] == [1, 2, 3], "40 per cent is red now, 60 is not"
    assert [line.step for line in card.lines if line.zone == "green"] == [6]
    assert [line.step for line in queries.scorecard(TODAY).red] == [1, 2], "as it was that day"


@pytest.mark.manual("S8.h3")
def test_each_score_cites_evidence_or_says_that_there_is_none(user: User) -> None:
    by_partners = make_evidence(criterion="", kind="record", themes=["speed"])
    by_people = make_evidence(
        criterion="", kind="said", from_society=True, consent="given", themes=["trust", "reach"],
        strength="low", what="Twelve of fifteen asked knew whom to ring", source="Door to door, two streets",
    )  # fmt: skip
    score(user, 1, 3, evidence=[by_partners, by_people])
    score(user, 2, 3)
    lines = queries.scorecard(TODAY).lines
    assert set(lines[0].evidence) == {by_partners, by_people}
    assert [line.none_cited for line in lines] == [False, True, *[False] * 6], "nothing scored cites nothing"
    kept = queries.evidence().get(id=by_people.id)
    assert (kept.kind, kept.source, kept.on, kept.strength, kept.consent, kept.themes) == (
        "said", "Door to door, two streets", TODAY, "low", "given", ["trust", "reach"],
    )  # fmt: skip
    for each in (by_partners, by_people):
        actions.withdraw_evidence(by=TEST, at=AT, evidence=each, user=user, because="Miscounted")
    line = queries.scorecard(TODAY).lines[0]
    assert (line.none_cited, line.withdrawn) == (True, 2)
    with pytest.raises(Refused, match="cannot be cited"):
        score(user, 3, 3, evidence=[queries.evidence().get(id=by_people.id)])


def test_a_group_has_a_scorecard_of_its_own(user: User) -> None:
    group = make_group()
    score(user, 1, 5)
    score(user, 1, 2, group=group)
    assert [queries.scorecard(TODAY, g).whole.points for g in (None, group, make_group())] == [5, 2, 0]


def test_the_latest_score_counts_and_the_earlier_ones_stay(user: User) -> None:
    score(user, 1, 1)
    score(user, 1, 4, at=AT + DAY)
    assert queries.scorecard(TODAY).whole.points == 1
    assert queries.scorecard(TODAY + DAY).whole.points == 4
    for rows in (StepScore, Zones):
        actions.set_zones(by=user.actor, at=AT, user=user, red_below=20, green_from=80)
        with pytest.raises(ProgrammingError, match="stays"), transaction.atomic():
            rows.objects.all().delete()
    with pytest.raises(ProgrammingError, match="stays"), transaction.atomic():
        StepScore.objects.update(score=5)


def test_scoring_twice_is_harmless(user: User) -> None:
    first = score(user, 1, 3)
    assert score(user, 1, 5, id=first.id) == first
    zones = actions.set_zones(by=user.actor, at=AT, user=user, red_below=20, green_from=80)
    assert actions.set_zones(by=user.actor, at=AT, user=user, red_below=1, green_from=2, id=zones.id) == zones


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"step": 9}, "eight steps"),
        ({"points": 6}, "0 to 5"),
        ({"because": " "}, "Say why"),
        ({"on": TODAY + DAY}, "today"),
    ],
)
def test_a_score_that_cannot_be_is_refused(user: User, said: dict[str, object], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        score(user, **{"step": 1, "points": 3, **said})  # type: ignore[arg-type]


def test_zones_out_of_order_are_refused(user: User) -> None:
    with pytest.raises(Refused, match="0 to 100"):
        actions.set_zones(by=user.actor, at=AT, user=user, red_below=80, green_from=20)
