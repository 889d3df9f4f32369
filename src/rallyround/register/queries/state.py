"""What a requester or a volunteer sees without signing in: a receipt, and how a request stands."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from rallyround.core.lifecycle import NEED
from rallyround.people.models import Details
from rallyround.register.kinds import KINDS
from rallyround.register.models import Need, Offer
from rallyround.register.words import STATES_IN_WORDS

Text = str | Promise

# Apps above add lines to the state page from their `AppConfig.ready`, such as tasking's word for the doorstep.
STATE_LINES: list[Callable[[Need], list[str]]] = []


@dataclass(frozen=True)
class Received:
    """A receipt: nothing of what was said, only the code."""

    code: str
    waiting: bool


def receipt(model: str, id: UUID) -> Received | None:
    """The receipt of a need ("need") or an offer ("offer"); None where there is none of that id."""
    if model == "need":
        code = Need.objects.filter(id=id).values_list("code", flat=True).first()
        return Received(code, False) if code else None
    found = Offer.objects.filter(id=id).values_list("code", "state").first()
    return Received(found[0], found[1] == "waiting") if found else None


def left_a_number(need: Need) -> bool:
    """Whether whoever asked can look at what is happening: for that they need the end of the number that they left."""
    return Details.objects.filter(person=need.requester_id).exclude(phone_key="").exists()


@dataclass(frozen=True)
class StatePage:
    """How a request stands, in plain words, for whoever made it."""

    code: str
    now: Text
    next: Text
    lines: tuple[str, ...]
    advice: Text
    may_withdraw: bool
    may_add: bool
    danger: bool


def state_page(need: Need) -> StatePage:
    """How this request stands; one that was merged stands as the other does, whose help is its help too."""
    leading = need.merged_into or need
    now, then = STATES_IN_WORDS[leading.state]
    together = [str(STATES_IN_WORDS["merged"][0])] if leading is not need else []
    settled = not leading.danger or leading.handovers.filter(acknowledged_at__gte=leading.danger_at).exists()
    return StatePage(
        code=need.code,
        now=now,
        next=then,
        lines=(*together, *(line for lines in STATE_LINES for line in lines(leading))),
        advice=KINDS[leading.kind].self_help if leading.state == "advised" and leading.kind in KINDS else "",
        may_withdraw=NEED.allows(need.state, "withdraw") and settled,
        may_add=need.state in NEED.active,
        danger=leading.danger and not settled and leading.state in NEED.active,
    )
