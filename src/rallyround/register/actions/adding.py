"""Somebody says more about a need that is known: the words are kept beside the first, and what was empty is filled."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import NEED
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people import actions as people
from rallyround.people.models import Note
from rallyround.register.actions._steps import danger_fields, locked_need, place, save, weight
from rallyround.register.danger import means_danger
from rallyround.register.kinds import KINDS, UNKNOWN
from rallyround.register.models import Need, Severity, Whose
from rallyround.register.reports import NeedReport
from rallyround.register.whereabouts import place_is_known
from rallyround.ui.errors import Refused

SENT_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Updated:
    """What a second report changed: the facts that it filled, and those that stay as they were though it says otherwise.

    Both hold keys of `words.FACTS`.
    """

    need: Need
    filled: tuple[str, ...]
    stays: tuple[str, ...]


@transaction.atomic
def add_to_need(*, by: Actor, at: datetime, need: Need, words: str, danger: bool | None = None) -> Need:
    """The words are kept beside the first; danger puts the need first.

    The same words again within a few minutes are the same form sent twice.
    """
    need = _locked_active(need)
    said = _add_words(need, words, danger, by, at)
    if said:
        record(by=by, at=at, verb="need.added_to", subject=("need", need.id), data=said)
    return need


@transaction.atomic
def update_need(*, by: Actor, at: datetime, need: Need, words: str, report: NeedReport) -> Updated:
    """The same with the facts of a whole report: what nobody knew yet is filled, what is known stays.

    Whoever reports again may be somebody else: their particulars go with the words, never over those of the first.
    """
    need = _locked_active(need)
    changes, filled, stays = _facts(need, report)
    said = _add_words(need, words, report.danger, by, at)
    if changes:
        save(need, **changes)
    if said or filled:
        record(by=by, at=at, verb="need.added_to", subject=("need", need.id), data={**said, "filled": filled})
    return Updated(need, tuple(filled), tuple(stays))


def _locked_active(need: Need) -> Need:
    need = locked_need(need.id)
    if need.state not in NEED.active:
        raise Refused(
            _("%(code)s is closed. Take this as a new request, or reopen it.") % {"code": need.code}
        )
    return need


def _add_words(need: Need, words: str, danger: bool | None, by: Actor, at: datetime) -> dict[str, Any]:
    """Keep the words and heed a danger in them; what the ledger says of it, nothing where they were sent before."""
    said_before = Note.objects.filter(
        subject_label="need",
        subject_id=need.id,
        kind="own_words",
        text=words.strip(),
        at__gte=at - SENT_AGAIN,
    )
    if said_before.exists():
        return {}
    note = people.write_note(
        by=by, at=at, about=("need", need.id), text=words, kind="own_words", person=need.requester
    )
    newly_in_danger = bool(danger) or means_danger(words)
    if newly_in_danger:
        fields = danger_fields(True, at)
        save(need, first_seen_at=None, **fields, **weight(need.reported_at, Severity.DANGER, need.risk))
    return {"note": str(note.id), "danger": newly_in_danger}


def _facts(need: Need, report: NeedReport) -> tuple[dict[str, object], list[str], list[str]]:
    """The fields to change, the facts that they fill, and the facts that are known otherwise."""
    changes: dict[str, object] = {}
    filled, stays = list[str](), list[str]()

    def fact(key: str, *, known: bool, differs: bool, **fields: object) -> None:
        if differs and known:
            stays.append(key)
        elif differs:
            changes.update(fields)
            filled.append(key)

    here = place(report.postcode, report.area, report.point, report.address)
    point = (here.easting, here.northing)
    fact(
        "place",
        known=place_is_known(need),
        differs=(here.area, *point) != (None, None, None)
        and (here.area, *point) != (need.area_id, need.easting, need.northing),
        area_id=here.area, district=here.district, easting=here.easting, northing=here.northing,
    )  # fmt: skip
    fact(
        "people_count",
        known=need.people_count is not None,
        differs=report.people_count not in (None, need.people_count),
        people_count=report.people_count,
    )
    fact(
        "kind",
        known=need.kind != UNKNOWN or need.state != NEED.initial,
        differs=report.kind not in (UNKNOWN, need.kind),
        kind=report.kind,
        helpers=KINDS[report.kind].helpers if report.kind in KINDS else need.helpers,
    )
    # A household is what a form says where nobody said anything.
    fact(
        "whose",
        known=need.whose != Whose.HOUSEHOLD,
        differs=report.whose not in (Whose.HOUSEHOLD, need.whose),
        whose=report.whose,
    )
    return changes, filled, stays
