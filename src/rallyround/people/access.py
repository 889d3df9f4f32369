"""Who may open a page and get a person, user, organisation or contact. Every view declares itself with one of these."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from rallyround.people import links
from rallyround.people.models import Contact, Membership, Organisation, User
from rallyround.people.roles import Permission
from rallyround.ui.errors import NotAllowed, NotFound

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]


def requires(*permissions: Permission) -> Callable[[View[Params]], View[Params]]:
    """Only for somebody signed in who holds one of `permissions`; with none named, for anybody signed in."""

    def declare(view: View[Params]) -> View[Params]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponse:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            if permissions and not any(request.user.may(p) for p in permissions):
                raise NotAllowed(
                    _("Your role does not include this page. Ask an administrator of your partnership.")
                )
            return view(request, *args, **kwargs)

        guarded.declares = permissions or ("signed_in",)  # type: ignore[attr-defined]
        return cast(View[Params], guarded)

    return declare


def public(view: View[Params]) -> View[Params]:
    """For everybody."""
    view.declares = ("public",)  # type: ignore[attr-defined]
    return view


def by_signed_link(view: View[Params]) -> View[Params]:
    """For whoever holds the link that was sent: the view checks the signature."""
    view.declares = ("signed_link",)  # type: ignore[attr-defined]
    return view


def signed_in(request: HttpRequest) -> User:
    """The user of a page that `requires` somebody signed in."""
    if not isinstance(request.user, User):
        raise NotAllowed(_("Sign in first."))
    return request.user


def one(found: Any | None) -> Any:
    """The thing that was looked for, or a sentence."""
    if found is None:
        raise NotFound(_("This does not exist, or it is not in your area."))
    return found


def organisation(user: User, id: UUID) -> Organisation:
    """An organisation that this user may see."""
    if not user.may(Permission.SEE_DIRECTORY):
        raise NotAllowed(_("Your role does not include the directory."))
    found: Organisation = one(Organisation.objects.filter(id=id).first())
    return found


def contact(user: User, id: UUID) -> Contact:
    """A contact that this user may see."""
    if not user.may(Permission.SEE_DIRECTORY):
        raise NotAllowed(_("Your role does not include the directory."))
    contacts = Contact.objects.select_related("organisation", "person", "deputy__organisation", "user")
    found: Contact = one(contacts.filter(id=id, active=True).first())
    return found


def user_to_manage(viewer: User, id: UUID) -> User:
    """Somebody whose sign-in this user may look after."""
    if not viewer.may(Permission.MANAGE_PEOPLE):
        raise NotAllowed(_("Your role does not include looking after people."))
    found: User = one(User.objects.filter(id=id).first())
    return found


def user_of_contact(viewer: User, id: UUID) -> User:
    """Somebody who signs in and may be named as a contact by this user."""
    if not viewer.may(Permission.MANAGE_DIRECTORY):
        raise NotAllowed(_("Your role does not include changing the directory."))
    found: User = one(User.objects.filter(id=id, is_active=True).first())
    return found


def membership_to_end(viewer: User, user_id: UUID, id: UUID) -> Membership:
    """A role that this user may take from somebody."""
    found: Membership = one(user_to_manage(viewer, user_id).memberships.filter(id=id).first())
    return found


def by_password_link(token: str) -> User:
    """Whoever may set a password with the link that was sent to them."""
    return links.user_from(token)
