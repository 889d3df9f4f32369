"""Loads one file: read by its kind, held against what is known, kept in one transaction, and told in a sentence."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from rallyround.formats import BadFile, Kind, Progress
from rallyround.ledger.actors import Actor
from rallyround.places import actions
from rallyround.places.loading import names
from rallyround.places.loading.files import Found
from rallyround.places.loading.known import known, partnership
from rallyround.places.loading.readers import READERS
from rallyround.places.models import LoadedFile
from rallyround.places.rows import ReadFile

# What a kind of file is held against: when one of these is newer, the file is read again.
HELD_AGAINST: dict[Kind, tuple[Kind, ...]] = {
    Kind.LSOA_TABLE: (),
    Kind.DISTRICT_CODES: (Kind.LSOA_TABLE,),
    Kind.IOD_FILE_7: (Kind.LSOA_TABLE,),
    Kind.BOUNDARIES: (Kind.LSOA_TABLE, Kind.DISTRICT_CODES),
    Kind.CODE_POINT: (Kind.LSOA_TABLE, Kind.DISTRICT_CODES),
}


class State(StrEnum):
    """How it went with a file."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What became of a file, for people and for programs."""

    file: str
    kind: str
    state: State
    read: int
    kept: int
    sentence: str


def refusal(wanted: str) -> str:
    """Why nothing can be loaded for this partnership; "" where nothing stands in the way."""
    here = partnership()
    if here and names.key(here) != names.key(wanted):
        return _(
            "The places of %(here)s are loaded here, and one database serves one partnership. Load for"
            " %(here)s, or begin with another RALLYROUND_HOME."
        ) % {"here": here}
    return ""


def load(file: Found, wanted: str, *, by: Actor, at: datetime, progress: Progress) -> Outcome:
    """Load one file. Raises Refused where its table of small areas does not know the partnership."""
    if file.kind is None:
        return _not_known(file)
    sha256 = file.sha256()
    before = _loaded_before(sha256, file.kind)
    if before is not None:
        sentence = _("Loaded before, and not changed since.")
        return Outcome(file.path.name, file.kind, State.UNCHANGED, before.read, before.kept, sentence)
    ours = known()
    if file.kind is not Kind.LSOA_TABLE and not ours.small_areas:
        sentence = _(
            "%(file)s: nothing can be kept of it before the table of small areas is loaded; load that"
            " first, or with it."
        ) % {"file": file.path.name}
        return Outcome(file.path.name, file.kind, State.FAILED, 0, 0, sentence)
    try:
        reading = READERS[file.kind](file.path, wanted, ours, progress)
    except BadFile as problem:
        return Outcome(file.path.name, file.kind, State.FAILED, 0, 0, str(problem))
    if not reading.kept:
        return Outcome(file.path.name, file.kind, State.SKIPPED, reading.read, 0, reading.sentence)
    entry = ReadFile(sha256, file.path.name, file.kind, reading.partnership, reading.read, reading.kept)
    actions.keep_file(by=by, at=at, file=entry, content=reading.content)
    return Outcome(file.path.name, file.kind, State.LOADED, reading.read, reading.kept, reading.sentence)


def _not_known(file: Found) -> Outcome:
    if file.problem:
        return Outcome(file.path.name, "", State.FAILED, 0, 0, file.problem)
    if file.named:
        sentence = _(
            "%(file)s: this is no kind of file that can be loaded yet; see which can in the guide on places."
        ) % {"file": file.path.name}
        return Outcome(file.path.name, "", State.FAILED, 0, 0, sentence)
    return Outcome(file.path.name, "", State.SKIPPED, 0, 0, _("Of no kind that can be loaded yet."))


def _loaded_before(sha256: str, kind: Kind) -> LoadedFile | None:
    before = LoadedFile.objects.filter(sha256=sha256).first()
    if before is None:
        return None
    newer = LoadedFile.objects.filter(kind__in=HELD_AGAINST[kind], at__gt=before.at)
    return None if newer.exists() else before
