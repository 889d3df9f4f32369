"""A module is made one's own, approved only when it is safe and answered for, and never changed once approved."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from rallyround.ledger.models import Event
from rallyround.people.models import Organisation
from rallyround.people.roles import ROLES, Permission
from rallyround.response import actions as response
from rallyround.response import queries
from rallyround.response.models import Module
from rallyround.tasking.models import RiskAssessment
from rallyround.ui.errors import NotAllowed, Refused, WrongState
from tests.factories import AT, TEST, make_organisation, make_user
from tests.response_factories import (
    KEY,
    make_activation,
    make_group,
    make_module,
    make_ready_module,
    make_safe,
)

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(Event.objects.filter(subject_label="module").order_by("seq").values_list("verb", flat=True))


@pytest.mark.manual("S7.i1")
def test_the_catalogue_says_purpose_phase_groups_needs_resources_lead_and_readiness() -> None:
    group = make_group()
    module = make_ready_module(groups=[group])
    [found] = queries.current_modules()
    assert found == module
    assert found.content["purpose"]
    assert found.phase == "before"
    assert list(found.groups.all()) == [group]
    assert found.content["planning_needs"] == ["prepare_homes", "grab_bags"]
    assert found.content["kinds"] == ["prepare", "equipment"]
    assert found.content["materials"]
    assert found.content["training"]
    assert found.lead.name
    assert found.state == "ready"
    assert queries.modules_of(group) == [module]
    assert KEY not in queries.not_adopted()


def test_a_module_is_taken_from_the_library_once() -> None:
    module = make_module()
    assert (module.state, module.version, module.name) == ("draft", 1, "Prepare your home")
    assert verbs() == ["module.adopted"]
    with pytest.raises(Refused, match="taken from the library before"):
        make_module()


def test_taking_it_twice_with_the_same_id_is_done_once() -> None:
    user, lead = make_user("coordinator"), make_organisation()
    first = response.adopt_module(by=user.actor, at=AT, key=KEY, lead=lead)
    again = response.adopt_module(by=user.actor, at=AT, key=KEY, lead=lead, id=first.id)
    assert (again, verbs()) == (first, ["module.adopted"])


def test_what_is_not_in_the_library_cannot_be_taken() -> None:
    with pytest.raises(Refused, match="no module called sandcastles"):
        make_module("sandcastles")


def test_a_job_takes_no_module() -> None:
    with pytest.raises(NotAllowed, match="named person"):
        response.adopt_module(by=TEST, at=AT, key=KEY, lead=make_organisation())


def test_approval_needs_somebody_with_authority() -> None:
    module = make_module()
    make_safe(module)
    member = make_user("working_group_member")
    with pytest.raises(NotAllowed, match="approving modules"):
        response.approve_module(by=member.actor, at=AT, module=module, approved_by=member)
    module.refresh_from_db()
    assert module.state == "draft"


def test_approval_needs_a_liability_holder() -> None:
    module = make_module(insured=False)
    make_safe(module)
    boss = make_user("coordinator")
    with pytest.raises(Refused, match="who holds the liability"):
        response.approve_module(by=boss.actor, at=AT, module=module, approved_by=boss)


def test_approval_needs_the_liability_holders_insurance() -> None:
    module = make_module()
    make_safe(module)
    Organisation.objects.filter(modules_insured=module).update(insured_until=AT.date() - timedelta(days=1))
    boss = make_user("coordinator")
    with pytest.raises(Refused, match=r"insurance of .* has ended"):
        response.approve_module(by=boss.actor, at=AT, module=module, approved_by=boss)


@pytest.mark.parametrize("lapsed", [False, True])
def test_approval_needs_a_risk_assessment_in_force(lapsed: bool) -> None:
    module = make_module()
    at = AT
    if lapsed:
        make_safe(module)
        at = AT + timedelta(days=366)
    assert RiskAssessment.objects.exists() is lapsed
    boss = make_user("coordinator")
    with pytest.raises(Refused, match="Sandbags and protecting a home"):
        response.approve_module(by=boss.actor, at=at, module=module, approved_by=boss)


@pytest.mark.manual("S7.q2")
@pytest.mark.parametrize("field", ["evaluation", "measure"])
def test_no_module_is_active_without_its_evaluation_plan_and_measure(field: str) -> None:
    """Neither by the form, nor by what somebody may have put into the table."""
    module, boss = make_module(), make_user("coordinator")
    make_safe(module)
    without = {**module.content, field: " "}
    with pytest.raises(Refused, match=f"field {field}"):
        response.change_module(by=boss.actor, at=AT, module=module, content=without)
    Module.objects.filter(pk=module.pk).update(content=without)
    with pytest.raises(Refused, match=f"field {field}"):
        response.approve_module(by=boss.actor, at=AT, module=module, approved_by=boss)
    with pytest.raises(WrongState):
        make_activation(module)


def test_an_approved_module_stays_ready_while_its_next_version_is_drafted() -> None:
    module, boss = make_ready_module(groups=[make_group()]), make_user("coordinator")
    content = {**module.content, "name": "Make your home ready"}
    draft = response.change_module(by=boss.actor, at=AT, module=module, content=content)
    assert (draft.version, draft.state, draft.name) == (2, "draft", "Make your home ready")
    assert list(draft.groups.all()) == list(module.groups.all())
    assert queries.current_module(KEY) == module
    with pytest.raises(WrongState, match="next version is being drafted"):
        response.change_module(by=boss.actor, at=AT, module=module, content=content)
    response.approve_module(by=boss.actor, at=AT, module=draft, approved_by=boss)
    module.refresh_from_db()
    assert (module.state, module.name) == ("retired", "Prepare your home")
    assert queries.current_module(KEY) == draft
    assert [m.version for m in queries.versions(draft)] == [2, 1]
    assert verbs()[-3:] == ["module.changed", "module.replaced", "module.approved"]


def test_a_draft_is_changed_where_it_stands() -> None:
    module, boss, lead = make_module(), make_user("coordinator"), make_organisation()
    changed = response.change_module(by=boss.actor, at=AT, module=module, lead=lead)
    assert (changed.pk, changed.version, changed.lead) == (module.pk, 1, lead)


def test_a_module_keeps_its_key() -> None:
    module, boss = make_module(), make_user("coordinator")
    with pytest.raises(Refused, match="keeps its key"):
        response.change_module(
            by=boss.actor, at=AT, module=module, content={**module.content, "key": "other"}
        )


@pytest.mark.parametrize(
    "change", [{"name": "Other"}, {"content": {}}, {"activating_roles": ["helper"]}, {"state": "draft"}]
)
def test_the_database_refuses_to_change_an_approved_module(change: dict[str, object]) -> None:
    module = make_ready_module()
    with pytest.raises(DatabaseError, match="make a new version"), transaction.atomic():
        Module.objects.filter(pk=module.pk).update(**change)
    with pytest.raises(DatabaseError, match="make a new version"), transaction.atomic():
        Module.objects.filter(pk=module.pk).delete()


def test_a_retired_module_can_be_taken_again() -> None:
    module, boss = make_ready_module(), make_user("coordinator")
    response.retire_module(by=boss.actor, at=AT, module=module)
    assert queries.current_modules() == []
    assert make_module().version == 2
    with pytest.raises(WrongState):
        response.retire_module(by=boss.actor, at=AT, module=module)
    with pytest.raises(WrongState):
        response.link_groups(by=boss.actor, at=AT, module=module, groups=[])


def test_an_active_module_is_not_retired() -> None:
    module = make_ready_module()
    make_activation(module)
    with pytest.raises(WrongState, match="stand it down first"):
        response.retire_module(by=TEST, at=AT, module=module)


def test_groups_are_linked_also_to_an_approved_module() -> None:
    module, group = make_ready_module(), make_group()
    response.link_groups(by=TEST, at=AT, module=module, groups=[group])
    assert queries.modules_of(group) == [module]
    ended = make_group("Gone", ended_at=AT)
    with pytest.raises(Refused, match="Gone is no priority group"):
        response.link_groups(by=TEST, at=AT, module=module, groups=[ended])


def test_only_roles_that_may_activate_at_all_can_be_named() -> None:
    module, boss = make_module(), make_user("coordinator")
    for key, role in ROLES.items():
        content = {**module.content, "activating_roles": [key]}
        if Permission.ACTIVATE in role.permissions:
            response.change_module(by=boss.actor, at=AT, module=module, content=content)
        else:
            with pytest.raises(Refused, match="activating_roles"):
                response.change_module(by=boss.actor, at=AT, module=module, content=content)
