"""The pages of places: the list, one place, the map, and what the map is drawn from."""

from collections.abc import Mapping
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission
from rallyround.places import access, finding, mapping, queries
from rallyround.places.listing import listing
from rallyround.ui import exports, lists
from rallyround.ui.errors import Refused
from rallyround.ui.lists import Filter, Listing


@requires(Permission.SEE_PLACES)
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """The list of places, and a box to find one by its postcode."""
    user = signed_in(request)
    shown = listing(
        access.places_to_see(user),
        access.counts_to_see(user),
        name="places",
        in_a_file="export" in request.GET,
    )
    answer = finding.find_postcode(request.GET.get("postcode", ""))
    return _list_response(request, shown, "places/places.html", {"answer": answer})


@requires(Permission.SEE_PLACES)
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One place with every figure that is known of it."""
    user = signed_in(request)
    found = access.place_to_see(user, code)
    counts = access.counts_to_see(user)
    return render(
        request,
        "places/place.html",
        {
            "place": found,
            "name": queries.shown_name(found.name, found.name_cy),
            "district_name": queries.area_name(found.district_id),
            "figures": queries.figures_of(found),
            "attribution": queries.attribution(),
            "is_counted": found.code in counts.all_states,
            "open": counts.all_states.get(found.code),
            "by_state": list(zip(counts.labels, counts.by_state.get(found.code, ()), strict=False)),
        },
    )


@requires(Permission.SEE_PLACES)
@require_safe
def area_map(request: HttpRequest) -> HttpResponse:
    """The map shaded by a figure, and the same places as a list below it."""
    user = signed_in(request)
    counts = access.counts_to_see(user)
    found = mapping.shadings(counts)
    shading = mapping.chosen(found, request.GET.get("indicator", ""))
    choice = Filter(
        key="indicator",
        label=_("Shaded by"),
        choices=[(each.key, each.name) for each in found],
        apply=lambda rows, key: rows,
    )
    shown = listing(
        access.places_to_see(user),
        counts,
        name="places_on_the_map",
        in_a_file="export" in request.GET,
        shaded_by=shading.indicator if shading else None,
        also=[choice],
    )
    carried = {
        key: value for key, value in lists.chosen_values(shown, request.GET).items() if key != choice.key
    }
    context = {
        "shadings": found,
        "shading": shading,
        "carried": carried,
        "map": mapping.area_map(shading),
    }
    return _list_response(request, shown, "places/map.html", context)


@requires(Permission.SEE_PLACES)
@require_safe
def geojson(request: HttpRequest) -> HttpResponse:
    """The places of the map. Asked again with the mark of what the browser has, unchanged places are not sent."""
    counts = access.counts_to_see(signed_in(request))
    shading = mapping.chosen(mapping.shadings(counts), request.GET.get("indicator", ""))
    body = mapping.geojson(shading, counts)
    # GZipMiddleware makes the mark a weak one when it packs the answer, so marks are compared weakly.
    mark = f'"{sha256(body.encode()).hexdigest()[:32]}"'
    marks = {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}
    response = (
        HttpResponse(status=304) if mark in marks else HttpResponse(body, content_type="application/geo+json")
    )
    response["ETag"] = mark
    response["Cache-Control"] = "private, no-cache"
    return response


def _list_response(
    request: HttpRequest, shown: Listing, template: str, context: Mapping[str, object]
) -> HttpResponse:
    """The list's page, or the list as a file under the same access check."""
    wanted = request.GET.get("export")
    if wanted == "csv":
        return exports.csv_response(shown, request.GET)  # type: ignore[return-value]
    if wanted == "xlsx":
        if exports.needs_worker(shown, request.GET):
            raise Refused(_("This list is too long for Excel while you wait: narrow it, or take the CSV."))
        return exports.xlsx_response(shown, request.GET)
    return render(request, template, {"page": lists.page(shown, request.GET), **context})
