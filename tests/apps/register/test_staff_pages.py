"""The pages of those who take requests, triage and look after offers."""

import csv
import re
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from rallyround.incidents.models import Phase
from rallyround.ledger.models import Event
from rallyround.people.models import Organisation, Partnership, User
from rallyround.places.models import Area, Postcode
from rallyround.register import actions
from rallyround.register.forms.triage import CAUSES
from rallyround.register.models import Claim, Need, Offer
from tests.factories import (
    AT,
    TEST,
    make_need,
    make_offer,
    make_open_need,
    make_organisation,
    make_partnership,
    make_user,
)

pytestmark = pytest.mark.django_db
SECRETS = ("Edith", "900321", "7JB", "poorly")


@pytest.fixture(autouse=True)
def partnership() -> Partnership:
    return make_partnership()


@pytest.fixture
def districts() -> list[Area]:
    found = [
        Area.objects.create(code=code, kind="district", name=name)
        for code, name in (("E1", "Doncaster"), ("E2", "Barnsley"))
    ]
    for index, area in enumerate(found):
        Postcode.objects.create(
            code=f"DN{index + 5}7JB", easting=453000 + 20_000 * index, northing=403000, district=area
        )
    return found


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer() -> User:
    return make_user("duty_officer", name="Ann Lee")


@pytest.fixture
def page(officer: User) -> Client:
    return signed_in(officer)


def text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(content.decode())


def edith(**said: Any) -> Need:
    return make_need(
        name="Edith Marsh", phone="07700 900321", postcode="DN5 7JB", words="My husband is poorly", **said
    )


# --- the list ---------------------------------------------------------------------------------------------------


def test_the_list_is_sorted_by_severity_and_risk_and_among_equals_by_waiting(page: Client) -> None:
    now = timezone.now()
    minor = make_open_need(severity="minor", at=now)
    older = make_need(at=now - timedelta(minutes=12))
    newer = make_need(at=now - timedelta(minutes=5))
    danger = make_need(danger=True, at=now)
    waiting = make_need(at=now - timedelta(hours=9))
    serious = make_open_need(severity="serious", risk="electricity_dependent", at=now)
    shown = text(page.get("/needs/"))
    codes = [need.code for need in
             (danger, serious, waiting, older, newer, minor)]  # fmt: skip
    assert [shown.index(code) for code in codes] == sorted(shown.index(code) for code in codes)


def test_neither_list_nor_page_nor_file_shows_anything_personal(page: Client, districts: list[Area]) -> None:
    need = edith()
    make_offer(name="Edith Marsh", phone="07700 900321", postcode="DN5 7JB", words="I feel poorly")
    for url in ("/needs/", f"/needs/{need.id}/", "/needs/?export=csv", "/offers/", "/offers/?export=csv"):
        shown = text(page.get(url))
        assert not [secret for secret in SECRETS if secret in shown], url


def test_what_is_closed_is_shown_only_when_asked_for(page: Client) -> None:
    open_need, closed = make_need(), make_need()
    actions.withdraw_need(by=TEST, at=AT, need=closed, reason="no_longer_needed")
    assert str(closed.id) not in text(page.get("/needs/"))
    assert str(closed.id) in text(page.get("/needs/?state=closed"))
    everything = text(page.get("/needs/?state=all"))
    assert str(closed.id) in everything
    assert str(open_need.id) in everything


def test_what_is_open_is_the_default_and_says_so_and_a_code_finds_a_need_in_any_state(page: Client) -> None:
    assert "There is nothing here yet." in text(page.get("/needs/"))
    closed = actions.withdraw_need(by=TEST, at=AT, need=make_need(), reason="no_longer_needed")
    shown = text(page.get("/needs/"))
    assert "There is nothing here yet." not in shown
    assert "Nothing is open. For what is closed choose" in shown
    states = shown[shown.index('id="filter-state"') :]
    states = states[: states.index("</select>")]
    assert re.findall(r">([^<]+)</option>", states)[0].strip() == "Open"
    assert "All, open and closed" in states
    assert ">All<" not in states.replace(" ", "").replace("\n", "")
    for query in (f"q={closed.code}", f"q={closed.code[:4].lower()}", f"q={closed.code}&state=withdrawn"):
        assert str(closed.id) in text(page.get(f"/needs/?{query}")), query
    for query in (f"q={closed.code}&state=open", "q=", "q=%20", "state=nonsense&q="):
        assert str(closed.id) not in text(page.get(f"/needs/?{query}")), query
    assert "Nothing matches these filters." in text(page.get("/needs/?kind=pets"))


@pytest.mark.manual_part("ST.13")
def test_needs_and_offers_are_filtered_by_phase(page: Client) -> None:
    needs = {phase: make_need(phase=phase) for phase in Phase.values}
    offers = {phase: make_offer(phase=phase) for phase in Phase.values}
    for phase in Phase.values:
        for url, things in (("/needs/", needs), ("/offers/", offers)):
            shown = text(page.get(f"{url}?phase={phase}"))
            assert [other for other in Phase.values if str(things[other].id) in shown] == [phase]


def test_the_list_is_filtered_by_district_kind_danger_claim_and_code(
    page: Client, officer: User, districts: list[Area]
) -> None:
    here, there = make_need(postcode="DN5 7JB", kind="pets"), make_need(postcode="DN6 7JB", danger=True)
    nowhere = make_need()
    actions.claim_need(by=officer.actor, at=timezone.now(), need=here)
    wanted = {
        "district=E1": {here}, "district=E2": {there}, "district=none": {nowhere}, "kind=pets": {here},
        "danger=yes": {there}, "free=yes": {there, nowhere}, "seen=no": {there, nowhere},
        f"q={here.code}": {here}, f"q={here.code.lower().replace('-', ' ')}": {here}, f"q={here.code[:4]}": {here},
        "state=nonsense": {here, there, nowhere},
    }  # fmt: skip
    for query, expected in wanted.items():
        shown = page.get(f"/needs/?{query}").context["page"].rows
        assert {row.id for row in shown} == {need.id for need in expected}, query


def test_the_list_takes_the_same_few_queries_however_long_it_is(page: Client, districts: list[Area]) -> None:
    def counted() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page.get("/needs/")
        return len(seen)

    make_need(postcode="DN5 7JB")
    counted()
    few = counted()
    for _ in range(25):
        make_need(postcode="DN5 7JB")
    assert counted() == few
    assert few <= 10


def test_the_file_holds_more_columns_than_the_page(page: Client, districts: list[Area]) -> None:
    need = make_open_need(postcode="DN5 7JB", risk="alone_without_support", people_count=4)
    rows = list(csv.DictReader(StringIO(text(page.get("/needs/?export=csv")).removeprefix("\ufeff"))))
    assert rows[0]["Code"] == need.code
    assert (rows[0]["District"] if "District" in rows[0] else rows[0]["Place"]) == "Doncaster"
    assert (rows[0]["Risk"], rows[0]["People"], rows[0]["Phase"]) == ("Alone without support", "4", "During")


def test_whoever_works_in_one_district_sees_that_and_what_has_no_place_yet(districts: list[Area]) -> None:
    here, there, nowhere = make_need(postcode="DN5 7JB"), make_need(postcode="DN6 7JB"), make_need()
    client = signed_in(make_user("duty_officer", areas=["E1"]))
    shown = {row.id for row in client.get("/needs/").context["page"].rows}
    assert shown == {here.id, nowhere.id}
    assert client.get(f"/needs/{there.id}/").status_code == 404
    assert client.post(f"/needs/{there.id}/claim/").status_code == 404
    assert client.get(f"/needs/{nowhere.id}/take-on/").status_code == 200


# --- one need ---------------------------------------------------------------------------------------------------


def test_the_page_shows_the_parts_of_the_priority_and_what_happened(page: Client, officer: User) -> None:
    need = make_open_need(
        severity="serious", risk="cannot_leave_home", at=timezone.now() - timedelta(minutes=95)
    )
    shown = text(page.get(f"/needs/{need.id}/"))
    assert "<strong>58</strong> = Severity 45 + Risk 10 + Waiting 3" in shown
    assert "Triaged: for us" in shown
    assert "First seen" not in shown


def test_opening_it_is_seeing_it_for_whoever_triages_and_nothing_for_others(page: Client) -> None:
    need = make_need()
    signed_in(make_user("call_handler")).get(f"/needs/{need.id}/")
    need.refresh_from_db()
    assert need.first_seen_at is None
    page.get(f"/needs/{need.id}/")
    need.refresh_from_db()
    assert need.first_seen_at is not None


@pytest.mark.parametrize(("state", "offered", "missing"), [
    ("reported", ["For us", "For a professional", "Information is enough"], ["Open it again"]),
    ("open", ["For a professional", "Information is enough"], [">For us<"]),
    ("withdrawn", ["Open it again"], ["For a professional", "/withdraw/"]),
])  # fmt: skip
def test_the_buttons_are_those_of_the_table(
    page: Client, state: str, offered: list[str], missing: list[str]
) -> None:
    need = make_open_need() if state == "open" else make_need()
    if state == "withdrawn":
        actions.withdraw_need(by=TEST, at=AT, need=need, reason="no_longer_needed")
    shown = text(page.get(f"/needs/{need.id}/"))
    assert all(label in shown for label in offered)
    assert not any(label in shown for label in missing)


def test_a_claim_is_seen_by_others_and_a_second_is_refused(page: Client, officer: User) -> None:
    need = make_need()
    assert page.post(f"/needs/{need.id}/claim/", {"then": "need_take_on"})["Location"].endswith("/take-on/")
    other = signed_in(make_user("duty_officer"))
    part = text(other.get(f"/needs/{need.id}/claim/"))
    assert "Ann Lee is working on this until" in part
    assert 'hx-trigger="every 3s"' in part
    assert f"by {officer.name}" in text(other.get("/needs/claims/"))
    refused = other.post(f"/needs/{need.id}/claim/")
    assert refused.status_code == 409
    assert "Ann Lee is working on this need just now." in text(refused)
    page.post(f"/needs/{need.id}/release/")
    assert not Claim.objects.exists()


def test_nobody_is_led_elsewhere_after_claiming(page: Client) -> None:
    need = make_need()
    answer = page.post(f"/needs/{need.id}/claim/", {"then": "https://example.org"})
    assert answer["Location"] == f"/needs/{need.id}/"


def test_details_are_shown_for_a_purpose_and_the_read_is_recorded(page: Client, officer: User) -> None:
    need = edith()
    assert "Choose what for." in text(page.post(f"/needs/{need.id}/details/"))
    assert not Event.objects.filter(verb="person.details_read").exists()
    answer = page.post(f"/needs/{need.id}/details/", {"purpose": "to_call_back"})
    assert all(secret in text(answer) for secret in ("Edith Marsh", "07700 900321", "DN5 7JB", "poorly"))
    assert "no-store" in answer["Cache-Control"]
    event = Event.objects.get(verb="person.details_read")
    assert (event.actor, event.reason, event.subject_id) == (
        f"user:{officer.id}", "to_call_back", need.requester_id,
    )  # fmt: skip
    assert page.get(f"/needs/{need.id}/details/").status_code == 405


def test_triage_by_the_three_forms(page: Client) -> None:
    ours, theirs, own = make_need(), make_need(), make_need()
    fire = make_organisation(name="Fire service")
    said = {"kind": "prepare", "severity": "serious", "risk": "none", "cause": "at_risk", "phase": "before", "helpers": "",
            "window_start_0": "2026-11-23", "window_start_1": "09:00", "window_end_0": "2026-11-23",
            "window_end_1": "17:00"}  # fmt: skip
    assert page.post(f"/needs/{ours.id}/take-on/", said).status_code == 302
    answer = page.post(f"/needs/{theirs.id}/hand-over/", {"organisation": str(fire.id), "reference": "F 1"})
    assert "/handovers/" in answer["Location"]
    assert page.post(f"/needs/{own.id}/advise/", {"kind": "power"}).status_code == 302
    for need in (ours, theirs, own):
        need.refresh_from_db()
    assert (ours.state, ours.cause, ours.phase, ours.helpers) == ("open", "at_risk", "before", 2)
    assert ours.window_start is not None
    assert (theirs.state, own.state) == ("handed_over", "advised")


@pytest.mark.parametrize(("said", "sentence"), [
    ({"cause": ""}, "Choose why, or that none of these fits"),
    ({"cause": "not_yet_known"}, "Choose why, or that none of these fits"),
    ({"kind": ""}, "Choose what is needed."),
    ({"helpers": "many"}, "from 1 to 50"),
    ({"helpers": "51"}, "from 1 to 50"),
    ({"window_start_0": "someday", "window_start_1": "09:00"}, "Enter the day as a date."),
    ({"window_start_0": "2026-11-23", "window_start_1": "17:00", "window_end_0": "2026-11-23",
      "window_end_1": "09:00"}, "before the earliest"),
])  # fmt: skip
def test_triage_says_what_is_missing(page: Client, said: dict[str, str], sentence: str) -> None:
    full = {"kind": "prepare", "severity": "serious", "risk": "none", "cause": "at_risk", "phase": "before"}
    need = make_need()
    assert sentence in text(page.post(f"/needs/{need.id}/take-on/", {**full, **said}))
    need.refresh_from_db()
    assert need.state == "reported"


def test_a_danger_that_is_talked_down_is_said_at_the_question_with_everything_kept(page: Client) -> None:
    need = make_need(danger=True)
    said = {"kind": "prepare", "severity": "minor", "risk": "none", "cause": "at_risk", "phase": "before",
            "helpers": "3"}  # fmt: skip
    answer = page.post(f"/needs/{need.id}/take-on/", said)
    shown = text(answer)
    assert answer.status_code == 200
    assert "There is a problem" in shown
    assert '<a href="#id_severity">' in shown
    assert f"{need.code} may be a danger to life: it stays so until a named responder" in shown
    assert 'value="3"' in shown
    need.refresh_from_db()
    assert need.state == "reported"
    assert page.post(f"/needs/{need.id}/take-on/", {**said, "severity": "danger_to_life"}).status_code == 302
    shown = text(page.post(f"/needs/{need.id}/take-on/", {**said, "severity": "danger_to_life"}))
    assert "Not possible as things stand" in shown
    assert 'value="3"' in shown


def test_the_causes_are_said_plainly_each_with_examples_and_none_of_them_is_an_answer_too(
    page: Client,
) -> None:
    need = make_need()
    url = f"/needs/{need.id}/take-on/"
    shown = text(page.get(url))
    assert "Why can they not manage alone?" in shown
    for label, examples in CAUSES.values():
        assert str(label) in shown
        assert str(examples) in shown
    said = {"kind": "pets", "severity": "minor", "risk": "none", "cause": "none_fits", "phase": "during"}
    assert page.post(url, said).status_code == 302
    need.refresh_from_db()
    assert need.cause == "at_risk"


def test_a_needs_page_does_not_contradict_itself(page: Client) -> None:
    need = make_need()
    shown = text(page.get(f"/needs/{need.id}/"))
    assert "Looked at, not yet decided" in shown
    assert "Looked at for the first time" in shown
    assert "not yet looked at" not in shown
    assert "Nobody is working on this at the desk." in shown
    assert "shown once" not in shown
    theirs = make_open_need()
    actions.match_need(by=TEST, at=AT, need=theirs)
    for url in (f"/needs/{theirs.id}/", f"/needs/{theirs.id}/claim/"):
        assert "Nobody is working on this" not in text(page.get(url))


def test_closing_needs_a_reason_and_can_be_undone(page: Client) -> None:
    need = make_need()
    assert "Choose the reason." in text(page.post(f"/needs/{need.id}/withdraw/"))
    page.post(f"/needs/{need.id}/withdraw/", {"reason": "not_genuine"})
    page.post(f"/needs/{need.id}/reopen/")
    need.refresh_from_db()
    assert need.state == "reported"


def test_the_danger_is_said_on_the_page_and_closing_is_not_offered(page: Client) -> None:
    shown = text(page.get(f"/needs/{make_need(danger=True).id}/"))
    assert "Danger to life" in shown
    assert "only when a named responder has acknowledged it" in shown
    assert "No longer wanted" not in shown


# --- hand-overs -------------------------------------------------------------------------------------------------


def test_a_handover_is_answered_by_the_organisation_it_went_to(page: Client, officer: User) -> None:
    fire, water = make_organisation(name="Fire service"), make_organisation(name="Water company")
    need = make_need()
    handover = actions.hand_over(by=officer.actor, at=timezone.now(), need=need, organisation=fire)
    theirs = signed_in(make_user("organisation_coordinator", organisation=fire))
    others = signed_in(make_user("organisation_coordinator", organisation=water))
    url = f"/handovers/{handover.id}/"
    assert str(handover.id) in text(theirs.get("/handovers/"))
    assert str(handover.id) not in text(others.get("/handovers/"))
    assert others.get(url).status_code == 404
    assert "Name the responder" in text(theirs.post(f"{url}acknowledge/"))
    theirs.post(f"{url}acknowledge/", {"responder": "Watch manager Dean"})
    assert "Watch manager Dean" in text(page.get(url))
    theirs.post(f"{url}resolve/")
    need.refresh_from_db()
    assert need.state == "met"


def test_a_handover_comes_back_with_a_reason(page: Client, officer: User) -> None:
    fire, need = make_organisation(), make_open_need()
    handover = actions.hand_over(by=officer.actor, at=timezone.now(), need=need, organisation=fire)
    url = f"/handovers/{handover.id}/"
    assert "Choose the reason." in text(page.post(f"{url}return/"))
    page.post(f"{url}return/", {"reason": "no_capacity"})
    assert str(handover.id) in text(page.get("/handovers/?state=returned"))
    need.refresh_from_db()
    assert need.state == "open"


# --- duplicates -------------------------------------------------------------------------------------------------


def test_two_reports_lie_side_by_side_and_are_merged_unmerged_or_told_apart(page: Client) -> None:
    now = timezone.now()
    first = make_need(phone="07700 900321", words="Sandbags for Edith", at=now)
    second = make_need(phone="+44 7700 900321", words="sandbags wanted", at=now)
    shown = text(page.get(f"/needs/{first.id}/"))
    assert "the same telephone" in shown
    url = f"/needs/{first.id}/duplicates/"
    assert second.code in text(page.get(url))
    assert "Edith" not in text(page.get(url))
    assert "Edith" in text(page.post(url))
    assert Event.objects.filter(verb="person.details_read", reason="to_compare").count() == 2

    page.post(f"/needs/{first.id}/merge/{second.id}/")
    second.refresh_from_db()
    assert (second.state, second.merged_into) == ("merged", first)
    both = text(page.post(f"/needs/{first.id}/details/", {"purpose": "to_triage"}))
    assert "Sandbags for Edith" in both
    assert "sandbags wanted" in both
    page.post(f"/needs/{second.id}/unmerge/")
    page.post(f"/needs/{first.id}/differs/{second.id}/")
    second.refresh_from_db()
    assert second.state == "reported"
    assert second.code not in text(page.get(url))


# --- taking requests --------------------------------------------------------------------------------------------


def rung(**said: str) -> dict[str, str]:
    return {"submission": str(uuid4()), "words": "We need sandbags", "phone": "07700 900555", **said}


def test_a_request_is_taken_and_its_code_read_out() -> None:
    client = signed_in(make_user("call_handler"))
    answer = client.post("/requests/take/", rung(kind="sb", name="Edith", where="12 Mill Lane, dn5 7jb"))
    need = Need.objects.get()
    assert (need.kind, need.channel) == ("prepare", "phone")
    assert need.code in text(client.get(answer["Location"]))


def test_it_is_read_out_where_they_see_what_is_happening_and_what_they_need_for_it(
    settings: Settings,
) -> None:
    settings.BASE_URL = "https://help.example.org"
    client = signed_in(make_user("call_handler"))
    with_phone = text(client.get(client.post("/requests/take/", rung())["Location"]))
    assert "<strong>help.example.org/state</strong>" in with_phone
    assert "last four digits of the telephone number that they gave" in with_phone
    without = text(client.get(client.post("/requests/take/", rung(phone="", where="The weir"))["Location"]))
    assert "They gave no telephone number" in without
    assert "/state" not in without


def test_a_hub_says_that_it_came_by_the_hub() -> None:
    signed_in(make_user("hub_operator")).post("/requests/take/", rung())
    assert Need.objects.get().channel == "hub"


@pytest.mark.parametrize(("said", "sentence"), [
    ({"words": ""}, "Write in one sentence"),
    ({"phone": ""}, "Ask for a telephone number or a place."),
    ({"kind": "zz"}, "Type two letters from the list"),
    ({"people_count": "some"}, "as a number"),
])  # fmt: skip
def test_what_a_request_lacks_is_said(page: Client, said: dict[str, str], sentence: str) -> None:
    assert sentence in text(page.post("/requests/take/", rung(**said)))
    assert not Need.objects.exists()


def test_what_is_likely_known_is_shown_before_anything_is_saved(page: Client) -> None:
    first = make_need(phone="07700 900555", words="sandbags please", at=timezone.now())
    form = rung(phone="07700900555", name="Edith Marsh")
    shown = text(page.post("/requests/take/", form))
    assert "This may be known already" in shown
    assert f"Update {first.code}" in shown
    assert Need.objects.count() == 1

    answer = page.post("/requests/take/", {**form, "looked": "yes", "update": str(first.id)})
    assert answer["Location"] == f"/requests/taken/{first.id}/"
    assert Need.objects.count() == 1
    assert first.requester.notes.order_by("-at")[0].text == "We need sandbags\n(Edith Marsh, 07700900555)"
    page.post("/requests/take/", {**form, "looked": "yes", "update": str(first.id)})
    assert first.requester.notes.count() == 2

    page.post("/requests/take/", {**form, "looked": "yes"})
    assert Need.objects.count() == 2


def test_a_request_much_like_one_nearby_is_shown_too(page: Client, districts: list[Area]) -> None:
    first = make_need(
        postcode="DN5 7JB", words="We need sandbags at the mill", kind="prepare", at=timezone.now()
    )
    form = rung(phone="07700 900777", where="DN5 7JB", words="sandbags needed at the mill", kind="sb")
    shown = text(page.post("/requests/take/", form))
    assert f"Update {first.code}" in shown
    assert "0 m apart" in shown


def test_a_request_sent_twice_is_taken_once(page: Client) -> None:
    form = rung()
    assert page.post("/requests/take/", form)["Location"] == page.post("/requests/take/", form)["Location"]
    assert Need.objects.count() == 1


def test_a_handler_of_one_district_is_not_shown_needs_of_another(districts: list[Area]) -> None:
    make_need(postcode="DN6 7JB", phone="07700 900555", at=timezone.now())
    client = signed_in(make_user("call_handler", areas=["E1"]))
    assert client.post("/requests/take/", rung()).status_code == 302


# --- offers -----------------------------------------------------------------------------------------------------


def test_an_offer_is_taken_accepted_kept_changed_and_ended(page: Client) -> None:
    said = {"submission": str(uuid4()), "name": "Jo Field", "phone": "07700 900123", "adult": "yes"}
    answer = page.post("/offers/take/", said)
    offer = Offer.objects.get()
    assert (offer.state, offer.channel) == ("waiting", "phone")
    assert offer.code in text(page.get(answer["Location"]))
    for step, state in (("accept", "ready"), ("keep", "waiting")):
        page.post(f"/offers/{offer.id}/{step}/")
        offer.refresh_from_db()
        assert offer.state == state
    change = {"skills": ["driving"], "capacity": "1", "miles": "3", "day_parts": ["1"], "phase": "during"}
    assert page.post(f"/offers/{offer.id}/change/", change).status_code == 302
    offer.refresh_from_db()
    assert (offer.skills, offer.day_parts, offer.max_travel_m) == (["driving"], 1, 5000)
    assert "One person is one" in text(page.post(f"/offers/{offer.id}/change/", {**change, "capacity": "2"}))
    page.post(f"/offers/{offer.id}/withdraw/", {"reason": "offerer_asked"})
    page.post(f"/offers/{offer.id}/renew/")
    offer.refresh_from_db()
    assert offer.state == "received"


def test_the_details_of_an_offer_are_disclosed_for_a_purpose(page: Client) -> None:
    offer = make_offer(name="Jo Field", emergency_contact="Sam, 01632 960001")
    assert "Jo Field" not in text(page.get(f"/offers/{offer.id}/"))
    shown = text(page.post(f"/offers/{offer.id}/details/", {"purpose": "to_arrange_help"}))
    assert "Jo Field" in shown
    assert "Sam, 01632 960001" in shown
    assert Event.objects.get(verb="person.details_read").subject_id == offer.person_id


def pool(owner: Organisation, **said: Any) -> dict[str, Any]:
    return {"submission": str(uuid4()), "organisation": str(owner.id), "kind": "pool", "capacity": "12",
            "skills": ["driving"], "consents": "yes", **said}  # fmt: skip


def test_a_coordinator_enters_and_manages_the_pool_of_the_own_organisation_only() -> None:
    own, other = make_organisation(affiliation="recognised"), make_organisation()
    client = signed_in(make_user("organisation_coordinator", organisation=own))
    assert "Choose the organisation." in text(client.post("/offers/pool/", pool(other)))
    answer = client.post("/offers/pool/", pool(own, consents="no"))
    offer = Offer.objects.get()
    assert answer["Location"] == f"/offers/{offer.id}/"
    assert "has not agreed to be given tasks" in text(client.get(f"/offers/{offer.id}/"))
    assert client.post(f"/offers/{offer.id}/accept/").status_code == 409
    client.post(f"/offers/{offer.id}/consent/", {"consents": "yes"})
    assert client.post(f"/offers/{offer.id}/accept/").status_code == 302
    theirs = make_offer(kind="pool", name="", phone="", organisation=other.id)
    assert client.get(f"/offers/{theirs.id}/").status_code == 404
    assert str(theirs.id) not in text(client.get("/offers/"))


def test_a_helper_sees_offers_and_changes_none() -> None:
    offer = make_offer()
    client = signed_in(make_user("helper"))
    assert client.get(f"/offers/{offer.id}/").status_code == 200
    for url in (f"/offers/{offer.id}/accept/", f"/offers/{offer.id}/details/"):
        assert client.post(url).status_code == 403
    assert client.get("/offers/pool/").status_code == 403


def test_a_second_pool_in_one_place_is_refused_in_a_sentence(page: Client) -> None:
    owner = make_organisation()
    page.post("/offers/pool/", pool(owner))
    assert "already has a pool in this place" in text(page.post("/offers/pool/", pool(owner)))


def test_under_18_with_a_partner_who_supervises(page: Client) -> None:
    scouts = make_organisation(name="Scouts")
    said = {"submission": str(uuid4()), "name": "Jo", "phone": "07700 900123", "adult": "no"}
    assert "ask that partner" in text(page.post("/offers/take/", said))
    assert page.post("/offers/take/", {**said, "supervised_by": str(scouts.id)}).status_code == 302
    assert Offer.objects.get().supervised_by == scouts


def test_the_list_says_how_many_helpers_there_are_each_once(page: Client) -> None:
    owner = make_organisation()
    offer = make_offer(
        kind="pool", name="", phone="", organisation=owner.id, capacity=12, skills=("pets", "driving")
    )
    actions.accept_offer(by=TEST, at=AT, offer=offer)
    assert "12 helpers ready for tasks, each counted once." in text(page.get("/offers/"))
