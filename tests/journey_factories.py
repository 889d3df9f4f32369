"""Groups on their way, entries of the register, bodies and requests, made through the real actions."""

from datetime import date, datetime, timedelta
from typing import Any

from rallyround.groups.models import PriorityGroup
from rallyround.people.models import User
from rallyround.programme import actions
from rallyround.programme.models import Body, Cycle, InformationRequest, RegisterEntry
from tests.factories import AT, make_user
from tests.groups_factories import make_group


def make_cycle(
    group: PriorityGroup | None = None, *, at: datetime = AT, user: User | None = None, **said: Any
) -> Cycle:
    """A group that has set out, with step 1 open."""
    user = user or make_user("secretariat")
    return actions.begin_cycle(by=user.actor, at=at, group=group or make_group(), opened_by=user, **said)


def make_entry(
    kind: str = "action",
    *,
    at: datetime = AT,
    owner: User | None = None,
    due_on: date | None = None,
    **said: Any,
) -> RegisterEntry:
    """An entry of the register with what its kind demands."""
    owner = owner or make_user("secretariat")
    fields: dict[str, Any] = {"what": f"Something of the kind {kind}"}
    if kind == "decision":
        fields["why"] = "It was the best of three ways."
    if kind == "risk":
        fields |= {"likelihood": 3, "impact": 4}
    if kind == "action":
        due_on = due_on or at.date() + timedelta(days=30)
    return actions.add_entry(
        by=owner.actor, at=at, kind=kind, owner=owner, due_on=due_on, **{**fields, **said}
    )


def make_body(kind: str = "forum", *, handles: tuple[str, ...] = (), **said: Any) -> Body:
    """A body of the partnership."""
    user = make_user("secretariat")
    name = said.pop("name", f"The {kind} of Mereshire")
    return actions.add_body(by=user.actor, at=AT, name=name, kind=kind, handles=handles, **said)


def make_request(body: Body | None = None, *, at: datetime = AT, **said: Any) -> InformationRequest:
    """A question that a body asks us, due in three days."""
    user = make_user("secretariat")
    fields: dict[str, Any] = {
        "kind": "information",
        "what": "How many helpers could be called out tonight?",
        "due_at": at + timedelta(days=3),
    }
    return actions.ask(by=user.actor, at=at, body=body or make_body(), **{**fields, **said})
