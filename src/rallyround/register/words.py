"""What the register's codes are called on pages: reasons, verbs, likenesses, and what a requester is told."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

Text = str | Promise
METRES_PER_MILE = 1609

# Kinds of notes about a need that its helpers are shown once they have said yes.
TASK_WORDS = "task_words"
WHERE = "where"

WITHDRAWN: Mapping[str, Text] = {
    "requester_asked": _("Whoever asked says so"),
    "no_longer_needed": _("No longer needed"),
    "helped_by_others": _("Somebody else helped"),
    "cannot_be_reached": _("Cannot be reached"),
    "not_genuine": _("Not a genuine request"),
}
RETURNED: Mapping[str, Text] = {
    "not_for_us": _("Not for them"),
    "no_capacity": _("They have nobody free"),
    "no_danger_found": _("They found no danger"),
    "done_our_part": _("They have done their part"),
}
OFFER_WITHDRAWN: Mapping[str, Text] = {
    "offerer_asked": _("Whoever offered says so"),
    "cannot_be_reached": _("Cannot be reached"),
    "not_suitable": _("Not suitable"),
    "given_elsewhere": _("Given elsewhere"),
}
PURPOSES: Mapping[str, Text] = {
    "to_triage": _("To find out what is needed"),
    "to_call_back": _("To call back"),
    "to_arrange_help": _("To arrange the help"),
    "to_hand_over": _("To tell a professional responder"),
    "to_compare": _("To see whether two reports are the same"),
    "to_correct": _("To correct a mistake"),
}
VERBS: Mapping[str, Text] = {
    "need.reported": _("Reported"),
    "need.seen": _("Looked at for the first time"),
    "need.claimed": _("Taken in hand"),
    "need.released": _("Let go"),
    "need.taken_on": _("Triaged: for us"),
    "need.handed_over": _("Handed to a professional"),
    "need.acknowledged": _("Acknowledged by the responder"),
    "need.returned": _("Given back by the responder"),
    "need.resolved": _("Met by the responder"),
    "need.advised": _("Information given"),
    "need.matched": _("Help arranged"),
    "need.unmatched": _("The help that was arranged does not come"),
    "need.met": _("Met"),
    "need.withdrawn": _("No longer wanted"),
    "need.merged": _("Merged into another"),
    "need.unmerged": _("Unmerged"),
    "need.judged_different": _("Found to be different from another"),
    "need.reopened": _("Opened again"),
    "need.added_to": _("More was said"),
    "need.placed": _("Where it is was said"),
    "need.task_words_written": _("Written for the helper: what to bring or do"),
    "need.state_asked": _("Whoever asked looked at what is happening"),
    "offer.received": _("Received"),
    "offer.accepted": _("Ready for tasks"),
    "offer.kept": _("Kept: not needed yet"),
    "offer.withdrawn": _("Withdrawn"),
    "offer.renewed": _("Offered again"),
    "offer.changed": _("Changed"),
    "offer.consent_recorded": _("Consent to be given tasks recorded"),
    "offer.joined": _("Joined an organisation's planned help"),
    "offer.prompted": _("Asked to something meanwhile"),
    "note.written": _("A note was written"),
}
ACTORS: Mapping[str, Text] = {
    "public": _("the public form"),
    "requester": _("whoever asked"),
    "volunteer": _("a volunteer"),
    "contact": _("somebody on the call-out list"),
    "system": _("the system"),
}
# What a second report of a need may fill or contradict.
FACTS: Mapping[str, Text] = {
    "place": _("where it is"),
    "people_count": _("how many people"),
    "kind": _("what is needed"),
    "whose": _("whose need it is"),
}
# Each likeness with its measure where it has one.
LIKENESS: Mapping[str, Text] = {
    "same_phone": _("the same telephone"),
    "near": _("%(measure)s m apart"),
    "same_kind": _("the same kind of need"),
    "like_words": _("similar words"),
}
PARTS: Mapping[str, Text] = {"severity": _("Severity"), "risk": _("Risk"), "waiting": _("Waiting")}

# How a need stands that somebody has opened and nobody has decided about.
SEEN = _("Looked at, not yet decided")
# The states of a need in one or two words, for a badge.
SHORT_STATE: Mapping[str, Text] = {
    "reported": _("Waiting"),
    "open": _("Ours"),
    "matched": _("Arranged"),
    "met": _("Met"),
    "handed_over": _("Handed over"),
    "with_responder": _("Responder"),
    "advised": _("Advised"),
    "withdrawn": _("Withdrawn"),
    "merged": _("Merged"),
}
# What a requester is told of each state: how it stands, and what happens next.
STATES_IN_WORDS: Mapping[str, tuple[Text, Text]] = {
    "reported": (
        _("We have your request."),
        _("A person reads it and decides what can be done. This is not yet a promise of help."),
    ),
    "open": (
        _("We are looking for somebody who can help."),
        _("We will tell you when somebody has been found. We cannot say yet when that will be."),
    ),
    "matched": (_("Somebody has been asked to help you."), _("We will tell you when they have said yes.")),
    "met": (_("Your request is closed: the help was given."), _("If that is not so, please ring us.")),
    "handed_over": (
        _("We have passed your request to a professional service."),
        _("We are waiting for them to say that they have it."),
    ),
    "with_responder": (
        _("A professional service has your request."),
        _("They decide what happens next and may get in touch with you."),
    ),
    "advised": (
        _("We think that information helps best here."),
        _("If it does not help, ring us or make a new request."),
    ),
    "withdrawn": (
        _("Your request is closed because it is no longer wanted."),
        _("If you need something after all, make a new request."),
    ),
    "merged": (
        _("We have more than one request about this and deal with them together."),
        _("You need do nothing: we tell you what happens."),
    ),
}


def travels(metres: int) -> str:
    """How far somebody travels, as people say it."""
    miles, km = round(metres / METRES_PER_MILE), max(1, round(metres / 1000))
    if metres == 0:
        return gettext("only where they are")
    if miles == 0:
        return gettext("less than 1 mile")
    return ngettext("up to %(miles)s mile (%(km)s km)", "up to %(miles)s miles (%(km)s km)", miles) % {
        "miles": miles,
        "km": km,
    }
