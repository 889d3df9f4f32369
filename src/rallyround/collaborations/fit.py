"""How well candidates suit a group and the work: points that anybody can add up, and a range where it is not known."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.collaborations.criteria import FITS, PLACED, TESTS, FitTest, scope_points
from rallyround.collaborations.models import Answer, Candidate
from rallyround.groups.models import PriorityGroup

Text = str | Promise


@dataclass(frozen=True)
class Answered:
    """One test with what was answered."""

    test: FitTest
    answer: str
    label: Text
    because: str


@dataclass(frozen=True)
class Score:
    """Points: a yes is one, a no none, what is not known could be either. `scope` is added where it is known."""

    low: int
    high: int
    of: int
    scope: int
    scope_because: Text

    @property
    def known(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True)
class Scored:
    """A candidate with its place, its points and each answer."""

    candidate: Candidate
    place: int
    fits: tuple[Answered, ...]
    placed: tuple[Answered, ...]
    score: Score


SCOPE_BECAUSE: Mapping[bool, Mapping[int, Text]] = {
    True: {
        3: _("works in the neighbourhood, and this work needs to know it"),
        2: _("works in the area, and this work needs to know it"),
        1: _("works over the region, and this work needs to know the place"),
        0: _("works over the whole country, and this work needs to know the place"),
    },
    False: {
        3: _("works over the whole country, and this skill is the same everywhere"),
        2: _("works over the region, and this skill is the same everywhere"),
        1: _("works in the area only, though this skill is the same everywhere"),
        0: _("works in the neighbourhood only, though this skill is the same everywhere"),
    },
}


def score(answers: Mapping[str, str], scope: str, needs_local_knowledge: bool) -> Score:
    """Points for the answers to the nine tests (key → yes, no or not_known) and for how wide the organisation works."""
    said = [answers.get(test.key, Answer.NOT_KNOWN) for test in TESTS]
    points = scope_points(scope, needs_local_knowledge)
    low = points + said.count(Answer.YES)
    return Score(low, low + said.count(Answer.NOT_KNOWN), len(TESTS) + 3, points,
                 SCOPE_BECAUSE[needs_local_knowledge][points])  # fmt: skip


def ranked(group: PriorityGroup, needs_local_knowledge: bool = True) -> list[Scored]:
    """The candidates of a group, best first: by what is known to speak for them, then by what still might."""
    found = group.candidates.select_related("organisation").prefetch_related("answers")
    rows = []
    for candidate in found:
        answers = {answer.test: answer for answer in candidate.answers.all()}
        said = {key: answer.answer for key, answer in answers.items()}
        points = score(said, candidate.organisation.scope, needs_local_knowledge)

        def answered(test: FitTest, answers: Mapping[str, object] = answers) -> Answered:
            found = answers.get(test.key)
            key = str(getattr(found, "answer", Answer.NOT_KNOWN))
            return Answered(test, key, Answer(key).label, str(getattr(found, "because", "")))

        rows.append((points, candidate, tuple(map(answered, FITS)), tuple(map(answered, PLACED))))
    rows.sort(key=lambda row: (-row[0].low, -row[0].scope, -row[0].high, row[1].organisation.name))
    return [
        Scored(candidate, place, fits, placed, points)
        for place, (points, candidate, fits, placed) in enumerate(rows, start=1)
    ]
