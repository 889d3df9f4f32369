"""What pages read about users, partners, contacts and the partnership itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Exists, OuterRef, QuerySet

from rallyround.people.models import Contact, Membership, Organisation, Partnership, User
from rallyround.people.roles import ROLES, Permission

# Whoever may look after people could give themselves the rest, so their sign-in needs as much care.
NEEDS_SECOND_FACTOR = (Permission.SEE_DETAILS, Permission.EXPORT_DETAILS, Permission.MANAGE_PEOPLE)


def partnership() -> Partnership | None:
    """The one partnership of this database, once it is set up."""
    return Partnership.objects.first()


def users() -> QuerySet[User]:
    """Everybody who signs in or once did, with whether a second factor is set up."""
    return User.objects.annotate(second_factor=Exists(_factors())).prefetch_related(
        "memberships__organisation"
    )


def roles_holding(permissions: Iterable[Permission]) -> list[str]:
    """The keys of the roles that hold one of these."""
    wanted = frozenset(permissions)
    return sorted(role.key for role in ROLES.values() if role.permissions & wanted)


def holders(*permissions: Permission) -> QuerySet[User]:
    """Who may sign in and holds one of these somewhere."""
    current = Membership.objects.filter(
        user=OuterRef("pk"), ended_on__isnull=True, role__in=roles_holding(permissions)
    )
    return User.objects.filter(Exists(current), is_active=True).order_by("name")


def administrators() -> list[User]:
    """Who looks after people and can really sign in."""
    held = holders(Permission.MANAGE_PEOPLE)
    return list(held.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX))


def without_second_factor() -> list[User]:
    """Whose sign-in should have a second factor and has none."""
    return list(holders(*NEEDS_SECOND_FACTOR).exclude(Exists(_factors())))


def has_second_factor(user: User) -> bool:
    """Whether signing in asks this person for a code."""
    return bool(Authenticator.objects.filter(user_id=user.id, type=Authenticator.Type.TOTP).exists())


def needs_second_factor(user: User) -> bool:
    """Whether this person's roles demand one."""
    return any(user.may(permission) for permission in NEEDS_SECOND_FACTOR)


def _factors() -> QuerySet[Authenticator]:
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(
        user_id=OuterRef("pk"), type=Authenticator.Type.TOTP
    )
    return factors


def memberships(user: User) -> list[Membership]:
    """The roles held now, the latest last."""
    return list(user.memberships.filter(ended_on__isnull=True).select_related("organisation").order_by("id"))


def organisations() -> QuerySet[Organisation]:
    """Every partner in the directory."""
    return Organisation.objects.all()


def organisation_choices() -> list[tuple[str, str]]:
    """Id and name of the partners that are active."""
    found = Organisation.objects.filter(active=True).order_by("name").values_list("id", "name")
    return [(str(id), name) for id, name in found]


def contacts_of(organisation: Organisation) -> QuerySet[Contact]:
    """Who does what for a partner; without names, which are shown by a logged read."""
    return (
        organisation.contacts.filter(active=True)
        .select_related("deputy__organisation", "organisation")
        .order_by("job")
    )


def contact_choices() -> list[tuple[str, str]]:
    """Id of each contact, with its job and organisation."""
    found = Contact.objects.filter(active=True).select_related("organisation").order_by("job")
    return [(str(c.id), f"{c.job}, {c.organisation.name}") for c in found]


def user_choices() -> list[tuple[str, str]]:
    """Id and name of everybody who can sign in."""
    return [(str(user.id), user.name) for user in User.objects.filter(is_active=True).order_by("name")]


def call_out_order(today: date) -> list[Contact]:
    """Who is called, in order. A number not tried lately keeps its place: it is better than none, but it is shown."""
    ranked = Contact.objects.filter(active=True, rank__isnull=False)
    order = list(ranked.select_related("organisation", "deputy__organisation", "person").order_by("rank"))
    for contact in order:
        contact.is_stale = contact.stale(today)
    return order


def unranked() -> list[Contact]:
    """Contacts that are not on the call-out list."""
    found = Contact.objects.filter(active=True, rank__isnull=True).select_related("organisation")
    return list(found.order_by("organisation__name", "job"))


@dataclass(frozen=True)
class Staleness:
    """How much of the call-out list was tried in time."""

    on_list: int
    stale: int


def staleness(today: date) -> Staleness:
    """How many are on the call-out list, and how many of these were not tried within their schedule."""
    ranked = call_out_order(today)
    return Staleness(len(ranked), sum(contact.is_stale for contact in ranked))
