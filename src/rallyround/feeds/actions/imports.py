"""Bringing in a table: whole or not at all, each row by the real action of its app, everything wrong said at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from uuid_utils.compat import uuid7

from rallyround.feeds import models, queries
from rallyround.feeds.actions._queue import enqueue
from rallyround.feeds.cells import Cells, Problem
from rallyround.feeds.kinds import KINDS, Kind
from rallyround.feeds.rows import known, need_report, offer_report
from rallyround.feeds.sheets import Sheet, headings_hash
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.imports import import_contacts
from rallyround.people.models import User
from rallyround.register import actions as register
from rallyround.ui.errors import Refused

# The id of a row is made from its file and its number, so that it is the same however often it comes.
NAMESPACE = UUID("5f0d2c0e-5b3a-5c1e-9d57-2b8f4b7e6a11")
LISTED = 50
ROWS_BETWEEN_REPORTS = 20

Progress = Callable[[int, int], None]
# Brings in one row under this id; whether it made anything.
BringRow = Callable[[Cells, UUID], bool]


class BadRows(Refused):
    """Nothing was brought in. `problems` are the first fifty, `more` says how many there are besides."""

    def __init__(self, problems: list[Problem], more: int) -> None:
        self.problems = problems
        self.more = more
        count = len(problems) + more
        super().__init__(
            ngettext(
                "Nothing was brought in: there is %(count)s problem in the file.",
                "Nothing was brought in: there are %(count)s problems in the file.",
                count,
            )
            % {"count": f"{count:,}"}
        )


@dataclass(frozen=True)
class ImportResult:
    """What came of a file: how many rows it had and how many of them made something new."""

    id: UUID
    kind: str
    rows: int
    made: int

    @property
    def known_before(self) -> int:
        """Rows whose organisation and contact the directory held already."""
        return self.rows - self.made


@transaction.atomic
def import_needs(
    *,
    by: Actor,
    at: datetime,
    sheet: Sheet,
    columns: Mapping[str, str],
    id: UUID | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Bring in needs; `columns` gives for each field its heading. Raises Refused or BadRows with nothing changed."""
    names = known()

    def bring(cells: Cells, id: UUID) -> bool:
        report = need_report(cells, id, names)
        return report is not None and register.report_need(by=by, at=at, report=report).created

    return _bring_in(KINDS["needs"], bring, by, at, sheet, columns, id, progress)


@transaction.atomic
def import_offers(
    *,
    by: Actor,
    at: datetime,
    sheet: Sheet,
    columns: Mapping[str, str],
    id: UUID | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Bring in offers, as `import_needs` does needs."""
    names = known()

    def bring(cells: Cells, id: UUID) -> bool:
        report = offer_report(cells, id, names)
        return report is not None and register.take_offer(by=by, at=at, report=report).created

    return _bring_in(KINDS["offers"], bring, by, at, sheet, columns, id, progress)


@transaction.atomic
def import_people(
    *,
    by: Actor,
    at: datetime,
    sheet: Sheet,
    columns: Mapping[str, str],
    id: UUID | None = None,
    progress: Progress | None = None,
) -> ImportResult:
    """Bring in organisations and their contacts; who is in the directory already stays as they are."""
    kind = KINDS["people"]
    if earlier := _begun_before(kind, sheet, columns, id):
        return earlier
    entry = _begin(kind, sheet, by, at, id)
    rows = ((row, {key: said[heading] for key, heading in columns.items()}) for row, said in sheet.rows)
    done = import_contacts(by=by, at=at, rows=rows)
    problems = [Problem(p.row, columns.get(p.field, ""), p.sentence) for p in done.problems]
    entry.made = done.rows - done.already_there
    if progress:
        progress(len(sheet.rows), len(sheet.rows))
    return _end(entry, problems, by, at)


IMPORTS = {"needs": import_needs, "offers": import_offers, "people": import_people}


@transaction.atomic
def want_import(*, by: Actor, at: datetime, kind: str, upload: UUID, user: User, id: UUID) -> None:
    """Have a long table brought in by the worker, under this id."""
    if enqueue("feeds.bring_in", id, upload_id=str(upload), user_id=str(user.id)):
        record(by=by, at=at, verb="import.wanted", subject=("import", id), data={"kind": kind})


@transaction.atomic
def remember_columns(
    *, by: Actor, at: datetime, kind: str, headings: tuple[str, ...], columns: Mapping[str, str]
) -> None:
    """Keep which heading is which field, for the next file with the same headings."""
    mapping, _made = models.Mapping.objects.update_or_create(
        kind=kind,
        headings_hash=headings_hash(headings),
        defaults={"headings": list(headings), "columns": dict(columns), "saved_by": str(by), "at": at},
    )
    record(by=by, at=at, verb="mapping.remembered", subject=("mapping", mapping.id), data={"kind": kind})


def _bring_in(
    kind: Kind,
    bring: BringRow,
    by: Actor,
    at: datetime,
    sheet: Sheet,
    columns: Mapping[str, str],
    id: UUID | None,
    progress: Progress | None,
) -> ImportResult:
    """Each row in the caller's transaction; tried even after a bad one, so that all that is wrong is said at once."""
    if earlier := _begun_before(kind, sheet, columns, id):
        return earlier
    entry = _begin(kind, sheet, by, at, id)
    problems: list[Problem] = []
    for number, (row, said) in enumerate(sheet.rows, start=1):
        cells = Cells(row, said, columns)
        try:
            with transaction.atomic():
                entry.made += bring(cells, uuid5(NAMESPACE, f"{kind.key} {sheet.sha256} {row}"))
        except Refused as refusal:
            cells.wrong("", str(refusal))
        problems += cells.problems
        if progress and (number % ROWS_BETWEEN_REPORTS == 0 or number == len(sheet.rows)):
            progress(number, len(sheet.rows))
    return _end(entry, problems, by, at)


def _begun_before(
    kind: Kind, sheet: Sheet, columns: Mapping[str, str], id: UUID | None
) -> ImportResult | None:
    """What came of the same form where it was sent before; refuses columns that do not fit."""
    _check_columns(kind, sheet, columns)
    return _result(earlier) if (earlier := queries.import_done(id)) else None


def _end(entry: models.Import, problems: list[Problem], by: Actor, at: datetime) -> ImportResult:
    """Whole, or not at all."""
    if problems:
        raise BadRows(problems[:LISTED], len(problems[LISTED:]))
    entry.save(update_fields=["made"])
    record(by=by, at=at, verb="file.imported", subject=("import", entry.id), batch=entry.id,
           data={"kind": entry.kind, "sha256": entry.sha256, "rows": entry.rows, "made": entry.made})  # fmt: skip
    return _result(entry)


def _result(entry: models.Import) -> ImportResult:
    """What came of a file."""
    return ImportResult(entry.id, entry.kind, entry.rows, entry.made)


def _check_columns(kind: Kind, sheet: Sheet, columns: Mapping[str, str]) -> None:
    for field in kind.fields:
        if field.required and not columns.get(field.key):
            raise Refused(_("Choose the column that holds: %(field)s.") % {"field": field.label})
    if strange := set(columns) - {field.key for field in kind.fields}:
        raise Refused(_("There is no field called %(field)s.") % {"field": ", ".join(sorted(strange))})
    if missing := set(columns.values()) - set(sheet.headings):
        raise Refused(_("The file has no column called %(column)s.") % {"column": ", ".join(sorted(missing))})


def _begin(kind: Kind, sheet: Sheet, by: Actor, at: datetime, id: UUID | None) -> models.Import:
    """Claim the file first: whoever brings it in at the same moment waits here, and is then told."""
    _refuse_known(kind, sheet)
    try:
        with transaction.atomic():
            return models.Import.objects.create(
                id=id or uuid7(), kind=kind.key, sha256=sheet.sha256, rows=len(sheet.rows), made=0,
                by=str(by), at=at,
            )  # fmt: skip
    except IntegrityError:
        _refuse_known(kind, sheet)
        raise


def _refuse_known(kind: Kind, sheet: Sheet) -> None:
    if sentence := queries.brought_in_before(kind.key, sheet):
        raise Refused(sentence)
