"""Needs for the measurements: some hundreds reported and triaged by the real actions, then copied to any number.

Nothing here is true: the places and people are those of the invented partnership.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.db.models import Model
from uuid_utils.compat import uuid7

from rallyround.cli.demo.people import Cast, make_cast
from rallyround.cli.demo.places import content_of
from rallyround.cli.demo.world import World
from rallyround.incidents import actions as incidents
from rallyround.ledger.actors import system
from rallyround.ledger.models import Event
from rallyround.people.models import Details, Note, Person, User
from rallyround.places import actions as places
from rallyround.register import actions as register
from rallyround.register.codes import ALPHABET
from rallyround.register.kinds import KINDS
from rallyround.register.models import Cause, Need, Risk, Severity
from rallyround.register.reports import NeedReport

WORDS = ("No water since the morning", "The cellar is flooding", "We need a lift to the rest centre",
         "My medicine runs out tonight", "The power is off and it is cold", "Somebody to talk to",
         "Sandbags for the back door", "Food for the baby", "A dry place for two dogs", "What is going on here")  # fmt: skip
SEVERITIES = (Severity.SERIOUS, Severity.MODERATE, Severity.MODERATE, Severity.MINOR)
CAUSES = [cause for cause in Cause.values if cause != Cause.UNKNOWN]
HOURS = 30
# One multiplication that gives each number another code, in no order that shows.
SPREAD = 2_654_435_761
DIGITS = f"lpad(to_hex(copy.number * {SPREAD} % 4294967296), 8, '0')"
LETTERS = f"translate({DIGITS}, '0123456789abcdef', '{ALPHABET[:16]}')"
CODE = f"left({LETTERS}, 4) || '-' || right({LETTERS}, 4)"


@dataclass(frozen=True)
class Made:
    """Who is who in the database that was filled."""

    cast: Cast
    world: World

    def cookies(self, role: str) -> dict[str, str]:
        """The cookie of somebody of this role who has signed in."""
        return {settings.SESSION_COOKIE_NAME: signed_in(self.cast.users[role])}


def partnership(now: datetime) -> Made:
    """The invented partnership with its places, an incident and a duty officer, and no needs."""
    world, by, at = World(1), system("benchmarks"), now - timedelta(hours=HOURS)
    cast = make_cast(by=by, at=at, districts=sorted({area.district for area in world.areas}))
    places.keep_invented(by=by, at=at, content=content_of(world))
    duty = cast.users["duty_officer"]
    incidents.begin_incident(by=duty.actor, at=at, name="Benchmark flood", hazard="flood")
    incidents.begin_shift(by=duty.actor, at=at, officer=duty)
    return Made(cast, world)


def needs(made: Made, count: int, now: datetime) -> None:
    """So many needs of the last thirty hours, most of them still open, each by the real actions."""
    chance = random.Random(count)
    for number in range(count):
        at = now - timedelta(hours=HOURS * (1 - number / count))
        with transaction.atomic():
            _need(made, number, at, chance)


def _need(made: Made, number: int, at: datetime, chance: random.Random) -> None:
    home, by = chance.choice(made.world.homes), made.cast.users["duty_officer"].actor
    report = NeedReport(
        id=uuid7(), words=chance.choice(WORDS), channel="web", name=f"Caller {number}",
        phone=f"07700 {number:06d}", address=home.postcode, postcode=home.postcode,
        danger=chance.random() < 0.01,
    )  # fmt: skip
    need = Need.objects.get(id=register.report_need(by=by, at=at, report=report).id)
    kind, fate = chance.choice(list(KINDS)), chance.random()
    after = at + timedelta(minutes=5)
    if need.danger or fate < 0.35:
        return
    if fate < 0.85:
        register.take_on(
            by=by, at=after, need=need, kind=kind, cause=chance.choice(CAUSES), severity=chance.choice(SEVERITIES),
            risk=chance.choice(Risk.values), helpers=None,
        )  # fmt: skip
    elif fate < 0.92:
        register.advise(by=by, at=after, need=need, kind=kind, cause="unaware")
    elif fate < 0.96:
        register.withdraw_need(by=by, at=after, need=need, reason="helped_by_others")
    else:
        fire = made.cast.organisations["Mereshire Fire and Rescue"]
        register.hand_over(by=by, at=after, need=need, organisation=fire, reference="FR")


def copies(times: int) -> None:
    """Each need so many times again with its people, words and events, in a few statements of SQL.

    A copy has an id, a code, a telephone number and a time of its own and lies up to three kilometres off. Its events
    are copied without a new seal: this database is thrown away, and nobody asks it to prove itself.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE copy ON COMMIT DROP AS SELECT id AS need_id, requester_id, words_id, "
            "gen_random_uuid() AS need, gen_random_uuid() AS person, gen_random_uuid() AS note, "
            "1000000 + row_number() OVER (ORDER BY again, id) AS number "
            "FROM register_need CROSS JOIN generate_series(1, %s) AS again WHERE merged_into_id IS NULL",
            [times],
        )
        cursor.execute("ANALYZE copy")
        for statement in _statements():
            cursor.execute(statement)


def _statements() -> list[str]:
    seconds = "(copy.number * 7919 % 3000)"
    off = "((copy.number * {} % 6000) - 3000)::int"
    return [
        copied(Person, "requester_id", {"id": "copy.person"}),
        copied(Details, "requester_id", {
            "person_id": "copy.person", "phone": "'07' || lpad(copy.number::text, 9, '1')",
            "phone_key": "'7' || lpad(copy.number::text, 9, '1')",
        }, key="person_id"),
        copied(Note, "words_id", {"id": "copy.note", "subject_id": "copy.need", "person_id": "copy.person"}),
        copied(Need, "need_id", {
            "id": "copy.need", "requester_id": "copy.person", "words_id": "copy.note",
            "code": CODE,
            "content": "md5(copy.need::text) || md5(copy.person::text)",
            "reported_at": f"old.reported_at - make_interval(secs => {seconds})",
            "queue_place": f"old.queue_place - {seconds}",
            "easting": f"old.easting + {off.format(7907)}", "northing": f"old.northing + {off.format(7901)}",
        }),
        copied(Event, "need_id", {
            "id": "gen_random_uuid()", "subject_id": "copy.need", "origin": "copy.need",
        }, key="subject_id"),
    ]  # fmt: skip


def copied(model: type[Model], joins: str, changes: dict[str, str], key: str = "id") -> str:
    """Rows of a table again for each copy, with these columns of their own."""
    columns = [str(field.column) for field in model._meta.concrete_fields]
    values = [changes.get(column, f'old."{column}"') for column in columns]
    table = model._meta.db_table
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} "  # noqa: S608 - names of our own tables
        f"FROM {table} old JOIN copy ON old.{key} = copy.{joins}"
    )


def signed_in(user: User) -> str:
    """A session as signing in leaves it."""
    session = SessionStore()
    session["_auth_user_id"] = str(user.pk)
    session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
