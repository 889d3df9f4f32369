"""An empty installation: one person, no data file, nothing connected; from setup to the first help given."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from rallyround.cluster import Cluster
from tests.journeys.installation import ADMIN, PASSWORD, empty_home, serving, set_up
from tests.journeys.steps import (
    code_on,
    link_of_the_last_message,
    then_the_requester_sees,
    when_a_request_is_taken_by_keys_alone,
    when_a_way_of_working_is_approved,
    when_an_offer_is_accepted,
    when_an_offer_is_taken_by_telephone,
    when_it_is_taken_on,
    when_the_help_is_given,
    when_the_plan_is_accepted,
    when_the_volunteer_says_yes,
)
from tests.journeys.visitor import Visitor
from tests.shared import copy_prepared

pytestmark = pytest.mark.browser

NAME = "Wharfe Valley Resilience Partnership"
MOST_PRESSES = 60
LONGEST = 15 * 60  # seconds, which a person has; a browser needs a fraction


@pytest.mark.manual("ST.1")
def test_from_an_empty_installation_to_the_first_need_met(windows: Callable[..., Visitor]) -> None:
    began = time.monotonic()
    with empty_home() as home:
        said = set_up(home, name=NAME, area="Otley, Ilkley")
        assert re.search(r"Next: \S*rallyround serve, then sign in as", said)
        assert "nothing more is asked" in said
        with serving(home) as site:
            started = time.monotonic()
            everything(site, windows)
        then_one_person_with_one_organisation_did_it_with_nothing_else(home)
    print(f"set up and started in {started - began:.0f} s, all in {time.monotonic() - began:.0f} s")
    assert time.monotonic() - began < LONGEST


def everything(site: str, windows: Callable[..., Visitor]) -> None:
    """What one person does at a desk, one on the telephone, and one on the way."""
    desk = windows("first-desk", site)
    desk.goes_to("/")
    desk.follows("Sign in")
    desk.fills("E-mail", ADMIN)
    desk.fills("Password", PASSWORD)
    desk.presses_button("Sign in")

    when_a_request_is_taken_by_keys_alone(
        desk,
        words="No clean water since this morning and I cannot carry any.",
        phone="07700 900123",
        where="14 Weir Street",
        name="Olive Frost",
        kind="fw",
        place="Otley",
    )
    print(f"\na request taken with {desk.presses} presses beyond the words")
    assert desk.presses <= MOST_PRESSES
    code = code_on(desk)

    when_it_is_taken_on(desk, code, kind="Food and water")
    offer = when_an_offer_is_taken_by_telephone(desk, name="Ben Okoro", phone="07700 900456")
    when_an_offer_is_accepted(desk, offer)
    when_a_way_of_working_is_approved(desk, kind="Food and water", holder=NAME)
    when_the_plan_is_accepted(desk, code)

    volunteer = windows("first-volunteer", site, phone=True)
    when_the_volunteer_says_yes(
        volunteer, link_of_the_last_message(desk, "A task for you"), address="14 Weir Street"
    )
    when_the_help_is_given(volunteer)

    requester = windows("first-requester", site, phone=True)
    then_the_requester_sees(requester, "the help was given", code=code, ending="0123")
    seen = len(desk.pages), len(volunteer.pages), len(requester.pages)
    print("pages: desk {}, volunteer {}, requester {}".format(*seen))


def then_one_person_with_one_organisation_did_it_with_nothing_else(home: Path) -> None:
    """Every other part stands empty, and the line did not need it."""
    counted = {
        "people_user": 1, "people_organisation": 1, "register_need": 1, "incidents_incident": 0,
        "incidents_dutyshift": 0, "people_contact": 0, "places_loadedfile": 0, "places_postcode": 0,
        "feeds_import": 0, "room_situationreport": 0,
    }  # fmt: skip
    cluster = Cluster(home)
    cluster.start()
    try:
        with psycopg.connect(cluster.urls().web) as connection:
            found = {
                table: connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()  # noqa: S608
                for table in counted
            }
            need = connection.execute("SELECT state, risk, cause FROM register_need").fetchone()
    finally:
        cluster.stop()
    assert {table: row[0] for table, row in found.items() if row} == counted
    assert need == ("met", "alone_without_support", "vulnerable")


@pytest.mark.manual("TD.8")
def test_a_process_started_for_one_partnership_cannot_open_anothers_database() -> None:
    """Each has a server of its own that lets in only its own roles; none of their passwords opens the other's."""
    with empty_home() as one, empty_home() as two:
        copy_prepared(two)  # the first is made from nothing
        set_up(one, name="Wharfe Valley Resilience Partnership", area="Otley")
        set_up(two, name="Aire Valley Resilience Partnership", area="Keighley")
        with Cluster(one) as ours, Cluster(two) as theirs:
            assert whose(ours.urls().web) == "Wharfe Valley Resilience Partnership"
            assert whose(theirs.urls().web) == "Aire Valley Resilience Partnership"
            for role in ("web", "owner", "intake"):
                mine, other = (getattr(each.urls(), role) for each in (ours, theirs))
                credentials = urlsplit(mine).netloc
                stolen = urlsplit(other)._replace(netloc=credentials).geturl()
                with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                    psycopg.connect(stolen)
            with psycopg.connect(ours.urls().web) as connection:
                areas = connection.execute("SELECT name FROM places_area").fetchall()
                members = connection.execute("SELECT DISTINCT role FROM people_membership").fetchall()
            assert areas == [("Otley",)]
            assert {row[0] for row in members} == {"coordinator", "helper", "administrator"}


def whose(url: str) -> str:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT name FROM people_partnership").fetchone()
    assert row is not None
    return str(row[0])
