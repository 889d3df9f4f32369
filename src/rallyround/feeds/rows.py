"""From the cells of a row to the plain data that the actions take. None where the row has a problem."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.feeds.cells import Cells
from rallyround.incidents.models import Phase
from rallyround.people import queries as people
from rallyround.places import queries as places
from rallyround.register.forms.common import language_code
from rallyround.register.kinds import BY_SHORT, KINDS, SKILLS, UNKNOWN, WHOLE_DAY, DayPart
from rallyround.register.models import OfferKind, Whose
from rallyround.register.reports import NeedReport, OfferReport

Text = str | Promise

NEED_KINDS: Mapping[str, Text] = {kind.key: kind.label for kind in KINDS.values()} | {
    UNKNOWN: gettext_lazy("Not yet known")
}
PARTS_OF_THE_DAY: Mapping[str, Text] = {
    "morning": gettext_lazy("mornings"),
    "afternoon": gettext_lazy("afternoons"),
    "evening": gettext_lazy("evenings"),
    "night": gettext_lazy("nights"),
}
PART: Mapping[str, int] = {
    "morning": DayPart.MORNING,
    "afternoon": DayPart.AFTERNOON,
    "evening": DayPart.EVENING,
    "night": DayPart.NIGHT,
}
METRES_IN_A_KILOMETRE = 1000


@dataclass(frozen=True)
class Known:
    """What names in a file stand for, looked up once for the whole file."""

    organisations: Mapping[str, UUID]
    places: Mapping[str, str]

    def organisation(self, name: str) -> UUID | None:
        """An organisation of the directory by its name."""
        return self.organisations.get(name.casefold())

    def place(self, name: str) -> str | None:
        """The code of a place by its code or name."""
        return self.places.get(name.casefold())


def known() -> Known:
    """What the directory and the places hold now."""
    codes = {code.casefold(): code for code, _name in places.choices()}
    names = {name.casefold(): code for code, name in places.choices()}
    organisations = people.organisations().values_list("name", "id")
    return Known({name.casefold(): id for name, id in organisations}, names | codes)


def need_report(cells: Cells, id: UUID, known: Known) -> NeedReport | None:
    """A need as a row tells it."""
    report = NeedReport(
        id=id,
        channel="import",
        words=cells.text("words", 4000, required=_("Say in one sentence what is needed.")),
        name=cells.text("name", 120),
        phone=cells.phone(),
        email=cells.email(),
        address=cells.text("address", 280),
        postcode=cells.postcode(),
        area=_area(cells, known),
        language=_language(cells),
        interpreter=bool(cells.yes_no("interpreter")),
        text_relay=bool(cells.yes_no("text_relay")),
        danger=cells.yes_no("danger"),
        kind=_kind_of_need(cells),
        whose=cells.choice("whose", dict(Whose.choices), Whose.HOUSEHOLD),
        people_count=cells.whole("people_count", 1, 30_000),
        organisation=_organisation(cells, "organisation", known),
        phase=_phase(cells),
    )
    return None if cells.problems else report


def offer_report(cells: Cells, id: UUID, known: Known) -> OfferReport | None:
    """An offer as a row tells it."""
    travel = cells.whole("max_travel_km", 0, 500)
    adult = cells.yes_no("adult")
    report = OfferReport(
        id=id,
        channel="import",
        kind=cells.choice("kind", dict(OfferKind.choices), OfferKind.PERSON),
        name=cells.text("name", 120),
        phone=cells.phone(),
        email=cells.email(),
        emergency_contact=cells.text("emergency_contact", 200),
        language=_language(cells),
        words=cells.text("words", 4000),
        postcode=cells.postcode(),
        area=_area(cells, known),
        skills=cells.choices("skills", SKILLS),
        capacity=cells.whole("capacity", 1, 1_000_000) or 1,
        unit=cells.text("unit", 40),
        organisation=_organisation(cells, "organisation", known),
        adult=adult is not False,
        supervised_by=_organisation(cells, "supervised_by", known),
        consents=cells.yes_no("consents"),
        max_travel_m=None if travel is None else travel * METRES_IN_A_KILOMETRE,
        available_from=cells.moment("available_from"),
        available_until=cells.moment("available_until", whole_day=True),
        day_parts=_day_parts(cells),
        phase=_phase(cells),
    )
    return None if cells.problems else report


def _no_such_place() -> str:
    return _(
        "There is no place called %(value)s: write it as in the list of places, or leave the cell empty."
    )


def _area(cells: Cells, known: Known) -> str:
    return cells.look_up("area", known.place, _no_such_place()) or ""


def _organisation(cells: Cells, key: str, known: Known) -> UUID | None:
    sentence = _("There is no organisation called %(value)s in the directory: add it there first.")
    return cells.look_up(key, known.organisation, sentence)


def _kind_of_need(cells: Cells) -> str:
    short = BY_SHORT.get(cells.raw("kind").casefold())
    return short or cells.choice("kind", NEED_KINDS, UNKNOWN)


def _language(cells: Cells) -> str:
    return language_code(cells.text("language", 20))


def _phase(cells: Cells) -> str | None:
    return cells.choice("phase", dict(Phase.choices)) or None


def _day_parts(cells: Cells) -> int:
    said = cells.choices("day_parts", PARTS_OF_THE_DAY)
    return sum(PART[key] for key in said) or WHOLE_DAY
