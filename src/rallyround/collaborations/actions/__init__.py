"""Every change to candidates, collaborations, their terms, deliveries and verdicts."""

from rallyround.collaborations.actions.candidates import add_candidate, answer_tests
from rallyround.collaborations.actions.delivery import record_delivery, withdraw_delivery
from rallyround.collaborations.actions.proposals import (
    PartOf,
    add_parts,
    drop_proposal,
    end_collaboration,
    propose,
)
from rallyround.collaborations.actions.terms import (
    TermsDraft,
    agree_for_them,
    agree_for_us,
    change_terms,
    propose_terms,
)
from rallyround.collaborations.actions.verdicts import decide_verdict, set_target

__all__ = [
    "PartOf",
    "TermsDraft",
    "add_candidate",
    "add_parts",
    "agree_for_them",
    "agree_for_us",
    "answer_tests",
    "change_terms",
    "decide_verdict",
    "drop_proposal",
    "end_collaboration",
    "propose",
    "propose_terms",
    "record_delivery",
    "set_target",
    "withdraw_delivery",
]
