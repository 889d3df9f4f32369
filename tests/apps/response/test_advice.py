"""Public advice: who publishes it, what people read, in which language, and how many it reached."""

from datetime import timedelta
from typing import Any

import pytest

from rallyround.ledger.models import Event
from rallyround.response import actions as response
from rallyround.response import queries
from rallyround.response.queries.advice import Reached
from rallyround.ui.errors import NotAllowed, Refused, WrongState
from tests.factories import AT, make_user
from tests.response_factories import make_advice, make_group

pytestmark = pytest.mark.django_db


def titles(language: str = "en", **asked: str) -> list[str]:
    return [shown.advice.title for shown in queries.to_show(language, **asked)]


def test_advice_is_read_only_once_it_is_published_and_until_it_is_withdrawn() -> None:
    boss, advice = make_user("duty_officer"), make_advice()
    assert titles() == []
    response.publish_advice(by=boss.actor, at=AT, advice=advice, published_by=boss)
    assert titles() == ["Before water comes"]
    response.withdraw_advice(by=boss.actor, at=AT, advice=advice)
    assert titles() == []
    verbs = Event.objects.filter(subject_label="advice").order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["advice.drafted", "advice.published", "advice.withdrawn"]


@pytest.mark.parametrize("role", ["working_group_member", "analyst", "helper"])
def test_publishing_needs_somebody_with_authority(role: str) -> None:
    user, advice = make_user(role), make_advice()
    with pytest.raises(NotAllowed, match="publishing advice"):
        response.publish_advice(by=user.actor, at=AT, advice=advice, published_by=user)


def test_the_next_wording_replaces_what_is_out_at_the_moment_it_is_published() -> None:
    boss = make_user("coordinator")
    old = make_advice(publish=True)
    new = make_advice(title="Before the river comes")
    assert titles() == ["Before water comes"]
    with pytest.raises(WrongState, match="draft of this advice"):
        make_advice()
    response.publish_advice(by=boss.actor, at=AT, advice=new, published_by=boss)
    assert titles() == ["Before the river comes"]
    old.refresh_from_db()
    assert old.withdrawn_at == AT


def test_what_is_out_is_not_changed() -> None:
    advice, boss = make_advice(publish=True), make_user("coordinator")
    fields = {name: getattr(advice, name) for name in
              ("hazard", "phase", "audience", "title", "body", "source", "channels")}  # fmt: skip
    with pytest.raises(WrongState, match="not changed"):
        response.change_advice(by=boss.actor, at=AT, advice=advice, **fields)
    for verb in ("published already", "withdrawn"):
        with pytest.raises(WrongState, match=verb):
            response.publish_advice(by=boss.actor, at=AT, advice=advice, published_by=boss)
        if verb == "published already":
            response.withdraw_advice(by=boss.actor, at=AT, advice=advice)
    with pytest.raises(WrongState, match="withdrawn already"):
        response.withdraw_advice(by=boss.actor, at=AT, advice=advice)


def test_a_draft_is_changed() -> None:
    advice, boss = make_advice(), make_user("coordinator")
    fields = {name: getattr(advice, name) for name in
              ("hazard", "phase", "audience", "body", "source", "channels")}  # fmt: skip
    changed = response.change_advice(by=boss.actor, at=AT, advice=advice, title=" New ", **fields)
    assert changed.title == "New"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [({"language": "xx"}, "language"), ({"hazard": "dragons"}, "what the advice is for"), ({"phase": ""}, "before"),
     ({"audience": "all"}, "whom it is for"), ({"channels": []}, "at least one channel"),
     ({"channels": ["smoke"]}, "at least one channel"), ({"title": " "}, "title"), ({"body": ""}, "Write the advice"),
     ({"source": ""}, "who stands behind"), ({"key": ""}, "short name")],
)  # fmt: skip
def test_advice_that_says_too_little_is_refused(said: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        make_advice(**said)


def test_drafting_twice_with_the_same_id_is_done_once() -> None:
    advice = make_advice()
    assert make_advice(id=advice.id) == advice


def test_people_read_their_language_else_english_else_what_there_is() -> None:
    make_advice(publish=True)
    make_advice(publish=True, language="cy", title="Cyn i'r dŵr ddod")
    make_advice(publish=True, key="cold", hazard="cold", title="Keep warm")
    make_advice(publish=True, key="heat", hazard="heat", language="pl", title="Upał")
    assert titles("en") == ["Keep warm", "Before water comes", "Upał"]
    assert titles("cy") == ["Keep warm", "Cyn i'r dŵr ddod", "Upał"]
    [shown] = queries.to_show("cy", hazard="flood")
    assert [other.language for other in shown.others] == ["en"]


def test_advice_is_narrowed_by_hazard_phase_and_audience() -> None:
    make_advice(publish=True)
    make_advice(publish=True, key="after", phase="after", title="Afterwards")
    make_advice(publish=True, key="carers", audience="carers", title="For carers")
    assert titles(phase="after") == ["Afterwards"]
    assert titles(audience="carers") == ["For carers"]
    assert titles(hazard="heat") == []


def test_reach_is_counted_by_audience_and_channel() -> None:
    boss, group = make_user("coordinator"), make_group()
    everybody, carers = make_advice(publish=True), make_advice(publish=True, key="carers", audience="carers")
    for advice, channel, people in (
        (everybody, "leaflet", 300), (everybody, "leaflet", 20), (everybody, "web", 90), (carers, "meeting", 12),
    ):  # fmt: skip
        response.record_reach(by=boss.actor, at=AT, advice=advice, channel=channel, people=people, on=AT.date(),
                              source="Counted by the printers", group=group)  # fmt: skip
    assert queries.reach() == [
        Reached("carers", "meeting", 12, 1), Reached("everybody", "leaflet", 320, 2), Reached("everybody", "web", 90, 1),
    ]  # fmt: skip
    assert queries.reach(carers) == [Reached("carers", "meeting", 12, 1)]
    assert queries.advice_items().get(pk=everybody.pk).reached == 410


def test_reach_is_of_published_advice_on_a_real_day_by_a_known_channel_with_a_source() -> None:
    boss, draft, advice = make_user("coordinator"), make_advice(key="draft"), make_advice(publish=True)
    good: dict[str, Any] = {"channel": "web", "people": 5, "on": AT.date(), "source": "Page visits"}
    day = timedelta(days=1)
    for item, changed, sentence in (
        (draft, {}, "not published yet"),
        (advice, {"channel": "smoke"}, "channel"),
        (advice, {"on": AT.date() + day}, "until today"),
        (advice, {"on": AT.date() - day}, "from when it was published"),
        (advice, {"source": ""}, "how the number is known"),
    ):
        with pytest.raises(Refused, match=sentence):
            response.record_reach(by=boss.actor, at=AT, advice=item, **{**good, **changed})
    assert queries.reach() == []
    first = response.record_reach(by=boss.actor, at=AT, advice=advice, **good)
    assert response.record_reach(by=boss.actor, at=AT, advice=advice, id=first.id, **good) == first
    assert queries.reach() == [Reached("everybody", "web", 5, 1)]
