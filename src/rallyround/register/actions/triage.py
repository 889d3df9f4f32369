"""What becomes of a need: ours to meet, information that helps, no longer wanted; and seeing it for the first time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import NEED
from rallyround.incidents.models import Phase
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.register.actions._steps import (
    danger_settled,
    keep_task_words,
    locked_need,
    next_need_state,
    refuse_in_danger,
    refuse_while_claimed,
    save,
    tell,
    was_triaged,
    weight,
)
from rallyround.register.kinds import KINDS
from rallyround.register.models import Cause, Claim, Need, Risk, Severity
from rallyround.register.words import WITHDRAWN
from rallyround.ui.errors import Refused


@transaction.atomic
def see_need(*, by: Actor, at: datetime, need: Need) -> Need:
    """A duty officer has seen it: from now on it does not count as unseen. Seeing it again changes nothing."""
    need = locked_need(need.id)
    if need.first_seen_at is None:
        save(need, first_seen_at=at)
        record(by=by, at=at, verb="need.seen", subject=("need", need.id))
    return need


@transaction.atomic
def take_on(
    *,
    by: Actor,
    at: datetime,
    need: Need,
    kind: str,
    cause: str,
    severity: str,
    risk: str,
    helpers: int | None = 1,
    window_start: datetime | None = None,
    window_end: datetime | None = None,
    phase: str | None = None,
    task_words: str = "",
) -> Need:
    """For us: what is needed, why, how urgent, by how many. `helpers=None` takes what is usual for the kind.

    `task_words` are for whoever goes there: what to bring or do.
    """
    need = locked_need(need.id)
    state = next_need_state(need, "take_on")
    refuse_while_claimed(need, by, at)
    _check_triage(kind, cause, severity, risk)
    if phase is not None and phase not in Phase.values:
        raise Refused(_("A phase is before, during or after."))
    if window_start and window_end and window_end <= window_start:
        raise Refused(_("The time by which help must be there lies before the time from which it is wanted."))
    wanted = KINDS[kind].helpers if helpers is None else helpers
    if not 1 <= wanted <= 50:
        raise Refused(_("Between 1 and 50 helpers can go to one need."))
    save(
        need,
        state=state,
        kind=kind,
        cause=cause,
        risk=risk,
        helpers=wanted,
        window_start=window_start,
        window_end=window_end,
        phase=phase or need.phase,
        confidence="triaged",
        **_weighed(need, severity, risk, at),
        **_first_triage(need, at),
    )
    Claim.objects.filter(need=need).delete()
    keep_task_words(need, task_words, by, at)
    tell(need, "need_taken_on", by=by, at=at)
    record(
        by=by, at=at, verb="need.taken_on", subject=("need", need.id),
        data={"kind": kind, "cause": cause, "severity": severity, "risk": risk, "helpers": wanted,
              "phase": need.phase},
    )  # fmt: skip
    return need


@transaction.atomic
def write_task_words(*, by: Actor, at: datetime, need: Need, words: str) -> Need:
    """For whoever goes there: what to bring or do. What is written later takes the place of what was before."""
    need = locked_need(need.id)
    if need.state not in NEED.active:
        raise Refused(_("%(code)s is closed: nobody goes there any more.") % {"code": need.code})
    if not words.strip():
        raise Refused(_("Write what to bring or do."))
    keep_task_words(need, words, by, at)
    record(by=by, at=at, verb="need.task_words_written", subject=("need", need.id))
    return need


@transaction.atomic
def advise(*, by: Actor, at: datetime, need: Need, kind: str, cause: str = "") -> Need:
    """Information is what helps here: tell what the person can do without us, by the kind of need."""
    need = locked_need(need.id)
    state = next_need_state(need, "advise")
    refuse_while_claimed(need, by, at)
    refuse_in_danger(need)
    _check_triage(kind, cause or need.cause, need.severity, need.risk, cause_may_wait=True)
    save(
        need,
        state=state,
        kind=kind,
        cause=cause or need.cause,
        closed_at=at,
        **_first_triage(need, at),
    )
    Claim.objects.filter(need=need).delete()
    tell(need, "need_advised", by=by, at=at, kind=kind)
    record(by=by, at=at, verb="need.advised", subject=("need", need.id), data={"kind": kind})
    return need


@transaction.atomic
def withdraw_need(*, by: Actor, at: datetime, need: Need, reason: str) -> Need:
    """No longer wanted, for one of the reasons of `words.WITHDRAWN`."""
    need = locked_need(need.id)
    state = next_need_state(need, "withdraw")
    refuse_in_danger(need)
    if reason not in WITHDRAWN:
        raise Refused(_("Choose the reason why it is no longer wanted."))
    save(need, state=state, closed_at=at, **_seen(need, by, at))
    Claim.objects.filter(need=need).delete()
    tell(need, "need_withdrawn", by=by, at=at)
    record(by=by, at=at, verb="need.withdrawn", subject=("need", need.id), reason=reason)
    return need


@transaction.atomic
def reopen_need(*, by: Actor, at: datetime, need: Need) -> Need:
    """It was closed too early: ours to meet again. One that triage never reached must be triaged instead."""
    need = locked_need(need.id)
    state = next_need_state(need, "reopen" if was_triaged(need) else "reopen_untriaged")
    save(need, state=state, closed_at=None)
    tell(need, "need_taken_on", by=by, at=at)
    record(by=by, at=at, verb="need.reopened", subject=("need", need.id), data={"state": state})
    return need


def _check_triage(kind: str, cause: str, severity: str, risk: str, *, cause_may_wait: bool = False) -> None:
    if kind not in KINDS:
        raise Refused(_("Choose what is needed."))
    if cause not in Cause.values or (cause == Cause.UNKNOWN and not cause_may_wait):
        raise Refused(_("Choose the cause of the need: matching begins only when it is known."))
    if severity not in Severity.values:
        raise Refused(_("Choose how severe it is."))
    if risk not in Risk.values:
        raise Refused(_("Choose the risk category, or “none known”."))


def _weighed(need: Need, severity: str, risk: str, at: datetime) -> dict[str, object]:
    """Severity, danger and points that agree. A danger is not talked down before a responder has acknowledged it."""
    if severity == Severity.DANGER:
        since = need.danger_at if need.danger else at
        weighed: dict[str, object] = {"danger": True, "danger_at": since, "severity": severity}
    elif not danger_settled(need):
        raise Refused(
            _(
                "%(code)s may be a danger to life: it stays so until a named responder has acknowledged it. "
                "Hand it over, or take it on as a danger to life."
            )
            % {"code": need.code}
        )
    else:
        weighed = {"danger": False, "severity": severity}
    return {**weighed, **weight(need.reported_at, severity, risk)}


def _first_triage(need: Need, at: datetime) -> dict[str, object]:
    return {"triaged_at": need.triaged_at or at, "first_seen_at": need.first_seen_at or at}


def _seen(need: Need, by: Actor, at: datetime) -> dict[str, object]:
    return {"first_seen_at": need.first_seen_at or at} if by.kind == "user" else {}
