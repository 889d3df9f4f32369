"""The pages of people, the directory, the call-out list and the partnership, as somebody uses them."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from uuid_utils.compat import uuid7

from rallyround.ledger.models import Event
from rallyround.people import actions, invitations, links, queries
from rallyround.people.models import Contact, Membership, Organisation, Partnership, User
from rallyround.people.roles import ROLES
from rallyround.people.urls import urlpatterns
from tests.apps.people.factories import make_contact, make_live, make_ready, set_up_second_factor
from tests.architecture.access.people import ACCESS
from tests.factories import AT, PASSWORD, TEST, make_organisation, make_partnership, make_user

pytestmark = pytest.mark.django_db
NAMES = [str(getattr(pattern, "name", "")) for pattern in urlpatterns]
CANARY = "Zephyrine Quillfeather"


def client_of(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(answer: Any) -> str:
    """What a page says, without its tags."""
    page = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.decode())))


@pytest.fixture
def administrator() -> Client:
    """A partnership in practice and its administrator, signed in."""
    make_partnership()
    return client_of(make_user("administrator"))


# Who may open what.


def address(name: str, user: User, contact: Contact) -> str:
    """A page's address, with something that exists where it needs one."""
    ids: dict[str, list[Any]] = {
        "user": [user.id], "give_role": [user.id], "close_user": [user.id], "open_user": [user.id],
        "send_password_link": [user.id], "remove_second_factor": [user.id], "end_role": [user.id, uuid7()],
        "organisation": [contact.organisation_id], "change_organisation": [contact.organisation_id],
        "add_contact": [contact.organisation_id], "contact": [contact.id], "change_contact": [contact.id],
        "verify_contact": [contact.id], "remove_contact": [contact.id], "rank_contact": [contact.id],
        "gate_check": ["emergency_text"], "set_password": [links.set_password_token(user)],
    }  # fmt: skip
    return reverse(name, args=ids.get(name, []))


def test_every_page_opens_for_the_roles_of_the_table_and_for_no_other() -> None:
    make_partnership()
    contact, somebody = make_contact(rank=1), make_user()
    assert set(NAMES) <= set(ACCESS)
    for role in ROLES:
        client = client_of(make_user(role))
        for name in NAMES:
            said = ACCESS[name]
            allowed = role in said if isinstance(said, frozenset) else True
            answer = client.get(address(name, somebody, contact))
            assert answer.status_code in ((200, 405) if allowed else (403,)), (role, name)


def test_who_is_not_signed_in_is_sent_to_sign_in() -> None:
    make_partnership()
    contact, somebody = make_contact(), make_user()
    for name in NAMES:
        answer = Client().get(address(name, somebody, contact))
        if ACCESS[name] in ("public", "signed_link"):
            assert answer.status_code == 200, name
        else:
            assert answer["Location"].startswith("/accounts/login/?next="), name


# People and roles.


def new_user(organisation: Organisation, **said: str) -> dict[str, str]:
    """What the page for somebody new asks."""
    return {
        "name": "Asha Patel", "email": "asha@example.org", "organisation": str(organisation.id),
        "role": "duty_officer", "submission": str(uuid7()),
    } | said  # fmt: skip


def test_somebody_new_gets_a_role_and_in_practice_a_link_that_is_shown_once(administrator: Client) -> None:
    form = new_user(make_organisation())
    page = administrator.post("/users/add/", form)
    asha = User.objects.get(email="asha@example.org")
    assert asha.roles == {"duty_officer"}
    shown = administrator.get(page["Location"])
    link = re.search(r'href="(http://[^"]+/set-password/[^"]+)"', shown.content.decode())
    assert link
    assert "Shown once" not in text(administrator.get(page["Location"]))

    path = link[1].removeprefix("http://127.0.0.1:8000")
    new = Client()
    assert "Set your password" in text(new.get(path))
    short = new.post(path, {"password": "short", "again": "short"})
    assert "too short" in text(short)
    other = new.post(path, {"password": PASSWORD, "again": "x"})
    assert "not the same" in text(other)
    done = new.post(path, {"password": PASSWORD, "again": PASSWORD})
    assert done["Location"] == "/accounts/login/"
    assert User.objects.get(pk=asha.pk).check_password(PASSWORD)
    used = new.get(path)
    assert (used.status_code, "has been used" in text(used)) == (404, True)


def test_sending_the_page_for_somebody_new_twice_makes_one_person(administrator: Client) -> None:
    form = new_user(make_organisation())
    first, second = administrator.post("/users/add/", form), administrator.post("/users/add/", form)
    assert first["Location"] == second["Location"]
    assert Membership.objects.filter(user__email="asha@example.org").count() == 1


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"name": ""}, "Enter the person's name."),
        ({"email": "asha"}, "Enter an e-mail address such as name@example.org."),
        ({"organisation": ""}, "Choose the organisation that this person acts for."),
        ({"role": "king"}, "Choose one of the roles on this page."),
    ],
)
def test_a_question_left_open_is_named_and_nobody_is_added(
    administrator: Client, said: dict[str, str], answer: str
) -> None:
    before = User.objects.count()
    page = administrator.post("/users/add/", new_user(make_organisation()) | said)
    assert answer in text(page)
    assert "There is a problem" in text(page)
    assert User.objects.count() == before


def test_the_three_hats_come_first_and_the_rest_is_behind_a_fold(administrator: Client) -> None:
    page = administrator.get("/users/add/").content.decode()
    fold = page.index("<details")
    for role in ROLES.values():
        assert (page.index(f'value="{role.key}"') < fold) is role.hat, role.key


def test_in_live_mode_the_link_is_sent_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    client, sent = client_of(make_live()), []
    monkeypatch.setattr(invitations, "SENDERS", [lambda **said: sent.append(said["user"].email)])
    page = client.post("/users/add/", new_user(make_organisation()), follow=True)
    assert sent == ["asha@example.org"]
    assert "on its way" in text(page)
    assert "/set-password/" not in page.content.decode()


def test_a_link_that_somebody_made_up_opens_nothing() -> None:
    make_partnership()
    user = make_user()
    good = links.set_password_token(user)
    for token in ("x", good[:-2] + "zz", good.replace(":", ".", 1)):
        assert Client().get(f"/set-password/{token}/").status_code == 404
    actions.deactivate_user(by=TEST, at=AT, user=user)
    assert Client().get(f"/set-password/{good}/").status_code == 404


def test_the_last_administrator_is_told_why_they_stay_one(administrator: Client) -> None:
    (user,) = queries.administrators()
    membership = Membership.objects.get(user=user)
    answer = administrator.post(f"/users/{user.id}/roles/{membership.id}/end/")
    assert answer.status_code == 409
    assert "last administrator" in text(answer)


def test_a_role_of_somebody_else_cannot_be_ended_under_another_address(administrator: Client) -> None:
    one, other = make_user("helper"), make_user("helper")
    membership = Membership.objects.get(user=other)
    assert administrator.post(f"/users/{one.id}/roles/{membership.id}/end/").status_code == 404


def test_names_and_addresses_of_users_are_on_the_page_and_not_in_its_file(administrator: Client) -> None:
    make_user("helper", name=CANARY)
    assert CANARY in text(administrator.get("/users/?q=zephyrine"))
    file = text(administrator.get("/users/?export=csv"))
    assert "Helper" in file
    assert CANARY not in file
    assert "@example.org" not in file


def test_the_list_of_users_narrows_by_role_and_state(administrator: Client) -> None:
    helper, closed = make_user("helper", name="Hal"), make_user("analyst", name="Cleo")
    actions.deactivate_user(by=TEST, at=AT, user=closed)
    assert [row.id for row in administrator.get("/users/?role=helper").context["page"].rows] == [helper.id]
    assert [row.id for row in administrator.get("/users/?state=closed").context["page"].rows] == [closed.id]


# The directory.


@pytest.fixture
def secretariat() -> Client:
    """Whoever keeps the directory, signed in."""
    make_partnership()
    return client_of(make_user("secretariat"))


def test_a_partner_and_a_contact_are_added_tried_and_called_first(secretariat: Client) -> None:
    page = secretariat.post(
        "/directory/add/",
        {"name": "Mere Aid", "partner_type": "community_group", "affiliation": "recognised",
         "insured_until_day": "1", "insured_until_month": "4", "insured_until_year": "2027"},
    )  # fmt: skip
    organisation = Organisation.objects.get(name="Mere Aid")
    assert page["Location"] == f"/directory/{organisation.id}/"
    assert "1 Apr 2027" in text(secretariat.get(page["Location"]))
    contact_page = secretariat.post(
        f"/directory/{organisation.id}/contacts/add/",
        {"job": "Chair", "name": CANARY, "phone": "01632 960123", "verify_every_days": "90"},
    )["Location"]
    contact = Contact.objects.get()
    assert contact_page == f"/directory/contacts/{contact.id}/"
    secretariat.post(f"{contact_page}tried/", {"reached": "yes"})
    secretariat.post(f"/call-out-list/{contact.id}/", {"rank": "1"})
    contact.refresh_from_db()
    assert (contact.rank, contact.verified_on is not None) == (1, True)


def test_a_name_is_shown_after_saying_what_for_and_nowhere_else(secretariat: Client) -> None:
    contact = make_contact(name=CANARY, rank=1)
    pages = [
        "/directory/", "/directory/?export=csv", f"/directory/{contact.organisation_id}/",
        f"/directory/contacts/{contact.id}/", f"/directory/contacts/{contact.id}/change/",
        f"/directory/contacts/{contact.id}/remove/", "/call-out-list/", "/call-out-list/card/",
    ]  # fmt: skip
    for page in pages:
        assert CANARY not in text(secretariat.get(page)), page
    refused = secretariat.post(f"/directory/contacts/{contact.id}/", {"purpose": "curiosity"})
    assert CANARY not in text(refused)
    assert not Event.objects.filter(verb="person.details_read").exists()
    assert CANARY in text(secretariat.post(f"/directory/contacts/{contact.id}/", {"purpose": "call"}))
    read = Event.objects.get(verb="person.details_read")
    assert (read.subject_id, read.reason) == (contact.person_id, "call")


def test_the_card_is_shown_by_post_and_counted_each_time(secretariat: Client) -> None:
    make_contact(name=CANARY, rank=1)
    for times in (1, 2):
        assert CANARY in text(secretariat.post("/call-out-list/card/"))
        assert Event.objects.filter(verb="call_out_card.printed").count() == times


def test_an_empty_card_is_refused_kindly(secretariat: Client) -> None:
    answer = secretariat.post("/call-out-list/card/")
    assert (answer.status_code, "Nobody is on the call-out list yet" in text(answer)) == (409, True)


def test_changing_a_contact_without_retyping_keeps_name_and_number(secretariat: Client) -> None:
    contact = make_contact(name=CANARY)
    page = f"/directory/contacts/{contact.id}/"
    secretariat.post(f"{page}change/", {"job": "Vice chair", "verify_every_days": "30"})
    contact.refresh_from_db()
    assert contact.job == "Vice chair"
    assert CANARY in text(secretariat.post(page, {"purpose": "correct"}))


@pytest.mark.parametrize("rank", ["x", "0", "-1", "99999999999"])
def test_a_place_on_the_list_that_is_no_place_is_said_so(secretariat: Client, rank: str) -> None:
    contact = make_contact()
    page = secretariat.post(f"/call-out-list/{contact.id}/", {"rank": rank}, follow=True)
    assert "a whole number from 1" in text(page)


def test_the_directory_narrows_by_type_standing_and_place(secretariat: Client) -> None:
    shop = make_organisation(partner_type="retail")
    aid = make_organisation(affiliation="recognised")
    for query, found in (("type=retail", shop), ("affiliation=recognised", aid), ("type=x'--", None)):
        rows = secretariat.get(f"/directory/?{query}").context["page"].rows
        assert [row.id for row in rows] == [found.id] if found else len(rows) > 1


# The partnership.


def test_settings_are_saved_and_shown_again(administrator: Client) -> None:
    form = {
        "name": "Mereshire", "contact_number": "01632 960111", "retention_days": "60", "volunteers_needed": "on",
        "privacy_notice": "We keep little.\n\nAnd not for long.", "staffed_hours": "8 to 20",
    }  # fmt: skip
    assert administrator.post("/partnership/", form)["Location"] == "/partnership/"
    assert "01632 960111" in administrator.get("/partnership/").content.decode()
    assert Partnership.objects.get().volunteers_needed
    page = text(Client().get("/privacy"))
    assert "And not for long." in page
    assert "60 days" in page


def test_the_privacy_notice_is_text_and_never_markup(administrator: Client) -> None:
    form = {"name": "M", "contact_number": "01632 960111", "retention_days": "60"}
    administrator.post("/partnership/", form | {"privacy_notice": "<script>alert(1)</script>"})
    assert b"<script>alert" not in Client().get("/privacy").content


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"contact_number": "ring us"}, "Enter a telephone number, such as 07700 900123."),
        ({"retention_days": "0"}, "Enter 1 day or more."),
        ({"retention_days": "soon"}, "Enter a whole number of days, such as 90."),
        ({"name": ""}, "Enter the partnership's name."),
    ],
)
def test_a_bad_setting_is_named_and_nothing_is_saved(
    administrator: Client, said: dict[str, str], answer: str
) -> None:
    form = {"name": "Changed", "contact_number": "01632 960111", "retention_days": "60"}
    assert answer in text(administrator.post("/partnership/", form | said))
    assert Partnership.objects.get().name == "Mereshire"


def test_a_check_by_people_is_written_down_with_its_reference(administrator: Client) -> None:
    page = "/going-live/checks/data_protection_assessment/"
    empty = administrator.post(page, {"data_protection_assessment-reference": ""})
    assert "Say where it is kept" in text(empty)
    administrator.post(page, {"data_protection_assessment-reference": "File 7"})
    assert "File 7" in text(administrator.get("/going-live/"))
    assert administrator.post("/going-live/checks/anything/", {"anything-reference": "x"}).status_code == 404


def test_going_live_is_refused_on_its_page_until_the_installation_is_safe_too() -> None:
    user = make_ready()
    client = client_of(user)
    assert "Go live now" not in text(client.get("/going-live/"))  # the tests run with the default secret
    answer = client.post("/going-live/now/")
    assert answer.status_code == 409
    assert "Not yet" in text(answer)


def test_live_goes_back_to_practice_with_a_reason() -> None:
    client = client_of(make_live())
    assert "Choose why." in text(client.post("/going-live/back/", {}))
    client.post("/going-live/back/", {"reason": "training"})
    assert Event.objects.get(verb="partnership.back_to_practice").reason == "training"


def test_the_public_pages_answer_before_anything_is_set_up() -> None:
    for page in ("/privacy", "/accessibility", "/accounts/login/"):
        assert Client().get(page).status_code == 200, page


def test_whoever_lost_their_telephone_gets_a_new_start(administrator: Client) -> None:
    user = make_user("coordinator")
    set_up_second_factor(user)
    administrator.post(f"/users/{user.id}/second-factor/")
    assert not queries.has_second_factor(user)
