"""Initiatives out of a table that somebody brings: all rows or none, and what is wrong with each cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from rallyround.feeds.kinds import Kind
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Objective
from rallyround.incidents.models import Phase
from rallyround.people.models import Organisation
from rallyround.programme.actions import InitiativeText
from rallyround.ui.errors import Refused

MOST_SHOWN = 10
LONGEST = {"name": 160, "what": 500, "cost_source": 200, "assets": 200, "effect": 300}
DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y")


@dataclass(frozen=True)
class Reader:
    """What the names in a table mean, and on which day it is read."""

    kind: Kind
    organisations: Mapping[str, Organisation]
    groups: Mapping[str, PriorityGroup]
    today: date


def reader(kind: Kind, today: date) -> Reader:
    """Know the organisations and groups by their names."""
    return Reader(
        kind,
        {o.name.casefold(): o for o in Organisation.objects.filter(active=True)},
        {g.name.casefold(): g for g in PriorityGroup.objects.filter(ended_at__isnull=True)},
        today,
    )


def read(
    reader: Reader, rows: Sequence[tuple[int, Mapping[str, str]]], columns: Mapping[str, str]
) -> list[InitiativeText]:
    """Every row as the action takes it. Raises Refused with the row, the field and the remedy of the first few."""
    found, problems = [], []
    for number, cells in rows:
        said = {key: cells.get(heading, "").strip() for key, heading in columns.items()}
        try:
            found.append(_row(reader, said))
        except _Wrong as wrong:
            problems.append(_("Row %(row)s, %(problem)s") % {"row": number, "problem": wrong})
    if problems:
        more = len(problems) - MOST_SHOWN
        rest = [_("%(count)s more rows are wrong.") % {"count": more}] if more > 0 else []
        raise Refused(" ".join([*problems[:MOST_SHOWN], *rest]))
    return found


class _Wrong(ValueError):
    """One cell that cannot be read, as half a sentence with field and remedy."""


def _row(reader: Reader, said: Mapping[str, str]) -> InitiativeText:
    owner = reader.organisations.get(said.get("owner", "").casefold())
    if owner is None:
        raise _wrong(reader, "owner", said, _("is not in the directory: add the organisation there first"))
    group = reader.groups.get(said.get("group", "").casefold())
    if group is None and said.get("group"):
        raise _wrong(
            reader, "group", said, _("is no group here: write its name as it stands here, or nothing")
        )
    for key, most in LONGEST.items():
        if len(said.get(key, "")) > most:
            raise _wrong(
                reader, key, said, _("is longer than %(most)s characters: shorten it") % {"most": most}
            )
    for key in ("name", "what"):
        if not said.get(key):
            raise _wrong(reader, key, said, _("is empty: fill it in"))
    cost = _whole(reader, said, "cost_a_year", 2_000_000_000)
    if cost is not None and not said.get("cost_source"):
        raise _wrong(
            reader, "cost_source", said, _("is empty: say where the cost comes from, or leave the cost out")
        )
    return InitiativeText(
        name=said["name"],
        owner=owner,
        group=group,
        objective=_one_of(reader, said, "objective", Objective.choices, Objective.IMPLEMENT),
        phase=_one_of(reader, said, "phase", Phase.choices, Phase.BEFORE),
        what=said["what"],
        cost_a_year=cost,
        cost_source=said.get("cost_source", ""),
        days_a_year=_whole(reader, said, "days_a_year", 30_000),
        assets=said.get("assets", ""),
        effect=said.get("effect", ""),
        began_on=_day(reader, said),
    )


def _one_of(
    reader: Reader, said: Mapping[str, str], key: str, choices: Sequence[tuple[str, Any]], none: str
) -> str:
    cell = said.get(key, "").casefold()
    if not cell:
        return str(none)
    known = {word.casefold(): value for value, label in choices for word in (value, str(label))}
    if cell not in known:
        values = ", ".join(value for value, _label in choices)
        raise _wrong(reader, key, said, _("is not one of: %(values)s") % {"values": values})
    return known[cell]


def _whole(reader: Reader, said: Mapping[str, str], key: str, most: int) -> int | None:
    cell = said.get(key, "").replace(",", "").removeprefix("£").strip()
    if not cell:
        return None
    if not (cell.isascii() and cell.isdecimal()) or len(cell) > 10 or int(cell) > most:
        raise _wrong(reader, key, said, _("is not a whole number: correct it or leave it empty"))
    return int(cell)


def _day(reader: Reader, said: Mapping[str, str]) -> date:
    cell = said.get("began_on", "")
    if not cell:
        return reader.today
    for pattern in DATES:
        try:
            return datetime.strptime(cell, pattern).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    raise _wrong(
        reader, "began_on", said, _("is not a date such as 27/03/2026: correct it or leave it empty")
    )


def _wrong(reader: Reader, key: str, said: Mapping[str, str], problem: str) -> _Wrong:
    label = next(field.label for field in reader.kind.fields if field.key == key)
    cell = said.get(key, "")
    shown = f"“{cell[:40]}” " if cell else ""
    return _Wrong(f"{label}: {shown}{problem}.")
