"""What pages, and the apps above, read of readiness, scores, lessons, triggers and effects."""

from rallyround.evaluation.queries.after_action import AfterAction, Moment, after_action, lessons_of, timeline
from rallyround.evaluation.queries.causes import Cause, ReviewDue, causes, reviews
from rallyround.evaluation.queries.impact import (
    Comparison,
    Evenness,
    Impact,
    ModuleImpact,
    impact_of,
    module_impact,
)
from rallyround.evaluation.queries.known import Known, known_of, recorded_for
from rallyround.evaluation.queries.lessons import (
    debriefs,
    evidence,
    evidence_of,
    later_evidence,
    lessons,
    open_lessons,
    open_triggers,
    overdue_lessons,
    triggers,
)
from rallyround.evaluation.queries.ready import ModuleReadiness, editions, readiness_of, readiness_series
from rallyround.evaluation.queries.scores import Scorecard, ScoreLine, scorecard, scores
from rallyround.evaluation.queries.zones import ZONE_COLOURS, ZONE_NAMES, zones_before, zones_on

__all__ = [
    "ZONE_COLOURS",
    "ZONE_NAMES",
    "AfterAction",
    "Cause",
    "Comparison",
    "Evenness",
    "Impact",
    "Known",
    "ModuleImpact",
    "ModuleReadiness",
    "Moment",
    "ReviewDue",
    "ScoreLine",
    "Scorecard",
    "after_action",
    "causes",
    "debriefs",
    "editions",
    "evidence",
    "evidence_of",
    "impact_of",
    "known_of",
    "later_evidence",
    "lessons",
    "lessons_of",
    "module_impact",
    "open_lessons",
    "open_triggers",
    "overdue_lessons",
    "readiness_of",
    "readiness_series",
    "recorded_for",
    "reviews",
    "scorecard",
    "scores",
    "timeline",
    "triggers",
    "zones_before",
    "zones_on",
]
