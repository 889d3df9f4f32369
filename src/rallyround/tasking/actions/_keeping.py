"""A plan's proposals beside those that stand: only what differs is written, all of it in a few statements."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from uuid_utils.compat import uuid7

from rallyround.tasking.drafting import Draft, Key, Line
from rallyround.tasking.models import STANDS, Plan, Proposal

INSERT = """
INSERT INTO tasking_proposal (id, plan_id, need_id, offer_id, units, distance_m, reason, state)
SELECT row.id, %s, row.need, row.offer, row.units, row.distance, row.reason::jsonb,
       CASE WHEN row.offer IS NULL THEN 'unmet' ELSE 'open' END
FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::int[], %s::int[], %s::text[])
  AS row (id, need, offer, units, distance, reason)
"""
UPDATE = """
UPDATE tasking_proposal SET units = row.units, distance_m = row.distance, reason = row.reason::jsonb
FROM unnest(%s::uuid[], %s::int[], %s::int[], %s::text[]) AS row (id, units, distance, reason)
WHERE tasking_proposal.id = row.id
"""


@dataclass(frozen=True)
class Difference:
    """What a plan changes of the one before; what a person decided in between is none of it.

    new_pairs, other_helper   needs that get help or more of it, or help from somebody else
    dropped, newly_unmet      needs that left the plan, or that somebody is missing for now
    people, newly             offers that are not proposed for what they were, and those of them that were for nothing
    """

    new_pairs: int = 0
    other_helper: int = 0
    dropped: int = 0
    newly_unmet: int = 0
    people: int = 0
    newly: int = 0


def keep(plan: Plan, made: Draft, lines: Iterable[Line]) -> Difference:
    """Let the proposals say what the plan says, and tell what that changes.

    What somebody decided while it was planned is not proposed again.
    """
    before = made.standing or _standing()
    decided, meanwhile = set[UUID](), set[Key]()
    rows = Proposal.objects.filter(STANDS).exclude(state__in=["open", "unmet"])
    for id, decided_at, *codes in rows.values_list("id", "decided_at", "need__code", "offer__code"):
        decided.add(id)
        if decided_at is not None and decided_at > plan.at:
            meanwhile.add((codes[0], codes[1] or ""))
    if decided:
        before = {key: (id, line) for key, (id, line) in before.items() if id not in decided}
    now: dict[Key, tuple[UUID, Line]] = {}
    new: list[tuple[UUID, Line]] = []
    changed: list[tuple[UUID, Line]] = []
    for line in lines:
        key = line.key
        if key in meanwhile:
            continue
        known = before.get(key)
        now[key] = (known[0] if known else uuid7(), line)
        if known is None:
            new.append(now[key])
        elif not line.says(known[1]):
            changed.append(now[key])
    gone = {key: id for key, (id, _line) in before.items() if key not in now}
    _write(plan, new, changed)
    if gone or decided:
        Proposal.objects.filter(id__in=[*gone.values(), *decided]).update(dropped_by=plan)
    made.standing = now
    return _difference({line.key for _id, line in new}, set(gone), set(before), set(now))


def _standing() -> dict[Key, tuple[UUID, Line]]:
    found = Proposal.objects.filter(STANDS, state__in=["open", "unmet"]).select_related("need", "offer")
    lines = ((row.id, Line(row.need, row.offer, row.units, row.distance_m, row.reason)) for row in found)
    return {line.key: (id, line) for id, line in lines}


def _write(plan: Plan, new: list[tuple[UUID, Line]], changed: list[tuple[UUID, Line]]) -> None:
    with connection.cursor() as cursor:
        if new:
            whom: list[list[Any]] = [
                [line.need.id for _id, line in new],
                [line.offer and line.offer.id for _id, line in new],
            ]
            cursor.execute(INSERT, [plan.id, [id for id, _line in new], *whom, *_values(new)])
        if changed:
            cursor.execute(UPDATE, [[id for id, _line in changed], *_values(changed)])


def _values(lines: list[tuple[UUID, Line]]) -> list[list[Any]]:
    return [
        [line.units for _id, line in lines],
        [line.distance_m for _id, line in lines],
        [json.dumps(line.reason) for _id, line in lines],
    ]


def _difference(new: set[Key], gone: set[Key], before: set[Key], now: set[Key]) -> Difference:
    new_pairs, gone_pairs = ({key for key in keys if key[1]} for keys in (new, gone))
    served, left = {need for need, _offer in new_pairs}, {need for need, _offer in gone_pairs}
    known, asking = {need for need, _offer in before}, {need for need, _offer in now}
    unmet = {need for need, offer in new if not offer}
    people = {offer for _need, offer in new_pairs ^ gone_pairs}
    return Difference(
        new_pairs=len(served - left),
        other_helper=len(served & left),
        dropped=len(known - asking),
        newly_unmet=len((unmet & known) - served),
        people=len(people),
        newly=len(people - {offer for _need, offer in before}),
    )
