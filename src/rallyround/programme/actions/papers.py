"""Papers made from the record, once each: a paper is never changed, a later one is another version."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.programme.models import Paper
from rallyround.programme.papers.content import KINDS, content_of, digest, document
from rallyround.ui.errors import Refused


@transaction.atomic
def make_paper(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    made_by: User,
    subject_id: UUID | None = None,
    language: str = "en",
    id: UUID | None = None,
) -> Paper:
    """Put a paper together from the record and keep it with its digest. The same `id` twice is done once."""
    sent_before = Paper.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    found = KINDS.get(kind)
    if found is None:
        raise Refused(_("Choose one of the papers on the list."))
    if found.subjects is None:
        subject_id = None
    _one_at_a_time(kind)
    last = Paper.objects.filter(kind=kind, subject_id=subject_id).aggregate(last=Max("version"))["last"] or 0
    content = content_of(document(found, subject_id, last + 1, at, language))
    paper = Paper.objects.create(
        id=id or uuid7(),
        kind=kind,
        version=last + 1,
        subject_id=subject_id,
        content=content,
        digest=digest(content),
        made_by=made_by,
        made_at=at,
    )
    record(by=by, at=at, verb="paper.made", subject=("paper", paper.id),
           data={"kind": kind, "version": paper.version, "digest": paper.digest})  # fmt: skip
    return paper


def _one_at_a_time(kind: str) -> None:
    """Versions have no gaps and no doubles, also when two people make a paper at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"paper:{kind}"])
