"""What the pages of tasking read: the plan, tasks, the link's page, feedback."""

from rallyround.tasking.queries.candidates import candidates
from rallyround.tasking.queries.feedback import feedback_task, heard, was_heard
from rallyround.tasking.queries.gain import gain
from rallyround.tasking.queries.guarantee import guarantee
from rallyround.tasking.queries.link import latest, link_page
from rallyround.tasking.queries.loosening import could_change, would_change
from rallyround.tasking.queries.plan import (
    asks_where,
    changed_since,
    current_plan,
    difference,
    in_the_way,
    need_problem,
    summary,
    waiting,
    why_nobody,
)
from rallyround.tasking.queries.tasks import late, rough_place, state_lines, story, task_page

__all__ = [
    "asks_where",
    "candidates",
    "changed_since",
    "could_change",
    "current_plan",
    "difference",
    "feedback_task",
    "gain",
    "guarantee",
    "heard",
    "in_the_way",
    "late",
    "latest",
    "link_page",
    "need_problem",
    "rough_place",
    "state_lines",
    "story",
    "summary",
    "task_page",
    "waiting",
    "was_heard",
    "why_nobody",
    "would_change",
]
