"""What the pages of tasking read: the plan, tasks, the link's page, feedback."""

from rallyround.tasking.queries.feedback import feedback_task, heard, was_heard
from rallyround.tasking.queries.link import latest, link_page
from rallyround.tasking.queries.plan import candidates, changed_since, current_plan, need_problem
from rallyround.tasking.queries.tasks import late, rough_place, state_lines, story, task_page

__all__ = [
    "candidates",
    "changed_since",
    "current_plan",
    "feedback_task",
    "heard",
    "late",
    "latest",
    "link_page",
    "need_problem",
    "rough_place",
    "state_lines",
    "story",
    "task_page",
    "was_heard",
]
