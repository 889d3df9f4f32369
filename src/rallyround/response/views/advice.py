"""Public advice: the page that everybody reads, and the desk where it is written, published and counted."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_POST

from rallyround.groups import queries as groups
from rallyround.incidents.forms import Once
from rallyround.messaging.list_pages import list_response
from rallyround.people.access import public as for_everybody
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission
from rallyround.response import access, actions, listings, queries, reading, words
from rallyround.response.forms import AdviceForm, NewAdviceForm, ReachForm
from rallyround.ui import registry

registry.register(
    "advice",
    Permission.SEE_PROGRAMME,
    lambda user, params: listings.advice_items(access.advice_to_see(user)),
)
FIELDS = ("hazard", "phase", "audience", "title", "body", "source", "channels")


@for_everybody
def advice(request: HttpRequest) -> HttpResponse:
    """What people can do themselves, in their language where there is one."""
    language = request.GET.get("language", "")
    chosen = language if language in words.LANGUAGES else (translation.get_language() or "en")[:2]
    return render(request, "response/advice.html", {"reading": reading.reading(request.GET, chosen)})


@requires(Permission.SEE_PROGRAMME)
def items(request: HttpRequest) -> HttpResponse:
    """All advice in all wordings, with the people reached by audience and channel."""
    user = signed_in(request)
    context = {
        "reach": reading.reach_in_words(queries.reach()),
        "may_edit": user.may(Permission.EDIT_PROGRAMME),
    }
    return list_response(
        request, listings.advice_items(access.advice_to_see(user)), "response/advice_items.html", context
    )


@requires(Permission.SEE_PROGRAMME)
def item(request: HttpRequest, id: UUID) -> HttpResponse:
    """One wording, and whom it reached."""
    user = signed_in(request)
    found = access.advice_item_to_see(user, id)
    state = listings.advice_state(found)
    may_publish = user.may(Permission.APPROVE_PROGRAMME) or user.may(Permission.ACTIVATE)
    may_edit = user.may(Permission.EDIT_PROGRAMME)
    context = {
        "advice": found,
        "audience": words.AUDIENCES[found.audience],
        "language_name": words.LANGUAGES[found.language],
        "direction": "rtl" if found.language in words.RIGHT_TO_LEFT else "ltr",
        "channels": [words.CHANNELS[channel] for channel in found.channels],
        "state": listings.ADVICE_STATES[state],
        "reach": reading.reach_in_words(queries.reach(found)),
        "may_change": may_edit and state == "draft",
        "may_word_anew": may_edit and state != "draft",
        "may_publish": may_publish and state == "draft",
        "may_withdraw": may_publish and state == "published",
        "may_count": may_edit and state != "draft",
        "form": Once(),
    }
    return render(request, "response/advice_item.html", context)


@requires(Permission.EDIT_PROGRAMME)
def add(request: HttpRequest) -> HttpResponse:
    """Begin advice, or the next wording of some that is out (?from=its id)."""
    user = signed_in(request)
    initial: dict[str, object] = {"language": "en"}
    if (before := reading.uuid_or_none(request.GET.get("from", ""))) is not None:
        found = access.advice_to_edit(user, before)
        initial = {name: getattr(found, name) for name in (*FIELDS, "key", "language")}
    form = NewAdviceForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        drafted = actions.draft_advice(
            by=user.actor,
            at=timezone.now(),
            key=said["key"],
            language=said["language"],
            id=said["submission"],
            **{name: said[name] for name in FIELDS},
        )
        return redirect("advice_item", id=drafted.id)
    return render(request, "response/advice_form.html", {"form": form})


@requires(Permission.EDIT_PROGRAMME)
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change a draft."""
    user = signed_in(request)
    found = access.advice_to_edit(user, id)
    form = AdviceForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(found, name) for name in FIELDS},
    )
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in FIELDS}
        actions.change_advice(by=user.actor, at=timezone.now(), advice=found, **said)
        return redirect("advice_item", id=id)
    return render(request, "response/advice_form.html", {"form": form, "advice": found})


@requires(Permission.APPROVE_PROGRAMME, Permission.ACTIVATE)
@require_POST
def publish(request: HttpRequest, id: UUID) -> HttpResponse:
    """Put it on the public page."""
    user = signed_in(request)
    found = access.advice_to_publish(user, id)
    actions.publish_advice(by=user.actor, at=timezone.now(), advice=found, published_by=user)
    return redirect("advice_item", id=id)


@requires(Permission.APPROVE_PROGRAMME, Permission.ACTIVATE)
@require_POST
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take it from the public page."""
    user = signed_in(request)
    actions.withdraw_advice(by=user.actor, at=timezone.now(), advice=access.advice_to_publish(user, id))
    return redirect("advice_item", id=id)


@requires(Permission.EDIT_PROGRAMME)
def reach(request: HttpRequest, id: UUID) -> HttpResponse:
    """Record how many people it reached."""
    user, at = signed_in(request), timezone.now()
    found = access.advice_to_edit(user, id)
    today: date = timezone.localdate(at)
    form = ReachForm(
        request.POST if request.method == "POST" else None,
        groups=groups.group_choices(),
        initial={"on": today},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        chosen = access.groups_of([said["group"]]) if said["group"] else []
        actions.record_reach(
            by=user.actor,
            at=at,
            advice=found,
            channel=said["channel"],
            people=said["people"],
            on=said["on"],
            source=said["source"],
            group=chosen[0] if chosen else None,
            id=said["submission"],
        )
        return redirect("advice_item", id=id)
    return render(request, "response/reach.html", {"form": form, "advice": found})
