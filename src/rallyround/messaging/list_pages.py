"""A list as its page or, when the address asks for it, as a file: used by the apps from here upwards."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rallyround.ui import exports, lists, registry
from rallyround.ui.errors import Refused
from rallyround.ui.lists import Listing


def list_response(
    request: HttpRequest, listing: Listing, template: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """The page of the list, or its CSV or Excel file. A file is under the same access check as its page."""
    wanted = request.GET.get("export")
    if wanted == "csv":
        return cast(HttpResponse, exports.csv_response(listing, request.GET))
    if wanted == "xlsx":
        if exports.needs_worker(listing, request.GET):
            return _by_the_worker(request, listing)
        return exports.xlsx_response(listing, request.GET)
    return render(request, template, {"page": lists.page(listing, request.GET), **(context or {})})


def _by_the_worker(request: HttpRequest, listing: Listing) -> HttpResponse:
    """Too long to make while a person waits."""
    url = registry.large_export_url(listing, request.GET)
    if url is None:
        raise Refused(_("This list is too long for Excel while you wait: narrow it, or take the CSV."))
    return redirect(url)
