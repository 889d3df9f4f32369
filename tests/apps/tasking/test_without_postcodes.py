"""A partnership that has loaded no postcodes: places are named by hand, nobody's distance is known, help is given."""

import pytest
from django.test import Client
from django.urls import reverse

from rallyround.places import actions as places
from rallyround.places.models import Area
from rallyround.register import actions as register
from rallyround.tasking import actions
from rallyround.tasking.models import Proposal
from rallyround.ui.errors import Refused
from tests.apps.incidents.helpers import make_incident
from tests.factories import (
    AT,
    HERE,
    TEST,
    THERE,
    make_open_need,
    make_partnership,
    make_ready_offer,
    make_risk_assessment,
    make_user,
)

pytestmark = pytest.mark.django_db

KIND, SKILL = "food_water", ("delivering",)


def planned(**where: object) -> tuple[list[Proposal], list[Proposal]]:
    """Proposals with a helper and without one, for a need that lies `where`."""
    make_partnership()
    places.name_place(by=TEST, at=AT, code="X001OTLEY", name="Otley")
    make_risk_assessment(KIND)
    make_open_need(kind=KIND, **where)  # type: ignore[arg-type]
    plan = actions.propose(by=TEST, at=AT)
    rows = list(Proposal.objects.filter(plan=plan).order_by("id"))
    return [row for row in rows if row.offer_id], [row for row in rows if not row.offer_id]


def test_the_skill_alone_decides_and_no_distance_is_claimed() -> None:
    make_ready_offer(skills=SKILL)
    make_ready_offer(skills=("pets",))
    found, unmet = planned(area="X001OTLEY")
    assert unmet == []
    assert [(row.offer and row.offer.skills, row.distance_m) for row in found] == [(["delivering"], None)]
    boss = make_user("coordinator")
    done = actions.confirm_matches(by=boss.actor, at=AT, proposals=found, user=boss)
    assert [task.state for task in done.tasks] == ["offered"]


def test_a_need_that_nobody_knows_the_place_of_waits_for_a_place() -> None:
    make_ready_offer(skills=SKILL)
    found, unmet = planned()
    assert found == []
    assert [row.reason["code"] for row in unmet] == ["place_not_known"]


def test_once_others_are_measured_what_is_not_is_left_to_a_person() -> None:
    offer = make_ready_offer(skills=SKILL, point=HERE)
    found, unmet = planned(area="X001OTLEY")
    assert found == []
    assert [row.reason["code"] for row in unmet] == ["place_not_known"]
    boss = make_user("coordinator")
    task = actions.confirm_match(by=boss.actor, at=AT, need=unmet[0].need, offer=offer, user=boss)
    assert task.state == "offered"


def test_while_something_is_closed_nobody_goes_where_nobody_knows() -> None:
    from rallyround.incidents import actions as incidents

    boss, offer = make_user("coordinator"), make_ready_offer(skills=SKILL)
    ring = [list(HERE), list(THERE), [HERE[0], HERE[1] + 500], list(HERE)]
    incidents.close_area(
        by=TEST, at=AT, incident=make_incident(), kind="area", name="Weir", drawn_by=boss,
        shape={"type": "Polygon", "coordinates": [ring]},
    )  # fmt: skip
    found, unmet = planned(area="X001OTLEY")
    assert found == []
    with pytest.raises(Refused, match="where it is"):
        actions.confirm_match(by=boss.actor, at=AT, need=unmet[0].need, offer=offer, user=boss)


def test_who_nobody_knows_the_place_of_is_asked_for_from_every_page_that_shows_it(client: Client) -> None:
    make_ready_offer(skills=SKILL)
    _found, unmet = planned()
    need = unmet[0].need
    client.force_login(make_user("coordinator"))
    where = reverse("need_place", args=[need.id])
    for page, back in (
        (reverse("unmet"), reverse("unmet")),
        (reverse("need_helpers", args=[need.id]), reverse("need_helpers", args=[need.id])),
        (reverse("proposal", args=[unmet[0].id]), reverse("proposal", args=[unmet[0].id])),
    ):
        shown = client.get(page).content.decode()
        assert "Say where it is" in shown
        assert f'href="{where}?back={back}"' in shown
    assert "Say where it is" not in "".join(
        part.decode() if isinstance(part, bytes) else part
        for part in client.get(reverse("unmet") + "?export=csv").streaming_content  # type: ignore[attr-defined]
    )
    register.place_need(by=TEST, at=AT, need=need, area="X001OTLEY")
    plan = actions.propose(by=TEST, at=AT)
    assert Proposal.objects.get(plan=plan).offer_id is not None


def test_a_place_that_cannot_be_measured_is_asked_for_more_exactly(client: Client) -> None:
    make_ready_offer(skills=SKILL, point=HERE)
    _found, unmet = planned(area="X001OTLEY")
    client.force_login(make_user("coordinator"))
    assert "Otley: say it exactly" in client.get(reverse("unmet")).content.decode()
    page = client.get(reverse("need_helpers", args=[unmet[0].need_id])).content.decode()
    assert "Say where it is" not in page


def test_a_need_in_danger_whose_place_is_a_whole_district_says_what_is_needed_on_every_page(
    client: Client,
) -> None:
    Area.objects.create(code="E1", kind="district", name="Merebridge")
    Area.objects.create(code="E11", kind="small", name="Ferry Green", district_id="E1",
                        easting=HERE[0], northing=HERE[1])  # fmt: skip
    make_ready_offer(skills=SKILL, point=HERE)
    _found, unmet = planned(area="E1", severity="danger_to_life")
    client.force_login(make_user("coordinator"))
    need = unmet[0].need
    for page in (reverse("unmet"), reverse("proposals"), reverse("proposal", args=[unmet[0].id]),
                 reverse("need_helpers", args=[need.id]), reverse("need", args=[need.id])):  # fmt: skip
        shown = client.get(page).content.decode()
        assert (
            "Merebridge is too large to send somebody to: a postcode or a smaller place is needed." in shown
        )
        assert f'href="{reverse("need_place", args=[need.id])}' in shown
        assert "Nobody knows where it is" not in shown
    register.place_need(by=TEST, at=AT, need=need, area="E11")
    assert "It is known now where it is: plan again." in client.get(reverse("unmet")).content.decode()
    plan = actions.propose(by=TEST, at=AT)
    assert Proposal.objects.get(plan=plan).offer_id is not None
