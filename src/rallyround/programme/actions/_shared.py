"""What the actions of this app have in common."""

from datetime import date, datetime

from django.db import models
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rallyround.people.models import User
from rallyround.people.roles import Permission
from rallyround.ui.errors import NotAllowed, Refused


def must_approve(user: User) -> None:
    """Refuse whoever may not approve; asked again here, because what is approved can never be changed."""
    if not user.may(Permission.APPROVE_PROGRAMME):
        raise NotAllowed(_("Your role does not include approving. Ask the strategic champion."))


def in_order(first: date, last: date, sentence: str) -> None:
    """Refuse two dates that are the wrong way round."""
    if last < first:
        raise Refused(sentence)


def not_ahead(day: date, at: datetime, sentence: str) -> None:
    """Refuse a day after today, for what has happened already."""
    if day > timezone.localdate(at):
        raise Refused(sentence)


def next_version(model: type[models.Model]) -> int:
    """The number of the next version of something that is kept in versions."""
    return int(model._default_manager.aggregate(last=Max("version"))["last"] or 0) + 1


def day(on: date) -> str:
    """A day as it may stand in a sentence."""
    return date_format(on, "j F Y")
