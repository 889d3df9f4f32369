"""A table of organisations and contacts comes in whole or not at all, and says what is wrong where."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rallyround.formats import table
from rallyround.ledger.models import Event
from rallyround.people import districts
from rallyround.people.imports import WANTED, ImportResult, import_contacts
from rallyround.people.models import Contact, Details, Organisation
from tests.factories import AT, TEST, make_organisation

pytestmark = pytest.mark.django_db

GOOD = """Partner,Type,Standing,Districts,Job title,Full name,Telephone,E-mail,Last tried
Mereshire Council,Local government,coordinated,Northmere; X2,Duty officer,Asha Patel,01632 960001,,05/01/2026
Mereshire Council,Local government,,,Highways,Ben Okafor,,ben@example.org,
Mere Aid,,recognised,,,,,,
"""


@pytest.fixture(autouse=True)
def places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two places to choose from."""
    monkeypatch.setattr(districts, "PROVIDERS", [lambda: [("X1", "Northmere"), ("X2", "Southmere")]])


def bring(tmp_path: Path, text: str) -> ImportResult:
    """Save it, read it as the command does, with the columns guessed, and import it."""
    file = tmp_path / "partners.csv"
    file.write_text(text, "utf-8")
    found = table.read(file)
    mapping = table.suggest_mapping(found.headings, WANTED)

    def rows() -> Iterator[tuple[int, dict[str, str]]]:
        for number, cells in found.rows:
            yield number, {name: cells[heading] for name, heading in mapping.items() if heading}

    return import_contacts(by=TEST, at=AT, rows=rows())


def test_a_good_table_comes_in_with_an_event_a_row_and_one_for_itself(tmp_path: Path) -> None:
    result = bring(tmp_path, GOOD)
    assert (result.rows, result.organisations, result.contacts, result.problems) == (3, 2, 2, [])
    council = Organisation.objects.get(name="Mereshire Council")
    assert (council.partner_type, council.affiliation, council.areas) == (
        "local_government",
        "coordinated",
        ["X1", "X2"],
    )
    assert Organisation.objects.get(name="Mere Aid").affiliation == "recognised"
    tried = Contact.objects.get(job="Duty officer")
    assert str(tried.verified_on) == "2026-01-05"
    batch = Event.objects.get(verb="directory.imported").batch
    assert Event.objects.filter(batch=batch).count() == 4
    assert "Asha" not in "".join(str(vars(event)) for event in Event.objects.all())


def test_the_same_table_twice_changes_nothing(tmp_path: Path) -> None:
    bring(tmp_path, GOOD)
    again = bring(tmp_path, GOOD)
    assert (again.organisations, again.contacts, again.already_there) == (0, 0, 3)
    assert (Organisation.objects.count(), Contact.objects.count(), Details.objects.count()) == (2, 2, 2)


def test_a_contact_joins_an_organisation_that_is_there(tmp_path: Path) -> None:
    organisation = make_organisation(name="Mere Aid")
    bring(tmp_path, "organisation,job,name,phone\nMERE AID,Chair,Dan Smith,01632 960003\n")
    assert Contact.objects.get().organisation == organisation


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (",,,Chair,Dan,01632 960001,,", "Row 3, organisation: there is none; enter the organisation's name."),
        ("Mere Aid,Bank,,,,,,", "Row 3, partner_type: “Bank” is not known; choose from:"),
        ("Mere Aid,,friend,,,,,", "Row 3, affiliation: “friend” is not known; choose from: Coordinated"),
        ("Mere Aid,,,,Dan,01632 960001,,", "Row 3, job: there is none; enter the job"),
        ("Mere Aid,,,Chair,,01632 960001,,", "Row 3, name: there is none"),
        ("Mere Aid,,,Chair,Dan,,,", "Row 3, phone: there is no number and no e-mail address"),
        ("Mere Aid,,,Chair,Dan,call me,,", "Row 3, phone: this is not a telephone number"),
        ("Mere Aid,,,Chair,Dan,,dan at home,", "Row 3, email: this is not an e-mail address"),
        ("Mere Aid,,,Chair,Dan,01632 960001,,31/02/2026", "Row 3, verified_on: this is not a date"),
        ("Mere Aid,,,Chair,Dan,01632 960001,,2030-01-01", "Row 3, verified_on: this is not a date up to"),
        (f"{'x' * 161},,,,,,,", "Row 3, organisation: this is longer than 160 characters"),
    ],
)
def test_one_bad_row_names_row_field_and_remedy_and_nothing_comes_in(
    tmp_path: Path, cells: str, said: str
) -> None:
    heading = "organisation,partner_type,affiliation,job,name,phone,email,verified_on\n"
    result = bring(tmp_path, f"{heading}Good Group,,,,,,,\n{cells}\n")
    assert any(str(problem).startswith(said) for problem in result.problems), result.problems
    assert Organisation.objects.count() == 0
    assert not Event.objects.filter(verb="directory.imported").exists()


def test_every_bad_row_is_named_not_only_the_first(tmp_path: Path) -> None:
    result = bring(tmp_path, "organisation,areas,phone\nA,Atlantis,x\nB,,y\n")
    assert [(p.row, p.field) for p in result.problems] == [
        (2, "areas"), (2, "job"), (2, "name"), (2, "phone"), (3, "job"), (3, "name"), (3, "phone"),
    ]  # fmt: skip
