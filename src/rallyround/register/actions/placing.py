"""Where a need is: said or corrected by whoever triages, after somebody has asked the caller."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import NEED
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people import actions as people
from rallyround.places import queries as places
from rallyround.register.actions._steps import locked_need, place, refuse_while_claimed, save
from rallyround.register.models import Need
from rallyround.register.reports import tidy_postcode
from rallyround.register.words import WHERE
from rallyround.ui.errors import Refused


@transaction.atomic
def place_need(*, by: Actor, at: datetime, need: Need, postcode: str = "", area: str = "") -> Need:
    """It is at this postcode, or in this area picked by hand. The same again changes nothing.

    A postcode is kept with the details too, for whoever goes there.
    """
    need = locked_need(need.id)
    if need.state not in NEED.active:
        raise Refused(_("%(code)s is closed: nobody goes there any more.") % {"code": need.code})
    refuse_while_claimed(need, by, at)
    postcode = tidy_postcode(postcode)
    if not postcode and not area:
        raise Refused(_("Enter a postcode, or choose a place."))
    if postcode and places.locate(postcode) is None:
        raise Refused(
            _("The postcode %(postcode)s is not known here: choose a place instead.") % {"postcode": postcode}
        )
    found = place(postcode, area, None)
    before = (need.easting, need.northing, need.area_id, need.district)
    if before == (found.easting, found.northing, found.area, found.district):
        return need
    save(
        need,
        easting=found.easting,
        northing=found.northing,
        area_id=found.area,
        district=found.district,
        first_seen_at=need.first_seen_at or at,
    )
    if postcode:
        people.write_note(
            by=by, at=at, about=("need", need.id), text=postcode, kind=WHERE, person=need.requester
        )
    record(by=by, at=at, verb="need.placed", subject=("need", need.id),
           data={"area": found.area, "district": found.district})  # fmt: skip
    return need
