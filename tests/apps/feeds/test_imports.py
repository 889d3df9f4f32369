"""A table is brought in whole or not at all, each row by the action of its app; the same file does it once."""

from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection

from rallyround.feeds import actions, queries
from rallyround.feeds.actions import BadRows, ImportResult
from rallyround.feeds.models import Import, Mapping
from rallyround.feeds.sheets import Sheet
from rallyround.ledger.models import Event
from rallyround.messaging.models import Message
from rallyround.people import districts
from rallyround.people.models import Contact, Details, Note, Organisation, Person
from rallyround.places.models import Area
from rallyround.register.kinds import DayPart
from rallyround.register.models import Need, Offer
from rallyround.ui.errors import Refused
from tests.apps.feeds.files import NEEDS, columns, sheet
from tests.factories import AT, TEST, make_organisation, make_user

IMPORT = {"needs": actions.import_needs, "offers": actions.import_offers, "people": actions.import_people}


def bring(kind: str, opened: Sheet, **said: object) -> ImportResult:
    fields: dict[str, object] = {"by": TEST, "at": AT, "columns": columns(kind, opened)}
    return IMPORT[kind](sheet=opened, **{**fields, **said})  # type: ignore[arg-type]


def counts() -> tuple[int, ...]:
    kept = (Need, Offer, Organisation, Contact, Person, Details, Note, Message, Event, Import, Mapping)
    return tuple(model.objects.count() for model in kept)


@pytest.mark.django_db
class TestNeeds:
    def test_each_row_becomes_a_need_with_its_event_and_the_file_has_its_own(self, tmp_path: Path) -> None:
        result = bring("needs", sheet(tmp_path, NEEDS))
        assert (result.rows, result.made, Need.objects.count()) == (2, 2, 2)
        assert Event.objects.filter(verb="need.reported").count() == 2
        event = Event.objects.get(verb="file.imported")
        assert (event.subject_id, event.batch, event.data["rows"]) == (result.id, result.id, 2)
        assert set(Need.objects.values_list("channel", "state")) == {("import", "reported")}
        assert set(Note.objects.values_list("text", flat=True)) == {"Sandbags please", "No food since Monday"}
        assert set(Details.objects.values_list("phone", flat=True)) == {"07700 900123", "07700 900124"}

    def test_nothing_personal_is_in_the_entry_of_the_file(self, tmp_path: Path) -> None:
        bring("needs", sheet(tmp_path, NEEDS))
        said = repr(list(Event.objects.filter(verb="file.imported").values())) + repr(
            list(Import.objects.values())
        )
        assert "900123" not in said
        assert "Sandbags" not in said

    def test_all_that_a_row_can_say_is_kept(self, tmp_path: Path) -> None:
        Area.objects.create(code="P1", kind="place", name="Bentley", easting=456000, northing=405000)
        lodge = make_organisation(name="Rotary Lodge")
        content = (
            "Request,Name,Phone,Email,Address,Place,Type,Danger,Whose,People,Organisation,Language,Interpreter,"
            "Text relay,Phase\n"
            "Please come,Siân,01632 960001,s@example.org,The weir,bentley,sb,no,group,12,rotary lodge,Welsh,yes,"
            "no,before\n"
        )
        bring("needs", sheet(tmp_path, content))
        need = Need.objects.get()
        assert (need.kind, need.whose, need.people_count, need.phase) == ("prepare", "group", 12, "before")
        assert (need.area_id, need.organisation, need.danger) == ("P1", lodge, False)
        details = need.requester.details
        assert (details.name, details.email, details.address) == ("Siân", "s@example.org", "The weir")
        assert (need.requester.language, need.requester.interpreter, need.requester.text_relay) == (
            "cy", True, False,
        )  # fmt: skip

    def test_danger_in_the_words_is_noticed_as_in_any_report(self, tmp_path: Path) -> None:
        bring("needs", sheet(tmp_path, "Words,Phone\nMy mother has collapsed,07700 900123\n"))
        assert Need.objects.get().danger

    def test_a_formula_is_text_and_the_apostrophe_of_an_export_is_taken_off(self, tmp_path: Path) -> None:
        content = 'Words,Phone\n"\'=HYPERLINK(""http://x.example"")",\'+447700900123\n=1+1,07700 900124\n'
        bring("needs", sheet(tmp_path, content))
        assert set(Note.objects.values_list("text", flat=True)) == {'=HYPERLINK("http://x.example")', "=1+1"}
        assert Details.objects.filter(phone="+447700900123").exists()

    def test_the_same_file_again_is_refused_kindly_and_changes_nothing(self, tmp_path: Path) -> None:
        ann = make_user("coordinator", name="Ann Lee")
        bring("needs", sheet(tmp_path, NEEDS), by=ann.actor)
        before = counts()
        said = r"This file was brought in on 14 Jan 2026, 09:00 by Ann Lee: nothing was changed\."
        with pytest.raises(Refused, match=said):
            bring("needs", sheet(tmp_path, NEEDS, "another name.csv"), at=AT + timedelta(days=1))
        assert counts() == before

    def test_the_same_press_of_the_button_twice_is_done_once(self, tmp_path: Path) -> None:
        id = make_user("coordinator").id
        first = bring("needs", sheet(tmp_path, NEEDS), id=id)
        before = counts()
        assert bring("needs", sheet(tmp_path, NEEDS), id=id) == first
        assert counts() == before

    def test_the_ids_of_rows_come_from_the_file_so_that_a_row_is_never_there_twice(
        self, tmp_path: Path
    ) -> None:
        bring("needs", sheet(tmp_path, NEEDS))
        ids = set(Need.objects.values_list("id", flat=True))
        Import.objects.all().delete()
        result = bring("needs", sheet(tmp_path, NEEDS))
        assert (result.made, set(Need.objects.values_list("id", flat=True))) == (0, ids)

    def test_one_bad_row_and_nothing_is_brought_in(self, tmp_path: Path) -> None:
        before = counts()
        content = "Words,Phone\nGood,07700 900123\nBad,ask at the pub\nGood again,07700 900124\n"
        with pytest.raises(BadRows) as refusal:
            bring("needs", sheet(tmp_path, content))
        assert [str(p) for p in refusal.value.problems] == [
            'Row 3, Phone: "ask at the pub": Enter a telephone number, such as 07700 900123.'
        ]
        assert str(refusal.value) == "Nothing was brought in: there is 1 problem in the file."
        assert counts() == before

    def test_everything_wrong_is_said_at_once_also_what_only_the_action_knows(self, tmp_path: Path) -> None:
        content = (
            "Words,Phone,Email,Type,People\n"
            ",07700 900123,,,\n"
            "Help,nonsense,no,miracle,many\n"
            "Nowhere to be found,,,,\n"
        )
        with pytest.raises(BadRows) as refusal:
            bring("needs", sheet(tmp_path, content))
        assert [(p.row, p.column) for p in refusal.value.problems] == [
            (2, "Words"), (3, "Phone"), (3, "Email"), (3, "Type"), (3, "People"), (4, ""),
        ]  # fmt: skip
        assert "telephone number or a place" in refusal.value.problems[-1].sentence

    def test_fifty_problems_are_listed_and_the_rest_counted(self, tmp_path: Path) -> None:
        with pytest.raises(BadRows) as refusal:
            bring("needs", sheet(tmp_path, "Words,Phone\n" + "Help,nonsense\n" * 60))
        assert (len(refusal.value.problems), refusal.value.more) == (50, 10)
        assert "60 problems" in str(refusal.value)

    @pytest.mark.parametrize(
        ("chosen", "sentence"),
        [
            ({}, "Choose the column that holds: What is needed"),
            ({"words": "Nothing"}, "no column called Nothing"),
            ({"words": "Tel.", "colour": "Tel."}, "no field called colour"),
        ],
    )
    def test_columns_that_do_not_fit_are_refused(
        self, tmp_path: Path, chosen: dict[str, str], sentence: str
    ) -> None:
        with pytest.raises(Refused, match=sentence):
            bring("needs", sheet(tmp_path, NEEDS), columns=chosen)

    def test_progress_is_told_to_the_end(self, tmp_path: Path) -> None:
        told: list[tuple[int, int]] = []
        content = "Words,Phone\n" + "".join(f"Help {n},07700 9{n:05}\n" for n in range(45))
        bring("needs", sheet(tmp_path, content), progress=lambda done, total: told.append((done, total)))
        assert told == [(20, 45), (40, 45), (45, 45)]


@pytest.mark.django_db
class TestOffers:
    def test_offers_come_in_with_skills_times_and_reach(self, tmp_path: Path) -> None:
        content = (
            "Full name,Mobile,Skills,Travel distance,Available from,Available until,Times\n"
            "Ben,07700 900200,driving; telephoning people who are alone,12,27/03/2026,28/03/2026,mornings;night\n"
        )
        bring("offers", sheet(tmp_path, content))
        offer = Offer.objects.get()
        assert (offer.skills, offer.max_travel_m) == (["calling", "driving"], 12_000)
        assert offer.day_parts == DayPart.MORNING | DayPart.NIGHT
        assert offer.available_from is not None
        assert offer.available_until is not None
        assert offer.available_until - offer.available_from == timedelta(days=2)

    def test_a_pool_names_its_organisation(self, tmp_path: Path) -> None:
        make_organisation(name="Rotary")
        bring("offers", sheet(tmp_path, "Kind,Organisation,Capacity,Skills\npool,Rotary,20,calling\n"))
        offer = Offer.objects.get()
        assert (offer.kind, offer.capacity, offer.person) == ("pool", 20, None)

    def test_what_the_action_refuses_names_its_row_and_nothing_stays(self, tmp_path: Path) -> None:
        make_organisation(name="Rotary")
        before = counts()
        with pytest.raises(BadRows) as refusal:
            bring("offers", sheet(tmp_path, "Kind,Organisation,Capacity\npool,Rotary,20\npool,Rotary,5\n"))
        assert str(refusal.value.problems[0]).startswith("Row 3: Rotary already has a pool")
        assert counts() == before

    def test_an_organisation_that_nobody_knows_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(BadRows) as refusal:
            bring("offers", sheet(tmp_path, "Kind,Organisation,Capacity\npool,Nobody,20\n"))
        assert 'no organisation called "Nobody"' in str(refusal.value.problems[0])


PARTNERS = (
    "Partner,Sector,Where,Job title,Contact,Phone\n"
    "Mere Radio Club,Community group,Bentley,Net controller,Ada,01632 960010\n"
    "Mere Radio Club,,,Deputy,Bo,01632 960011\n"
    "The Mill,business,,,,\n"
)


@pytest.mark.django_db
class TestPeople:
    @pytest.fixture(autouse=True)
    def bentley(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(districts, "PROVIDERS", [lambda: [("P1", "Bentley")]])

    def test_organisations_and_contacts_come_in_together(self, tmp_path: Path) -> None:
        result = bring("people", sheet(tmp_path, PARTNERS))
        club = Organisation.objects.get(name="Mere Radio Club")
        assert (result.made, club.partner_type, club.areas) == (3, "community_group", ["P1"])
        assert set(club.contacts.values_list("job", flat=True)) == {"Net controller", "Deputy"}
        assert Event.objects.get(verb="file.imported").subject_id == result.id

    def test_who_is_in_the_directory_already_stays_as_they_are(self, tmp_path: Path) -> None:
        bring("people", sheet(tmp_path, PARTNERS))
        result = bring("people", sheet(tmp_path, PARTNERS + "The Mill,,,Keyholder,Cy,01632 960012\n"))
        assert (result.rows, result.made, result.known_before) == (4, 1, 3)
        assert (Organisation.objects.count(), Contact.objects.count()) == (2, 3)

    def test_a_problem_names_the_heading_of_the_file_and_nothing_is_brought_in(self, tmp_path: Path) -> None:
        before = counts()
        content = PARTNERS + "New Club,wizards,Atlantis,,Ada,01632 960010\n"
        with pytest.raises(BadRows) as refusal:
            bring("people", sheet(tmp_path, content))
        found = [(p.row, p.column) for p in refusal.value.problems]
        assert found == [(5, "Sector"), (5, "Where"), (5, "Job title")]
        assert counts() == before


@pytest.mark.django_db
def test_columns_are_remembered_by_the_headings(tmp_path: Path) -> None:
    opened = sheet(tmp_path, "A,B\nHelp,07700 900123\n")
    assert queries.columns_of("needs", opened) == {}
    for phone in ("A", "B"):
        actions.remember_columns(
            by=TEST, at=AT, kind="needs", headings=opened.headings, columns={"words": "A", "phone": phone}
        )
    assert queries.columns_of("needs", opened) == {"words": "A", "phone": "B"}
    assert queries.columns_of("offers", opened) == {}
    assert queries.columns_of("needs", sheet(tmp_path, "B,A\nx,y\n")) == {}
    assert Mapping.objects.count() == 1


def test_the_same_file_twice_in_the_same_instant_is_brought_in_once(committed: str, tmp_path: Path) -> None:
    opened = sheet(tmp_path, NEEDS)
    results: list[object] = []
    barrier = Barrier(2)

    def run() -> None:
        barrier.wait()
        try:
            results.append(bring("needs", opened))
        except Refused as refusal:
            results.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(result).__name__ for result in results) == ["ImportResult", "str"]
    assert (Need.objects.count(), Import.objects.count()) == (2, 1)


def test_a_file_with_a_bad_last_row_leaves_no_trace_after_its_transaction(
    committed: str, tmp_path: Path
) -> None:
    before = counts()
    with pytest.raises(BadRows):
        bring("needs", sheet(tmp_path, NEEDS + "Help,nonsense,\n"))
    assert counts() == before
    bring("needs", sheet(tmp_path, NEEDS))
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(
        range(1, Event.objects.count() + 1)
    )
