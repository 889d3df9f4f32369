"""A case begun, changed while it is a draft, and copied into a new version or another scenario."""

from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from rallyround.business.actions._steps import _in_draft
from rallyround.business.contents import CaseContent
from rallyround.business.models import Case, Line, Option
from rallyround.business.rules import check_case, check_prices
from rallyround.ledger.actions import record
from rallyround.ledger.actors import Actor
from rallyround.people.models import User
from rallyround.ui.errors import Refused

FIELDS = ("scope", "strategic_fit", "commercial", "management", "base_year", "price_year", "years", "schedule",
          "first_year", "group")  # fmt: skip


@transaction.atomic
def draft_case(
    *, by: Actor, at: datetime, made_by: User, content: CaseContent, id: UUID | None = None
) -> Case:
    """Begin a case. The same `id` twice is done once."""
    sent_before = Case.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    content = replace(content, name=content.name.strip())
    check_case(content)
    if Case.objects.filter(name=content.name).exists():
        raise Refused(_("There is a case of this name: make a new version of it, or take another name."))
    case = Case.objects.create(id=id or uuid7(), made_by=made_by, made_at=at, **_fields(content))
    record(by=by, at=at, verb="case.drafted", subject=("case", case.id), data={"version": case.version})
    return case


@transaction.atomic
def change_case(*, by: Actor, at: datetime, case: Case, content: CaseContent) -> Case:
    """Change a draft; its name stays, for it holds the versions together."""
    held = _in_draft(case.id)
    content = replace(content, name=held.name)
    check_case(content)
    lines = Line.objects.filter(option__case=held)
    late = lines.filter(year_to__gt=content.years).first()
    if late is not None:
        raise Refused(
            _("“%(line)s” runs to year %(year)s: shorten it first, or keep the case as long.")
            % {"line": late.name, "year": late.year_to}
        )
    for price_year in lines.values_list("price_year", flat=True).distinct():
        check_prices(price_year, content.price_year)
    for name, value in _fields(content).items():
        setattr(held, name, value)
    held.save(update_fields=[*FIELDS])
    record(by=by, at=at, verb="case.changed", subject=("case", held.id), data={"version": held.version})
    return held


@transaction.atomic
def copy_case(
    *, by: Actor, at: datetime, case: Case, made_by: User, name: str = "", id: UUID | None = None
) -> Case:
    """A new version of the case, or under another name another scenario of it; with all its options and lines."""
    sent_before = Case.objects.filter(id=id).first() if id else None
    if sent_before:
        return sent_before
    name = name.strip() or case.name
    Case.objects.select_for_update().get(pk=case.pk)
    versions = Case.objects.filter(name=name)
    if name != case.name and versions.exists():
        raise Refused(_("There is a case of this name: take another for the scenario."))
    if versions.filter(state__in=("draft", "submitted")).exists():
        raise Refused(_("A version of this case is already being worked on: finish it first."))
    last = versions.aggregate(last=Max("version"))["last"] or 0
    copied = Case.objects.create(
        id=id or uuid7(),
        name=name,
        version=last + 1,
        made_by=made_by,
        made_at=at,
        **{field: getattr(case, field) for field in FIELDS},
    )
    for option in case.options.prefetch_related("lines").order_by("id"):
        _copy_option(option, copied)
    record(
        by=by,
        at=at,
        verb="case.copied",
        subject=("case", copied.id),
        data={"version": copied.version, "of": str(case.id)},
    )
    return copied


def _copy_option(option: Option, case: Case) -> None:
    copied = Option.objects.create(
        case=case,
        key=option.key,
        name=option.name,
        description=option.description,
        preferred=option.preferred,
    )
    for line in option.lines.order_by("id"):
        said = model_to_dict(line, exclude=["id", "option", "organisation"])
        Line.objects.create(option=copied, organisation_id=line.organisation_id, **said)


def _fields(content: CaseContent) -> dict[str, object]:
    """The columns of a case; `asdict` would copy the group too."""
    return {**asdict(replace(content, group=None)), "group": content.group}
