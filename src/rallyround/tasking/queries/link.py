"""The page of a volunteer's link: what is shown and what can be done in each state, without the address."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime

from rallyround.core.lifecycle import TASK
from rallyround.people.models import Note
from rallyround.register.kinds import KINDS, label
from rallyround.tasking import reasons, words
from rallyround.tasking.distances import metres_between
from rallyround.tasking.models import RiskAssessment, Task
from rallyround.tasking.queries.tasks import rough_place
from rallyround.volunteers.queries import open_attendance
from rallyround.volunteers.support import SUPPORT

Text = str | Promise
KNOWS_ADDRESS = {"accepted", "briefed", "started"}
AHEAD = {"offered", "accepted", "briefed", "started"}
OVER = {"delivered", "signed_out", "not_done"}


@dataclass(frozen=True)
class LinkPage:
    """What whoever holds a task's link sees. The address is not here: the view asks for it, which is written down."""

    task: Task
    kind: Text
    state: Text
    place: str
    when: str
    distance: str
    minutes: int
    together: int
    answer_by: str
    goes_there: bool
    assessment: RiskAssessment
    shows_task: bool
    knows_address: bool
    may_answer: bool
    may_read_briefing: bool
    may_acknowledge: bool
    may_start: bool
    may_deliver: bool
    may_sign_out: bool
    may_decline: bool
    asks_feedback: bool
    thanks: bool
    support: Text


def link_page(task: Task) -> LinkPage:
    """How a task looks to whoever it was offered to."""
    wanted = task.need.state in {"open", "matched"}
    signed_in = open_attendance("task", task.id) is not None
    verbs = set(TASK.verbs(task.state)) if wanted else set()
    return LinkPage(
        task=task,
        kind=label(task.need.kind),
        state=words.state(task.state) if wanted or task.state not in AHEAD else words.NOT_WANTED,
        place=rough_place(task.need),
        when=words.moment(task.during.lower),
        distance=reasons.distance(metres_between(task.need, task.offer)),
        minutes=int((task.during.upper - task.during.lower) / timedelta(minutes=1)),
        together=task.places_in_need,
        answer_by=date_format(localtime(task.answer_by), "H:i"),
        goes_there=KINDS[task.need.kind].distance_matters,
        assessment=task.risk_assessment,
        shows_task=wanted and task.state in AHEAD,
        knows_address=wanted and task.state in KNOWS_ADDRESS,
        may_answer="accept" in verbs,
        may_read_briefing=wanted and task.state in KNOWS_ADDRESS,
        may_acknowledge="brief" in verbs,
        may_start="start" in verbs,
        may_deliver=task.state == "started",
        may_sign_out=signed_in and task.state != "started",
        may_decline="decline" in verbs,
        asks_feedback=task.state in OVER
        and not signed_in
        and not task.feedback.filter(side="volunteer").exists(),
        thanks=task.state not in AHEAD,
        support=SUPPORT,
    )


def latest(notes: Iterable[Note], kind: str) -> str:
    """What the newest note of this kind says; nothing where there is none."""
    texts = [note.text for note in notes if note.kind == kind]
    return texts[-1] if texts else ""
