"""Places named by hand, where there is no data file."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.places.models import Area
from rallyround.ui.errors import Refused


@transaction.atomic
def name_place(*, by: Actor, at: datetime, code: str, name: str) -> Area:
    """Name a place by hand, where there is no data file: somewhere to put a need."""
    if Area.objects.filter(code=code).exists():
        raise Refused(_("There is already a place with the code %(code)s.") % {"code": code})
    area = Area.objects.create(code=code, name=name, kind="place")
    record(by=by, at=at, verb="place.named", subject=("place", uuid7()), data={"code": code})
    return area
