"""What both sides say after tasks, how many say it, and how far those who do may differ from those who do not."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.register.models import Need
from rallyround.tasking.models import Feedback, Task

Text = str | Promise
OVER = ("delivered", "signed_out", "not_done")
SIDES = {"volunteer": gettext_lazy("Volunteers"), "requester": gettext_lazy("People who were helped")}
FEW = 0.5  # fewer answers than this speak for themselves only
APART = 0.2  # so much likelier to answer after a success, or after a failure, tilts the mean


@dataclass(frozen=True)
class Heard:
    """One side: how many were asked and answered, apart by whether the task was done, and the mean score of 1 to 5."""

    side: str
    asked_done: int
    asked_not_done: int
    answered_done: int
    answered_not_done: int
    as_expected: int
    mean: float | None

    @property
    def label(self) -> Text:
        return SIDES[self.side]

    @property
    def asked(self) -> int:
        return self.asked_done + self.asked_not_done

    @property
    def answered(self) -> int:
        return self.answered_done + self.answered_not_done

    @property
    def rate(self) -> float:
        """Share of those asked who answered, 0 to 1."""
        return self.answered / self.asked if self.asked else 0.0

    @property
    def percent(self) -> int:
        return round(100 * self.rate)

    @property
    def bias(self) -> float | None:
        """How much likelier they were to answer where the task was done than where it was not, -1 to 1.

        None where there was only one or the other: then nobody can tell.
        """
        if not self.asked_done or not self.asked_not_done:
            return None
        return self.answered_done / self.asked_done - self.answered_not_done / self.asked_not_done

    @property
    def trust(self) -> str:
        """What to keep in mind when reading the mean."""
        if not self.answered:
            return _("Nobody has answered yet.")
        said = []
        if self.rate < FEW:
            said.append(_("Fewer than half answered: those who did may differ from the others."))
        if self.bias is None:
            said.append(_("Whether success or failure makes people answer cannot be told yet."))
        elif self.bias > APART:
            said.append(_("People answer more often when the task was done: the mean is too rosy."))
        elif self.bias < -APART:
            said.append(_("People answer more often when the task was not done: the mean is too dark."))
        return " ".join(said) or _("Most answered, whether the task was done or not.")


def heard() -> tuple[Heard, Heard]:
    """Both sides."""
    asked = Task.objects.filter(state__in=OVER).aggregate(
        done=Count("id", filter=Q(outcome="done")), not_done=Count("id", filter=~Q(outcome="done"))
    )
    return _side("volunteer", asked), _side("requester", asked)


def _side(side: str, asked: dict[str, Any]) -> Heard:
    given = Feedback.objects.filter(side=side).aggregate(
        done=Count("id", filter=Q(task__outcome="done")),
        not_done=Count("id", filter=~Q(task__outcome="done")),
        as_expected=Count("id", filter=Q(expected=True)),
        mean=Avg("score"),
    )
    return Heard(
        side=side,
        asked_done=asked["done"],
        asked_not_done=asked["not_done"],
        answered_done=given["done"],
        answered_not_done=given["not_done"],
        as_expected=given["as_expected"],
        mean=None if given["mean"] is None else round(given["mean"], 1),
    )


def feedback_task(need: Need) -> Task | None:
    """The task about which somebody who was helped, or not, is asked; None before it is over or once they have said."""
    if was_heard(need):
        return None
    over = Task.objects.filter(need=need, state__in=OVER)
    return (over.filter(outcome="done").order_by("place_in_need") or over.order_by("-offered_at")).first()


def was_heard(need: Need) -> bool:
    """Whether somebody who was helped has said how it went."""
    return Feedback.objects.filter(task__need=need, side="requester").exists()
