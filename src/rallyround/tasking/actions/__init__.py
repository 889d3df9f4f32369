"""Every change to risk assessments, plans, proposals, tasks and feedback; one function a verb, each with its event."""

from rallyround.tasking.actions.answers import accept_task, brief_task, decline_task
from rallyround.tasking.actions.care import (
    alert_overdue,
    cancel_orphans,
    cancel_task,
    expire_offers,
    resume_task,
    suspend_in_closure,
)
from rallyround.tasking.actions.feedback import give_feedback
from rallyround.tasking.actions.matching import Confirmed, confirm_match, confirm_matches
from rallyround.tasking.actions.planning import (
    TakenBack,
    guarantee_shares,
    loosen_plan,
    propose,
    refuse_proposal,
)
from rallyround.tasking.actions.risk import approve_risk_assessment
from rallyround.tasking.actions.work import deliver_task, sign_out_task, start_task

__all__ = [
    "Confirmed",
    "TakenBack",
    "accept_task",
    "alert_overdue",
    "approve_risk_assessment",
    "brief_task",
    "cancel_orphans",
    "cancel_task",
    "confirm_match",
    "confirm_matches",
    "decline_task",
    "deliver_task",
    "expire_offers",
    "give_feedback",
    "guarantee_shares",
    "loosen_plan",
    "propose",
    "refuse_proposal",
    "resume_task",
    "sign_out_task",
    "start_task",
    "suspend_in_closure",
]
