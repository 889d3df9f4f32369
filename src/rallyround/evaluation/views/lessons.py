"""Lessons: the list, one with its next step, and a new one."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from rallyround.core.lifecycle import LESSON
from rallyround.evaluation import about, access, actions, listings, queries
from rallyround.evaluation.forms import BecauseForm, ChangedForm, HoldsForm, LessonForm, Once, TakeUpForm
from rallyround.evaluation.paths import path_of
from rallyround.evaluation.shown import story_of
from rallyround.evaluation.steps import step_name
from rallyround.groups.forms import told_on
from rallyround.messaging.list_pages import list_response
from rallyround.people import queries as people
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.ui import registry

ABOUT = ("module", "activation", "collaboration", "group")

registry.register(
    "lessons",
    P.SEE_PROGRAMME,
    lambda user, params: listings.lessons(queries.lessons(), timezone.localdate()),
)


@requires(P.SEE_PROGRAMME)
def lessons(request: HttpRequest) -> HttpResponse:
    """Every lesson."""
    shown = listings.lessons(queries.lessons(), timezone.localdate())
    context = {"may_assess": signed_in(request).may(P.ASSESS)}
    return list_response(request, shown, "evaluation/lessons.html", context)


@requires(P.SEE_PROGRAMME)
def lesson(request: HttpRequest, id: UUID) -> HttpResponse:
    """One lesson: where it comes from, what became of it and what may be done now."""
    return _page(request, id)


@requires(P.ASSESS)
def add(request: HttpRequest) -> HttpResponse:
    """Write down something learnt; the address may name the debrief it comes out of."""
    user = signed_in(request)
    debrief = access.debrief_asked_for(user, request.GET.get("debrief", ""))
    form = LessonForm(request.POST if request.method == "POST" else None, subjects=about.choices(*ABOUT))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with told_on(form) as kept:
            found = actions.find_lesson(
                by=user.actor,
                at=timezone.now(),
                what=said["what"],
                debrief=debrief,
                step=int(said["step"]) if said["step"] else None,
                subject=about.subject(said["about"]),
                id=said["submission"],
            )
        if kept:
            return redirect("lesson", id=found.id)
    return render(request, "evaluation/lesson_add.html", {"form": form, "debrief": debrief})


@requires(P.ASSESS)
@require_POST
def accept(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take it up."""
    user = signed_in(request)
    form = TakeUpForm(request.POST, owners=people.user_choices())
    if not form.is_valid():
        return _page(request, id, accept=form)
    said = form.cleaned_data
    actions.accept_lesson(
        by=user.actor,
        at=timezone.now(),
        lesson=access.lesson_to_see(user, id),
        owner=access.owner(said["owner"]),
        due_on=said["due_on"],
        change=said["change"],
    )
    return redirect("lesson", id=id)


@requires(P.ASSESS)
@require_POST
def reject(request: HttpRequest, id: UUID) -> HttpResponse:
    """Leave it."""
    user, form = signed_in(request), BecauseForm(request.POST)
    if not form.is_valid():
        return _page(request, id, reject=form)
    lesson = access.lesson_to_see(user, id)
    actions.reject_lesson(
        by=user.actor, at=timezone.now(), lesson=lesson, because=form.cleaned_data["because"]
    )
    return redirect("lesson", id=id)


@requires(P.ASSESS)
@require_POST
def change(request: HttpRequest, id: UUID) -> HttpResponse:
    """The change is made."""
    user, form = signed_in(request), ChangedForm(request.POST)
    if not form.is_valid():
        return _page(request, id, change=form)
    said = form.cleaned_data
    actions.change_made(
        by=user.actor,
        at=timezone.now(),
        lesson=access.lesson_to_see(user, id),
        change=said["change"],
        effect=said["effect"],
    )
    return redirect("lesson", id=id)


@requires(P.ASSESS)
@require_POST
def embed(request: HttpRequest, id: UUID) -> HttpResponse:
    """It is seen to hold."""
    user = signed_in(request)
    lesson = access.lesson_to_see(user, id)
    form = HoldsForm(request.POST, citable=queries.later_evidence(lesson))
    if not form.is_valid():
        return _page(request, id, embed=form)
    said = form.cleaned_data
    actions.embed_lesson(
        by=user.actor,
        at=timezone.now(),
        lesson=lesson,
        evidence=access.evidence_to_see(user, UUID(said["evidence"])),
        effect=said["effect"],
    )
    return redirect("lesson", id=id)


@requires(P.ASSESS)
@require_POST
def reopen(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take it up again."""
    user = signed_in(request)
    form = TakeUpForm(request.POST, owners=people.user_choices())
    if not form.is_valid():
        return _page(request, id, reopen=form)
    said = form.cleaned_data
    actions.reopen_lesson(
        by=user.actor,
        at=timezone.now(),
        lesson=access.lesson_to_see(user, id),
        owner=access.owner(said["owner"]),
        due_on=said["due_on"],
        because=said["change"],
    )
    return redirect("lesson", id=id)


def _page(request: HttpRequest, id: UUID, **sent: Once) -> HttpResponse:
    user = signed_in(request)
    found = access.lesson_to_see(user, id)
    owners = people.user_choices()
    blank: dict[str, Callable[[], Once]] = {
        "accept": lambda: TakeUpForm(owners=owners, initial={"owner": str(user.id)}, prefix=None),
        "reject": BecauseForm,
        "change": lambda: ChangedForm(initial={"change": found.change}),
        "embed": lambda: HoldsForm(citable=queries.later_evidence(found)),
        "reopen": lambda: TakeUpForm(owners=owners),
    }
    verbs = LESSON.verbs(found.state) if user.may(P.ASSESS) else ()
    context = {
        "lesson": found,
        "about": about.named(found.subject_label, found.subject_id),
        "about_url": path_of(found.subject_label, found.subject_id),
        "step": step_name(found.step) if found.step else "",
        "forms": {verb: sent.get(verb) or blank[verb]() for verb in verbs},
        "sent": next(iter(sent.values()), None),
        "story": story_of("lesson", found.id),
        "today": timezone.localdate(),
    }
    return render(request, "evaluation/lesson.html", context)
