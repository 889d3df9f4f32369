"""What can be brought in from a table: for each kind the fields, and what their columns are often called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.formats.table import suggest_mapping
from rallyround.people.imports import WANTED
from rallyround.people.roles import Permission

Text = str | Promise


@dataclass(frozen=True)
class Field:
    """One thing that a row may say. `names` are other headings that mean it; `required`: no file is without it."""

    key: str
    label: Text
    names: tuple[str, ...] = ()
    hint: Text = ""
    required: bool = False


@dataclass(frozen=True)
class Kind:
    """One kind of table. Whoever brings it in may also make its rows by hand, which is `permission`."""

    key: str
    label: Text
    permission: Permission
    fields: tuple[Field, ...]
    list_url_name: str

    def suggest(self, headings: Sequence[str]) -> dict[str, str]:
        """For each field the heading that seems to hold it, where one does."""
        wanted = {field.key: (str(field.label), *field.names) for field in self.fields}
        return {key: heading for key, heading in suggest_mapping(headings, wanted).items() if heading}


NAME = Field("name", _("Name"), ("full name", "contact name", "enw"))
PHONE = Field(
    "phone",
    _("Telephone"),
    ("phone", "tel", "telephone number", "phone number", "mobile", "contact number", "ffôn"),
)
EMAIL = Field("email", _("E-mail"), ("email", "e-mail address", "email address", "ebost"))
POSTCODE = Field("postcode", _("Postcode"), ("post code", "cod post"))
AREA = Field("area", _("Place, where there is no postcode"), ("area", "place", "village", "town", "district"),
             _("The code or the name of one of the partnership's places."))  # fmt: skip
LANGUAGE = Field("language", _("Preferred language"), ("language", "iaith"))
PHASE = Field("phase", _("Phase"), (), _("before, during or after. Without it, the phase of the incident."))

NEEDS = Kind(
    key="needs",
    label=_("Needs"),
    permission=Permission.TAKE_REQUEST,
    list_url_name="needs",
    fields=(
        Field("words", _("What is needed, in their words"),
              ("words", "what is needed", "need", "request", "details", "description", "notes", "message"),
              required=True),
        NAME,
        PHONE,
        EMAIL,
        Field("address", _("Address"), ("street", "street address", "full address", "location", "cyfeiriad")),
        POSTCODE,
        AREA,
        Field("kind", _("Kind of need"), ("kind", "type", "category", "type of need"),
              _("Without it, triage finds out.")),
        Field("danger", _("Is anybody in danger?"), ("danger", "danger to life", "emergency", "urgent"),
              _("yes or no. Words that mean danger are noticed in any case.")),
        Field("whose", _("Whose need"), ("whose", "household or organisation"),
              _("household, person, group, organisation or service.")),
        Field("people_count", _("How many people"), ("people", "number of people", "household size")),
        Field("organisation", _("Organisation that asks"), ("organisation", "partner", "referred by", "sefydliad"),
              _("Its name as it is in the directory.")),
        LANGUAGE,
        Field("interpreter", _("Needs an interpreter"), ("interpreter",), _("yes or no.")),
        Field("text_relay", _("Uses text relay"), ("text relay", "relay uk"), _("yes or no.")),
        PHASE,
    ),
)  # fmt: skip

OFFERS = Kind(
    key="offers",
    label=_("Offers"),
    permission=Permission.TAKE_REQUEST,
    list_url_name="offers",
    fields=(
        NAME,
        PHONE,
        EMAIL,
        Field("kind", _("Kind of offer"), ("kind", "type", "type of offer"),
              _("person, pool, goods or space. Without it, one person.")),
        Field("skills", _("Skills"), ("skill", "can do", "offering", "what can you do"),
              _("Several are separated by a semicolon.")),
        POSTCODE,
        AREA,
        Field("words", _("In their own words"), ("words", "details", "description", "notes", "message")),
        Field("organisation", _("Organisation"), ("partner", "group", "sefydliad"),
              _("Its name as it is in the directory. A pool must have one.")),
        Field("capacity", _("How many"), ("capacity", "number", "quantity", "volunteers")),
        Field("unit", _("What is counted"), ("unit", "units"), _("For goods and space, such as blankets or beds.")),
        Field("adult", _("18 or over"), ("adult", "over 18"), _("yes or no. Without it, yes.")),
        Field("supervised_by", _("Organisation that supervises, where under 18"), ("supervised by", "supervisor")),
        Field("consents", _("Agrees to be given tasks"), ("consents", "consent"),
              _("yes or no. Needed of organisations that coordinate themselves.")),
        Field("max_travel_km", _("Farthest distance in kilometres"),
              ("max travel km", "travel distance", "distance", "how far")),
        Field("available_from", _("From when"), ("available from", "start date", "from"),
              _("Such as 27/03/2026 or 27/03/2026 18:00.")),
        Field("available_until", _("Until when"), ("available until", "end date", "until")),
        Field("day_parts", _("Parts of the day"), ("day parts", "times", "times of day", "availability"),
              _("morning, afternoon, evening or night; several are separated by a semicolon. "
                "Without it, all of them.")),
        Field("emergency_contact", _("Emergency contact"), ("next of kin",)),
        LANGUAGE,
        PHASE,
    ),
)  # fmt: skip

PEOPLE = Kind(
    key="people",
    label=_("Organisations and contacts"),
    permission=Permission.MANAGE_DIRECTORY,
    list_url_name="organisations",
    fields=(
        Field("organisation", _("Organisation"), (*WANTED["organisation"], "sefydliad"), required=True),
        Field("partner_type", _("Type of partner"), WANTED["partner_type"],
              _("Without it, a community group.")),
        Field("affiliation", _("How it stands to the partnership"), WANTED["affiliation"],
              _("coordinated, recognised or independent. Without it, coordinated.")),
        Field("brings", _("What it brings"), WANTED["brings"]),
        Field("areas", _("Districts where it works"), WANTED["areas"],
              _("Codes or names, several separated by a semicolon. Without it, everywhere.")),
        Field("job", _("Contact's job"), WANTED["job"]),
        Field("name", _("Contact's name"), (*WANTED["name"], "enw")),
        PHONE,
        EMAIL,
        Field("verified_on", _("When the number was last tried"), WANTED["verified_on"],
              _("Such as 27/03/2026.")),
    ),
)  # fmt: skip

KINDS: Mapping[str, Kind] = MappingProxyType({kind.key: kind for kind in (NEEDS, OFFERS, PEOPLE)})
