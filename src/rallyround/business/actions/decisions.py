"""A case on its way: sent for approval, returned, approved by somebody with authority, or not approved."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rallyround.business.actions._steps import _in_draft, _locked, _take
from rallyround.business.contents import Conditions
from rallyround.business.models import Case, Condition
from rallyround.business.rules import missing
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.people.roles import Permission
from rallyround.ui.errors import NotAllowed, Refused


@transaction.atomic
def submit_case(*, by: Actor, at: datetime, case: Case) -> Case:
    """Send a draft for approval; refused while a part of it is missing, with the names of what is."""
    held = _in_draft(case.id)
    lacks = missing(held)
    if lacks:
        raise Refused(
            ngettext(
                "The case cannot be sent for approval: %(lacks)s is missing.",
                "The case cannot be sent for approval: these are missing: %(lacks)s.",
                len(lacks),
            )
            % {"lacks": ", ".join(lacks)}
        )
    return _step(held, "submit", "submitted", by, at)


@transaction.atomic
def return_case(*, by: Actor, at: datetime, case: Case, decided_by: User, reason: str) -> Case:
    """Give a case back to be worked on, with what has to change."""
    held = _locked(case.id)
    _must_have_authority(decided_by)
    held.conditions = _said(reason, _("Say what has to change before the case can be approved."))
    return _step(held, "return", "returned", by, at)


@transaction.atomic
def approve_case(
    *,
    by: Actor,
    at: datetime,
    case: Case,
    approved_by: User,
    approving_body: str,
    conditions: Conditions = (),
) -> Case:
    """Approve a case for a body of the partnership: it is frozen, and earlier versions are replaced by it."""
    held = _locked(case.id)
    _must_have_authority(approved_by)
    if held.made_by_id == approved_by.id:
        raise NotAllowed(_("A case is approved by somebody other than who wrote it."))
    held.approving_body = _said(approving_body, _("Enter the body that approved the case."))
    held.approved_by, held.approved_at, held.conditions = approved_by, at, ""
    _step(held, "approve", "approved", by, at, data={"conditions": len(conditions)})
    for condition in conditions:
        Condition.objects.create(
            case=held,
            what=_said(condition.what, _("Say what the condition is.")),
            due_on=condition.due_on,
        )
    earlier = Case.objects.select_for_update().filter(name=held.name, version__lt=held.version)
    for old in earlier.filter(state__in=("approved", "refused")).order_by("version"):
        _step(old, "supersede", "superseded", by, at)
    return held


@transaction.atomic
def refuse_case(*, by: Actor, at: datetime, case: Case, decided_by: User, reason: str) -> Case:
    """Decide against a case, with the reason; it stays as it was."""
    held = _locked(case.id)
    _must_have_authority(decided_by)
    held.conditions = _said(reason, _("Say why the case is not approved."))
    return _step(held, "refuse", "refused", by, at)


def _step(
    case: Case, verb: str, past: str, by: Actor, at: datetime, data: dict[str, int] | None = None
) -> Case:
    _take(case, verb)
    fields = (
        ["state"]
        if verb == "supersede"
        else ["state", "approved_by", "approved_at", "approving_body", "conditions"]
    )
    case.save(update_fields=fields)
    record(by=by, at=at, verb=f"case.{past}", subject=("case", case.id),
           data={"version": case.version, **(data or {})})  # fmt: skip
    return case


def _must_have_authority(user: User) -> None:
    if not user.may(Permission.APPROVE_PROGRAMME):
        raise NotAllowed(_("You have no authority to decide on a case: ask the strategic champion."))


def _said(text: str, otherwise: str) -> str:
    if not text.strip():
        raise Refused(otherwise)
    return text.strip()
