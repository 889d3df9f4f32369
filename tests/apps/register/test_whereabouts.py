"""Places named by hand: recognised in what people say, offered as a choice, said later by whoever asks again."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from rallyround.ledger.models import Event
from rallyround.people.models import Details, Note, User
from rallyround.places import actions as places
from rallyround.places.models import Area, Postcode
from rallyround.register import actions
from rallyround.register.models import Need, Offer
from rallyround.register.whereabouts import FEW, SHORT, place_in, short_list
from rallyround.ui.errors import Refused
from tests.factories import AT, TEST, make_need, make_offer, make_open_need, make_partnership, make_user

pytestmark = pytest.mark.django_db


def named(*names: str) -> dict[str, str]:
    """Places named by hand at setup: name to code."""
    for number, name in enumerate(names, start=1):
        places.name_place(by=TEST, at=AT, code=f"X{number:03d}", name=name)
    return {name: f"X{number:03d}" for number, name in enumerate(names, start=1)}


@pytest.fixture
def room(client: Client) -> Client:
    make_partnership()
    client.force_login(make_user("coordinator"))
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


# In words


@pytest.mark.parametrize(("words", "place"), [
    ("12 Mill Lane, Wexcombe", "Wexcombe"),
    ("12 mill lane WEXCOMBE.", "Wexcombe"),
    ("behind the weir in wexcombe, blue door", "Wexcombe"),
    ("14 Wexcombe Road, Mill Green", "Mill Green"),
    ("2 Weir Row, Mill  Green", "Mill Green"),
    ("1 High Street, Stoke on Weir", "Stoke-on-Weir"),
    ("Wexcombe or Mill Green, I am not sure", ""),
    ("Wexcombeshire", ""),
    ("3 Wexcombe Street", ""),
    ("Heol Wexcombe", ""),
    ("", ""),
    ("the caravan", ""),
])  # fmt: skip
def test_a_place_is_recognised_by_whole_words_where_it_is_the_only_one(words: str, place: str) -> None:
    codes = named("Wexcombe", "Mill", "Mill Green", "Stoke-on-Weir")
    assert place_in(words) == codes.get(place, "")


def test_two_places_of_one_name_are_not_guessed_between() -> None:
    named("Newtown", "Newtown")
    assert place_in("5 Weir Row, Newtown") == ""


def test_a_place_is_recognised_by_its_welsh_name_too() -> None:
    codes = named("Newport")
    Area.objects.filter(code=codes["Newport"]).update(name_cy="Casnewydd")
    assert place_in("12 Stryd y Bont, Casnewydd") == codes["Newport"]


def test_a_name_that_a_loaded_district_has_too_is_left_to_the_district() -> None:
    named("Leeds")
    Area.objects.create(code="E1", kind="district", name="Leeds")
    assert place_in("1 Weir Row, Leeds") == ""
    assert short_list() == []


def mapped() -> None:
    """What the files give: a district without a point, small areas with theirs."""
    Area.objects.create(code="E1", kind="district", name="Merebridge")
    for number, name in enumerate(("Ferry Green", "Church Lane", "Ferry Cross"), start=1):
        Area.objects.create(
            code=f"E1{number}",
            kind="small",
            name=name,
            district_id="E1",
            easting=640_000 + number,
            northing=420_000,
        )


@pytest.mark.parametrize(("words", "place"), [
    ("Ferry Green", "E11"),
    ("the white house at ferry  green, by the pump", "E11"),
    ("Church Lane.", "E12"),
    ("12 Church Lane, by the pump", ""),
    ("Ferry Greens", ""),
    ("between Ferry Green and Ferry Cross", ""),
    ("Ferry Green, Wexcombe", "X001"),
    ("Merebridge", ""),
    ("100 % sure: the caravan", ""),
])  # fmt: skip
def test_a_small_area_is_recognised_where_no_place_named_by_hand_and_no_street_is_meant(
    words: str, place: str
) -> None:
    mapped()
    named("Wexcombe")
    assert place_in(words) == place


def test_what_the_call_handler_types_is_found_among_the_small_areas(room: Client) -> None:
    mapped()
    room.post("/requests/take/", {"words": "No water", "where": "Ferry Green", "submission": str(uuid4())})
    need = Need.objects.get()
    assert (need.area_id, need.easting, need.district) == ("E11", 640_001, "E1")


def test_a_request_by_telephone_by_the_public_form_and_an_offer_are_placed_by_their_words(
    room: Client,
) -> None:
    codes = named("Wexcombe", "Otley")
    said = {"words": "No water", "phone": "07700 900123", "where": "12 Mill Lane, Wexcombe"}
    room.post("/requests/take/", {**said, "submission": str(uuid4())})
    Client().post("/help/", {**said, "phone": "07700 900124", "submission": str(uuid4())})
    assert [need.area_id for need in Need.objects.all()] == [codes["Wexcombe"]] * 2
    offered = {"name": "Jo Field", "phone": "07700 900125", "adult": "yes", "where": "9 Mill Lane, Otley"}
    Client().post("/offer/", {**offered, "submission": str(uuid4())})
    room.post("/offers/take/", {**offered, "phone": "07700 900126", "submission": str(uuid4())})
    assert [offer.area_id for offer in Offer.objects.all()] == [codes["Otley"]] * 2
    assert Details.objects.filter(address="9 Mill Lane, Otley").count() == 2


def test_a_postcode_and_what_was_chosen_count_for_more_than_the_words() -> None:
    codes = named("Wexcombe", "Otley")
    Area.objects.create(code="E1", kind="district", name="Leeds")
    Postcode.objects.create(code="LS211AA", easting=420000, northing=445000, district_id="E1")
    assert make_need(address="12 Mill Lane, Wexcombe", area=codes["Otley"]).area_id == codes["Otley"]
    by_postcode = make_need(address="12 Mill Lane, Wexcombe, LS21 1AA", postcode="LS21 1AA")
    assert (by_postcode.area_id, by_postcode.district, by_postcode.easting) == (None, "E1", 420000)
    assert make_offer(postcode="Wexcombe, ls21 1aa").easting == 420000


# As a choice


def test_few_places_are_offered_beside_where_and_the_choice_is_taken(room: Client) -> None:
    codes = named("Wexcombe", "Otley")
    sent = {"words": "No water", "area": codes["Otley"], "submission": str(uuid4())}
    for url in ("/help/", "/offer/", "/requests/take/", "/offers/take/"):
        page = text(room.get(url))
        assert page.index('name="where"') < page.index('name="area"')
        assert page.index("Otley") < page.index("Wexcombe")
    page = text(room.get("/requests/take/"))
    assert page.index('name="area"') < page.index('name="name"')  # not among the rest that is folded away
    Client().post("/help/", sent)
    assert Need.objects.get().area_id == codes["Otley"]
    assert "Choose a place from the list" in text(Client().post("/help/", {**sent, "area": "X999"}))


@pytest.mark.parametrize(("count", "public", "desk"), [
    (0, "", ""), (FEW, "radio", "radio"), (FEW + 1, "", "select"), (SHORT + 1, "", ""),
])  # fmt: skip
def test_who_would_have_to_search_a_long_list_is_not_asked_to_choose(
    room: Client, count: int, public: str, desk: str
) -> None:
    def asked(url: str) -> str:
        page = text(room.get(url))
        found = re.search(r'<(select|input)[^>]*name="area"[^>]*', page)
        return ("radio" if "radio" in found[0] else "select") if found else ""

    named(*(f"Place {number}" for number in range(count)))
    assert [asked("/help/"), asked("/offer/"), asked("/offers/take/")] == [public, public, desk]
    page = text(room.get("/requests/take/"))
    assert (page.index('name="area"') < page.index("<details")) == (0 < count <= SHORT)


# Said later


def test_a_place_is_said_by_hand_and_corrected_by_a_postcode_each_with_one_event() -> None:
    codes = named("Wexcombe")
    Area.objects.create(code="E1", kind="district", name="Leeds")
    Postcode.objects.create(code="LS211AA", easting=420000, northing=445000, district_id="E1")
    need = make_open_need()
    need = actions.place_need(by=TEST, at=AT, need=need, area=codes["Wexcombe"])
    assert (need.area_id, need.easting, need.district) == (codes["Wexcombe"], None, "")
    actions.place_need(by=TEST, at=AT, need=need, area=codes["Wexcombe"])
    need = actions.place_need(by=TEST, at=AT, need=need, postcode="ls211aa")
    need.refresh_from_db()
    assert (need.area_id, need.easting, need.northing, need.district) == (None, 420000, 445000, "E1")
    events = Event.objects.filter(verb="need.placed").order_by("at", "id")
    assert [event.data for event in events] == [
        {"area": codes["Wexcombe"], "district": ""},
        {"area": None, "district": "E1"},
    ]
    note = Note.objects.get(kind="where")
    assert (note.text, note.person_id) == ("LS21 1AA", need.requester_id)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Enter a postcode"),
        ({"postcode": "ZZ1 1AA"}, "ZZ1 1AA is not known here"),
        ({"area": "X999"}, "no place with the code"),
    ],
)
def test_what_says_no_place_is_refused_in_a_sentence(said: dict[str, str], sentence: str) -> None:
    need = make_need()
    with pytest.raises(Refused, match=sentence):
        actions.place_need(by=TEST, at=AT, need=need, **said)
    assert not Event.objects.filter(verb="need.placed").exists()


def test_a_closed_need_is_not_placed_any_more() -> None:
    codes = named("Wexcombe")
    need = actions.withdraw_need(by=TEST, at=AT, need=make_need(), reason="no_longer_needed")
    with pytest.raises(Refused, match="is closed"):
        actions.place_need(by=TEST, at=AT, need=need, area=codes["Wexcombe"])


def test_the_pages_of_a_need_without_a_place_ask_for_it_and_lead_back(room: Client) -> None:
    codes, need = named("Wexcombe"), make_need()
    url = reverse("need_place", args=[need.id])
    assert f'href="{url}"' in text(room.get(reverse("need", args=[need.id])))
    triage = reverse("need_take_on", args=[need.id])
    assert f'href="{url}?back={triage}"' in text(room.get(triage))
    page = text(room.get(f"{url}?back={triage}"))
    assert "Wexcombe" in page
    assert "Enter a postcode, or choose a place." in text(room.post(url, {}))
    assert "not known here" in text(room.post(url, {"postcode": "ZZ1 1AA"}))
    answer = room.post(f"{url}?back={triage}", {"area": codes["Wexcombe"]})
    assert answer["Location"] == triage
    page = text(room.get(triage))
    assert "it is known now where it is" in page
    assert f'href="{url}' not in page
    assert "Correct it" in text(room.get(reverse("need", args=[need.id])))


def test_a_place_that_is_too_large_is_kept_and_said_at_once_with_what_is_needed(room: Client) -> None:
    mapped()
    need = make_open_need()
    url = reverse("need_place", args=[need.id])
    page = text(room.get(url))
    assert page.index("Ferry Green, Merebridge") < page.index("All of Merebridge")
    page = text(room.post(f"{url}?back=/proposals/unmet/", {"area": "E1"}))
    assert "There is a problem" in page
    assert "Merebridge is too large to send somebody to: a postcode or a smaller place is needed." in page
    assert '<option value="E1" selected>' in page
    need.refresh_from_db()
    assert (need.area_id, need.district, need.easting) == ("E1", "E1", None)
    for asks in (reverse("need", args=[need.id]), reverse("need_helpers", args=[need.id])):
        page = text(room.get(asks))
        assert "Merebridge is too large to send somebody to" in page
        assert f'href="{url}' in page
    answer = room.post(f"{url}?back=/proposals/unmet/", {"area": "E11"})
    assert answer["Location"] == "/proposals/unmet/"
    assert "too large" not in text(room.get(reverse("need", args=[need.id])))


def test_a_place_that_is_too_large_does_not_take_the_place_of_a_more_exact_one(room: Client) -> None:
    mapped()
    need = make_open_need()
    url = reverse("need_place", args=[need.id])
    room.post(url, {"area": "E11"})
    page = text(room.post(url, {"area": "E1"}))
    assert "What is known already is more exact, and stays." in page
    need.refresh_from_db()
    assert need.area_id == "E11"


def test_triage_says_that_a_place_is_too_large(room: Client) -> None:
    mapped()
    need = make_need(area="E1")
    page = text(room.get(reverse("need_take_on", args=[need.id])))
    assert "Merebridge is too large to send somebody to" in page
    assert f'href="{reverse("need_place", args=[need.id])}?back=' in page


def test_a_whole_district_will_do_where_nobody_goes_there_or_nothing_is_measured(room: Client) -> None:
    far = make_open_need(kind="welfare_call")
    Area.objects.create(code="E1", kind="district", name="Merebridge")
    for need in (make_open_need(), far):
        if need is far:
            Area.objects.create(code="E11", kind="small", name="Ferry Green", easting=1, northing=1)
        assert room.post(f"/needs/{need.id}/place/", {"area": "E1"})["Location"] == f"/needs/{need.id}/"


def test_whoever_sends_a_need_to_another_district_is_told_that_it_is_too_large() -> None:
    make_partnership()
    mapped()
    Area.objects.create(code="E2", kind="district", name="Hallow Vale")
    officer, need, client = make_user("duty_officer", areas=["E1"]), make_open_need(), Client()
    client.force_login(officer)
    answer = client.post(f"/needs/{need.id}/place/", {"area": "E2"}, follow=True)
    assert answer.redirect_chain[0][0] == "/needs/"
    assert f"{need.code}: Hallow Vale is too large" in text(answer)


def test_a_place_without_a_point_is_not_called_too_large(room: Client) -> None:
    mapped()
    codes, need = named("Wexcombe"), make_open_need()
    page = text(room.post(f"/needs/{need.id}/place/", {"area": codes["Wexcombe"]}))
    assert "How far Wexcombe is cannot be measured" in page


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere_after_saying_where(room: Client, back: str) -> None:
    codes, need = named("Wexcombe"), make_need()
    answer = room.post(f"/needs/{need.id}/place/?back={back}", {"area": codes["Wexcombe"]})
    assert answer["Location"] == f"/needs/{need.id}/"


def test_whoever_works_in_one_district_may_send_a_need_to_another() -> None:
    make_partnership()
    for code in ("E1", "E2"):
        Area.objects.create(code=code, kind="district", name=f"District {code}")
    officer: User = make_user("duty_officer", areas=["E1"])
    client = Client()
    client.force_login(officer)
    answer = client.post(f"/needs/{make_need().id}/place/", {"area": "E2"})
    assert answer["Location"] == "/needs/"
