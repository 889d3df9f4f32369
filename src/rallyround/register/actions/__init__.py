"""Every change to needs and offers; one function a verb, each with its event in the ledger."""

from rallyround.register.actions.adding import Updated, add_to_need, update_need
from rallyround.register.actions.claims import claim_need, release_need
from rallyround.register.actions.duplicates import judge_different, merge_needs, unmerge_need
from rallyround.register.actions.handovers import (
    acknowledge_handover,
    hand_over,
    resolve_handover,
    return_handover,
)
from rallyround.register.actions.offers import (
    accept_offer,
    change_offer,
    join_organisation,
    keep_offer,
    record_consent,
    renew_offer,
    withdraw_offer,
)
from rallyround.register.actions.placing import place_need
from rallyround.register.actions.report import report_need
from rallyround.register.actions.state import ask_state
from rallyround.register.actions.taking import take_offer
from rallyround.register.actions.tasking import match_need, meet_need, unmatch_need
from rallyround.register.actions.triage import (
    advise,
    reopen_need,
    see_need,
    take_on,
    withdraw_need,
    write_task_words,
)

__all__ = [
    "Updated",
    "accept_offer",
    "acknowledge_handover",
    "add_to_need",
    "advise",
    "ask_state",
    "change_offer",
    "claim_need",
    "hand_over",
    "join_organisation",
    "judge_different",
    "keep_offer",
    "match_need",
    "meet_need",
    "merge_needs",
    "place_need",
    "record_consent",
    "release_need",
    "renew_offer",
    "reopen_need",
    "report_need",
    "resolve_handover",
    "return_handover",
    "see_need",
    "take_offer",
    "take_on",
    "unmatch_need",
    "unmerge_need",
    "update_need",
    "withdraw_need",
    "withdraw_offer",
    "write_task_words",
]
