"""Is this report the same as that one: a score from 0 to 1 and the evidence for it.

Each likeness (same phone, same place, same kind of need, like words) is evidence of some weight, and evidence
adds up as independent chances do: 1 - Π (1 - weight × likeness). What is not known is no evidence. Reports
far apart in place, or long apart in time, count less. The numbers are in `sources`, none of them measured on
real reports yet; a person decides, so the score only says what is worth a look.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import numpy.typing as npt

from rallyround.core.sources import default

Floats = npt.NDArray[np.float64]

WORD = re.compile(r"[^\W_]+")


class Likeness(StrEnum):
    """What two reports have in common."""

    SAME_PHONE = "same_phone"
    NEAR = "near"
    SAME_KIND = "same_kind"
    LIKE_WORDS = "like_words"


@dataclass(frozen=True)
class Report:
    """What is compared of a report. Anything unknown is None or empty.

    minutes   when it came, in minutes from any fixed moment
    phone     a key that is equal for equal phones, such as a keyed hash; not the number itself
    x, y      metres on the grid
    kind      type of need; empty where not yet known
    words     the reporter's own
    """

    minutes: float
    phone: str | None = None
    x: float | None = None
    y: float | None = None
    kind: str = ""
    words: str = ""

    @cached_property
    def trigrams(self) -> frozenset[str]:
        """Groups of three letters of the words."""
        return trigrams(self.words)


@dataclass(frozen=True)
class Evidence:
    """One likeness, the part of full likeness it has (0 to 1), and its measure: metres for NEAR, the
    similarity for LIKE_WORDS, 1 for the others."""

    likeness: Likeness
    strength: float
    measure: float


@dataclass(frozen=True)
class Match:
    """A report that is likely the same: its index in the list, the score, and why, strongest first.

    minutes_apart is part of why: reports long apart count less.
    """

    index: int
    score: float
    evidence: tuple[Evidence, ...]
    minutes_apart: float


def trigrams(words: str) -> frozenset[str]:
    """Groups of three letters, each word with two spaces before and one after, as PostgreSQL's pg_trgm does.

    >>> sorted(trigrams("Cat!"))
    ['  c', ' ca', 'at ', 'cat']
    """
    padded = (f"  {word} " for word in WORD.findall(words.lower()))
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))


def word_similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Trigrams in common as a share of all, 0 to 1; 0 where one has none.

    >>> round(word_similarity(trigrams("word"), trigrams("two words")), 6)
    0.363636
    """
    together = len(one & other)
    return together / (len(one) + len(other) - together) if together else 0.0


def likely(report: Report, candidates: Sequence[Report], *, threshold: float | None = None) -> list[Match]:
    """Those of the candidates that may be the same report, the likeliest first; of equals the first given.

    threshold: the least score shown; `duplicates.likely` of `sources` if not given. Raises ValueError if it is
    not above 0 and at most 1, or a time or place is not a number.

    >>> first = Report(minutes=0, phone="k1", x=0, y=0, kind="shelter", words="Two of us need a dry place")
    >>> again = Report(minutes=30, phone="k1", x=20, y=0, kind="shelter", words="we need a dry place please")
    >>> other = Report(minutes=25, phone="k2", x=900, y=0, kind="food", words="Nothing to eat since morning")
    >>> [match.index for match in likely(again, [other, first])]
    [1]
    """
    least = default("duplicates.likely") if threshold is None else threshold
    if not 0 < least <= 1:
        raise ValueError(f"threshold is {least}: it must be above 0 and at most 1.")
    _check("report", report)
    for at, candidate in enumerate(candidates):
        _check(f"candidates[{at}]", candidate)
    if not candidates:
        return []
    metres = _metres(report, candidates)
    minutes = np.abs(np.array([candidate.minutes for candidate in candidates]) - report.minutes)
    strengths = _strengths(report, candidates, metres)
    factor = _nearness_in_time(minutes) * _not_apart(metres)
    doubt = np.prod([1 - _weight(likeness) * strength for likeness, strength in strengths.items()], axis=0)
    # Comparing words is slow, so it is done only where the likest words would reach the threshold.
    possible = np.flatnonzero(factor * (1 - doubt * (1 - default("duplicates.weight.words"))) >= least)
    matches = []
    for at in possible.tolist():
        similarity = word_similarity(report.trigrams, candidates[at].trigrams)
        alike = _above(similarity, default("duplicates.words_floor"))
        score = float(factor[at] * (1 - doubt[at] * (1 - default("duplicates.weight.words") * alike)))
        if score < least:
            continue
        evidence = [
            Evidence(likeness, float(strength[at]), float(metres[at]) if likeness is Likeness.NEAR else 1.0)
            for likeness, strength in strengths.items()
        ]
        evidence.append(Evidence(Likeness.LIKE_WORDS, alike, similarity))
        found = [one for one in evidence if one.strength > 0]
        found.sort(key=lambda one: -_weight(one.likeness) * one.strength)
        matches.append(Match(at, score, tuple(found), float(minutes[at])))
    return sorted(matches, key=lambda match: -match.score)


def score(one: Report, other: Report) -> float:
    """How likely two reports are the same, 0 to 1; the same whichever comes first.

    >>> score(Report(minutes=0, phone="k1"), Report(minutes=10, phone="k1"))
    0.6
    """
    # The least threshold there is: whatever has any evidence passes it.
    matches = likely(one, [other], threshold=math.ulp(0.0))
    return matches[0].score if matches else 0.0


def _check(name: str, report: Report) -> None:
    for field in ("minutes", "x", "y"):
        value = getattr(report, field)
        if value is not None and not math.isfinite(value):
            raise ValueError(f"{name}.{field} is {value}: it must be a number.")


def _weight(likeness: Likeness) -> float:
    return default(
        {
            Likeness.SAME_PHONE: "duplicates.weight.phone",
            Likeness.NEAR: "duplicates.weight.place",
            Likeness.SAME_KIND: "duplicates.weight.kind",
            Likeness.LIKE_WORDS: "duplicates.weight.words",
        }[likeness]
    )


def _metres(report: Report, candidates: Sequence[Report]) -> Floats:
    """Distance to each candidate; NaN where one of the two has no place."""
    nowhere = float("nan")
    x, y = (
        np.array([getattr(c, axis) if getattr(c, axis) is not None else nowhere for c in candidates])
        for axis in ("x", "y")
    )
    here_x = nowhere if report.x is None else report.x
    here_y = nowhere if report.y is None else report.y
    return np.asarray(np.hypot(x - here_x, y - here_y))


def _strengths(report: Report, candidates: Sequence[Report], metres: Floats) -> dict[Likeness, Floats]:
    """Strength of each likeness but the words, which are slow, for every candidate."""
    phone = [report.phone is not None and report.phone == candidate.phone for candidate in candidates]
    kind = [report.kind != "" and report.kind == candidate.kind for candidate in candidates]
    near = _falling(
        metres, default("duplicates.near_metres"), default("duplicates.neighbourhood_metres"), lowest=0.0
    )
    return {
        Likeness.SAME_PHONE: np.array(phone, dtype=np.float64),
        Likeness.NEAR: np.nan_to_num(near),
        Likeness.SAME_KIND: np.array(kind, dtype=np.float64),
    }


def _nearness_in_time(minutes: Floats) -> Floats:
    return _falling(
        minutes, default("duplicates.soon_minutes"), default("duplicates.late_minutes"), lowest=0.0
    )


def _not_apart(metres: Floats) -> Floats:
    """1 for reports of one neighbourhood or of unknown place, less for those surely of two places."""
    apart = _falling(
        metres,
        default("duplicates.neighbourhood_metres"),
        default("duplicates.apart_metres"),
        lowest=default("duplicates.apart_factor"),
    )
    return np.nan_to_num(apart, nan=1.0)


def _falling(values: Floats, start: float, end: float, *, lowest: float) -> Floats:
    """1 up to `start`, in a straight line down to `lowest` at `end`, and `lowest` beyond."""
    share = np.clip((values - start) / (end - start), 0.0, 1.0)
    return np.asarray(1.0 - share * (1.0 - lowest))


def _above(value: float, floor: float) -> float:
    """0 up to the floor, then in a straight line to 1."""
    return max(0.0, (value - floor) / (1 - floor))
