"""A requester asks how things stand: with the code and the last digits of the phone, ten tries an hour."""

from datetime import datetime, timedelta

from django.db import transaction

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Details
from rallyround.register.codes import tidy
from rallyround.register.models import Need, StateTries

TRIES = 10
WITHIN = timedelta(hours=1)


@transaction.atomic
def ask_state(*, by: Actor, at: datetime, code: str, ending: str) -> Need | None:
    """The need, where the phone that it was reported from ends so; None for a wrong ending, code or one try too many.

    It answers None instead of raising, because the tries must be counted although the answer is no.
    """
    need = Need.objects.select_for_update(of=("self",)).filter(code=tidy(code)).first()
    if need is None:
        return None
    tries, _created = StateTries.objects.get_or_create(need=need, defaults={"since": at})
    if at - tries.since >= WITHIN:
        tries.since, tries.tries = at, 0
    allowed = tries.tries < TRIES
    right = allowed and _phone_ends(need, ending)
    tries.tries = 0 if right else min(tries.tries + 1, TRIES)
    tries.save(update_fields=["since", "tries"])
    record(by=by, at=at, verb="need.state_asked", subject=("need", need.id), data={"answered": right})
    return need if right else None


def _phone_ends(need: Need, ending: str) -> bool:
    digits = "".join(sign for sign in ending if sign.isdigit())
    if len(digits) != 4:
        return False
    key = Details.objects.filter(person_id=need.requester_id).values_list("phone_key", flat=True).first()
    return bool(key) and str(key).endswith(digits)
