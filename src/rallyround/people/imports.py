"""Organisations and contacts from a table that somebody brings: all rows or none, and what is wrong with each.

`rows` are as `formats.table.read` gives them, with the headings already replaced by our field names (`WANTED`,
for `formats.table.suggest_mapping`). A row names an organisation and, where it says more, a contact there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from rallyround.ledger.actors import Actor
from rallyround.people import actions, districts
from rallyround.people.actions import DirectoryLine
from rallyround.people.models import Affiliation, PartnerType
from rallyround.people.phones import phone_problem

WANTED: dict[str, tuple[str, ...]] = {
    "organisation": ("organisation name", "partner", "agency", "charity"),
    "partner_type": ("type", "kind", "sector"),
    "affiliation": ("standing", "relation"),
    "brings": ("capability", "resources", "offers"),
    "areas": ("district", "districts", "places", "where", "area"),
    "job": ("job title", "role", "duty"),
    "name": ("full name", "contact name", "contact"),
    "phone": ("telephone", "mobile", "phone number", "tel"),
    "email": ("e-mail", "email address"),
    "verified_on": ("verified", "last tried"),
}
MOST = {"organisation": 160, "brings": 300, "job": 120, "name": 120, "phone": 40, "email": 254}


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, and what to do about it."""

    row: int
    field: str
    sentence: str

    def __str__(self) -> str:
        return _("Row %(row)s, %(field)s: %(sentence)s") % {
            "row": self.row,
            "field": self.field,
            "sentence": self.sentence,
        }


@dataclass(frozen=True)
class ImportResult:
    """What came in; with any problem nothing did."""

    rows: int = 0
    organisations: int = 0
    contacts: int = 0
    already_there: int = 0
    problems: list[Problem] = field(default_factory=list)


def import_contacts(
    *, by: Actor, at: datetime, rows: Iterable[tuple[int, Mapping[str, str]]]
) -> ImportResult:
    """Take a table into the directory. The same table twice changes nothing the second time."""
    lines: list[DirectoryLine] = []
    problems: list[Problem] = []
    for number, cells in rows:
        line, wrong = _read(number, cells, at.date())
        problems += wrong
        if line is not None:
            lines.append(line)
    if problems:
        return ImportResult(rows=len(lines) + len({p.row for p in problems}), problems=problems)
    done = actions.import_directory(by=by, at=at, lines=lines)
    return ImportResult(
        rows=len(lines),
        organisations=done.organisations,
        contacts=done.contacts,
        already_there=done.already_there,
    )


def _read(number: int, cells: Mapping[str, str], today: date) -> tuple[DirectoryLine | None, list[Problem]]:
    said = {name: cells.get(name, "").strip() for name in WANTED}
    wrong: list[Problem] = []

    def bad(name: str, sentence: str) -> None:
        wrong.append(Problem(number, name, sentence))

    for name, most in MOST.items():
        if len(said[name]) > most:
            bad(name, _("this is longer than %(most)s characters; shorten it.") % {"most": most})
    if not said["organisation"]:
        bad("organisation", _("there is none; enter the organisation's name."))
    partner_type = _choice(said["partner_type"], dict(PartnerType.choices), PartnerType.COMMUNITY_GROUP)
    if partner_type is None:
        bad("partner_type", _choose(said["partner_type"], dict(PartnerType.choices)))
    affiliation = _choice(said["affiliation"], dict(Affiliation.choices), Affiliation.COORDINATED)
    if affiliation is None:
        bad("affiliation", _choose(said["affiliation"], dict(Affiliation.choices)))
    areas = _areas(said["areas"])
    if areas is None:
        bad("areas", _choose(said["areas"], dict(districts.choices())))
    for sentence in _contact_problems(said):
        bad(*sentence)
    verified_on = _date(said["verified_on"], today)
    if said["verified_on"] and verified_on is None:
        bad("verified_on", _("this is not a date up to today; write it as 2026-01-31 or 31/01/2026."))
    if wrong or partner_type is None or affiliation is None or areas is None:
        return None, wrong
    return DirectoryLine(
        organisation=said["organisation"], partner_type=partner_type, affiliation=affiliation,
        brings=said["brings"], areas=tuple(areas), job=said["job"], verified_on=verified_on,
        particulars=actions.Particulars(name=said["name"], phone=said["phone"], email=said["email"]),
    ), []  # fmt: skip


def _contact_problems(said: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """A contact is whole or not there: a job, a name and a way to reach them."""
    if not any(said[name] for name in ("job", "name", "phone", "email")):
        return
    if not said["job"]:
        yield "job", _("there is none; enter the job, such as duty manager.")
    if not said["name"]:
        yield "name", _("there is none; enter the person's name.")
    if not (said["phone"] or said["email"]):
        yield "phone", _("there is no number and no e-mail address; enter one of them.")
    if said["phone"] and phone_problem(said["phone"]):
        yield "phone", _("this is not a telephone number; enter one such as 07700 900123.")
    if said["email"]:
        try:
            validate_email(said["email"])
        except ValidationError:
            yield "email", _("this is not an e-mail address; enter one such as name@example.org.")


def _choice(said: str, choices: Mapping[str, object], default: str) -> str | None:
    """The key of what was said, by key or by label; the default for nothing, None for something else."""
    if not said:
        return default
    wanted = said.casefold().replace(" ", "_")
    for key, label in choices.items():
        if wanted in (key.casefold(), str(label).casefold().replace(" ", "_")):
            return key
    return None


def _choose(said: str, choices: Mapping[str, object]) -> str:
    labels = ", ".join(str(label) for label in choices.values()) or _("none are set up")
    return _("“%(said)s” is not known; choose from: %(labels)s.") % {"said": said[:40], "labels": labels}


def _areas(said: str) -> list[str] | None:
    """The codes of places separated by commas or semicolons, by code or by name."""
    choices = dict(districts.choices())
    codes = [_choice(part.strip(), choices, "") for part in said.replace(";", ",").split(",") if part.strip()]
    return None if None in codes else [code for code in codes if code]


def _date(said: str, today: date) -> date | None:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            found = datetime.strptime(said, pattern).date()  # noqa: DTZ007 a day has no time zone
        except ValueError:
            continue
        return found if date(2000, 1, 1) <= found <= today else None
    return None
