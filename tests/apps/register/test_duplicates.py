"""Two reports of one need are merged without loss and unmerged on a change of mind."""

from datetime import timedelta

import pytest

from rallyround.messaging.models import Message
from rallyround.people.models import Note
from rallyround.register import actions
from rallyround.register.models import NotDuplicate
from rallyround.ui.errors import Refused, WrongState
from tests.factories import AT, TEST, make_need, make_open_need, make_user

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def test_merging_loses_nothing_and_unmerging_brings_it_back() -> None:
    kept, other = make_need(words="Sandbags please"), make_need(words="sandbags at number nine")
    notes, before = Note.objects.count(), (other.requester_id, other.words_id, other.reported_at, other.code)
    actions.merge_needs(by=TEST, at=LATER, kept=kept, other=other)
    other.refresh_from_db()
    assert (other.state, other.merged_into) == ("merged", kept)
    assert Note.objects.count() == notes
    other = actions.unmerge_need(by=TEST, at=LATER, need=other)
    assert (other.state, other.merged_into) == ("reported", None)
    assert (other.requester_id, other.words_id, other.reported_at, other.code) == before


def test_both_who_asked_are_told_of_what_happens_to_the_one() -> None:
    kept, other = make_need(), make_need()
    actions.merge_needs(by=TEST, at=AT, kept=kept, other=other)
    actions.take_on(
        by=TEST, at=LATER, need=kept, kind="prepare", cause="at_risk", severity="minor", risk="none"
    )
    told = Message.objects.filter(template="need_taken_on").values_list("person_id", "params")
    assert sorted(told, key=str) == sorted(
        [(each.requester_id, {"code": each.code}) for each in (kept, other)], key=str
    )


def test_what_was_merged_does_not_take_others_in() -> None:
    first, second, third = make_need(), make_need(), make_need()
    actions.merge_needs(by=TEST, at=AT, kept=first, other=second)
    with pytest.raises(WrongState, match="itself merged"):
        actions.merge_needs(by=TEST, at=AT, kept=second, other=third)
    with pytest.raises(WrongState, match="other way round"):
        actions.merge_needs(by=TEST, at=AT, kept=third, other=first)
    with pytest.raises(Refused, match="with itself"):
        actions.merge_needs(by=TEST, at=AT, kept=third, other=third)


def test_what_has_help_arranged_is_not_merged_away() -> None:
    matched = actions.match_need(by=TEST, at=AT, need=make_open_need())
    with pytest.raises(WrongState):
        actions.merge_needs(by=TEST, at=AT, kept=make_need(), other=matched)


def test_a_judgement_is_kept_once_whichever_way_round() -> None:
    ann, first, second = make_user("duty_officer"), make_need(), make_need()
    actions.judge_different(by=ann.actor, at=AT, first=first, second=second)
    actions.judge_different(by=ann.actor, at=AT, first=second, second=first)
    assert NotDuplicate.objects.count() == 1
