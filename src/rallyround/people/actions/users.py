"""Every change to who signs in and what they may do."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people import invitations
from rallyround.people.models import Membership, Organisation, User
from rallyround.people.roles import ROLES, Permission
from rallyround.ui.errors import Refused, WrongState

LOOK_AFTER_PEOPLE = sorted(r.key for r in ROLES.values() if Permission.MANAGE_PEOPLE in r.permissions)


@transaction.atomic
def add_user(
    *,
    by: Actor,
    at: datetime,
    name: str,
    email: str,
    password: str | None = None,
    id: UUID | None = None,
) -> User:
    """Give somebody a sign-in. Without a password they set one by a link. The same `id` twice is done once."""
    sent_before = User.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(_("Somebody already signs in with this e-mail address."))
    user = User(id=id or uuid7(), name=name, email=email.lower(), date_joined=at)
    user.set_password(password)
    user.save()
    record(by=by, at=at, verb="user.added", subject=("user", user.id))
    return user


@transaction.atomic
def give_role(
    *,
    by: Actor,
    at: datetime,
    user: User,
    organisation: Organisation,
    role: str,
    areas: list[str] | None = None,
) -> Membership:
    """Let somebody act in a role for an organisation, in some districts or in all."""
    if role not in ROLES:
        raise Refused(_("There is no role called %(role)s.") % {"role": role})
    User.objects.select_for_update().get(pk=user.pk)
    if Membership.objects.filter(
        user=user, organisation=organisation, role=role, ended_on__isnull=True
    ).exists():
        raise Refused(_("%(name)s already has this role.") % {"name": user.name})
    membership = Membership.objects.create(
        user=user, organisation=organisation, role=role, areas=areas or [], began_on=at.date()
    )
    user.forget_memberships()
    record(by=by, at=at, verb="role.given", subject=("user", user.id),
           data={"role": role, "organisation": str(organisation.id), "areas": areas or []})  # fmt: skip
    return membership


@transaction.atomic
def end_role(*, by: Actor, at: datetime, membership: Membership) -> None:
    """Take a role away from today. The last administrator stays one."""
    if membership.role in LOOK_AFTER_PEOPLE:
        _keep_an_administrator(without_membership=membership.id)
    held = Membership.objects.select_for_update().get(pk=membership.pk)
    if held.ended_on is not None:
        raise WrongState(_("This role has already ended."))
    held.ended_on = membership.ended_on = at.date()
    held.save(update_fields=["ended_on"])
    record(
        by=by, at=at, verb="role.ended", subject=("user", membership.user_id), data={"role": membership.role}
    )


@transaction.atomic
def deactivate_user(*, by: Actor, at: datetime, user: User) -> None:
    """Close somebody's sign-in, now: open pages stop working too. What they did stays recorded."""
    _keep_an_administrator(without_user=user.id)
    _set_active(user, False)
    record(by=by, at=at, verb="user.deactivated", subject=("user", user.id))


@transaction.atomic
def reactivate_user(*, by: Actor, at: datetime, user: User) -> None:
    """Open a closed sign-in again, with the roles it had."""
    _set_active(user, True)
    record(by=by, at=at, verb="user.reactivated", subject=("user", user.id))


@transaction.atomic
def invite_user(*, by: Actor, at: datetime, user: User) -> bool:
    """Send somebody a link to set their password with. False where there is no way to send it."""
    if not user.is_active:
        raise WrongState(_("This sign-in is closed. Open it again first."))
    sent = invitations.send(by=by, at=at, user=user)
    record(by=by, at=at, verb="user.invited", subject=("user", user.id), data={"sent": sent})
    return sent


@transaction.atomic
def set_password(*, by: Actor, at: datetime, user: User, password: str) -> None:
    """Set a new password; pages that are open elsewhere ask to sign in again."""
    held = User.objects.select_for_update().get(pk=user.pk)
    held.set_password(password)
    held.save(update_fields=["password"])
    user.password = held.password
    record(by=by, at=at, verb="user.password_set", subject=("user", user.id))


@transaction.atomic
def remove_second_factor(*, by: Actor, at: datetime, user: User) -> None:
    """For somebody who lost telephone and recovery codes: they set a second factor up anew."""
    if not Authenticator.objects.filter(user_id=user.id).exists():
        raise WrongState(_("%(name)s has no second factor.") % {"name": user.name})
    Authenticator.objects.filter(user_id=user.id).delete()
    record(by=by, at=at, verb="user.second_factor_removed", subject=("user", user.id))


@transaction.atomic
def record_sign_in(*, by: Actor, at: datetime, user: User) -> None:
    """Write down that somebody signed in."""
    record(by=by, at=at, verb="user.signed_in", subject=("user", user.id))


@transaction.atomic
def record_sign_out(*, by: Actor, at: datetime, user: User) -> None:
    """Write down that somebody signed out."""
    record(by=by, at=at, verb="user.signed_out", subject=("user", user.id))


@transaction.atomic
def record_factor_change(*, by: Actor, at: datetime, user: User, change: str) -> None:
    """Write down what somebody changed of their own sign-in, such as totp_activated."""
    record(by=by, at=at, verb="user.sign_in_changed", subject=("user", user.id), data={"change": change})


def _set_active(user: User, active: bool) -> None:
    held = User.objects.select_for_update().get(pk=user.pk)
    if held.is_active == active:
        raise WrongState(
            _("This sign-in is already open.") if active else _("This sign-in is already closed.")
        )
    held.is_active = user.is_active = active
    held.save(update_fields=["is_active"])


def _keep_an_administrator(
    *, without_membership: UUID | None = None, without_user: UUID | None = None
) -> None:
    """Refuse when nobody could look after people any more.

    All such memberships and their users are locked in one order, so that two administrators who remove each
    other at the same moment are not both believed.
    """
    held = list(
        Membership.objects.select_for_update()
        .select_related("user")
        .filter(role__in=LOOK_AFTER_PEOPLE, ended_on__isnull=True, user__is_active=True)
        .exclude(user__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        .order_by("id")
    )
    losing = [m for m in held if m.id == without_membership or m.user_id == without_user]
    if losing and len(losing) == len(held):
        raise Refused(
            _(
                "This is the last administrator who can sign in. Make somebody else an administrator, "
                "let them set their password, then try again."
            )
        )
