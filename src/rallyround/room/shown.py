"""How figures of the room are written: waiting times, links that the reader may follow."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rallyround.people.models import User
from rallyround.people.roles import Permission as P
from rallyround.room.queries.board import COLUMNS, Board, Line, Text, Tile

# Which permission each page that a tile leads to asks for.
PAGES = {
    "needs": P.SEE_NEEDS,
    "tasks": P.SEE_TASKS,
    "messages": P.SEE_MESSAGES,
    "duty": P.BE_ON_DUTY,
    "call_out_list": P.SEE_DIRECTORY,
    "map": P.SEE_PLACES,
}


# What an installation begins with: the page where it is done, who may, what it is and what it is for.
FIRST_STEPS: dict[str, tuple[str, tuple[P, ...], Text, Text]] = {
    "duty": ("duty", (P.BE_ON_DUTY,), gettext_lazy("Go on duty"),
             gettext_lazy("then new requests reach you instead of the call-out list.")),
    "safe_working": ("risk_assessments", (P.APPROVE_RISK,), gettext_lazy("Approve how a kind of task is done safely"),
                     gettext_lazy("no task goes out without that.")),
    "request": ("take_request", (P.TAKE_REQUEST,), gettext_lazy("Take a request"),
                gettext_lazy("what somebody asks for by telephone.")),
    "offer": ("take_offer", (P.TAKE_REQUEST, P.MANAGE_OFFERS), gettext_lazy("Take an offer"),
              gettext_lazy("what somebody can help with.")),
}  # fmt: skip


@dataclass(frozen=True)
class FirstStep:
    """One thing that an installation has never done, for somebody who may."""

    key: str
    url: str
    label: Text
    what_for: Text


@dataclass(frozen=True)
class ShownTile:
    """A tile as the page draws it."""

    key: str
    label: Text
    value: str
    since: str
    url: str
    kind: str


@dataclass(frozen=True)
class ShownBoard:
    """The board as the page draws it, for one reader."""

    board: Board
    first_steps: list[FirstStep]
    late: list[ShownTile]
    waiting: list[ShownTile]
    columns: list[Text]
    by_place: list[Line]
    by_kind: list[Line]
    map_url: str
    duty_url: str
    call_out_list_url: str


def board(found: Board, user: User) -> ShownBoard:
    """What this reader sees; links only to pages that are theirs."""
    return ShownBoard(
        board=found,
        first_steps=[
            FirstStep(key, reverse(page), label, what_for)
            for key in found.first_steps
            for page, permissions, label, what_for in (FIRST_STEPS[key],)
            if any(user.may(permission) for permission in permissions)
        ],
        late=[_tile(tile, found.at, user, "late") for tile in found.late],
        waiting=[_tile(tile, found.at, user, "") for tile in found.waiting],
        columns=list(COLUMNS.values()),
        by_place=found.by_place,
        by_kind=found.by_kind,
        map_url=url("map", user),
        duty_url=url("duty", user),
        call_out_list_url=url("call_out_list", user),
    )


def url(page: str, user: User, query: str = "") -> str:
    """The address of a page, or nothing where this reader may not open it or it is not switched on."""
    if not user.may(PAGES[page]):
        return ""
    try:
        return reverse(page) + (f"?{query}" if query else "")
    except NoReverseMatch:
        return ""


def waited(since: datetime | None, at: datetime) -> str:
    """How long, in the largest unit that fits: minutes, hours, days."""
    if since is None or since > at:
        return ""
    passed = at - since
    minutes, hours = passed // timedelta(minutes=1), passed // timedelta(hours=1)
    if minutes < 120:
        return _("%(count)s min") % {"count": minutes}
    if hours < 48:
        return _("%(count)s h") % {"count": hours}
    return ngettext("%(count)s day", "%(count)s days", passed.days) % {"count": passed.days}


def _tile(tile: Tile, at: datetime, user: User, kind: str) -> ShownTile:
    since = waited(tile.since, at)
    return ShownTile(
        key=tile.key,
        label=tile.label,
        value=f"{tile.value:,}",
        since=_("longest: %(time)s") % {"time": since} if since else "",
        url=url(tile.page, user, tile.query),
        kind=kind,
    )
