"""Every change to a file that the worker makes: wanted, being made, ready or not, removed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from rallyround.feeds.actions._queue import enqueue
from rallyround.feeds.models import Export, ExportState
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.ui.errors import NotFound, Refused

UNDER_WAY = (ExportState.WAITING, ExportState.MAKING)
# One worker makes the files of everybody, and messages go first.
AT_A_TIME = 3


@transaction.atomic
def want_export(*, by: Actor, at: datetime, user: User, listing: str, params: str, id: UUID) -> Export:
    """Have a list made into an Excel file; the same `id` twice is done once."""
    sent_before = Export.objects.filter(id=id, wanted_by=user).first()
    if sent_before:
        return sent_before
    User.objects.select_for_update().get(pk=user.pk)
    if Export.objects.filter(wanted_by=user, state__in=UNDER_WAY).count() >= AT_A_TIME:
        raise Refused(_("Three of your files are being made already. Wait until one is ready."))
    export = Export.objects.create(id=id, listing=listing, params=params, wanted_by=user, wanted_at=at)
    enqueue("feeds.make_export", export.id, export_id=str(export.id))
    record(by=by, at=at, verb="export.wanted", subject=("export", export.id), data={"listing": listing})
    return export


@transaction.atomic
def begin_export(*, by: Actor, at: datetime, export_id: UUID, areas: list[str] | None) -> bool:
    """Start to make it, or anew after a worker was killed or broke; False where it is ready or no longer wanted."""
    export = _locked(export_id)
    if export.state in (ExportState.READY, ExportState.REMOVED):
        return False
    export.state, export.areas, export.done, export.total = ExportState.MAKING, areas, 0, 0
    export.save(update_fields=["state", "areas", "done", "total"])
    record(by=by, at=at, verb="export.begun", subject=("export", export.id), data={"areas": areas})
    return True


def note_progress(*, export_id: UUID, done: int, total: int) -> None:
    """How far the file is. No decision of anybody, so the ledger does not hear of it."""
    Export.objects.filter(id=export_id, state=ExportState.MAKING).update(done=done, total=total)


@transaction.atomic
def finish_export(*, by: Actor, at: datetime, export_id: UUID, file: str, rows: int) -> None:
    """It can be fetched from now on."""
    export = _locked(export_id)
    if export.state != ExportState.MAKING:
        return
    export.state, export.file, export.finished_at = ExportState.READY, file, at
    export.done = export.total = rows
    export.save(update_fields=["state", "file", "finished_at", "done", "total"])
    record(by=by, at=at, verb="export.made", subject=("export", export.id), data={"rows": rows})


@transaction.atomic
def fail_export(*, by: Actor, at: datetime, export_id: UUID, problem: str) -> None:
    """It cannot be made, for a reason in a sentence."""
    export = _locked(export_id)
    if export.state not in UNDER_WAY:
        return
    export.state, export.problem, export.finished_at = ExportState.FAILED, problem[:300], at
    export.save(update_fields=["state", "problem", "finished_at"])
    record(by=by, at=at, verb="export.not_made", subject=("export", export.id))


@transaction.atomic
def remove_exports(*, by: Actor, at: datetime, older_than: datetime) -> list[str]:
    """Forget what was wanted before; gives the names of files that may be deleted now."""
    old = list(
        Export.objects.select_for_update().exclude(state=ExportState.REMOVED).filter(wanted_at__lt=older_than)
    )
    names = [export.file for export in old if export.file]
    for export in old:
        export.state, export.params, export.file = ExportState.REMOVED, "", ""
        export.save(update_fields=["state", "params", "file"])
        record(by=by, at=at, verb="export.removed", subject=("export", export.id))
    return names


def _locked(id: UUID) -> Export:
    export = Export.objects.select_for_update().filter(id=id).first()
    if export is None:
        raise NotFound(_("There is no such file."))
    return export
