"""A community risk register from a table that somebody brings: all rows or none, and what is wrong with each."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from rallyround.formats import BadFile, table
from rallyround.groups import actions
from rallyround.groups.actions import RiskLine
from rallyround.incidents.models import Hazard
from rallyround.ledger.actors import Actor

MOST_ROWS = 1_000
LARGEST = 2 * 1024 * 1024
WANTED: dict[str, tuple[str, ...]] = {
    "reference": ("ref", "id", "number", "risk id", "code"),
    "title": ("risk", "name", "scenario", "what", "description"),
    "hazard": ("kind", "type", "category"),
    "likelihood": ("probability", "chance"),
    "impact": ("severity", "consequence"),
    "source": ("register", "from"),
    "dated_on": ("date", "dated", "assessed on"),
}
MOST = {"reference": 20, "title": 160, "source": 200}


@dataclass(frozen=True)
class Brought:
    """What came in; with any problem nothing did. A problem is a sentence that names its row and field."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[str] = field(default_factory=list)


def import_register(*, by: Actor, at: datetime, file: "UploadedFile[bytes]") -> Brought:
    """Take a register in. The same file twice changes nothing the second time."""
    name = file.name or "file"
    if (file.size or 0) > LARGEST:
        return Brought(problems=[_("%(file)s is larger than 2 MB: split it.") % {"file": name}])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "register.csv")
        path.write_bytes(file.read())
        try:
            lines, problems = _read(path, at.date())
        except BadFile as bad:
            return Brought(problems=[str(BadFile(name, bad.problem, bad.remedy, bad.row, bad.column))])
    if problems:
        return Brought(problems=problems)
    done = actions.import_risks(by=by, at=at, lines=lines)
    return Brought(done.added, done.changed, done.unchanged)


def _read(path: Path, today: date) -> tuple[list[RiskLine], list[str]]:
    found = table.read(path)
    headings = table.suggest_mapping(found.headings, WANTED)
    missing = [name for name in ("reference", "title", "likelihood", "impact") if not headings[name]]
    if missing:
        return [], [_("A column is missing: %(names)s.") % {"names": ", ".join(missing)}]
    rows = list(islice(found.rows, MOST_ROWS + 1))
    if not rows:
        return [], [_("There are no rows below the headings.")]
    if len(rows) > MOST_ROWS:
        return [], [_("There are more than 1,000 rows: split the file.")]
    lines: list[RiskLine] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for number, cells in rows:
        said = {name: cells.get(heading or "", "").strip() for name, heading in headings.items()}
        wrong = _wrong(said, today)
        first = seen.setdefault(said["reference"].casefold(), number)
        if first != number:
            wrong["reference"] = _("it is in row %(row)s already; give each risk its own.") % {"row": first}
        problems += [
            _("Row %(row)s, %(field)s: %(sentence)s") % {"row": number, "field": name, "sentence": sentence}
            for name, sentence in wrong.items()
        ]
        if not wrong:
            lines.append(_line(said, today))
    return lines, problems


def _wrong(said: Mapping[str, str], today: date) -> dict[str, str]:
    wrong = {
        name: _("this is longer than %(most)s characters; shorten it.") % {"most": most}
        for name, most in MOST.items()
        if len(said[name]) > most
    }
    for name in ("reference", "title"):
        if not said[name]:
            wrong[name] = _("there is none; enter it.")
    for name in ("likelihood", "impact"):
        if said[name] not in {"1", "2", "3", "4", "5"}:
            wrong[name] = _("“%(said)s” is not a whole number from 1 to 5.") % {"said": said[name][:20]}
    if _hazard(said["hazard"]) is None:
        labels = ", ".join(str(label) for label in Hazard.labels)
        wrong["hazard"] = _("“%(said)s” is not known; choose from: %(labels)s.") % {
            "said": said["hazard"][:40],
            "labels": labels,
        }
    if said["dated_on"] and _date(said["dated_on"], today) is None:
        wrong["date"] = _("this is not a date up to today; write it as 2026-01-31 or 31/01/2026.")
    return wrong


def _line(said: Mapping[str, str], today: date) -> RiskLine:
    return RiskLine(
        reference=said["reference"],
        title=said["title"],
        hazard=_hazard(said["hazard"]) or Hazard.OTHER,
        likelihood=int(said["likelihood"]),
        impact=int(said["impact"]),
        source=said["source"] or _("Community risk register, from a file"),
        dated_on=_date(said["dated_on"], today) or today,
    )


def _hazard(said: str) -> str | None:
    """The key of a kind of hazard by key or label; "something else" where nothing is said."""
    if not said:
        return Hazard.OTHER
    wanted = said.casefold()
    return next(
        (key for key, label in Hazard.choices if wanted in (key.casefold(), str(label).casefold())), None
    )


def _date(said: str, today: date) -> date | None:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            found = datetime.strptime(said, pattern).date()  # noqa: DTZ007 a day has no time zone
        except ValueError:
            continue
        return found if date(2000, 1, 1) <= found <= today else None
    return None
