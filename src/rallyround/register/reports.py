"""What crosses the register's threshold: a report of a need or an offer as plain data, and the receipt for it."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac

from rallyround.people.phones import phone_key
from rallyround.register.kinds import UNKNOWN, WHOLE_DAY

POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b", re.IGNORECASE)


APART = {"id", "channel"}
# A public form that comes again within this time with the same answers is one that was sent twice: whoever went back
# to it without the page kept in memory sends it under a new id.
AGAIN = timedelta(hours=1)
PUBLIC_FORM = "web"


@dataclass(frozen=True, kw_only=True)
class NeedReport:
    """Somebody tells of a need. A sentence, and a phone number, an e-mail address or a place, are enough.

    `id` is made where the report is made; sent twice it is one need. `area` is a place chosen by hand and `point`
    metres on the National Grid, where there is no postcode. `danger` is None where nobody was asked. Cause is never
    here: triage finds it out. `phase` is that of the current incident unless said.
    """

    id: UUID
    words: str
    channel: str
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""
    area: str = ""
    point: tuple[int, int] | None = None
    language: str = "en"
    interpreter: bool = False
    text_relay: bool = False
    danger: bool | None = None
    kind: str = UNKNOWN
    whose: str = "household"
    people_count: int | None = None
    organisation: UUID | None = None
    phase: str | None = None
    source: str = "reporter"
    confidence: str = "reported"


@dataclass(frozen=True, kw_only=True)
class OfferReport:
    """Somebody offers help. A name and a phone number are enough; a pool needs its organisation and how many.

    `capacity` counts people or, for goods and space, `unit`. `consents` is whether an organisation that coordinates
    itself agrees to be given tasks; None where nobody was asked.
    """

    id: UUID
    channel: str
    kind: str = "person"
    name: str = ""
    phone: str = ""
    email: str = ""
    emergency_contact: str = ""
    language: str = "en"
    words: str = ""
    postcode: str = ""
    area: str = ""
    point: tuple[int, int] | None = None
    skills: tuple[str, ...] = ()
    capacity: int = 1
    unit: str = ""
    organisation: UUID | None = None
    adult: bool = True
    supervised_by: UUID | None = None
    consents: bool | None = None
    max_travel_m: int | None = None
    available_from: datetime | None = None
    available_until: datetime | None = None
    day_parts: int = WHOLE_DAY
    phase: str | None = None
    confidence: str = "offered"


@dataclass(frozen=True)
class Receipt:
    """The need or offer that a report became. `created` is False where it had been received before."""

    id: UUID
    code: str
    created: bool


def content_of(report: NeedReport | OfferReport) -> str:
    """64 hex digits that are equal for two reports of the same content, however they are spaced or capitalised.

    Neither the id nor the way in belongs to the content: a form that was opened anew has another id.

    The hash is keyed, so that nobody who holds the table can try telephone numbers against it.
    """
    fields = {name: _normal(name, value) for name, value in asdict(report).items() if name not in APART}
    text = json.dumps(fields, sort_keys=True, separators=(",", ":"))
    return salted_hmac("rallyround.register.content", text, algorithm="sha256").hexdigest()


def _normal(name: str, value: Any) -> Any:
    if name == "phone":
        return phone_key(value)
    if name == "postcode":
        return tidy_postcode(value)
    if isinstance(value, str):
        return " ".join(value.split()).casefold()
    if isinstance(value, (tuple, list)):
        return sorted(str(item) for item in value) if name == "skills" else list(value)
    if isinstance(value, datetime):
        return value.timestamp()
    return str(value) if isinstance(value, UUID) else value


def tidy_postcode(text: str) -> str:
    """A postcode in capitals with its one space; what is no postcode stays as it was typed.

    >>> tidy_postcode("dn57jb")
    'DN5 7JB'
    """
    found = POSTCODE.fullmatch(text.strip())
    return f"{found[1]} {found[2]}".upper() if found else " ".join(text.split())


def postcode_in(text: str) -> str:
    """The last postcode in an address, or nothing.

    >>> postcode_in("12 Mill Lane, Sprotbrough, dn5 7jb")
    'DN5 7JB'
    """
    found = POSTCODE.findall(text)
    return f"{found[-1][0]} {found[-1][1]}".upper() if found else ""
