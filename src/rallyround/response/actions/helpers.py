"""Helpers who wait: asked to something meanwhile."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.messaging import actions as messaging
from rallyround.people.models import Person, User
from rallyround.register.models import Offer
from rallyround.response.actions._steps import person
from rallyround.response.queries.helpers import to_prompt
from rallyround.response.words import PROMPTS
from rallyround.tasking.recipients import recipients
from rallyround.ui.errors import Refused


@transaction.atomic
def prompt_helpers(*, by: Actor, at: datetime, offers: Sequence[Offer], to: str) -> int:
    """Ask helpers who wait to a training, an exercise or a light task; says how many were asked.

    Whoever was given a task meanwhile, cannot be written to or was prompted within the idle time is left in peace.
    """
    person(by)
    if to not in PROMPTS:
        raise Refused(_("Choose what to ask them to: a training, an exercise or a light task."))
    if not offers:
        raise Refused(_("Choose at least one helper."))
    wanted = [offer.pk for offer in offers]
    idle = list(to_prompt(at).filter(pk__in=wanted).order_by("pk"))
    told, batch = recipients(idle), uuid7()
    for offer in idle:
        if (recipient := told.get(offer.id)) is None:
            continue
        messaging.send(
            by=by, at=at, template="offer_prompt", subject=("offer", offer.id),
            person=recipient if isinstance(recipient, Person) else None,
            user=recipient if isinstance(recipient, User) else None,
            params={"code": offer.code, "to": to},
        )  # fmt: skip
        record(by=by, at=at, verb="offer.prompted", subject=("offer", offer.id), data={"to": to}, batch=batch)
    return len(told)
