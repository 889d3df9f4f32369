"""Masks of parts of the day that last: a plan goes on when one of them ends.

Every few hours a part of the coming days is over and another one comes in sight, so that the masks of nearly all needs
and offers are others. What counts is only who shares a part with whom, and that stays nearly the same.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from rallyround.core.allocation import Needs, Offers
from rallyround.core.allocation.problem import BoolArray, IntArray

MOST = 1_000_000  # kinds of needs × kinds of offers, by their masks; of more none last
Tables = tuple[Needs, Offers]


@dataclass
class _Kinds:
    """Rows of one side by what their mask was and what it is now.

    masks   int64 by row: the result, as far as it is known
    counts  bool by row: who asks for somebody, or has somebody to give
    kind    int64 by row that counts; rows int64 by kind: how many
    chosen  int64 by kind: its mask; true: the one of now
    """

    masks: IntArray
    counts: BoolArray
    kind: IntArray
    rows: IntArray
    chosen: IntArray
    true: IntArray

    def result(self) -> IntArray:
        """The masks by row."""
        masks = self.masks.copy()
        masks[self.counts] = self.chosen[self.kind]
        return masks


def lasting(before: Tables, now: Tables) -> Tables:
    """The tables of now, with the masks of before wherever these say the same about who shares a part of the day.

    Rows keep their numbers. A row that is new, or another in anything but mask and priority, has its mask of now. Where
    masks of before would say something else, those of the fewest rows give way, found one kind after the other.
    """
    windows, hours = _kept(before[0], now[0], "window"), _kept(before[1], now[1], "availability")
    if (windows == now[0].window).all() and (hours == now[1].availability).all():
        return now  # nothing has ended since
    needs = _kinds(windows, now[0].window, now[0].demand > 0)
    offers = _kinds(hours, now[1].availability, now[1].capacity > 0)
    if len(needs.rows) * len(offers.rows) > MOST:
        return now
    _agree(needs, offers)
    return replace(now[0], window=needs.result()), replace(now[1], availability=offers.result())


def _kept(before: Needs | Offers, now: Needs | Offers, mask: str) -> IntArray:
    """The masks of before in rows that are there and nothing else of which has changed, and of now in the others."""
    known = len(before)
    same = np.ones(known, dtype=np.bool_)
    for column in fields(before):
        was, is_now = getattr(before, column.name), getattr(now, column.name)
        if was is not None and column.name not in (mask, "priority"):
            same &= was == is_now[:known]
    masks: IntArray = getattr(now, mask).copy()
    masks[:known][same] = getattr(before, mask)[same]
    return masks


def _kinds(masks: IntArray, true: IntArray, counts: BoolArray) -> _Kinds:
    old, old_number = np.unique(masks[counts], return_inverse=True)
    new, new_number = np.unique(true[counts], return_inverse=True)
    kinds, kind, rows = np.unique(
        old_number * max(len(new), 1) + new_number, return_inverse=True, return_counts=True
    )
    olds, news = np.divmod(kinds, max(len(new), 1))
    return _Kinds(masks, counts, kind, rows, old[olds], new[news])


def _agree(needs: _Kinds, offers: _Kinds) -> None:
    """Let kinds have the mask of now until all say the truth: first those that are wrong about most, for each row."""
    truth = needs.true[:, None] & offers.true != 0
    wrong = ((needs.chosen[:, None] & offers.chosen != 0) != truth).astype(np.float64)
    while wrong.any():
        by_need = np.where(needs.chosen != needs.true, wrong @ offers.rows, 0)
        by_offer = np.where(offers.chosen != offers.true, needs.rows @ wrong, 0)
        if by_need.max() >= by_offer.max():
            kind = int(by_need.argmax())
            needs.chosen[kind] = needs.true[kind]
            wrong[kind] = (needs.true[kind] & offers.chosen != 0) != truth[kind]
        else:
            kind = int(by_offer.argmax())
            offers.chosen[kind] = offers.true[kind]
            wrong[:, kind] = (needs.chosen & offers.true[kind] != 0) != truth[:, kind]
