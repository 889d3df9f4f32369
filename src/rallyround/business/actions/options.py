"""The options of a draft: added, changed, preferred, removed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.business.actions._steps import _in_draft
from rallyround.business.contents import OptionContent
from rallyround.business.models import Case, Option
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.ui.errors import Refused


@transaction.atomic
def add_option(
    *, by: Actor, at: datetime, case: Case, content: OptionContent, id: UUID | None = None
) -> Option:
    """Add an option. The same `id` twice is done once."""
    sent_before = Option.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    held = _in_draft(case.id)
    _check(held, content)
    option = Option.objects.create(
        id=id or uuid7(),
        case=held,
        key=content.key,
        name=content.name.strip(),
        description=content.description,
    )
    record(by=by, at=at, verb="case.option_added", subject=("case", held.id), data={"option": str(option.id)})
    return option


@transaction.atomic
def change_option(*, by: Actor, at: datetime, option: Option, content: OptionContent) -> Option:
    """Say an option better."""
    case = _in_draft(option.case_id)
    _check(case, content, option)
    option.key, option.name, option.description = content.key, content.name.strip(), content.description
    option.save(update_fields=["key", "name", "description"])
    record(
        by=by, at=at, verb="case.option_changed", subject=("case", case.id), data={"option": str(option.id)}
    )
    return option


@transaction.atomic
def prefer_option(*, by: Actor, at: datetime, option: Option) -> Option:
    """Say which option the case asks for."""
    case = _in_draft(option.case_id)
    case.options.filter(preferred=True).update(preferred=False)
    option.preferred = True
    option.save(update_fields=["preferred"])
    record(
        by=by, at=at, verb="case.option_preferred", subject=("case", case.id), data={"option": str(option.id)}
    )
    return option


@transaction.atomic
def remove_option(*, by: Actor, at: datetime, option: Option) -> None:
    """Take an option out of a draft, with its lines."""
    case = _in_draft(option.case_id)
    id = option.id
    option.lines.all().delete()
    Option.objects.filter(id=id).delete()
    record(by=by, at=at, verb="case.option_removed", subject=("case", case.id), data={"option": str(id)})


def _check(case: Case, content: OptionContent, option: Option | None = None) -> None:
    others = case.options.exclude(pk=option.pk) if option else case.options.all()
    if not content.name.strip():
        raise Refused(_("Enter a name for the option."))
    if others.filter(name=content.name.strip()).exists():
        raise Refused(_("The case already has an option of this name."))
    if content.key == "nothing" and others.filter(key="nothing").exists():
        raise Refused(_("The case already says what doing nothing means."))
