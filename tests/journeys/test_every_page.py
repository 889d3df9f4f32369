"""Every page of the navigation, the first thing of every list and every form, at a desk and on a small phone."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from rallyround.cli.demo.people import PASSWORD, make_cast
from rallyround.cli.demo.places import content_of
from rallyround.cli.demo.story import Story
from rallyround.cli.demo.world import World
from rallyround.cluster import Cluster
from rallyround.config.navigation import SYSTEMS
from rallyround.incidents.models import Incident
from rallyround.ledger.actors import system
from rallyround.people import actions as people
from rallyround.people.models import User
from rallyround.people.roles import ROLES
from rallyround.places import actions as places
from rallyround.programme.queries.pages import PAGES
from rallyround.room import actions as room
from tests.conftest import serve
from tests.journeys.browser import DESK, PHONE
from tests.journeys.site import served
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

NAME = "rallyround_flooded"
SIZES = {"desk": DESK, "phone": PHONE}
ADDRESS_OF_ONE = re.compile(r"^/.*[0-9a-f]{8}-[0-9a-f]{4}-")
# Pages that no list leads to.
FORMS = (
    "take_offer", "take_pool", "risk_assessment_approve", "unmet", "log_new", "incident_begin", "add_user",
    "add_organisation", "call_out_card", "mfa_index", "account_change_password",
    "group_add", "risk_add", "collaboration_add", "case_add", "advice_add", "lesson_add", "debrief_add",
    "evidence_add", "ambition_new", "gathering_new", "initiative_add", "vision_new", "aim_add", "activity_add",
    "opportunity_add", "pace_set", "register_new", "request_add", "body_add",
)  # fmt: skip
WITHOUT_SIGN_IN = (
    "front",
    "get_help",
    "offer_help",
    "need_state",
    "privacy",
    "accessibility",
    "account_login",
)


@pytest.fixture(scope="module")
def flooded(
    cluster: Cluster, template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[str, User]]:
    """A small flood in its tenth hour, served; and somebody who may see everything."""
    cluster.create_database(NAME, template=template)
    cache.clear()
    with django_db_blocker.unblock():
        serve(cluster, NAME)
        with served() as site:
            yield site, a_small_flood()
        connection.close()
        serve(cluster, "rallyround_test")
    cluster.drop_database(NAME)


def a_small_flood() -> User:
    world, by, now = World(1), system("demo"), timezone.now()
    start = now - timedelta(days=30)
    cast = make_cast(by=by, at=start, districts=sorted({area.district for area in world.areas}))
    places.keep_invented(by=by, at=start, content=content_of(world))
    story = Story(world, cast, seed=1)
    story.flood(begin=now - timedelta(hours=10), until=now, needs=40, offers=25)
    story.play(now, lambda done: None)
    duty = cast.users["duty_officer"]
    room.make_situation_report(by=by, at=now, incident=Incident.objects.get(), made_by=duty)
    everything = people.add_user(
        by=by, at=start, name="Everybody Once", email="all@mereshire.example", password=PASSWORD
    )
    for role in ROLES:
        people.give_role(
            by=by, at=start, user=everything, organisation=next(iter(cast.organisations.values())), role=role
        )
    return everything


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("system", [str(each.label) for each in SYSTEMS])
def test_a_system_and_what_its_lists_lead_to_are_without_fault(
    windows: Callable[..., Visitor], flooded: tuple[str, User], system: str, size: str
) -> None:
    site, user = flooded
    somebody = windows(f"every-{size}-{system.lower()}", site, size=SIZES[size], user=user)
    names = [place.url_name for each in SYSTEMS if str(each.label) == system for place in each.places]
    for name in names:
        somebody.goes_to(reverse(name))
        if name in ("map", "closures"):
            somebody.page.wait_for_selector("[data-drawn]")
        one = first_of(somebody)
        if one:
            somebody.goes_to(one)
    print(f"\n{system} at {size}: {len(somebody.pages)} pages")
    assert len(somebody.pages) >= len(names)


@pytest.mark.parametrize("size", SIZES)
def test_pages_that_only_the_journey_leads_to_are_without_fault(
    windows: Callable[..., Visitor], flooded: tuple[str, User], size: str
) -> None:
    somebody = windows(f"journey-pages-{size}", flooded[0], size=SIZES[size], user=flooded[1])
    listed = {place.url_name for each in SYSTEMS for place in each.places}
    names = [name for _step, these in PAGES for name, _label in these if name not in listed]
    for name in [*names, "references", "bodies"]:
        somebody.goes_to(reverse(name))


@pytest.mark.parametrize("size", SIZES)
def test_forms_that_no_list_leads_to_are_without_fault(
    windows: Callable[..., Visitor], flooded: tuple[str, User], size: str
) -> None:
    site, user = flooded
    somebody = windows(f"forms-{size}", site, size=SIZES[size], user=user)
    for name in FORMS:
        somebody.goes_to(reverse(name))
        somebody.sends_it_empty()


@pytest.mark.parametrize("size", SIZES)
def test_pages_for_everybody_are_without_fault(
    windows: Callable[..., Visitor], flooded: tuple[str, User], size: str
) -> None:
    somebody = windows(f"public-{size}", flooded[0], size=SIZES[size])
    for name in WITHOUT_SIGN_IN:
        somebody.goes_to(reverse(name))
        somebody.sends_it_empty()


def first_of(somebody: Visitor) -> str:
    """Where the first line of a list leads."""
    links = somebody.page.locator("main a")
    found = [link.get_attribute("href") or "" for link in links.all()]
    return next((link for link in found if ADDRESS_OF_ONE.match(link)), "")
