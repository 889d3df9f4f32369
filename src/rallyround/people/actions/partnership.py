"""Every change to the partnership itself: its settings, the checks before going live, and practice or live."""

from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people import live
from rallyround.people.models import GateCheck, Mode, Partnership, User
from rallyround.ui.errors import NotFound, Refused, WrongState

NUMBERS = ("contact_number", "power_cut_number", "flood_line_number")


@dataclass(frozen=True)
class PartnershipSettings:
    """What a partnership sets about itself."""

    name: str
    contact_number: str
    power_cut_number: str = ""
    flood_line_number: str = ""
    staffed_hours: str = ""
    emergency_text: str = ""
    privacy_notice: str = ""
    volunteers_needed: bool = False
    retention_days: int = 90
    legal_hold: bool = False


@transaction.atomic
def set_up_partnership(
    *, by: Actor, at: datetime, name: str, nation: str, contact_number: str, **settings: object
) -> Partnership:
    """Make the one partnership of this database; everything else hangs on it."""
    if Partnership.objects.exists():
        raise Refused(_("This installation already has its partnership."))
    partnership = Partnership(
        name=name, nation=nation, contact_number=contact_number, contact_number_set_on=at.date(), **settings
    )
    partnership.save()
    record(
        by=by,
        at=at,
        verb="partnership.set_up",
        subject=("partnership", partnership.id),
        data={"nation": nation},
    )
    return partnership


@transaction.atomic
def change_partnership(
    *, by: Actor, at: datetime, settings: PartnershipSettings, numbers_rung: bool = False
) -> Partnership:
    """Save the settings. A number that is new, or was rung just now, is dated today."""
    held = _locked()
    said = asdict(settings)
    changed = [field.name for field in fields(settings) if getattr(held, field.name) != said[field.name]]
    for name, value in said.items():
        setattr(held, name, value)
    for number in NUMBERS:
        if not said[number]:
            setattr(held, f"{number}_set_on", held.contact_number_set_on if number == NUMBERS[0] else None)
        elif numbers_rung or number in changed:
            setattr(held, f"{number}_set_on", at.date())
    held.retention_set_on = held.retention_set_on or at.date()
    if "retention_days" in changed:
        held.retention_set_on = at.date()
    if "emergency_text" in changed:
        GateCheck.objects.filter(kind=live.EMERGENCY_TEXT).delete()  # the words that were verified are gone
    held.save()
    record(by=by, at=at, verb="partnership.changed", subject=("partnership", held.id),
           data={"changed": changed, "retention_days": held.retention_days, "legal_hold": held.legal_hold,
                 "volunteers_needed": held.volunteers_needed})  # fmt: skip
    return held


@transaction.atomic
def record_gate_check(
    *, by: Actor, at: datetime, kind: str, done_by: User | None = None, reference: str = ""
) -> GateCheck:
    """Write down that one of the checks by people was done, where its paper is, and until when it holds."""
    if kind not in live.BY_PEOPLE:
        raise Refused(_("There is no check called %(kind)s.") % {"kind": kind})
    partnership = _locked()
    holds = live.BY_PEOPLE[kind].holds_days
    check, _made = GateCheck.objects.update_or_create(
        kind=kind,
        defaults={
            "done_by": done_by,
            "done_at": at,
            "holds_until": at.date() + timedelta(days=holds) if holds else None,
            "reference": reference,
        },
    )
    record(by=by, at=at, verb="gate.checked", subject=("partnership", partnership.id), data={"kind": kind})
    return check


@transaction.atomic
def record_restore(*, by: Actor, at: datetime, reference: str) -> GateCheck:
    """Write down that a backup was restored and found whole; called by the command that did it."""
    partnership = _locked()
    check, _made = GateCheck.objects.update_or_create(
        kind=live.BACKUP_RESTORED,
        defaults={"done_by": None, "done_at": at, "holds_until": None, "reference": reference},
    )
    record(by=by, at=at, verb="gate.checked", subject=("partnership", partnership.id),
           data={"kind": live.BACKUP_RESTORED})  # fmt: skip
    return check


@transaction.atomic
def go_live(*, by: Actor, at: datetime, facts: live.Facts | None = None) -> Partnership:
    """Open to real people, once every check is done. `facts`: what settings and server say, read when left out."""
    held = _locked()
    if held.mode == Mode.LIVE:
        raise WrongState(_("This partnership is already live."))
    open_checks = [check for check in live.checks(at.date(), facts) if not check.done]
    if open_checks:
        raise Refused(
            ngettext(
                "Not yet: %(count)s check is open. %(label)s. %(remedy)s",
                "Not yet: %(count)s checks are open. First: %(label)s. %(remedy)s",
                len(open_checks),
            )
            % {
                "count": len(open_checks),
                "label": open_checks[0].label,
                "remedy": open_checks[0].remedy,
            }
        )
    held.mode = Mode.LIVE
    held.save(update_fields=["mode"])
    record(by=by, at=at, verb="partnership.went_live", subject=("partnership", held.id))
    return held


@transaction.atomic
def back_to_practice(*, by: Actor, at: datetime, reason: str) -> Partnership:
    """Close to real people again: every page says practice and no message leaves."""
    held = _locked()
    if held.mode == Mode.PRACTICE:
        raise WrongState(_("This partnership is already in practice."))
    held.mode = Mode.PRACTICE
    held.save(update_fields=["mode"])
    record(by=by, at=at, verb="partnership.back_to_practice", subject=("partnership", held.id), reason=reason)
    return held


def _locked() -> Partnership:
    partnership = Partnership.objects.select_for_update().first()
    if partnership is None:
        raise NotFound(_("No partnership is set up yet. Run: rallyround setup"))
    return partnership
