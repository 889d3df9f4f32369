"""Who may do what, written out by hand: this table must be changed together with `people/roles.py`."""

import pytest

from rallyround.people.roles import ROLES, Permission, permissions_of

# The columns are the roles in their order; a row is what a permission says of each, x for yes.
COLUMNS = (
    "coordinator", "helper", "administrator", "strategic_champion", "tactical_lead", "working_group_member",
    "secretariat", "duty_officer", "call_handler", "hub_operator", "organisation_coordinator", "analyst",
    "peer_reviewer",
)  # fmt: skip
MATRIX = """
                      co he ad sc tl wg se du ca hu oc an pr
see_board             x  x  x  x  x  x  x  x  .  x  x  x  x
see_needs             x  x  .  .  x  .  .  x  x  x  .  .  .
take_request          x  x  .  .  .  .  .  x  x  x  .  .  .
triage                x  .  .  .  .  .  .  x  .  .  .  .  .
acknowledge_handover  x  .  .  .  .  .  .  x  .  .  x  .  .
see_details           x  .  .  .  .  .  .  x  .  .  .  .  .
see_offers            x  x  .  .  x  .  .  x  .  x  x  .  .
manage_offers         x  .  .  .  .  .  .  x  .  .  .  .  .
match                 x  .  .  .  .  .  .  x  .  .  .  .  .
see_tasks             x  x  .  .  x  .  .  x  .  .  x  .  .
manage_tasks          x  .  .  .  .  .  .  x  .  .  .  .  .
close_areas           x  .  .  .  .  .  .  x  .  .  .  .  .
be_on_duty            x  .  .  .  .  .  .  x  .  .  .  .  .
manage_incidents      x  .  .  .  x  .  .  x  .  .  .  .  .
see_log               x  .  x  x  x  x  x  x  .  .  .  x  x
write_log             x  .  .  .  x  .  x  x  .  .  .  .  .
see_messages          x  .  x  .  .  .  .  x  .  .  .  .  .
see_places            x  x  x  x  x  x  x  x  x  x  x  x  x
see_figures           x  x  x  x  x  x  x  x  .  .  .  x  x
see_directory         x  x  x  x  x  x  x  x  .  .  .  .  .
manage_directory      x  .  x  .  .  .  x  .  .  .  .  .  .
import                x  .  x  .  .  .  x  x  .  .  .  .  .
export                x  .  x  x  x  x  x  x  .  .  .  x  .
export_details        .  .  .  .  .  .  .  .  .  .  .  .  .
approve_risk          x  .  .  .  x  .  .  .  .  .  .  .  .
manage_people         .  .  x  .  .  .  .  .  .  .  .  .  .
manage_settings       .  .  x  .  .  .  .  .  .  .  .  .  .
see_ledger            .  .  x  .  .  .  .  .  .  .  .  .  x
see_programme         x  x  .  x  x  x  x  x  .  .  .  x  x
edit_programme        x  .  .  x  x  x  x  .  .  .  .  .  .
approve_programme     x  .  .  x  .  .  .  .  .  .  .  .  .
activate              x  .  .  x  x  .  .  x  .  .  .  .  .
assess                x  .  .  .  x  x  x  .  .  .  .  x  .
"""


def table() -> dict[str, dict[str, bool]]:
    """The table above, as permission and role."""
    lines = MATRIX.strip().splitlines()[1:]
    return {
        key: {role: mark == "x" for role, mark in zip(COLUMNS, marks, strict=True)}
        for key, *marks in (line.split() for line in lines)
    }


@pytest.mark.manual("TD.9")
def test_every_role_holds_exactly_what_the_table_says() -> None:
    assert tuple(ROLES) == COLUMNS
    assert set(table()) == {permission.value for permission in Permission}
    for permission in Permission:
        for role in ROLES.values():
            assert (permission in role.permissions) is table()[permission][role.key], (permission, role.key)


@pytest.mark.manual("TD.9")
def test_the_catalogue_names_the_working_groups_roles_and_says_what_each_is_for() -> None:
    assert {
        "strategic_champion", "tactical_lead", "working_group_member", "secretariat", "duty_officer", "call_handler",
        "hub_operator", "organisation_coordinator", "analyst", "peer_reviewer", "administrator",
    } <= set(ROLES)  # fmt: skip
    assert [role.key for role in ROLES.values() if role.hat] == ["coordinator", "helper", "administrator"]
    assert all(str(role.label) and str(role.sentence).endswith(".") for role in ROLES.values())


def test_the_three_hats_together_do_everything_but_carry_details_out() -> None:
    everything = permissions_of({"coordinator", "helper", "administrator"})
    assert set(Permission) - everything == {Permission.EXPORT_DETAILS}


def test_whoever_works_with_figures_or_reviews_sees_nobodys_details() -> None:
    for key in ("analyst", "peer_reviewer", "strategic_champion", "administrator"):
        assert Permission.SEE_DETAILS not in ROLES[key].permissions
