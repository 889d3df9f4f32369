"""Boards on which many needs ask for two helpers and helpers have differing hours, made by real actions; and a checker."""

from collections import defaultdict
from datetime import datetime, timedelta
from random import Random
from typing import Any

from rallyround.register.models import Need, Offer
from rallyround.tasking.columns import agreed_times, first_time, situation
from rallyround.tasking.models import Plan, Proposal
from tests.factories import AT, HERE, TEST, make_open_need, make_ready_offer, make_risk_assessment

KINDS = {"prepare": "protecting_homes", "food_water": "delivering", "welfare_call": "calling"}


def a_place(chance: Random) -> tuple[int, int]:
    return HERE[0] + chance.randint(-6000, 6000), HERE[1] + chance.randint(-6000, 6000)


def a_need(chance: Random, at: datetime = AT) -> Need:
    """Mostly for two, some with a window."""
    window = {}
    if chance.random() < 0.3:
        start = at + timedelta(hours=chance.randint(0, 40))
        window = {"window_start": start, "window_end": start + timedelta(hours=chance.randint(3, 12))}
    return make_open_need(
        kind=chance.choice(list(KINDS)), point=a_place(chance), helpers=chance.choice([1, 2, 2, 2, 3]),
        severity=chance.choice(["serious", "moderate", "minor"]), at=at, **window,  # type: ignore[arg-type]
    )  # fmt: skip


def an_offer(chance: Random, at: datetime = AT) -> Offer:
    """Each with hours of its own."""
    said: dict[str, Any] = {"day_parts": chance.choice([1, 1, 2, 2, 4, 4, 3, 6, 15])}
    if chance.random() < 0.4:
        said["available_from"] = at + timedelta(hours=chance.randint(0, 60))
    if chance.random() < 0.3:
        said["available_until"] = at + timedelta(hours=chance.randint(61, 120))
    skills = tuple(chance.sample(list(KINDS.values()), 2))
    return make_ready_offer(at=at, by=TEST, **{"point": a_place(chance), "skills": skills, **said})


def a_board(seed: int, needs: int = 12, offers: int = 16) -> Random:
    chance = Random(seed)
    for kind in KINDS:
        make_risk_assessment(kind)
    for _ in range(needs):
        a_need(chance)
    for _ in range(offers):
        an_offer(chance)
    return chance


def proposed(plan: Plan) -> dict[Need, list[tuple[Offer, int]]]:
    """Who is proposed for whom, as the page has it."""
    found: dict[Need, list[tuple[Offer, int]]] = defaultdict(list)
    rows = Proposal.objects.filter(dropped_by=None, state="open").select_related("need", "offer")
    for row in rows:
        assert row.offer is not None
        found[row.need].append((row.offer, row.units))
    return found


def without_a_time(plan: Plan, at: datetime) -> list[str]:
    """Needs whose proposed helpers cannot all come at one time: asked of the clock alone."""
    every = proposed(plan)
    now = situation([offer for some in every.values() for offer, _units in some], at)
    given = agreed_times(every, at)
    return [
        need.code
        for need, some in every.items()
        if first_time(
            need,
            given.get(need.id),
            [now.diary(offer, seat) for offer, units in some for seat in now.free_seats(offer)[:units]],
            at,
        )
        is None
    ]
