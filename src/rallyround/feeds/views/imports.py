"""Bringing in a table in three pages: the file, its columns, what came of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone

from rallyround.feeds import access, actions, listings, queries, uploads
from rallyround.feeds.actions import BadRows
from rallyround.feeds.forms import ColumnsForm, UploadForm
from rallyround.feeds.kinds import KINDS
from rallyround.feeds.preview import preview
from rallyround.feeds.sheets import open_sheet
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission
from rallyround.ui.errors import Refused

IMPORTS = {
    "needs": actions.import_needs,
    "offers": actions.import_offers,
    "people": actions.import_people,
}


@requires(Permission.IMPORT)
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a file; below, what was brought in before."""
    kinds = access.kinds_to_import(signed_in(request))
    form = UploadForm(_posted(request), request.FILES or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("import_columns", token=_keep(request, form))
        except Refused as refusal:
            form.add_error("file", str(refusal))
    listing = listings.imports(queries.imports())
    return list_response(request, listing, "feeds/imports.html", {"form": form, "kinds": kinds})


def _keep(request: HttpRequest, form: UploadForm) -> str:
    """Keep the file for its next page, or refuse it and keep nothing."""
    user, file, kind = signed_in(request), form.cleaned_data["file"], form.cleaned_data["kind"]
    token = uploads.keep(kind=kind, name=file.name, pieces=file.chunks(), user_id=user.id, at=timezone.now())
    upload = uploads.find(token, user.id)
    try:
        sheet = open_sheet(upload.path, upload.name)
        if sentence := queries.brought_in_before(kind, sheet):
            raise Refused(sentence)
    except Refused:
        uploads.drop(upload)
        raise
    return token


@requires(Permission.IMPORT)
def columns(request: HttpRequest, token: str) -> HttpResponse:
    """Say which column is which, see the first rows, and bring all of them in."""
    user = signed_in(request)
    if done := queries.import_done(_submission(request)):
        return redirect("import_result", id=done.id)
    upload = uploads.find(token, user.id)
    kind = access.kind_to_import(user, upload.kind)
    sheet = open_sheet(upload.path, upload.name)
    guessed = queries.columns_of(kind.key, sheet)
    form = ColumnsForm(_posted(request), kind=kind, headings=sheet.headings, columns=guessed)
    bad: BadRows | None = None
    if request.method == "POST" and form.is_valid():
        by, at, chosen = user.actor, timezone.now(), form.columns()
        actions.remember_columns(by=by, at=at, kind=kind.key, headings=sheet.headings, columns=chosen)
        try:
            result = IMPORTS[kind.key](
                by=by, at=at, sheet=sheet, columns=chosen, id=form.cleaned_data["submission"]
            )
        except BadRows as refusal:
            bad = refusal
        else:
            uploads.drop(upload)
            return redirect("import_result", id=result.id)
    context = {"form": form, "kind": kind, "sheet": sheet, "preview": preview(sheet), "bad": bad}
    return render(request, "feeds/columns.html", context)


@requires(Permission.IMPORT)
def result(request: HttpRequest, id: UUID) -> HttpResponse:
    """What came of a file."""
    found = access.import_to_see(signed_in(request), id)
    context = {
        "found": found,
        "kind": KINDS[found.kind],
        "known_before": found.rows - found.made,
        "who": queries.who(found.by),
    }
    return render(request, "feeds/result.html", context)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, even if it is empty; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def _submission(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("submission", ""))
    except ValueError:
        return None
