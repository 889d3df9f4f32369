"""Organisations that might work with a group, and the answers to the tests of fit."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.collaborations.criteria import BY_KEY
from rallyround.collaborations.models import Answer, Candidate, FitAnswer
from rallyround.groups.models import PriorityGroup
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import Organisation, User
from rallyround.ui.errors import Refused, WrongState


@transaction.atomic
def add_candidate(
    *, by: Actor, at: datetime, group: PriorityGroup, organisation: Organisation, id: UUID | None = None
) -> Candidate:
    """Put an organisation on the list of those who might work with a group; it stands there once."""
    if group.ended_at is not None:
        raise WrongState(_("This group was ended and is not changed any more."))
    if not organisation.active:
        raise Refused(_("This organisation is not active. Choose another."))
    there = Candidate.objects.filter(group=group, organisation=organisation).first()
    if there is not None:
        return there
    candidate = Candidate.objects.create(id=id or uuid7(), group=group, organisation=organisation, made_at=at)
    record(by=by, at=at, verb="candidate.added", subject=("candidate", candidate.id),
           data={"group": str(group.id), "organisation": str(organisation.id)})  # fmt: skip
    return candidate


@transaction.atomic
def answer_tests(
    *, by: Actor, at: datetime, user: User, candidate: Candidate, answers: dict[str, tuple[str, str]]
) -> Candidate:
    """Answer tests of fit: by the key of the test the answer and why. What is not named stays as it was."""
    held = Candidate.objects.select_for_update().get(pk=candidate.pk)
    for test, (answer, because) in answers.items():
        if test not in BY_KEY or answer not in Answer.values:
            raise Refused(_("Answer each question with yes, no or not known yet."))
        if answer != Answer.NOT_KNOWN and not because.strip():
            raise Refused(
                _("Say in a few words why, or answer “not known yet”: %(question)s")
                % {"question": BY_KEY[test].question}
            )
        FitAnswer.objects.update_or_create(
            candidate=held,
            test=test,
            defaults={"answer": answer, "because": because.strip(), "by": user, "at": at},
        )
    record(by=by, at=at, verb="candidate.assessed", subject=("candidate", held.id),
           data={test: answer for test, (answer, _why) in answers.items()})  # fmt: skip
    return held
