"""What is done already, on its pages: the list, one of them, the costs by owner, and a table brought in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.feeds import uploads
from rallyround.feeds.forms import ColumnsForm
from rallyround.feeds.preview import preview
from rallyround.groups import queries as groups
from rallyround.people import queries as people
from rallyround.people.access import requires, signed_in
from rallyround.people.list_pages import list_response
from rallyround.people.roles import Permission as P
from rallyround.programme import actions, initiative_rows, plan_access, plan_listings
from rallyround.programme.forms.team import INITIATIVES, FileForm, InitiativeForm
from rallyround.programme.queries import team
from rallyround.programme.views.asking import ask, sent
from rallyround.ui import registry
from rallyround.ui.errors import Refused

registry.register("initiatives", P.SEE_PROGRAMME, lambda user, params: plan_listings.initiatives())
YEARS = 3


@requires(P.SEE_PROGRAMME)
def initiatives(request: HttpRequest) -> HttpResponse:
    """What is done already, and what it costs by owner and year."""
    this_year = team.money_year(timezone.localdate())
    context = {
        "may_edit": signed_in(request).may(P.EDIT_PROGRAMME),
        "doubled": team.doubled().count(),
        "years": [
            (f"{y}/{(y + 1) % 100:02d}", team.totals(y)) for y in range(this_year, this_year - YEARS, -1)
        ],
    }
    return list_response(request, plan_listings.initiatives(), "programme/team_initiatives.html", context)


def _choices() -> dict[str, Any]:
    return {"owner": people.organisation_choices(), "group": groups.group_choices()}


def _text(said: dict[str, Any]) -> actions.InitiativeText:
    return actions.InitiativeText(
        **{
            **said,
            "owner": plan_access.organisation(said["owner"]),
            "group": plan_access.group_or_none(said["group"]),
        }
    )


@requires(P.EDIT_PROGRAMME)
def add_initiative(request: HttpRequest) -> HttpResponse:
    """Enter one."""
    user, form = (
        signed_in(request),
        InitiativeForm(sent(request), choices=_choices(), initial={"phase": "before"}),
    )

    def do(said: dict[str, Any]) -> None:
        actions.add_initiative(by=user.actor, at=timezone.now(), said=_text(said), id=form.submission())

    return ask(
        request,
        form,
        do,
        title=_("Something that is done already"),
        back=reverse("initiatives"),
        done=_("It is entered."),
    )


@requires(P.EDIT_PROGRAMME)
def change_initiative(request: HttpRequest, id: UUID) -> HttpResponse:
    """Correct what is said of one."""
    user, found = signed_in(request), plan_access.initiative(id)
    names = ("name", "objective", "phase", "what", "cost_a_year", "cost_source", "days_a_year", "assets", "effect",
             "began_on", "overlap_accepted")  # fmt: skip
    stands = {name: getattr(found, name) for name in names}
    stands |= {"owner": found.owner_id, "group": found.group_id}
    form = InitiativeForm(sent(request), choices=_choices(), initial=stands)

    def do(said: dict[str, Any]) -> None:
        actions.change_initiative(by=user.actor, at=timezone.now(), initiative=found, said=_text(said))

    return ask(
        request, form, do, title=found.name, back=reverse("initiatives"), done=_("It is changed."),
        template="programme/team_initiative.html", found=found,
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
@require_POST
def end_initiative(request: HttpRequest, id: UUID) -> HttpResponse:
    """It is no longer done."""
    found = plan_access.initiative(id)
    actions.end_initiative(
        by=signed_in(request).actor, at=timezone.now(), initiative=found, on=timezone.localdate()
    )
    messages.success(request, _("It has ended; it stays in the list."))
    return redirect("initiatives")


@requires(P.EDIT_PROGRAMME)
def import_file(request: HttpRequest) -> HttpResponse:
    """Choose a table."""
    user, form = signed_in(request), FileForm(sent(request), files=request.FILES or None)

    def do(said: dict[str, Any]) -> str:
        file = said["file"]
        upload = uploads.keep(kind=INITIATIVES.key, name=file.name, pieces=file.chunks(), at=timezone.now())
        try:
            upload.open()
        except Refused:
            upload.drop()
            raise
        return reverse("initiatives_columns", args=[uploads.token(upload, user.id)])

    return ask(
        request, form, do, title=_("Bring in a table of what is done"), back=reverse("initiatives"),
        button=_("Go on"), done=_("Now say which column is which."),
    )  # fmt: skip


@requires(P.EDIT_PROGRAMME)
def import_columns(request: HttpRequest, token: str) -> HttpResponse:
    """Say which column is which, and bring all rows in."""
    user = signed_in(request)
    upload = uploads.find(token, user.id)
    sheet = upload.open()
    suggested = INITIATIVES.suggest(sheet.headings)
    form = ColumnsForm(sent(request), kind=INITIATIVES, headings=sheet.headings, columns=suggested)
    status = 200
    if form.is_valid():
        reader = initiative_rows.reader(INITIATIVES, timezone.localdate())
        try:
            rows = initiative_rows.read(reader, sheet.rows, form.columns())
            entered = actions.import_initiatives(by=user.actor, at=timezone.now(), rows=rows)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            upload.drop()
            messages.success(request, _("%(count)s initiatives are entered.") % {"count": entered})
            return redirect("initiatives")
    context = {"form": form, "sheet": sheet, "preview": preview(sheet, INITIATIVES, form.columns())}
    return render(request, "programme/team_columns.html", context, status=status)
