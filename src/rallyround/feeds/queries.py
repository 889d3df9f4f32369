"""What pages read about files in and out."""

from datetime import datetime
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


def in_words(at: datetime) -> str:
    """Local date and time."""
    return str(shown(at))


def exports_of(user: User) -> list[Export]:
    """The files that were made for somebody, newest first; those that are gone are left out."""
    return list(user.exports.exclude(state=ExportState.REMOVED).order_by("-wanted_at")[:50])
