"""A figure on a page that leads to the rows behind it: what each app tells the journey of its own record."""

from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that the record says of a step.

    `value` None means not yet known, which is neither nought nor bad. `of` is the denominator where there is one.
    `done` says whether the step has what it needs in this point; None where it is a figure only.
    `url` is the page with exactly the rows that were counted; `next_` what to do about it in a few words, `next_url` where.
    """

    key: str
    label: Text
    value: int | float | str | None
    unit: Text = ""
    of: int | None = None
    url: str
    source: Text
    done: bool | None = None
    next_: Text = ""
    next_url: str = ""
