"""The summary of an exercise: what is in its file, its seal, and how strictly it is read again. Nobody is in it."""

import hashlib
import json
import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

SCHEMA = "rallyround.exercise-summary/1"
LONGEST = 1_000_000  # bytes: a thousand activations fit in half of it
NAME = re.compile(r"[a-z][a-z0-9-]{1,30}")
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TOP = {"schema", "exercise", "partnership", "began_at", "written_at", "modules", "sha256"}
COUNTS = ("version", "checklist_done", "checklist_in_time", "checklist_total", "needs_reported", "needs_met")
MINUTES = ("call_out_minutes", "first_task_minutes")
MODULE = {"key", "activation", "activated_at", "stood_down_at", *COUNTS, *MINUTES}


class BrokenSummary(ValueError):
    """The file is no summary of an exercise, or no longer the one that was written."""


def seal(content: dict[str, Any]) -> str:
    """64 hex digits over everything but the seal itself, however the file is spaced."""
    plain = {key: value for key, value in content.items() if key != "sha256"}
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def checked_summary(said: dict[str, Any] | bytes) -> dict[str, Any]:
    """The summary, if it is whole and unchanged; raises BrokenSummary with a sentence."""
    content = _loaded(said) if isinstance(said, bytes) else said
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise BrokenSummary(
            _("This is no summary of an exercise: take the file that the exercise's end wrote.")
        )
    _fields(content, TOP, _("The summary"))
    if content["sha256"] != seal(content):
        raise BrokenSummary(_("This summary was changed after it was written: have it written again."))
    if not isinstance(content["exercise"], str) or not NAME.fullmatch(content["exercise"]):
        raise BrokenSummary(_("The summary does not name its exercise."))
    _id(content["partnership"])
    for key in ("began_at", "written_at"):
        _moment(content[key])
    if not isinstance(content["modules"], list):
        raise BrokenSummary(_("The summary has no list of modules."))
    for number, module in enumerate(content["modules"], 1):
        _module(module, _("Module %(number)s of the summary") % {"number": number})
    return content


def _loaded(said: bytes) -> Any:
    if len(said) > LONGEST:
        raise BrokenSummary(_("This file is too large to be the summary of an exercise."))
    try:
        return json.loads(said.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BrokenSummary(
            _("This is no summary of an exercise: take the file that the exercise's end wrote.")
        ) from error


def _module(module: object, where: str) -> None:
    if not isinstance(module, dict):
        raise BrokenSummary(_("%(where)s cannot be read.") % {"where": where})
    _fields(module, MODULE, where)
    if not isinstance(module["key"], str) or not KEY.fullmatch(module["key"]):
        raise BrokenSummary(_("%(where)s does not say which module it is.") % {"where": where})
    _id(module["activation"])
    _moment(module["activated_at"])
    if module["stood_down_at"] is not None:
        _moment(module["stood_down_at"])
    for name in COUNTS:
        _number(module[name], int, where, name)
    for name in MINUTES:
        if module[name] is not None:
            _number(module[name], (int, float), where, name)
    if not module["checklist_in_time"] <= module["checklist_done"] <= module["checklist_total"]:
        raise BrokenSummary(_("%(where)s has more lines ticked than lines.") % {"where": where})


def _fields(said: dict[str, Any], names: set[str], where: str) -> None:
    wrong = sorted(set(said) ^ names)
    if wrong:
        raise BrokenSummary(
            _("%(where)s has a field too many or too few: %(field)s.")
            % {"where": where, "field": wrong[0][:40]}
        )


def _number(said: object, kind: Any, where: str, name: str) -> None:
    if isinstance(said, bool) or not isinstance(said, kind) or not 0 <= said < 10**9:
        raise BrokenSummary(_("%(where)s: %(field)s is no number.") % {"where": where, "field": name})


def _moment(said: object) -> None:
    try:
        moment = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise BrokenSummary(_("The summary has a time that is none."))


def _id(said: object) -> None:
    try:
        UUID(str(said))
    except ValueError as error:
        raise BrokenSummary(_("The summary has an id that is none.")) from error
