"""Large lists as Excel files: asked for, being made, fetched."""

from typing import cast
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.feeds import access, actions, making, queries
from rallyround.feeds.forms import Once
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission
from rallyround.ui.errors import NotFound
from rallyround.ui.exports import XLSX_TYPE


@requires(Permission.EXPORT)
def exports(request: HttpRequest) -> HttpResponse:
    """My files, with how far each is; htmx asks for the list alone while one is being made."""
    found = queries.exports_of(signed_in(request))
    template = "feeds/_exports.html" if request.headers.get("HX-Request") else "feeds/exports.html"
    return render(request, template, {"exports": found, "under_way": queries.any_under_way(found)})


@requires(Permission.EXPORT)
def large(request: HttpRequest, listing: str) -> HttpResponse:
    """Ask for a list that is too long to make while one waits."""
    user = signed_in(request)
    shown = access.list_to_export(user, listing, request.GET)
    form = Once(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.want_export(
            by=user.actor,
            at=timezone.now(),
            user=user,
            listing=listing,
            params=request.GET.urlencode(),
            id=form.cleaned_data["submission"] or uuid7(),
        )
        return redirect("exports")
    return render(request, "feeds/large.html", {"listing": shown, "form": form})


@requires(Permission.EXPORT)
def fetch(request: HttpRequest, id: UUID) -> HttpResponse:
    """One's own file, under the access check of its list."""
    export = access.export_to_fetch(signed_in(request), id)
    try:
        file = making.path_of(export.file).open("rb")
    except OSError:
        raise NotFound(_("This file is not here any more. Ask for it again.")) from None
    response = FileResponse(
        file, as_attachment=True, filename=f"{export.listing}.xlsx", content_type=XLSX_TYPE
    )
    response["Cache-Control"] = "no-store"
    return cast(HttpResponse, response)  # as Django treats it
