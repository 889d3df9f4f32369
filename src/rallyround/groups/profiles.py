"""What should be known of a group before it is planned for, and what of it still is not."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Pattern


@dataclass(frozen=True)
class ProfileItem:
    """One thing to know; `next_` what to do where it is missing, and `page` the name of the page where."""

    key: str
    label: str | Promise
    done: bool
    next_: str | Promise
    page: str = "group_change"


@dataclass(frozen=True)
class Profile:
    """All of them, and how many are there."""

    items: tuple[ProfileItem, ...]

    @property
    def done(self) -> int:
        return sum(item.done for item in self.items)

    @property
    def of(self) -> int:
        return len(self.items)

    @property
    def missing(self) -> tuple[ProfileItem, ...]:
        return tuple(item for item in self.items if not item.done)


def profile(group: PriorityGroup) -> Profile:
    """What is known of a group. A dispersed group needs no place; a size that nobody knows is answered as such
    once it is said where that was asked."""
    located = group.pattern == Pattern.DISPERSED or bool(group.areas or group.site)
    connected = group.community_owner_id is not None or group.routes.filter(ended_on__isnull=True).exists()
    return Profile((
        ProfileItem("place", _("Where they are"), located, _("Choose its areas or name its site")),
        ProfileItem("characteristics", _("What they are like"), bool(group.characteristics.strip()),
                    _("Say what they are like: languages, homes, habits")),
        ProfileItem("partners", _("Who connects with them"), connected,
                    _("Agree a trusted route, or say which organisation speaks for them"), "route_add"),
        ProfileItem("size", _("How many they are, or that it was asked"),
                    group.size_low is not None or bool(group.size_source), _("Say how many, and who says so")),
        ProfileItem("risk", _("From which risk"), group.risks.filter(retired_on__isnull=True).exists(),
                    _("Choose a current risk of the register")),
        ProfileItem("needs", _("What they need"), group.needs.filter(holds_until__isnull=True).exists(),
                    _("Enter what the group needs, even if how much is not known"), "group_need_add"),
        ProfileItem("contact", _("That somebody spoke with them"), group.contacts.exists(),
                    _("Speak with the group and log it"), "group_contact_add"),
    ))  # fmt: skip
