"""After the approval: what a line really cost or gained, and conditions that were met."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.business.models import Actual, Case, Condition, Line
from rallyround.business.rules import check_prices
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def record_actual(
    *,
    by: Actor,
    at: datetime,
    line: Line,
    year: int,
    amount: int,
    price_year: int,
    source: str,
    recorded_by: User,
    id: UUID | None = None,
) -> Actual:
    """Write down what a line of an approved case came to in one of its years; an earlier figure is kept as replaced."""
    sent_before = Actual.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    case = Case.objects.select_for_update().get(options__lines=line)
    if case.state not in ("approved", "superseded"):
        raise WrongState(_("Only of an approved case is it said what really came of it."))
    if not line.monetised:
        raise Refused(_("This line has no value in money: say what came of it as evidence."))
    if not line.year_from <= year <= line.year_to:
        raise Refused(
            _("This line runs from year %(first)s to year %(last)s.")
            % {"first": line.year_from, "last": line.year_to}
        )
    if amount < 0:
        raise Refused(_("An amount is not below nought."))
    if not source.strip():
        raise Refused(_("Say what shows the amount."))
    check_prices(price_year, case.price_year)
    line.actuals.filter(year=year, replaced_at__isnull=True).update(replaced_at=at)
    actual = Actual.objects.create(
        id=id or uuid7(),
        line=line,
        year=year,
        amount=amount,
        price_year=price_year,
        source=source.strip(),
        recorded_by=recorded_by,
        recorded_at=at,
    )
    record(by=by, at=at, verb="case.actual_recorded", subject=("case", case.id),
           data={"line": str(line.id), "year": year, "amount": amount})  # fmt: skip
    return actual


@transaction.atomic
def meet_condition(*, by: Actor, at: datetime, condition: Condition, on: date, how: str) -> Condition:
    """Say when and how a condition of the approval was met."""
    held = Condition.objects.select_for_update().get(pk=condition.pk)
    if held.met_on is not None:
        raise WrongState(_("This condition is already met."))
    if not how.strip():
        raise Refused(_("Say how the condition was met."))
    held.met_on, held.how = on, how.strip()
    held.save(update_fields=["met_on", "how"])
    record(by=by, at=at, verb="case.condition_met", subject=("case", held.case_id),
           data={"condition": str(held.id)})  # fmt: skip
    return held
