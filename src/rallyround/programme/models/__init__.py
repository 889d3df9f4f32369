"""The programme: the journey through the eight steps, and what the working group decides and writes on the way."""

from rallyround.programme.models.ambition import Ambition, AmbitionReview, Driver, Endorsement, StrategicLead
from rallyround.programme.models.events import AgendaItem, Attendance, Gathering, Pledge
from rallyround.programme.models.journey import Cycle, StepOpening
from rallyround.programme.models.papers import Paper
from rallyround.programme.models.plan import Activity, Aim, OpportunityRisk, Outcome, Pace, Principle, Vision
from rallyround.programme.models.systems import Body, InformationRequest, RegisterEntry, SystemCard
from rallyround.programme.models.team import Baseline, GroupSeat, Initiative, TermsOfReference, WorkingGroup

__all__ = [
    "Activity",
    "AgendaItem",
    "Aim",
    "Ambition",
    "AmbitionReview",
    "Attendance",
    "Baseline",
    "Body",
    "Cycle",
    "Driver",
    "Endorsement",
    "Gathering",
    "GroupSeat",
    "InformationRequest",
    "Initiative",
    "OpportunityRisk",
    "Outcome",
    "Pace",
    "Paper",
    "Pledge",
    "Principle",
    "RegisterEntry",
    "StepOpening",
    "StrategicLead",
    "SystemCard",
    "TermsOfReference",
    "Vision",
    "WorkingGroup",
]
