"""How a page gets a proposal, a task, a need to match, a closure; and who may. A volunteer's link opens one task."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rallyround.core.lifecycle import NEED
from rallyround.incidents import queries as incidents
from rallyround.incidents.models import Closure
from rallyround.people.access import one
from rallyround.people.models import Organisation, User
from rallyround.people.roles import Permission as P
from rallyround.register.models import Need, Offer
from rallyround.tasking import links
from rallyround.tasking.models import STANDS, Plan, Proposal, RiskAssessment, Task
from rallyround.ui.errors import NotAllowed

SEEN = (
    "need__area",
    "need__requester",
    "offer__area",
    "offer__person",
    "risk_assessment",
    "liability_holder",
)


def _must(user: User, *permissions: P) -> None:
    if not any(user.may(permission) for permission in permissions):
        raise NotAllowed(_("Your role does not include this."))


def _districts(user: User, permission: P, field: str) -> Q:
    """What lies in the user's districts, or nobody knows where."""
    areas = user.areas(permission)
    return Q() if areas is None else Q(**{f"{field}__in": [*areas, ""]})


def proposals_to_decide(user: User) -> QuerySet[Proposal]:
    """The current plan's proposals in this user's districts."""
    _must(user, P.MATCH)
    rows = Proposal.objects.filter(_districts(user, P.MATCH, "need__district"), STANDS)
    return rows.select_related("need__area", "offer__area", "plan")


def must_decide_everywhere(user: User) -> None:
    """What concerns all places is for somebody who may change tasks in all of them."""
    _must(user, P.MANAGE_TASKS)
    if user.areas(P.MANAGE_TASKS) is not None:
        raise NotAllowed(_("This concerns all places, and your role covers only some of them."))


def proposals_changed(user: User, plan: Plan) -> QuerySet[Proposal]:
    """What a plan brought and what it dropped, in this user's districts, without what people decided."""
    _must(user, P.MATCH)
    rows = Proposal.objects.filter(_districts(user, P.MATCH, "need__district"), state__in=["open", "unmet"])
    return rows.filter(Q(plan=plan) | Q(dropped_by=plan)).select_related("need__area", "offer__area", "plan")


def proposal_to_decide(user: User, id: UUID) -> Proposal:
    """One of them."""
    found: Proposal = one(proposals_to_decide(user).filter(id=id).first())
    return found


def chosen_proposals(user: User, ids: Iterable[UUID]) -> list[Proposal]:
    """Those that somebody ticked, as far as this user may decide them."""
    return list(proposals_to_decide(user).filter(id__in=list(ids), offer__isnull=False))


def need_to_match(user: User, id: UUID) -> Need:
    """A need to choose a helper for."""
    _must(user, P.MATCH)
    rows = Need.objects.filter(_districts(user, P.MATCH, "district")).select_related("area")
    found: Need = one(rows.filter(id=id).first())
    return found


def needs_to_look_at(user: User) -> QuerySet[Need]:
    """Needs that nobody has triaged, so that no plan has them; none for whoever may not see the list of needs."""
    _must(user, P.MATCH)
    if not user.may(P.SEE_NEEDS):
        return Need.objects.none()
    return Need.objects.filter(_districts(user, P.SEE_NEEDS, "district"), state=NEED.initial)


def offers_to_match(user: User) -> QuerySet[Offer]:
    """Offers that this user may choose from. Helpers cross districts, so all that are ready."""
    _must(user, P.MATCH)
    return Offer.objects.filter(state="ready")


def offer_to_match(user: User, code: str) -> Offer:
    """The offer with this code."""
    found: Offer = one(offers_to_match(user).filter(code=code).first())
    return found


def tasks_to_see(user: User) -> QuerySet[Task]:
    """Tasks of this user's districts; those of one's own organisation, for whoever only looks after that."""
    _must(user, P.SEE_TASKS)
    rows = Task.objects.filter(_districts(user, P.SEE_TASKS, "need__district")).select_related(*SEEN)
    if user.may(P.SEE_NEEDS):
        return rows
    return rows.filter(offer__organisation__in=user.organisations())


def tasks_to_open(user: User) -> QuerySet[Task]:
    """The same for a page that leads to some of them; none for whoever may see none."""
    return tasks_to_see(user) if user.may(P.SEE_TASKS) else Task.objects.none()


def task_to_see(user: User, id: UUID) -> Task:
    """A task to look at."""
    found: Task = one(tasks_to_see(user).filter(id=id).first())
    return found


def task_to_manage(user: User, id: UUID) -> Task:
    """A task to cancel, resume or answer for somebody who rings."""
    task = task_to_see(user, id)
    if not may_manage(user, task):
        raise NotAllowed(_("Your role does not include changing this task."))
    return task


def tasks_to_change(user: User) -> QuerySet[Task]:
    """Tasks that this user may let the plan take back: those that they may call off one by one too."""
    _must(user, P.MANAGE_TASKS)
    return tasks_to_see(user).filter(_districts(user, P.MANAGE_TASKS, "need__district"))


def chosen_tasks(user: User, ids: Iterable[UUID]) -> list[Task]:
    """Those that somebody ticked, as far as this user may change them."""
    return list(tasks_to_change(user).filter(id__in=list(ids)))


def may_manage(user: User, task: Task) -> bool:
    """Whether this user may change this task."""
    return user.may(P.MANAGE_TASKS, task.need.district or None)


def task_of_link(token: str) -> Task:
    """The task that a volunteer's link opens."""
    rows = Task.objects.select_related(*SEEN)
    found: Task = one(rows.filter(id=links.task_from_token(token)).first())
    return found


def need_of_feedback_link(token: str) -> Need:
    """The need that somebody was helped with and says how it went."""
    found: Need = one(Need.objects.filter(id=links.need_from_feedback_token(token)).first())
    return found


def assessments_to_see(user: User) -> QuerySet[RiskAssessment]:
    """Risk assessments, all versions."""
    _must(user, P.SEE_TASKS)
    return RiskAssessment.objects.select_related("liability_holder", "approved_by")


def liability_holders(user: User) -> QuerySet[Organisation]:
    """Who can carry the liability for a kind of task."""
    _must(user, P.APPROVE_RISK)
    return Organisation.objects.filter(active=True).order_by("name")


def closures_to_see(user: User) -> list[Closure]:
    """Where nobody may go now."""
    _must(user, P.CLOSE_AREAS)
    return incidents.open_closures()


def closure_to_lift(user: User, id: UUID) -> Closure:
    """A closure to open again."""
    _must(user, P.CLOSE_AREAS)
    found: Closure = one(Closure.objects.filter(id=id).first())
    return found


def offers_to_count(user: User) -> QuerySet[Offer]:
    """Offers whose capacity this user sees: of their districts, and of their organisation if they only look after that."""
    _must(user, P.SEE_OFFERS)
    rows = Offer.objects.filter(_districts(user, P.SEE_OFFERS, "district"))
    return rows if user.may(P.SEE_NEEDS) else rows.filter(organisation__in=user.organisations())
