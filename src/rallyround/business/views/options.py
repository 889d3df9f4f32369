"""The options of a draft and their costs and benefits."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from rallyround.business import access, actions, queries
from rallyround.business.forms import LineForm, OptionForm
from rallyround.groups.forms import told_on
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P


@requires(P.EDIT_PROGRAMME)
def add(request: HttpRequest, id: UUID) -> HttpResponse:
    """Add an option to a draft."""
    user = signed_in(request)
    case = access.case_to_write(user, id)
    form = OptionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["submission"]
        with told_on(form) as kept:
            actions.add_option(by=user.actor, at=timezone.now(), case=case, content=form.content(), id=said)
        if kept:
            return redirect("case", id=case.id)
    return render(request, "business/option_form.html", {"form": form, "case": case, "option": None})


@requires(P.EDIT_PROGRAMME)
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say an option better."""
    user = signed_in(request)
    option = access.option_to_write(user, id)
    initial = {"key": option.key, "name": option.name, "description": option.description}
    form = OptionForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with told_on(form) as kept:
            actions.change_option(by=user.actor, at=timezone.now(), option=option, content=form.content())
        if kept:
            return redirect("case", id=option.case_id)
    return render(request, "business/option_form.html", {"form": form, "case": option.case, "option": option})


@requires(P.EDIT_PROGRAMME)
@require_POST
def prefer(request: HttpRequest, id: UUID) -> HttpResponse:
    """Say which option the case asks for."""
    user = signed_in(request)
    option = access.option_to_write(user, id)
    actions.prefer_option(by=user.actor, at=timezone.now(), option=option)
    return redirect("case", id=option.case_id)


@requires(P.EDIT_PROGRAMME)
@require_POST
def remove(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take an option out of a draft, with its lines."""
    user = signed_in(request)
    option = access.option_to_write(user, id)
    actions.remove_option(by=user.actor, at=timezone.now(), option=option)
    return redirect("case", id=option.case_id)


@requires(P.EDIT_PROGRAMME)
def add_line(request: HttpRequest, id: UUID) -> HttpResponse:
    """Add a cost or benefit to an option."""
    user = signed_in(request)
    option = access.option_to_write(user, id)
    kind = request.GET.get("kind", "")
    form = _line_form(request, option.case.price_year, {"kind": kind, "year_to": option.case.years})
    if request.method == "POST" and form.is_valid():
        with told_on(form) as kept:
            actions.add_line(
                by=user.actor,
                at=timezone.now(),
                option=option,
                content=form.content(),
                id=form.cleaned_data["submission"],
            )
        if kept:
            return redirect("case", id=option.case_id)
    return render(request, "business/line_form.html", {"form": form, "option": option, "line": None})


@requires(P.EDIT_PROGRAMME)
def change_line(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change a cost or benefit."""
    user = signed_in(request)
    line = access.line_to_write(user, id)
    initial = {name: getattr(line, name) for name in LineForm.base_fields if hasattr(line, name)}
    initial |= {"organisation": str(line.organisation_id or ""), "unmonetised": not line.monetised}
    form = _line_form(request, line.option.case.price_year, initial)
    if request.method == "POST" and form.is_valid():
        with told_on(form) as kept:
            actions.change_line(by=user.actor, at=timezone.now(), line=line, content=form.content())
        if kept:
            return redirect("case", id=line.option.case_id)
    return render(request, "business/line_form.html", {"form": form, "option": line.option, "line": line})


@requires(P.EDIT_PROGRAMME)
@require_POST
def remove_line(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take a cost or benefit out of a draft."""
    user = signed_in(request)
    line = access.line_to_write(user, id)
    actions.remove_line(by=user.actor, at=timezone.now(), line=line)
    return redirect("case", id=line.option.case_id)


def _line_form(request: HttpRequest, price_year: int, initial: dict[str, Any]) -> LineForm:
    data = request.POST if request.method == "POST" else None
    said = {name: value for name, value in initial.items() if value is not None}
    return LineForm(
        data, organisations=queries.organisations_to_choose(), price_year=price_year, initial=said
    )
