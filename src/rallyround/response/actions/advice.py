"""Public advice: drafted, published by a named person, withdrawn; and how many people it reached."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.groups.models import PriorityGroup
from rallyround.incidents.models import Hazard, Phase
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.people.roles import Permission
from rallyround.response.models import Advice, AdviceReach
from rallyround.response.words import AUDIENCES, CHANNELS, LANGUAGES
from rallyround.ui.errors import NotAllowed, Refused, WrongState

PUBLISHERS = (Permission.APPROVE_PROGRAMME, Permission.ACTIVATE)


@transaction.atomic
def draft_advice(
    *,
    by: Actor,
    at: datetime,
    key: str,
    language: str,
    hazard: str,
    phase: str,
    audience: str,
    title: str,
    body: str,
    source: str,
    channels: Sequence[str],
    id: UUID | None = None,
) -> Advice:
    """Write advice, or the next wording of advice that is out. The same `id` twice is done once."""
    sent_before = Advice.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    drafts = Advice.objects.select_for_update().filter(
        key=key, language=language, published_at__isnull=True, withdrawn_at__isnull=True
    )
    if drafts.exists():
        raise WrongState(_("There is a draft of this advice in this language already: change that one."))
    advice = Advice(id=id or uuid7(), key=key, language=language, hazard=hazard, phase=phase, audience=audience,
                    title=title.strip(), body=body.strip(), source=source.strip(), channels=list(channels))  # fmt: skip
    _check(advice)
    advice.save(force_insert=True)
    record(by=by, at=at, verb="advice.drafted", subject=("advice", advice.id), data=_facts(advice))
    return advice


@transaction.atomic
def change_advice(
    *,
    by: Actor,
    at: datetime,
    advice: Advice,
    hazard: str,
    phase: str,
    audience: str,
    title: str,
    body: str,
    source: str,
    channels: Sequence[str],
) -> Advice:
    """Change a draft. What was published stays as people read it: draft its next wording."""
    held = _locked(advice)
    if held.published_at is not None or held.withdrawn_at is not None:
        raise WrongState(_("Published advice is not changed: write its next wording, then publish that."))
    held.hazard, held.phase, held.audience = hazard, phase, audience
    held.title, held.body, held.source = title.strip(), body.strip(), source.strip()
    held.channels = list(channels)
    _check(held)
    held.save()
    record(by=by, at=at, verb="advice.changed", subject=("advice", held.id), data=_facts(held))
    return held


@transaction.atomic
def publish_advice(*, by: Actor, at: datetime, advice: Advice, published_by: User) -> Advice:
    """It is on the public page from now on; the wording before it is withdrawn."""
    held = _locked(advice)
    if not any(published_by.may(permission) for permission in PUBLISHERS):
        raise NotAllowed(_("Your role does not include publishing advice."))
    if held.withdrawn_at is not None:
        raise WrongState(_("This advice was withdrawn: write its next wording instead."))
    if held.published_at is not None:
        raise WrongState(_("This advice is published already."))
    before = (
        Advice.objects.select_for_update(of=("self",))
        .filter(key=held.key, language=held.language, published_at__isnull=False, withdrawn_at__isnull=True)
        .first()
    )
    if before is not None:
        _withdraw(by, at, before, reason="replaced")
    held.published_at, held.published_by = at, published_by
    held.save(update_fields=["published_at", "published_by"])
    record(by=by, at=at, verb="advice.published", subject=("advice", held.id), data=_facts(held))
    return held


@transaction.atomic
def withdraw_advice(*, by: Actor, at: datetime, advice: Advice) -> Advice:
    """It is no longer right, or no longer needed: the public page shows it no more."""
    held = _locked(advice)
    if held.withdrawn_at is not None:
        raise WrongState(_("This advice is withdrawn already."))
    _withdraw(by, at, held, reason="withdrawn")
    return held


@transaction.atomic
def record_reach(
    *,
    by: Actor,
    at: datetime,
    advice: Advice,
    channel: str,
    people: int,
    on: date,
    source: str,
    group: PriorityGroup | None = None,
    id: UUID | None = None,
) -> AdviceReach:
    """How many people it reached by one channel on a day, and how that is known. The same `id` twice is done once."""
    sent_before = AdviceReach.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = _locked(advice)
    if held.published_at is None:
        raise WrongState(_("This advice is not published yet, so it has reached nobody."))
    if channel not in CHANNELS:
        raise Refused(_("Choose the channel that it went by."))
    if not held.published_at.date() <= on <= at.date():
        raise Refused(_("Give a day from when it was published until today."))
    if not source.strip():
        raise Refused(_("Say how the number is known, even if it is an estimate."))
    reach = AdviceReach.objects.create(
        id=id or uuid7(), advice=held, channel=channel, group=group, on=on, people=people,
        source=source.strip(), recorded_at=at,
    )  # fmt: skip
    record(by=by, at=at, verb="advice.reach_recorded", subject=("advice", held.id),
           data={"channel": channel, "people": people, "on": on.isoformat(), "audience": held.audience,
                 "group": str(group.id) if group else None})  # fmt: skip
    return reach


def _locked(advice: Advice) -> Advice:
    return Advice.objects.select_for_update(of=("self",)).get(pk=advice.pk)


def _withdraw(by: Actor, at: datetime, advice: Advice, *, reason: str) -> None:
    advice.withdrawn_at = at
    advice.save(update_fields=["withdrawn_at"])
    record(by=by, at=at, verb="advice.withdrawn", subject=("advice", advice.id), reason=reason)


def _check(advice: Advice) -> None:
    for said, choices, sentence in (
        (advice.language, LANGUAGES, _("Choose the language that it is written in.")),
        (advice.hazard, Hazard.values, _("Choose what the advice is for.")),
        (advice.phase, Phase.values, _("Choose before, during or after.")),
        (advice.audience, AUDIENCES, _("Choose whom it is for.")),
    ):
        if said not in choices:
            raise Refused(sentence)
    if not advice.channels or any(channel not in CHANNELS for channel in advice.channels):
        raise Refused(_("Choose at least one channel that it goes by."))
    for text, sentence in (
        (advice.key, _("Give the advice a short name.")),
        (advice.title, _("Give the advice a title.")),
        (advice.body, _("Write the advice.")),
        (advice.source, _("Say who stands behind this advice, with its date.")),
    ):
        if not text:
            raise Refused(sentence)


def _facts(advice: Advice) -> dict[str, object]:
    return {"key": advice.key, "language": advice.language, "hazard": advice.hazard, "phase": advice.phase,
            "audience": advice.audience, "channels": advice.channels}  # fmt: skip
