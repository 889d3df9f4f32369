"""The five systems, the register, and the bodies of the partnership with their requests."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_POST

from rallyround.messaging.list_pages import list_response
from rallyround.people import queries as people
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.programme import actions, terms
from rallyround.programme.access import systems as access
from rallyround.programme.addresses import address
from rallyround.programme.forms.systems import (
    BodyForm,
    CloseForm,
    DeviationForm,
    EntryForm,
    FollowForm,
    RequestAnswerForm,
    RequestForm,
    RouteForm,
    SystemForm,
)
from rallyround.programme.listings import systems as listings
from rallyround.programme.queries import journey, register
from rallyround.programme.queries import systems as queries
from rallyround.ui import registry

BODY_KINDS = ("forum", "executive", "strategic", "tactical", "cell")

registry.register(
    "register",
    P.SEE_PROGRAMME,
    lambda user, params: listings.register(access.register_to_see(user), timezone.localdate()),
)
registry.register(
    "requests",
    P.SEE_PROGRAMME,
    lambda user, params: listings.requests(access.requests_to_see(user), timezone.now()),
)
registry.register(
    "bodies",
    P.SEE_PROGRAMME,
    lambda user, params: listings.bodies(access.bodies_to_see(user), journey.nation()),
)

# The five systems


@requires(P.SEE_PROGRAMME)
def systems(request: HttpRequest) -> HttpResponse:
    """All five, how they are, and which is behind."""
    return render(request, "programme/systems.html", {"five": queries.systems(timezone.localdate())})


@requires(P.SEE_PROGRAMME)
def system(request: HttpRequest, key: str) -> HttpResponse:
    """One system on one page."""
    user, today = signed_in(request), timezone.localdate()
    found = access.system_to_see(user, key, today)
    amiss = queries.open_deviations(key, today)
    context = {
        "system": found,
        "checks": [(check, amiss.get(check.key)) for check in found.checks],
        "changes": queries.changes(key),
        "may_edit": user.may(P.EDIT_PROGRAMME),
    }
    return render(request, "programme/system.html", context)


@requires(P.EDIT_PROGRAMME)
def edit_system(request: HttpRequest, key: str) -> HttpResponse:
    """Write a system's page."""
    user = signed_in(request)
    found = access.system_to_see(user, key, timezone.localdate())
    card = found.card
    form = SystemForm(
        request.POST if request.method == "POST" else None,
        owners=people.user_choices(),
        before=card.page if card else "",
        initial={
            "owner": str(card.owner_id if card and card.owner_id else user.id),
            "page": card.page if card else "",
            "review_on": card.review_on if card else None,
        },
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.set_system(
            by=user.actor,
            at=timezone.now(),
            system=key,
            owner=access.owner(said["owner"]),
            page=said["page"],
            review_on=said["review_on"],
            why=said.get("why", ""),
        )
        return redirect("system", key=key)
    return render(request, "programme/system_edit.html", {"form": form, "system": found})


@requires(P.EDIT_PROGRAMME)
def put_right(request: HttpRequest, key: str, check: str) -> HttpResponse:
    """Make an action of a check that is not passed."""
    user, today = signed_in(request), timezone.localdate()
    found = access.system_to_see(user, key, today)
    failed = access.check_to_put_right(user, key, check, today)
    form = DeviationForm(
        request.POST if request.method == "POST" else None,
        owners=people.user_choices(),
        initial={"owner": str(found.card.owner_id if found.card and found.card.owner_id else user.id)},
    )
    if request.method == "POST" and form.is_valid():
        actions.record_deviation(
            by=user.actor,
            at=timezone.now(),
            system=key,
            check=failed.key,
            found=str(failed.label),
            owner=access.owner(form.cleaned_data["owner"]),
            due_on=form.cleaned_data["due_on"],
        )
        return redirect("system", key=key)
    return render(
        request, "programme/system_put_right.html", {"form": form, "system": found, "check": failed}
    )


# The register


@requires(P.SEE_PROGRAMME)
def register_list(request: HttpRequest) -> HttpResponse:
    """Decisions, actions and risks."""
    user = signed_in(request)
    shown = listings.register(access.register_to_see(user), timezone.localdate())
    context = {"may_edit": user.may(P.EDIT_PROGRAMME), "lessons_url": address("lessons")}
    return list_response(request, shown, "programme/register.html", context)


@requires(P.EDIT_PROGRAMME)
def new_entry(request: HttpRequest) -> HttpResponse:
    """Write something down."""
    user = signed_in(request)
    groups = {str(group.id): group for group in journey.groups()}
    edition = journey.edition()
    form = EntryForm(
        request.POST if request.method == "POST" else None,
        owners=people.user_choices(),
        groups=[(id, group.name) for id, group in groups.items()],
        steps=[(str(step.number), f"{step.number}. {step.name}") for step in edition.steps],
        principles=register.principle_choices(edition.principles),
        initial={
            "owner": str(user.id),
            **{key: request.GET.get(key, "") for key in ("kind", "group", "step")},
        },
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        entry = actions.add_entry(
            by=user.actor,
            at=timezone.now(),
            kind=said["kind"],
            what=said["what"],
            why=said["why"],
            owner=access.owner(said["owner"]),
            due_on=said["due_on"],
            step=int(said["step"]) if said["step"] else None,
            group=groups.get(said["group"]),
            likelihood=said["likelihood"],
            impact=said["impact"],
            treatment=said["treatment"],
            principles=said["principles"],
            society=said["society"],
            dissent=said["dissent"],
            id=said["submission"],
        )
        return redirect("register_entry", id=entry.id)
    return render(request, "programme/register_new.html", {"form": form})


@requires(P.SEE_PROGRAMME)
def entry(request: HttpRequest, id: UUID) -> HttpResponse:
    """One entry in full, and closing it."""
    return _entry_page(request, id, CloseForm())


@requires(P.EDIT_PROGRAMME)
@require_POST
def close_entry(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write down what came of an entry; from the weekly page, back to it."""
    user = signed_in(request)
    held = access.entry_to_change(user, id)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _entry_page(request, id, form)
    actions.close_entry(by=user.actor, at=timezone.now(), entry=held, outcome=form.cleaned_data["outcome"])
    if request.POST.get("back") == "weekly":
        return redirect("weekly")
    return redirect("register_entry", id=id)


@requires(P.EDIT_PROGRAMME)
def follow_entry(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put another entry in the place of one."""
    user = signed_in(request)
    held = access.entry_to_change(user, id)
    form = FollowForm(
        request.POST if request.method == "POST" else None,
        owners=people.user_choices(),
        kind=held.kind,
        initial={"owner": str(held.owner_id), "due_on": held.due_on, "what": held.what, "why": held.why},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = actions.follow_entry(
            by=user.actor,
            at=timezone.now(),
            entry=held,
            what=said["what"],
            why=said["why"],
            owner=access.owner(said["owner"]),
            due_on=said["due_on"],
            likelihood=said.get("likelihood"),
            impact=said.get("impact"),
            treatment=said.get("treatment", ""),
            society=said["society"],
            dissent=said["dissent"],
            id=said["submission"],
        )
        return redirect("register_entry", id=made.id)
    return render(request, "programme/register_follow.html", {"form": form, "entry": held})


def _entry_page(request: HttpRequest, id: UUID, form: CloseForm) -> HttpResponse:
    user = signed_in(request)
    found = access.entry_to_see(user, id)
    names = dict(register.principle_choices(journey.edition().principles))
    context = {
        "entry": found,
        "state": listings.state_of(found, timezone.localdate()),
        "principles": [names.get(key, key) for key in found.principles],
        "followers": register.followers(found),
        "form": form,
        "may_edit": user.may(P.EDIT_PROGRAMME),
    }
    return render(request, "programme/register_entry.html", context)


# Bodies and requests


@requires(P.SEE_PROGRAMME)
def bodies(request: HttpRequest) -> HttpResponse:
    """The bodies of the partnership."""
    user = signed_in(request)
    shown = listings.bodies(access.bodies_to_see(user), journey.nation())
    may_edit = user.may(P.EDIT_PROGRAMME)
    context = {"may_edit": may_edit, "meeting": queries.body_choices() if may_edit else []}
    return list_response(request, shown, "programme/requests_bodies.html", context)


@requires(P.EDIT_PROGRAMME)
def add_body(request: HttpRequest) -> HttpResponse:
    """Name a body."""
    words = terms.words(journey.nation())
    form = BodyForm(
        request.POST if request.method == "POST" else None,
        kinds=[(kind, capfirst(words[kind])) for kind in BODY_KINDS],
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.add_body(
            by=signed_in(request).actor,
            at=timezone.now(),
            name=said["name"],
            kind=said["kind"],
            standing=said["standing"] == "yes",
            handles=said["handles"],
            id=said["submission"],
        )
        return redirect("bodies")
    return render(request, "programme/requests_body_add.html", {"form": form})


@requires(P.EDIT_PROGRAMME)
@require_POST
def end_body(request: HttpRequest, id: UUID) -> HttpResponse:
    """A body that no longer meets."""
    user = signed_in(request)
    actions.end_body(by=user.actor, at=timezone.now(), body=access.body_to_change(user, id))
    return redirect("bodies")


@requires(P.SEE_PROGRAMME)
def requests(request: HttpRequest) -> HttpResponse:
    """What bodies ask us and we ask them."""
    user = signed_in(request)
    shown = listings.requests(access.requests_to_see(user), timezone.now())
    return list_response(request, shown, "programme/requests.html", {"may_edit": user.may(P.EDIT_PROGRAMME)})


@requires(P.EDIT_PROGRAMME)
def add_request(request: HttpRequest) -> HttpResponse:
    """Write down what a body asks, or ask one."""
    user = signed_in(request)
    form = RequestForm(
        request.POST if request.method == "POST" else None,
        owners=people.user_choices(),
        bodies=queries.body_choices(),
        initial={"owner": str(user.id), "way": "to_us"},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = actions.ask(
            by=user.actor,
            at=timezone.now(),
            kind=said["kind"],
            what=said["what"],
            due_at=said["due_at"],
            body=access.body_to_change(user, said["body"]) if said["body"] else None,
            from_us=said["way"] == "from_us",
            owner=access.owner(said["owner"]),
            id=said["submission"],
        )
        return redirect("request", id=made.id)
    return render(request, "programme/requests_new.html", {"form": form})


@requires(P.SEE_PROGRAMME)
def one_request(request: HttpRequest, id: UUID) -> HttpResponse:
    """One request, answering it and passing it on."""
    return _request_page(request, id, RequestAnswerForm(), None)


@requires(P.EDIT_PROGRAMME)
@require_POST
def answer_request(request: HttpRequest, id: UUID) -> HttpResponse:
    """The answer comes back."""
    user = signed_in(request)
    held = access.request_to_answer(user, id)
    form = RequestAnswerForm(request.POST)
    if not form.is_valid():
        return _request_page(request, id, form, None)
    actions.answer_request(
        by=user.actor, at=timezone.now(), request=held, answer=form.cleaned_data["answer"], user=user
    )
    if request.POST.get("back") == "weekly":
        return redirect("weekly")
    return redirect("request", id=id)


@requires(P.EDIT_PROGRAMME)
@require_POST
def route_request(request: HttpRequest, id: UUID) -> HttpResponse:
    """Pass a request on to another body."""
    user = signed_in(request)
    held = access.request_to_answer(user, id)
    form = RouteForm(request.POST, bodies=queries.body_choices())
    if not form.is_valid():
        return _request_page(request, id, RequestAnswerForm(), form)
    to = access.body_to_change(user, form.cleaned_data["body"])
    actions.route_request(by=user.actor, at=timezone.now(), request=held, body=to)
    return redirect("request", id=id)


def _request_page(
    request: HttpRequest, id: UUID, form: RequestAnswerForm, route: RouteForm | None
) -> HttpResponse:
    user = signed_in(request)
    found = access.request_to_see(user, id)
    context = {
        "asked": found,
        "way": listings.in_words(found),
        "late": found.answered_at is None and found.due_at < timezone.now(),
        "form": form,
        "back": "weekly" if "weekly" in (request.GET.get("back"), request.POST.get("back")) else "",
        "route": route or RouteForm(bodies=queries.body_choices()),
        "may_edit": user.may(P.EDIT_PROGRAMME) and found.answered_at is None,
    }
    return render(request, "programme/requests_one.html", context)
