"""Bringing in a table in three pages: the file, its columns, what came of it. A long one is the worker's."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from rallyround.feeds import access, actions, listings, queries, under_way, uploads
from rallyround.feeds.actions import BadRows
from rallyround.feeds.forms import ColumnsForm, UploadForm
from rallyround.feeds.kinds import KINDS
from rallyround.feeds.preview import preview
from rallyround.feeds.sheets import Sheet
from rallyround.feeds.under_way import Work
from rallyround.feeds.uploads import Upload
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission
from rallyround.ui.errors import Refused

# Each row is an action of its own, some hundredths of a second: nobody waits for more than these at a page.
ROWS_AT_ONCE = 200


@requires(Permission.IMPORT)
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a file; below, what was brought in before."""
    user = signed_in(request)
    kinds = access.kinds_to_import(user)
    form = UploadForm(_posted(request), request.FILES or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("import_columns", token=uploads.token(_keep(form), user.id))
        except Refused as refusal:
            form.add_error("file", str(refusal))
    listing = listings.imports(queries.imports())
    return list_response(request, listing, "feeds/imports.html", {"form": form, "kinds": kinds})


def _keep(form: UploadForm) -> Upload:
    """Keep the file for its next page, or refuse it and keep nothing."""
    file, kind = form.cleaned_data["file"], form.cleaned_data["kind"]
    upload = uploads.keep(kind=kind, name=file.name, pieces=file.chunks(), at=timezone.now())
    try:
        if sentence := queries.brought_in_before(kind, upload.open()):
            raise Refused(sentence)
    except Refused:
        upload.drop()
        raise
    return upload


@requires(Permission.IMPORT)
def columns(request: HttpRequest, token: str) -> HttpResponse:
    """Say which column is which, see the first rows, and bring all of them in; or see how far the worker is."""
    user = signed_in(request)
    upload = uploads.find(token, user.id)
    work = under_way.read(upload.id)
    if done := queries.import_done(work.import_id if work else _submission(request)):
        return _go_on(request, reverse("import_result", args=[done.id]))
    if work and not work.problem:
        template = "feeds/_under_way.html" if _by_htmx(request) else "feeds/under_way.html"
        return render(request, template, {"work": work})
    if _by_htmx(request):
        return _go_on(request, request.path)
    kind, sheet = access.kind_to_import(user, upload.kind), upload.open()
    guessed = queries.columns_of(kind.key, sheet)
    form = ColumnsForm(_posted(request), kind=kind, headings=sheet.headings, columns=guessed)
    if request.method == "POST" and form.is_valid():
        work = None
        try:
            return _bring_in(request, upload, sheet, form, token)
        except BadRows as bad:
            said = [str(problem) for problem in bad.problems]
            work = Work(uuid7(), kind.key, upload.name, {}, 0, 0, str(bad), said, bad.more)
    context = {"form": form, "kind": kind, "sheet": sheet, "bad": work,
               "preview": preview(sheet, kind, form.columns())}  # fmt: skip
    return render(request, "feeds/columns.html", context)


def _bring_in(
    request: HttpRequest, upload: Upload, sheet: Sheet, form: ColumnsForm, token: str
) -> HttpResponse:
    user, at, chosen = signed_in(request), timezone.now(), form.columns()
    by, id = user.actor, form.cleaned_data["submission"] or uuid7()
    actions.remember_columns(by=by, at=at, kind=upload.kind, headings=sheet.headings, columns=chosen)
    if len(sheet.rows) > ROWS_AT_ONCE:
        under_way.write(upload.id, Work(id, upload.kind, upload.name, chosen, len(sheet.rows)))
        actions.want_import(by=by, at=at, kind=upload.kind, upload=upload.id, user=user, id=id)
        return redirect("import_columns", token=token)
    result = actions.IMPORTS[upload.kind](by=by, at=at, sheet=sheet, columns=chosen, id=id)
    upload.drop()
    return redirect("import_result", id=result.id)


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


def _by_htmx(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers


def _go_on(request: HttpRequest, url: str) -> HttpResponse:
    """To another page, the whole of it also where htmx asked for a part."""
    return HttpResponse(headers={"HX-Redirect": url}) if _by_htmx(request) else redirect(url)
