"""Long tables in and large Excel files out, in the background; and deleting files when their time is over."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from rallyround.feeds import access, actions, files, making, queries, under_way
from rallyround.feeds.uploads import Upload
from rallyround.ledger.actors import system
from rallyround.ui.errors import Refused

TRIES = 8
# The next in line waits while one is tried again, so the waits are short.
AGAIN = RetryStrategy(max_attempts=TRIES, wait=3)
BY = system("exports")
BROKEN = gettext_lazy("Something is broken. %(instead)s Tell whoever looks after this service.")


@app.task(name="feeds.bring_in", queue="files", retry=AGAIN, pass_context=True)
def bring_in(context: JobContext, upload_id: str, user_id: str) -> None:
    """Bring in a long table. A job that was killed begins again; one that ran already does nothing."""
    bring(UUID(upload_id), UUID(user_id), last_try=context.job.attempts >= TRIES)


def bring(upload_id: UUID, user_id: UUID, *, last_try: bool = False) -> None:
    """The work of the job: what was refused is told its person at once, what broke after the last try."""
    work = under_way.read(upload_id)
    if work is None or work.problem or queries.import_done(work.import_id):
        return
    upload = Upload(upload_id, work.kind, work.name)

    def note(**said: Any) -> None:
        under_way.write(upload_id, replace(work, **said))

    try:
        user = access.user_who_wants(user_id)
        access.kind_to_import(user, work.kind)
        actions.IMPORTS[work.kind](
            by=user.actor,
            at=timezone.now(),
            sheet=upload.open(),
            columns=work.columns,
            id=work.import_id,
            progress=lambda done, total: note(done=done, total=total),
        )
    except actions.BadRows as bad:
        note(problem=str(bad), problems=[str(problem) for problem in bad.problems], more=bad.more)
    except Refused as refusal:
        note(problem=str(refusal))
    except Exception:
        if last_try:
            note(problem=BROKEN % {"instead": _("Nothing was brought in.")})
        raise
    else:
        upload.drop()


@app.task(
    name="feeds.make_export",
    queue="files",
    retry=AGAIN,
    pass_context=True,
)
def make_export(context: JobContext, export_id: str) -> None:
    """Make one file. A job that was killed begins again; one that ran already does nothing."""
    make(UUID(export_id), last_try=context.job.attempts >= TRIES)


def make(id: UUID, *, last_try: bool = False) -> None:
    """The work of the job: what was refused is told its person at once, what broke after the last try."""
    wanted = queries.export(id)
    user, params = wanted.wanted_by, QueryDict(wanted.params)
    try:
        listing = access.list_to_export(user, wanted.listing, params)
        areas = access.areas_of(user, wanted.listing)
        if not actions.begin_export(by=BY, at=timezone.now(), export_id=id, areas=areas):
            return
        name, rows = making.make(id, listing, params)
    except Refused as refusal:
        actions.fail_export(by=BY, at=timezone.now(), export_id=id, problem=str(refusal))
        return
    except Exception:
        if last_try:
            problem = _(
                "Something is broken. Take the list as CSV, and tell whoever looks after this service."
            )
            actions.fail_export(by=BY, at=timezone.now(), export_id=id, problem=problem)
        raise
    actions.finish_export(by=BY, at=timezone.now(), export_id=id, file=name, rows=rows)


@app.periodic(cron="*/10 * * * *")
@app.task(name="feeds.clear_up", queue="files", queueing_lock="feeds.clear_up")
def clear_up(timestamp: int) -> None:
    """Uploads go after an hour, exports after a day; also what a killed process left."""
    at = timezone.now()
    files.sweep(files.UPLOADS, older_than=at - files.UPLOADS_LAST)
    for name in actions.remove_exports(by=BY, at=at, older_than=at - files.EXPORTS_LAST):
        making.path_of(name).unlink(missing_ok=True)
    files.sweep(files.EXPORTS, older_than=at - files.EXPORTS_LAST)
