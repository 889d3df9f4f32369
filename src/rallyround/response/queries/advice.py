"""Public advice as the public reads it and as the desk keeps it, and how many people it reached."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from rallyround.response.models import Advice, AdviceReach

FALLBACK = "en"


def advice_items() -> QuerySet[Any, Any]:
    """All advice in all wordings, with how many people each reached, as far as that was recorded."""
    return Advice.objects.select_related("published_by").annotate(reached=Sum("reach__people"))


def published() -> QuerySet[Advice]:
    """What is on the public page."""
    return Advice.objects.filter(published_at__isnull=False, withdrawn_at__isnull=True)


@dataclass(frozen=True)
class Shown:
    """One piece of advice in the language that the reader gets, and the other languages that there are."""

    advice: Advice
    others: tuple[Advice, ...]


def to_show(language: str, *, hazard: str = "", phase: str = "", audience: str = "") -> list[Shown]:
    """The published advice: each once, in this language if there is one, else in English, else as it is."""
    rows = published().order_by("hazard", "phase", "key", "language")
    for name, said in (("hazard", hazard), ("phase", phase), ("audience", audience)):
        rows = rows.filter(**{name: said}) if said else rows
    by_key: dict[str, dict[str, Advice]] = {}
    for advice in rows:
        by_key.setdefault(advice.key, {})[advice.language] = advice
    shown = []
    for wordings in by_key.values():
        best = wordings.get(language) or wordings.get(FALLBACK) or next(iter(wordings.values()))
        shown.append(Shown(best, tuple(other for other in wordings.values() if other is not best)))
    return shown


@dataclass(frozen=True)
class Reached:
    """People of one audience reached by one channel. The same person may be in two channels, so these never add up
    to different people.
    """

    audience: str
    channel: str
    people: int
    times: int


def reach(advice: Advice | None = None) -> list[Reached]:
    """How many people advice reached, by audience and channel; of one piece of advice, or of all."""
    rows = AdviceReach.objects.all() if advice is None else advice.reach.all()
    counted = (
        rows.values("advice__audience", "channel")
        .annotate(total=Sum("people"), times=Count("id"))
        .order_by("advice__audience", "channel")
    )
    return [Reached(row["advice__audience"], row["channel"], row["total"], row["times"]) for row in counted]
