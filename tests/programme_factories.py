"""What the tests of steps 1, 2 and 4 begin with, made by the real actions."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from rallyround.groups.models import PriorityGroup
from rallyround.people.models import Organisation, User
from rallyround.programme import actions, headings
from rallyround.programme.models import Activity, Aim, Ambition, Gathering, Initiative, TermsOfReference
from tests.factories import AT, TEST, make_organisation, make_user

TODAY = AT.date()
LATER = TODAY + timedelta(days=365)
_numbers = itertools.count(1)


def make_group(name: str = "", **said: Any) -> PriorityGroup:
    """A priority group as a row: how groups come about is the business of their own app."""
    fields: dict[str, Any] = {
        "name": name or f"Group {next(_numbers)}",
        "pattern": "place",
        "causes": ["at_risk"],
        "rationale": "The river comes in here first.",
        "made_at": AT,
    }
    return PriorityGroup.objects.create(**{**fields, **said})


def approver(*, name: str = "") -> User:
    """Somebody who may approve."""
    return make_user("strategic_champion", name=name)


def make_lead(*, on: date = TODAY - timedelta(days=30), boss: User | None = None) -> User:
    """The strategic lead."""
    boss = boss or approver()
    actions.name_lead(by=boss.actor, at=AT, lead=boss, organisation=make_organisation(), named_by=boss, on=on)
    return boss


def an_ambition(**said: Any) -> actions.AmbitionText:
    """What an ambition says."""
    return actions.AmbitionText(
        **{"text": "Nobody in the valley is alone in a flood.", "reason": "Two floods in ten years.", **said}
    )


def make_ambition(*, agreed: bool = True, boss: User | None = None, **said: Any) -> Ambition:
    """A version of the ambition."""
    boss = boss or approver()
    ambition = actions.draft_ambition(by=boss.actor, at=AT, user=boss, said=an_ambition(**said))
    if agreed:
        return actions.agree_ambition(by=boss.actor, at=AT, ambition=ambition, user=boss, review_on=LATER)
    return ambition


def endorse(ambition: Ambition, organisation: Organisation, answer: str = "yes", **said: Any) -> Any:
    """An organisation's answer."""
    fields: dict[str, Any] = {
        "signed_as": f"Chief executive of {organisation.name}",
        "on": TODAY,
        "lapses_on": LATER,
        "dissent": "It costs too much." if answer == "no" else "",
        **said,
    }
    user = make_user("secretariat")
    told = max(AT, datetime.combine(fields["on"], time(9), UTC))
    return actions.endorse(
        by=user.actor,
        at=told,
        user=user,
        ambition=ambition,
        organisation=organisation,
        answer=answer,
        **fields,
    )


def make_terms(*, full: bool = True) -> TermsOfReference:
    """A draft of the terms of reference, with something under each heading."""
    user = make_user("secretariat")
    terms = actions.draft_terms(by=user.actor, at=AT, user=user)
    if full:
        sections = {heading.key: f"What we say of {heading.label}." for heading in headings.HEADINGS}
        terms = actions.write_terms(by=user.actor, at=AT, terms=terms, sections=sections)
    return terms


def an_initiative(**said: Any) -> actions.InitiativeText:
    """What is said of an initiative."""
    fields: dict[str, Any] = {
        "name": f"Initiative {next(_numbers)}",
        "objective": "implement",
        "phase": "before",
        "what": "Door to door before winter.",
        "began_on": date(2025, 4, 1),
    }
    if "owner" not in said:
        said["owner"] = make_organisation()
    return actions.InitiativeText(**{**fields, **said})


def make_initiative(**said: Any) -> Initiative:
    """Something that somebody does already."""
    return actions.add_initiative(by=TEST, at=AT, said=an_initiative(**said))


def make_gathering(**said: Any) -> Gathering:
    """A summit of half a day in a fortnight."""
    begins = said.pop("begins_at", AT + timedelta(days=14))
    fields: dict[str, Any] = {
        "kind": "summit",
        "name": "Resilience summit",
        "begins_at": begins,
        "ends_at": begins + timedelta(hours=4),
        "place": "Town hall",
        "step": 1,
    }
    return actions.call_gathering(by=TEST, at=AT, said=actions.GatheringText(**{**fields, **said}))


def make_aim(**said: Any) -> Aim:
    """An aim with its reason."""
    fields = {
        "text": f"Aim {next(_numbers)}",
        "reason": "Because it matters.",
        "outcome": "Fewer calls for help.",
        **said,
    }
    return actions.add_aim(by=TEST, at=AT, **fields)


def an_activity(aim: Aim, objective: str = "implement", **said: Any) -> actions.ActivityText:
    """What is planned for a cell of the grid."""
    fields: dict[str, Any] = {
        "aim": aim,
        "objective": objective,
        "what": "Visit every street",
        "begins_on": TODAY,
        "due_on": TODAY + timedelta(days=60),
    }
    if "owner" not in said:
        said["owner"] = make_user("working_group_member")
    return actions.ActivityText(**{**fields, **said})


def make_activity(aim: Aim, objective: str = "implement", **said: Any) -> Activity:
    """Something planned."""
    return actions.add_activity(by=TEST, at=AT, said=an_activity(aim, objective, **said))
