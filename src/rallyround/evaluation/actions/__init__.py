"""Every change to evidence, scores, debriefs, lessons and triggers."""

from rallyround.evaluation.actions.evidence import record_evidence, withdraw_evidence
from rallyround.evaluation.actions.lessons import (
    accept_lesson,
    change_made,
    embed_lesson,
    find_lesson,
    record_debrief,
    reject_lesson,
    remind_owners,
    reopen_lesson,
)
from rallyround.evaluation.actions.scores import score_step, set_criteria, set_zones
from rallyround.evaluation.actions.triggers import answer_trigger, derive_triggers, raise_trigger

__all__ = [
    "accept_lesson",
    "answer_trigger",
    "change_made",
    "derive_triggers",
    "embed_lesson",
    "find_lesson",
    "raise_trigger",
    "record_debrief",
    "record_evidence",
    "reject_lesson",
    "remind_owners",
    "reopen_lesson",
    "score_step",
    "set_criteria",
    "set_zones",
    "withdraw_evidence",
]
