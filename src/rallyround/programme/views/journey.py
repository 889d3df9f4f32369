"""The journey of all groups, of one group, each step, and the guidance that the steps lean on."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.programme import actions, terms
from rallyround.programme.access import journey as access
from rallyround.programme.addresses import address
from rallyround.programme.forms.journey import AnswerForm, CycleForm, EndForm, OpenForm
from rallyround.programme.queries import journey as queries
from rallyround.programme.queries import pages, register, weekly

DEFAULT_STEPS = ["1"]


@requires(P.SEE_PROGRAMME)
def journey(request: HttpRequest) -> HttpResponse:
    """All groups and their eight steps, and what to do next."""
    user, today = signed_in(request), timezone.localdate()
    context = {
        "journey": queries.journey(today),
        "pages": pages.pages(),
        "may_edit": user.may(P.EDIT_PROGRAMME),
    }
    return render(request, "programme/journey.html", context)


@requires(P.SEE_PROGRAMME)
def references(request: HttpRequest) -> HttpResponse:
    """The guidance that the steps lean on, what replaced what, and the laws and tiers of the nation."""
    edition = queries.edition()
    context = {
        "current": [each for each in edition.references if each.status == "current"],
        "superseded": [
            (old, next(new for new in edition.references if new.key == old.superseded_by))
            for old in edition.references
            if old.status == "superseded"
        ],
        "pack": terms.pack(queries.nation()),
        "today": timezone.localdate(),
    }
    return render(request, "programme/journey_references.html", context)


@requires(P.SEE_PROGRAMME)
def weekly_routine(request: HttpRequest) -> HttpResponse:
    """What a part-time officer does once a week."""
    user, today = signed_in(request), timezone.localdate()
    context = {"week": weekly.week(today), "today": today, "may_edit": user.may(P.EDIT_PROGRAMME)}
    return render(request, "programme/weekly.html", context)


@requires(P.SEE_PROGRAMME)
def group_journey(request: HttpRequest, group: UUID) -> HttpResponse:
    """One group with its steps, phase by phase, and the cycles before."""
    user, today = signed_in(request), timezone.localdate()
    way = queries.on_the_way(access.group_to_see(user, group), today)
    context = {
        "way": way,
        "phases": [
            (phase, [step for step in way.steps if step.step.phase == phase.key])
            for phase in queries.edition().phases
        ],
        "next": queries.next_of(way, today),
        "cycles": queries.cycles(way.group),
        "may_edit": user.may(P.EDIT_PROGRAMME),
        "may_approve": user.may(P.APPROVE_PROGRAMME),
    }
    return render(request, "programme/group_journey.html", context)


@requires(P.EDIT_PROGRAMME)
def begin(request: HttpRequest, group: UUID) -> HttpResponse:
    """A group sets out."""
    user = signed_in(request)
    found = access.group_to_plan(user, group)
    form = CycleForm(
        request.POST if request.method == "POST" else None,
        steps=[(str(step.number), f"{step.number}. {step.name}") for step in queries.edition().steps],
        initial={"steps": DEFAULT_STEPS},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.begin_cycle(
            by=user.actor,
            at=timezone.now(),
            group=found,
            opened_by=user,
            pilot=said["pilot"],
            exit_criteria=said["exit_criteria"],
            steps=tuple(int(step) for step in said["steps"]),
            id=said["submission"],
        )
        return redirect("group_journey", group=found.id)
    return render(request, "programme/journey_begin.html", {"form": form, "group": found})


@requires(P.APPROVE_PROGRAMME)
def end(request: HttpRequest, group: UUID) -> HttpResponse:
    """A cycle ends with the decision what follows."""
    user = signed_in(request)
    cycle = access.cycle_to_end(user, group)
    form = EndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        decision = actions.end_cycle(
            by=user.actor,
            at=timezone.now(),
            cycle=cycle,
            user=user,
            scale=said["scale"],
            why=said["why"],
            society=said["society"],
        )
        return redirect("register_entry", id=decision.id)
    return render(request, "programme/journey_end.html", {"form": form, "cycle": cycle, "group": cycle.group})


@requires(P.SEE_PROGRAMME)
def step(request: HttpRequest, group: UUID, step: int) -> HttpResponse:
    """One step of one group: guidance, figures, questions."""
    return _step_page(request, group, step, OpenForm())


@requires(P.EDIT_PROGRAMME)
@require_POST
def open_step(request: HttpRequest, group: UUID, step: int) -> HttpResponse:
    """Open a step; one that was closed before only with a reason."""
    user = signed_in(request)
    cycle = access.cycle_to_plan(user, group)
    form = OpenForm(request.POST)
    if cycle.openings.filter(step=step).exists() and not form.is_valid():
        return _step_page(request, group, step, form)
    actions.open_step(
        by=user.actor,
        at=timezone.now(),
        cycle=cycle,
        step=step,
        user=user,
        reason=form.data.get("reason", "")[:300],
    )
    return redirect("step", group=group, step=step)


@requires(P.EDIT_PROGRAMME)
@require_POST
def close_step(request: HttpRequest, group: UUID, step: int) -> HttpResponse:
    """Enough is done here for now."""
    user = signed_in(request)
    opening = access.opening_to_close(user, group, step)
    actions.close_step(by=user.actor, at=timezone.now(), opening=opening, user=user)
    return redirect("step", group=group, step=step)


@requires(P.EDIT_PROGRAMME)
def answer(request: HttpRequest, group: UUID, step: int, question: str) -> HttpResponse:
    """Answer a question of a step."""
    user = signed_in(request)
    found, about = access.group_to_plan(user, group), access.step_of(step)
    asked = access.question_of(about, question)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.answer_question(
            by=user.actor,
            at=timezone.now(),
            group=found,
            step=step,
            question=asked.key,
            answer=said["answer"],
            why=said["why"],
            dissent=said["dissent"],
            society=said["society"],
            user=user,
            id=said["submission"],
        )
        return redirect("step", group=group, step=step)
    context = {
        "form": form,
        "group": found,
        "step": about,
        "question": asked,
        "earlier": register.answers(found, step).get(asked.key, []),
    }
    return render(request, "programme/step_answer.html", context)


def _step_page(request: HttpRequest, group: UUID, number: int, form: OpenForm) -> HttpResponse:
    user, today = signed_in(request), timezone.localdate()
    found, about = access.group_to_see(user, group), access.step_of(number)
    way = queries.on_the_way(found, today)
    here = next(each for each in way.steps if each.step.number == number)
    answers = register.answers(found, number)
    context: dict[str, Any] = {
        "form": form,
        "way": way,
        "here": here,
        "step": about,
        "questions": [(question, answers.get(question.key, [])) for question in about.questions],
        "how": [(doing.text, pages.place_of(doing.page, found)) for doing in about.how],
        "advanced": [(doing.text, pages.place_of(doing.page, found)) for doing in about.advanced],
        "before": next((each for each in way.steps if each.step.number == number - 1), None),
        "after": next((each for each in way.steps if each.step.number == number + 1), None),
        "triggers_url": address("triggers"),
        "may_edit": user.may(P.EDIT_PROGRAMME) and way.cycle is not None,
        "may_answer": user.may(P.EDIT_PROGRAMME),
        "title": _("Step %(number)s: %(name)s") % {"number": number, "name": about.name},
    }
    return render(request, "programme/step.html", context)
