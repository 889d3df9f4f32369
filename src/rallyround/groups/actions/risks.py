"""Entries of the community risk register: one by one, or a whole register from a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.groups.actions._days import refuse_ahead
from rallyround.groups.models import PriorityGroup, RiskEntry
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.ui.errors import Refused, WrongState


@dataclass(frozen=True)
class RiskLine:
    """One checked row of a risk register."""

    reference: str
    title: str
    hazard: str
    likelihood: int
    impact: int
    source: str
    dated_on: date


@dataclass(frozen=True)
class RisksImported:
    """How many came in anew, were corrected, and stood there as they are."""

    added: int
    changed: int
    unchanged: int


@transaction.atomic
def add_risk(
    *,
    by: Actor,
    at: datetime,
    reference: str,
    title: str,
    hazard: str,
    likelihood: int,
    impact: int,
    source: str,
    dated_on: date,
    id: UUID | None = None,
) -> RiskEntry:
    """Enter a risk. The same `id` twice is done once."""
    sent_before = RiskEntry.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if RiskEntry.objects.filter(reference__iexact=reference).exists():
        raise Refused(
            _("There is already a risk with the reference %(it)s. Choose another.") % {"it": reference}
        )
    refuse_ahead(dated_on, at, _("The date of the source is in the future: enter a day up to today."))
    line = RiskLine(reference, title, hazard, likelihood, impact, source, dated_on)
    risk = RiskEntry.objects.create(id=id or uuid7(), **_fields(line))
    record(by=by, at=at, verb="risk.added", subject=("risk", risk.id), data=_said(risk))
    return risk


@transaction.atomic
def change_risk(
    *,
    by: Actor,
    at: datetime,
    risk: RiskEntry,
    title: str,
    hazard: str,
    likelihood: int,
    impact: int,
    source: str,
    dated_on: date,
) -> RiskEntry:
    """Correct an entry, or bring it up to date."""
    held = RiskEntry.objects.select_for_update().get(pk=risk.pk)
    if held.retired_on is not None:
        raise WrongState(_("This risk is retired. Enter it anew if it is back."))
    refuse_ahead(dated_on, at, _("The date of the source is in the future: enter a day up to today."))
    _set(held, RiskLine(held.reference, title, hazard, likelihood, impact, source, dated_on))
    record(by=by, at=at, verb="risk.changed", subject=("risk", held.id), data=_said(held))
    return held


@transaction.atomic
def retire_risk(*, by: Actor, at: datetime, risk: RiskEntry) -> RiskEntry:
    """Take a risk out of the register. No group may lose its last risk by that."""
    held = RiskEntry.objects.select_for_update().get(pk=risk.pk)
    if held.retired_on is not None:
        raise WrongState(_("This risk is retired already."))
    for group in PriorityGroup.objects.filter(risks=held, ended_at__isnull=True):
        if not group.risks.filter(retired_on__isnull=True).exclude(pk=held.pk).exists():
            raise Refused(
                _("%(group)s rests on this risk alone. Give the group another risk first.")
                % {"group": group.name}
            )
    held.retired_on = at.date()
    held.save(update_fields=["retired_on"])
    record(by=by, at=at, verb="risk.retired", subject=("risk", held.id))
    return held


@transaction.atomic
def import_risks(*, by: Actor, at: datetime, lines: Sequence[RiskLine]) -> RisksImported:
    """Take a register in, all rows or none: known references are brought up to date. The same twice changes nothing."""
    batch = uuid7()
    known = {risk.reference.casefold(): risk for risk in RiskEntry.objects.select_for_update()}
    added = changed = unchanged = 0
    for line in lines:
        risk = known.get(line.reference.casefold())
        if risk is None:
            risk = known[line.reference.casefold()] = RiskEntry.objects.create(**_fields(line))
            verb, added = "risk.added", added + 1
        elif risk.retired_on is None and all(
            getattr(risk, name) == value for name, value in _fields(line).items() if name != "reference"
        ):
            verb, unchanged = "risk.met_again", unchanged + 1
        else:
            risk.retired_on = None
            _set(risk, line)
            verb, changed = "risk.changed", changed + 1
        record(by=by, at=at, verb=verb, subject=("risk", risk.id), data=_said(risk), batch=batch)
    record(by=by, at=at, verb="risks.imported", subject=("import", batch), batch=batch,
           data={"added": added, "changed": changed, "unchanged": unchanged})  # fmt: skip
    return RisksImported(added, changed, unchanged)


def _fields(line: RiskLine) -> dict[str, object]:
    return {name: getattr(line, name) for name in line.__dataclass_fields__}


def _set(risk: RiskEntry, line: RiskLine) -> None:
    for name, value in _fields(line).items():
        if name != "reference":
            setattr(risk, name, value)
    risk.save()


def _said(risk: RiskEntry) -> dict[str, object]:
    return {"hazard": risk.hazard, "likelihood": risk.likelihood, "impact": risk.impact}
