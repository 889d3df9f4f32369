"""The list of cases, one case with everything, its lines as a list, and the values that lines are reckoned with."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from rallyround.business import access, actions, listings, pages, queries
from rallyround.business.forms import CaseForm, CopyForm
from rallyround.core.economics.prices import DEFLATOR_SOURCE, DEFLATORS
from rallyround.core.unit_values import UNIT_VALUES
from rallyround.groups.forms import told_on
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.ui import registry

registry.register("cases", P.SEE_PROGRAMME, lambda user, params: listings.cases(access.cases_to_see(user)))


@requires(P.SEE_PROGRAMME)
def cases(request: HttpRequest) -> HttpResponse:
    """Every version of every case."""
    user = signed_in(request)
    shown = listings.cases(access.cases_to_see(user))
    return list_response(request, shown, "business/cases.html", {"may_write": user.may(P.EDIT_PROGRAMME)})


@requires(P.SEE_PROGRAMME)
def case(request: HttpRequest, id: UUID) -> HttpResponse:
    """One case with everything: what it is for, its options worked out, its sources, and where it stands."""
    user = signed_in(request)
    found = access.case_to_see(user, id)
    context = {
        "page": pages.case_page(found),
        "may_write": user.may(P.EDIT_PROGRAMME),
        "may_decide": user.may(P.APPROVE_PROGRAMME),
        "wrote_it": found.made_by_id == user.id,
        "may_follow": user.may(P.EDIT_PROGRAMME) or user.may(P.ASSESS),
    }
    return render(request, "business/case.html", context)


@requires(P.SEE_PROGRAMME)
def lines(request: HttpRequest, id: UUID) -> HttpResponse:
    """Every cost and benefit of a case with its source."""
    found = access.case_to_see(signed_in(request), id)
    shown = listings.lines(found, queries.lines_of(found), full="export" in request.GET)
    return list_response(request, shown, "business/lines.html", {"case": found})


@requires(P.SEE_PROGRAMME)
def unit_values(request: HttpRequest) -> HttpResponse:
    """The library of values, each with its prices, source, range and how sure it is."""
    context = {
        "values": UNIT_VALUES.values(),
        "deflators": DEFLATORS.items(),
        "deflator_source": DEFLATOR_SOURCE,
    }
    return render(request, "business/unit_values.html", context)


@requires(P.EDIT_PROGRAMME)
def add(request: HttpRequest) -> HttpResponse:
    """Begin a case."""
    user, now = signed_in(request), timezone.now()
    form = _form(request, {"base_year": timezone.localdate().year, "group": request.GET.get("group", "")})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["submission"]
        with told_on(form) as kept:
            made = actions.draft_case(by=user.actor, at=now, made_by=user, content=form.content(), id=sent)
        if kept:
            return redirect("case", id=made.id)
    return render(request, "business/case_form.html", {"form": form, "case": None})


@requires(P.EDIT_PROGRAMME)
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change what a draft says but for its options."""
    user = signed_in(request)
    found = access.case_to_write(user, id)
    initial = {name: getattr(found, name) for name in CaseForm.base_fields if hasattr(found, name)}
    form = _form(request, initial | {"group": str(found.group_id or "")}, named=True)
    if request.method == "POST" and form.is_valid():
        content = form.content(name=found.name)
        with told_on(form) as kept:
            actions.change_case(by=user.actor, at=timezone.now(), case=found, content=content)
        if kept:
            return redirect("case", id=found.id)
    return render(request, "business/case_form.html", {"form": form, "case": found})


@requires(P.EDIT_PROGRAMME)
def copy(request: HttpRequest, id: UUID) -> HttpResponse:
    """A new version of a case, or a scenario of it."""
    user = signed_in(request)
    found = access.case_to_write(user, id)
    form = CopyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        now, name, sent = timezone.now(), said["name"], said["submission"]
        with told_on(form) as kept:
            copied = actions.copy_case(by=user.actor, at=now, case=found, made_by=user, name=name, id=sent)
        if kept:
            return redirect("case", id=copied.id)
    return render(request, "business/copy.html", {"form": form, "case": found})


def _form(request: HttpRequest, initial: dict[str, Any], *, named: bool = False) -> CaseForm:
    data = request.POST if request.method == "POST" else None
    return CaseForm(data, groups=queries.groups_to_choose(), named=named, initial=initial)
