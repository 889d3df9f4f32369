"""Every address × every role answers as its row in `access/` says, and nobody reaches another district's things."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import path, resolve, reverse
from uuid_utils.compat import uuid7

from rallyround.people.roles import ROLES
from rallyround.register.models import Need
from tests.architecture.addresses import Address, Row, addresses, disagreements, rows
from tests.architecture.conftest import Seen
from tests.architecture.crawl import Answer, browser_of, undone
from tests.architecture.real_ids import IN_A_DISTRICT, kwargs
from tests.architecture.world import World
from tests.factories import make_user

ADDRESSES = {address.name: address for address in addresses()}
ROWS = rows()
# Public, but only on the way from the password: without one they lead back to where it is asked for.
AFTER_THE_PASSWORD = {"mfa_authenticate"}
# Leads everybody who is signed in to their first page: whoever has no role yet has none, and is told so.
NEEDS_SOME_ROLE = {"start"}


def leads_to_sign_in(answer: Answer) -> bool:
    return answer.status == 302 and answer.location.startswith(reverse(settings.LOGIN_URL))


def opens(row: Row, viewer: str) -> bool:
    """Whether this viewer may open what has this row."""
    if row in ("public", "signed_link"):
        return True
    return viewer != "anonymous" if row == "signed_in" else viewer in row


def wrong(row: Row, answer: Answer) -> str:
    """What is wrong with an answer, or nothing."""
    viewer, status = answer.viewer, answer.status
    if status >= 500:
        return f"{viewer} gets {status}"
    if opens(row, viewer):
        return f"{viewer} may open it and gets {status}" if status == 403 or leads_to_sign_in(answer) else ""
    if viewer == "anonymous":
        return "" if leads_to_sign_in(answer) else f"anonymous is not sent to sign in: {status}"
    return "" if status == 403 else f"{viewer} may not open it and gets {status}"


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert disagreements(addresses(), ROWS) == []


@pytest.mark.parametrize("name", sorted(ROWS.keys() & ADDRESSES.keys() - AFTER_THE_PASSWORD))
def test_an_address_answers_each_role_as_declared(name: str, seen: Seen) -> None:
    assert name in seen.pages, f"say in real_ids.py what stands in {ADDRESSES[name].route}"
    row = frozenset(ROLES) if name in NEEDS_SOME_ROLE else ROWS[name]
    said = [wrong(row, answer) for answer in seen.pages[name]]
    assert [sentence for sentence in said if sentence] == []


def test_the_second_factor_is_asked_only_after_the_password(seen: Seen) -> None:
    assert all(leads_to_sign_in(answer) for answer in seen.pages["mfa_authenticate"][:1])


SIGNED_LINKS = sorted(name for name, row in ROWS.items() if row == "signed_link" and name in ADDRESSES)


@pytest.mark.parametrize("name", SIGNED_LINKS)
def test_a_signed_link_opens_for_its_holder_and_a_forged_one_does_not(name: str, world: World) -> None:
    real = kwargs(ADDRESSES[name], world)
    forged = {key: f"{value[:-1]}{'A' if value[-1] != 'A' else 'B'}" for key, value in real.items()}
    holder = browser_of(None)
    for method in ("get", "post"):
        with undone():
            found = getattr(holder, method)(reverse(name, kwargs=real))
        with undone():
            missed = getattr(holder, method)(reverse(name, kwargs=forged))
        assert found.status_code in (200, 302, 400, 405, 409), (method, found.status_code)
        assert missed.status_code in (404, 405), (method, missed.status_code)


# A code is read out to whoever has just rung, wherever they live: the page holds no more than that.
READ_OUT = {"request_taken", "offer_taken"}


def of_a_district() -> list[str]:
    return sorted(
        name
        for name, address in ADDRESSES.items()
        if name in ROWS.keys() - READ_OUT
        and "duty_officer" in ROWS[name]
        and IN_A_DISTRICT.keys() & set(address.parameters.values())
    )


@pytest.mark.parametrize("name", of_a_district())
def test_a_duty_officer_of_one_district_reaches_nothing_of_another(name: str, world: World) -> None:
    """Asked by GET and by POST; the same page of the own district shows that the refusal is for the district."""
    here, there = browser_of(world.local), {}
    for side, of in (("own", world.a), ("other", world.b)):
        url = reverse(name, kwargs=kwargs(ADDRESSES[name], world, of))
        for method in ("get", "post"):
            with undone():
                there[side, method] = getattr(here, method)(url).status_code
    assert there["other", "post"] in (403, 404), there
    assert there["other", "get"] in (403, 404, 405), there
    assert there["own", "post"] not in (403, 404, 500) or there["own", "get"] == 200, there


def test_whoever_takes_requests_for_one_district_reads_out_the_code_of_a_caller_from_another(
    world: World,
) -> None:
    with undone():
        handler = make_user("call_handler", areas=world.districts[:1], organisation=world.organisation)
        said = {"words": "A tree lies on the shed", "where": world.b.home.postcode, "phone": "07700 900555"}
        taken = browser_of(handler).post(reverse("take_request"), said | {"submission": str(uuid7())})
        need = Need.objects.get(id=taken["Location"].rstrip("/").rpartition("/")[2])
        assert need.district == world.districts[1]
        page = browser_of(handler).get(taken["Location"])
        assert need.code in page.content.decode()
        assert browser_of(handler).get(reverse("need", args=[need.id])).status_code == 404


@pytest.mark.parametrize("name", ["needs", "offers", "tasks", "handovers", "proposals"])
def test_lists_of_a_duty_officer_of_one_district_hold_nothing_of_another(name: str, world: World) -> None:
    if name not in ADDRESSES:
        pytest.fail(f"there is no list called {name}")
    with undone():
        page = browser_of(world.local).get(reverse(name)).content.decode()
        everything = browser_of(world.people["duty_officer"]).get(reverse(name)).content.decode()
    theirs = [thing for thing in world.b.codes() if thing in everything]
    assert theirs, f"{name} shows no code of the other district even to whoever may see it"
    assert [code for code in theirs if code in page] == []


# The checks themselves, shown to fail.


def undeclared(request: object) -> HttpResponse:
    return HttpResponse("anything")


def test_a_planted_address_without_a_row_is_found() -> None:
    patterns = [path("planted/", undeclared, name="planted"), path("quiet/", undeclared)]
    assert disagreements(addresses(patterns), {}) == [
        "planted (planted/) has no row in tests/architecture/access",
        "quiet/ has no name, so nothing can say who may open it",
    ]


def test_a_planted_row_without_an_address_is_found() -> None:
    assert disagreements([], {"gone": "public"}) == ["gone has a row but is no address"]


def test_a_planted_row_that_says_nothing_known_is_found() -> None:
    there = [Address("a", "a/", undeclared), Address("b", "b/", undeclared)]
    said = disagreements(there, {"a": "publik", "b": frozenset({"duty_ofificer"})})
    assert [sentence.split(":")[0] for sentence in said] == [
        "a has a row that is neither a known word nor roles",
        "b has a row that is neither a known word nor roles",
    ]


@pytest.mark.parametrize(
    ("row", "viewer", "status", "said"),
    [
        ("public", "anonymous", 403, "anonymous may open it and gets 403"),
        ("signed_in", "anonymous", 200, "anonymous is not sent to sign in: 200"),
        (frozenset({"helper"}), "analyst", 200, "analyst may not open it and gets 200"),
        (frozenset({"helper"}), "helper", 403, "helper may open it and gets 403"),
        (frozenset({"helper"}), "analyst", 500, "analyst gets 500"),
        (frozenset({"helper"}), "helper", 404, ""),
        (frozenset({"helper"}), "nobody", 403, ""),
    ],
)
def test_a_wrong_answer_is_found(row: Row, viewer: str, status: int, said: str) -> None:
    answer = Answer(viewer, "planted", "/planted/", status, "", "", b"", 0)
    assert wrong(row, answer) == said


@pytest.mark.django_db
@pytest.mark.urls("tests.architecture.planted_urls")
def test_a_view_that_says_nothing_is_closed_to_everybody() -> None:
    assert resolve("/planted/").url_name == "planted"
    assert Client(raise_request_exception=False).get("/planted/").status_code == 403
    assert Client().get("/said/").status_code == 200


@pytest.mark.parametrize("name", sorted(ROWS.keys() & ADDRESSES.keys()))
def test_a_row_says_what_the_view_itself_declares(name: str) -> None:
    """So that a permission that moves from one role to another is seen in the table, and the other way round."""
    row, declared = ROWS[name], ADDRESSES[name].declares
    if not declared:
        assert name == "set_language"
    elif declared[0] in ("public", "signed_link", "signed_in"):
        assert row == declared[0]
    else:
        assert row == frozenset(key for key, role in ROLES.items() if role.permissions & set(declared))
