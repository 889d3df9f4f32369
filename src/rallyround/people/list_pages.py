"""A list as its page or, when the address asks for it, as a file under the same access check."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from rallyround.ui import exports, lists
from rallyround.ui.errors import Refused
from rallyround.ui.lists import Listing


def list_response(
    request: HttpRequest, listing: Listing, template: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    """The page of the list, or its CSV or Excel file without the personal columns."""
    wanted = request.GET.get("export")
    if wanted == "csv":
        return cast(HttpResponse, exports.csv_response(listing, request.GET))
    if wanted == "xlsx":
        if exports.needs_worker(listing, request.GET):
            raise Refused(_("This list is too long for Excel while you wait: narrow it, or take the CSV."))
        return exports.xlsx_response(listing, request.GET)
    return render(request, template, {"page": lists.page(listing, request.GET), **(context or {})})
