"""The week of a part-time officer: what is late, what is due, what has gone stale, each with where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.core.lifecycle import LESSON
from rallyround.evaluation.models import Evidence, Lesson, Trigger
from rallyround.groups.models import PriorityGroup
from rallyround.people import queries as people
from rallyround.programme.addresses import address
from rallyround.programme.models import Activity, InformationRequest, OpportunityRisk, Pledge, SystemCard
from rallyround.programme.queries import register

WEEK = timedelta(days=7)
Text = str | Promise


@dataclass(frozen=True)
class Due:
    """Something with a day: what it is, whose, and where it is done. `entry` can be closed where it stands."""

    kind: Text
    what: str
    owner: str
    on: date
    url: str
    group: UUID | None = None
    entry: UUID | None = None


@dataclass(frozen=True)
class Stale:
    """Something that was true once and has not been tried since."""

    what: str
    since: date | None
    url: str


@dataclass(frozen=True)
class Waiting:
    """Something that waits for an answer."""

    what: str
    since: date
    url: str


@dataclass(frozen=True)
class Week:
    """All of the routine on one page."""

    late: list[Due]
    due: list[Due]
    triggers: list[Waiting]
    lessons: list[Waiting]
    contacts: list[Stale]
    evidence: list[Stale]

    @property
    def quiet(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.late or self.due or self.triggers or self.lessons or self.contacts or self.evidence)


def week(today: date) -> Week:
    """What this week asks for, the most pressing first."""
    everything = sorted(_with_a_day(today + WEEK), key=lambda due: due.on)
    return Week(
        late=[due for due in everything if due.on < today],
        due=[due for due in everything if due.on >= today],
        triggers=open_triggers(),
        lessons=_unowned_lessons(),
        contacts=_stale_contacts(today),
        evidence=stale_evidence(today),
    )


def late(today: date, group: PriorityGroup | None = None) -> list[Due]:
    """What is past its day, the longest late first; for one group what concerns it or all groups."""
    found = sorted(_with_a_day(today - timedelta(days=1)), key=lambda due: due.on)
    return [due for due in found if group is None or due.group in (None, group.id)]


def open_triggers(group: PriorityGroup | None = None) -> list[Waiting]:
    """What the record asks to be looked at again, the longest waiting first."""
    rows = Trigger.objects.filter(answered_at__isnull=True).order_by("raised_at")
    if group is not None:
        rows = rows.filter(Q(group_id=group.id) | Q(group_id__isnull=True))
    return [
        Waiting(trigger.reason, timezone.localdate(trigger.raised_at), address("trigger", trigger.id))
        for trigger in rows
    ]


def stale_evidence(today: date) -> list[Stale]:
    """Of each thing that is shown by evidence, where the latest no longer holds."""
    latest: dict[tuple[str, UUID | None, str], Evidence] = {}
    for evidence in Evidence.objects.filter(withdrawn_at__isnull=True).order_by("on", "id"):
        latest[evidence.subject_label, evidence.subject_id, evidence.criterion] = evidence
    found = [e for e in latest.values() if (today - e.on).days > e.valid_days]
    return [
        Stale(evidence.what, evidence.on, address("evidence_item", evidence.id))
        for evidence in sorted(found, key=lambda e: e.on)
    ]


def _with_a_day(until: date) -> Iterator[Due]:
    """Everything open that is due on `until` or before."""
    yield from _register(until)
    yield from _requests(until)
    yield from _plan(until)
    yield from _promises(until)


def _register(until: date) -> Iterator[Due]:
    for entry in register.open_(register.entries()).filter(due_on__lte=until):
        assert entry.due_on is not None
        yield Due(
            entry.get_kind_display(), entry.what, entry.owner.name, entry.due_on, address("register_entry", entry.id),
            group=entry.group_id, entry=entry.id,
        )  # fmt: skip
    for card in SystemCard.objects.filter(review_on__lte=until).select_related("owner"):
        what = _("Look again at the system “%(name)s”") % {"name": card.get_system_display()}
        assert card.review_on is not None
        yield Due(gettext_lazy("Review"), what, card.owner.name if card.owner else "", card.review_on,
                  address("system", card.system))  # fmt: skip


def _requests(until: date) -> Iterator[Due]:
    rows = InformationRequest.objects.filter(answered_at__isnull=True).select_related("body", "owner")
    for request in rows.order_by("due_at"):
        on = timezone.localdate(request.due_at)
        if on <= until:
            yield Due(
                _("We asked %(body)s") % {"body": request.body.name} if request.from_us
                else _("%(body)s asks") % {"body": request.body.name},
                request.what, request.owner.name if request.owner else "", on, address("request", request.id, back="weekly"),
            )  # fmt: skip


def _plan(until: date) -> Iterator[Due]:
    activities = Activity.objects.filter(state__in=["planned", "under_way"], due_on__lte=until)
    for activity in activities.select_related("owner"):
        yield Due(gettext_lazy("Activity"), activity.what, activity.owner.name, activity.due_on,
                  address("activity", activity.id),
                  group=activity.group_id)  # fmt: skip
    reviews = OpportunityRisk.objects.filter(closed_at__isnull=True, review_on__lte=until)
    for each in reviews.select_related("owner"):
        yield Due(each.get_kind_display(), each.what, each.owner.name, each.review_on,
                  address("opportunity_review", each.id),
                  group=each.group_id)  # fmt: skip


def _promises(until: date) -> Iterator[Due]:
    pledges = Pledge.objects.filter(done_at__isnull=True, dropped_at__isnull=True, due_on__lte=until)
    for pledge in pledges.select_related("owner", "organisation"):
        what = f"{pledge.organisation.name}: {pledge.what}"
        yield Due(gettext_lazy("Pledge"), what, pledge.owner.name, pledge.due_on,
                  address("pledge_settle", pledge.id))  # fmt: skip
    lessons = Lesson.objects.filter(state__in=LESSON.active, due_on__lte=until).select_related("owner")
    for lesson in lessons:
        assert lesson.due_on is not None
        yield Due(gettext_lazy("Lesson"), lesson.what, lesson.owner.name if lesson.owner else "", lesson.due_on,
                  address("lesson", lesson.id))  # fmt: skip


def _unowned_lessons() -> list[Waiting]:
    """Lessons about which nobody has decided yet."""
    return [
        Waiting(lesson.what, timezone.localdate(lesson.found_at), address("lesson", lesson.id))
        for lesson in Lesson.objects.filter(state="found").order_by("found_at")
    ]


def _stale_contacts(today: date) -> list[Stale]:
    """Numbers on the call-out list that were not tried within their schedule; by their job, nobody is named."""
    return [
        Stale(
            f"{contact.job}, {contact.organisation.name}", contact.verified_on, address("contact", contact.id)
        )
        for contact in people.call_out_order(today)
        if contact.is_stale
    ]
