"""What trust in a helper can rest on: what they have done here before, for whom, and who they came through."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count

from rallyround.people.models import Organisation
from rallyround.register.models import Need, Offer
from rallyround.tasking.models import Task

DONE = ("delivered", "signed_out")


@dataclass(frozen=True)
class Known:
    """What trust can rest on: tasks that each offer has done, for whom, and the organisation it came through."""

    done: Mapping[UUID, int]
    helped: frozenset[tuple[UUID, UUID]]
    organisations: Mapping[UUID, str]

    def of(self, offer: Offer, need: Need) -> dict[str, Any]:
        """The same of one helper and one need, as a reason keeps it."""
        return {
            "done": self.done.get(offer.id, 0),
            "helped_them": (offer.id, need.requester_id) in self.helped,
            "through": self.organisations.get(offer.organisation_id, "") if offer.organisation_id else "",
        }


def known_helpers() -> Known:
    """Of everybody who has done a task, read in one question however many pairs there are."""
    rows = Task.objects.filter(state__in=DONE).values_list("offer_id", "need__requester_id")
    counted = list(rows.annotate(count=Count("*")).order_by())
    done: Counter[UUID] = Counter()
    for offer, _requester, count in counted:
        done[offer] += count
    return Known(
        done=done,
        helped=frozenset((offer, requester) for offer, requester, _count in counted),
        organisations=dict(Organisation.objects.values_list("id", "name")),
    )
