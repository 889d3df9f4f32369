"""What pages read about files in and out."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rallyround.feeds.kinds import KINDS
from rallyround.feeds.models import Export, ExportState, Import, Mapping
from rallyround.feeds.sheets import Sheet, headings_hash
from rallyround.people.models import User
from rallyround.ui.cells import shown


def imports() -> QuerySet[Import]:
    """Every file that was brought in."""
    return Import.objects.all()


def brought_in_before(kind: str, sheet: Sheet) -> str:
    """When and by whom this file was brought in, as a sentence; nothing where it is new."""
    earlier = Import.objects.filter(kind=kind, sha256=sheet.sha256).first()
    if earlier is None:
        return ""
    return _("This file was brought in on %(when)s by %(who)s: nothing was changed.") % {
        "when": shown(earlier.at),
        "who": who(earlier.by),
    }


def import_done(id: UUID | None) -> Import | None:
    """What came of a form that was sent before."""
    return Import.objects.filter(id=id).first() if id else None


def columns_of(kind: str, sheet: Sheet) -> dict[str, str]:
    """Which heading is which field: as somebody said it of a file with these headings, else as it seems."""
    remembered = Mapping.objects.filter(kind=kind, headings_hash=headings_hash(sheet.headings)).first()
    return dict(remembered.columns) if remembered else KINDS[kind].suggest(sheet.headings)


def who(actor: str) -> str:
    """An actor of the ledger in words: a user's name, or the command line."""
    kind, _colon, id = actor.partition(":")
    if kind != "user":
        return _("the command line")
    return User.objects.filter(id=UUID(id)).values_list("name", flat=True).first() or _("a user")


def exports_of(user: User) -> list[Export]:
    """The files that were made for somebody, newest first; those that are gone are left out."""
    return list(user.exports.exclude(state=ExportState.REMOVED).order_by("-wanted_at")[:50])


def any_under_way(found: list[Export]) -> bool:
    """Whether one of them is not there yet."""
    return any(export.state in (ExportState.WAITING, ExportState.MAKING) for export in found)


def export(id: UUID) -> Export:
    """A file that is wanted, with whose it is."""
    return Export.objects.select_related("wanted_by").get(id=id)
