"""Costs and benefits of an option of a draft: added, changed, removed."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from uuid_utils.compat import uuid7

from rallyround.business.actions._steps import _in_draft
from rallyround.business.contents import LineContent
from rallyround.business.models import Line, Option
from rallyround.business.rules import check_line
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor


@transaction.atomic
def add_line(
    *, by: Actor, at: datetime, option: Option, content: LineContent, id: UUID | None = None
) -> Line:
    """Add a cost or benefit. The same `id` twice is done once."""
    sent_before = Line.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    case = _in_draft(option.case_id)
    check_line(case, option, content)
    line = Line.objects.create(id=id or uuid7(), option=option, **_fields(content))
    record(by=by, at=at, verb="case.line_added", subject=("case", case.id), data={"line": str(line.id)})
    return line


@transaction.atomic
def change_line(*, by: Actor, at: datetime, line: Line, content: LineContent) -> Line:
    """Change a cost or benefit."""
    case = _in_draft(line.option.case_id)
    check_line(case, line.option, content, line)
    for name, value in _fields(content).items():
        setattr(line, name, value)
    line.save()
    record(by=by, at=at, verb="case.line_changed", subject=("case", case.id), data={"line": str(line.id)})
    return line


@transaction.atomic
def remove_line(*, by: Actor, at: datetime, line: Line) -> None:
    """Take a cost or benefit out of a draft."""
    case = _in_draft(line.option.case_id)
    id = line.id
    Line.objects.filter(id=id).delete()
    record(by=by, at=at, verb="case.line_removed", subject=("case", case.id), data={"line": str(id)})


def _fields(content: LineContent) -> dict[str, Any]:
    """The columns of a line; `asdict` would copy the organisation too."""
    return {**asdict(replace(content, organisation=None)), "organisation": content.organisation}
