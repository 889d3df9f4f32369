"""Who may bring what in, and who may take which list out."""

from uuid import UUID

from django.http import QueryDict
from django.urls import get_resolver
from django.utils.translation import gettext as _

from rallyround.feeds.kinds import KINDS, Kind
from rallyround.feeds.models import Export, ExportState, Import
from rallyround.people.access import one
from rallyround.people.models import User
from rallyround.people.roles import Permission
from rallyround.ui.errors import NotAllowed, NotFound, Refused, WrongState
from rallyround.ui.lists import Listing
from rallyround.ui.registry import LISTINGS, Registered


def kinds_to_import(user: User) -> list[Kind]:
    """What this user may bring in: what they may also make by hand."""
    if not user.may(Permission.IMPORT):
        raise NotAllowed(_("Your role does not include bringing in files."))
    return [kind for kind in KINDS.values() if user.may(kind.permission)]


def kind_to_import(user: User, key: str) -> Kind:
    """One of them."""
    kind = next((kind for kind in kinds_to_import(user) if kind.key == key), None)
    if kind is None:
        raise NotAllowed(_("Your role does not include bringing in files of this kind."))
    return kind


def user_who_wants(id: UUID) -> User:
    """Whoever asked the worker for something."""
    found: User = one(User.objects.filter(id=id).first())
    return found


def import_to_see(user: User, id: UUID) -> Import:
    """What came of a file."""
    kinds_to_import(user)
    found: Import = one(Import.objects.filter(id=id).first())
    return found


def registered(name: str) -> Registered:
    """A list by its name. Lists are registered when the pages are read, which a worker has not done yet."""
    get_resolver().url_patterns  # noqa: B018
    found = LISTINGS.get(name)
    if found is None:
        raise NotFound(_("There is no such list."))
    return found


def list_to_export(user: User, name: str, params: QueryDict) -> Listing:
    """A list as this user sees it: its own permission, and the one to take lists out."""
    return _permitted(user, name).build(user, params)


def areas_of(user: User, name: str) -> list[str] | None:
    """The districts that this user's rows of a list come from."""
    return user.areas(Permission(registered(name).permission))


def export_to_fetch(user: User, id: UUID) -> Export:
    """One's own file, while one may see the list that it was made of."""
    export: Export = one(user.exports.filter(id=id).first())
    if export.state in (ExportState.WAITING, ExportState.MAKING):
        raise WrongState(_("This file is still being made. Try again in a minute."))
    if export.state != ExportState.READY:
        raise NotFound(_("This file is not here any more: it is kept for one day. Ask for it again."))
    _permitted(user, export.listing)
    if areas_of(user, export.listing) != export.areas:
        raise Refused(_("The districts that you look after have changed since. Ask for the file again."))
    return export


def _permitted(user: User, name: str) -> Registered:
    """Both: taking lists out at all, and seeing this one. A list that one may not see is not there."""
    if not user.may(Permission.EXPORT):
        raise NotAllowed(_("Your role does not include taking lists out as files."))
    found = registered(name)
    if not user.may(Permission(found.permission)):
        raise NotFound(_("There is no such list, or your role does not include it."))
    return found
