"""Who may do what: permissions, and roles as lists of them with a sentence for people."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing that somebody may do. Whether the state of a thing allows it is asked elsewhere."""

    SEE_BOARD = "see_board"
    SEE_NEEDS = "see_needs"
    TAKE_REQUEST = "take_request"
    TRIAGE = "triage"
    ACKNOWLEDGE_HANDOVER = "acknowledge_handover"
    SEE_DETAILS = "see_details"
    SEE_OFFERS = "see_offers"
    MANAGE_OFFERS = "manage_offers"
    MATCH = "match"
    SEE_TASKS = "see_tasks"
    MANAGE_TASKS = "manage_tasks"
    CLOSE_AREAS = "close_areas"
    BE_ON_DUTY = "be_on_duty"
    MANAGE_INCIDENTS = "manage_incidents"
    SEE_LOG = "see_log"
    WRITE_LOG = "write_log"
    SEE_MESSAGES = "see_messages"
    SEE_PLACES = "see_places"
    SEE_FIGURES = "see_figures"
    SEE_DIRECTORY = "see_directory"
    MANAGE_DIRECTORY = "manage_directory"
    IMPORT = "import"
    EXPORT = "export"
    EXPORT_DETAILS = "export_details"
    APPROVE_RISK = "approve_risk"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_SETTINGS = "manage_settings"
    SEE_LEDGER = "see_ledger"
    SEE_PROGRAMME = "see_programme"
    EDIT_PROGRAMME = "edit_programme"
    APPROVE_PROGRAMME = "approve_programme"
    ACTIVATE = "activate"
    ASSESS = "assess"


P = Permission


@dataclass(frozen=True)
class Role:
    """A role that a member holds for an organisation, with what it may do."""

    key: str
    label: str | Promise
    sentence: str | Promise
    permissions: frozenset[Permission]
    hat: bool = False


READ = {P.SEE_BOARD, P.SEE_PLACES, P.SEE_FIGURES}
PLAN = {P.SEE_PROGRAMME, P.EDIT_PROGRAMME, P.ASSESS}
DESK = READ | {P.SEE_NEEDS, P.SEE_OFFERS, P.SEE_TASKS, P.TAKE_REQUEST, P.SEE_DIRECTORY}
DUTY = DESK | {
    P.TRIAGE, P.ACKNOWLEDGE_HANDOVER, P.SEE_DETAILS, P.MANAGE_OFFERS, P.MATCH, P.MANAGE_TASKS, P.CLOSE_AREAS,
    P.BE_ON_DUTY, P.SEE_LOG, P.WRITE_LOG, P.SEE_MESSAGES, P.EXPORT, P.IMPORT, P.MANAGE_INCIDENTS, P.SEE_PROGRAMME,
    P.ACTIVATE,
}  # fmt: skip
LEAD = READ | {P.SEE_LOG, P.SEE_DIRECTORY, P.EXPORT, P.SEE_PROGRAMME}


def _role(
    key: str,
    label: str | Promise,
    sentence: str | Promise,
    permissions: set[Permission],
    *,
    hat: bool = False,
) -> Role:
    return Role(key, label, sentence, frozenset(permissions), hat)


ROLES: dict[str, Role] = {
    role.key: role
    for role in (
        _role("coordinator", _("Coordinator"), _("Runs the whole line, from the request to the help given."),
              DUTY | PLAN | {P.APPROVE_RISK, P.MANAGE_DIRECTORY, P.APPROVE_PROGRAMME}, hat=True),
        _role("helper", _("Helper"), _("Takes requests and offers and sees what is going on."),
              DESK | {P.SEE_PROGRAMME}, hat=True),
        _role("administrator", _("Administrator"), _("Looks after people, settings and the directory."),
              READ | {P.MANAGE_PEOPLE, P.MANAGE_SETTINGS, P.SEE_DIRECTORY, P.MANAGE_DIRECTORY, P.SEE_LEDGER,
                      P.SEE_MESSAGES, P.SEE_LOG, P.IMPORT, P.EXPORT}, hat=True),
        _role("strategic_champion", _("Strategic champion"), _("Answers for the capability at the top table."),
              LEAD | {P.EDIT_PROGRAMME, P.APPROVE_PROGRAMME, P.ACTIVATE}),
        _role("tactical_lead", _("Tactical lead"), _("Leads the working group and approves how risk is handled."),
              LEAD | {P.SEE_NEEDS, P.SEE_OFFERS, P.SEE_TASKS, P.WRITE_LOG, P.APPROVE_RISK, P.MANAGE_INCIDENTS,
                      P.ACTIVATE} | PLAN),
        _role("working_group_member", _("Working-group member"), _("Plans the capability with the others."), LEAD | PLAN),
        _role("secretariat", _("Secretariat"), _("Keeps the directory and the call-out list true."),
              LEAD | PLAN | {P.MANAGE_DIRECTORY, P.WRITE_LOG, P.IMPORT}),
        _role("duty_officer", _("Duty officer"), _("Runs the incident room for a shift."), set(DUTY)),
        _role("call_handler", _("Call handler"), _("Takes requests and offers by telephone."),
              {P.TAKE_REQUEST, P.SEE_NEEDS, P.SEE_PLACES}),
        _role("hub_operator", _("Hub operator"), _("Takes requests and offers at a community hub."),
              {P.TAKE_REQUEST, P.SEE_NEEDS, P.SEE_OFFERS, P.SEE_BOARD, P.SEE_PLACES}),
        _role("organisation_coordinator", _("Organisation coordinator"),
              _("Looks after an organisation's own offers and tasks."),
              {P.SEE_OFFERS, P.SEE_TASKS, P.SEE_PLACES, P.SEE_BOARD, P.ACKNOWLEDGE_HANDOVER}),
        _role("analyst", _("Analyst"), _("Works with figures and never with people's details."),
              READ | {P.SEE_LOG, P.EXPORT, P.SEE_PROGRAMME, P.ASSESS}),
        _role("peer_reviewer", _("Peer reviewer"), _("Reads the record and changes nothing."),
              {P.SEE_BOARD, P.SEE_FIGURES, P.SEE_PLACES, P.SEE_LOG, P.SEE_LEDGER, P.SEE_PROGRAMME}),
    )
}  # fmt: skip


def permissions_of(role_keys: set[str]) -> frozenset[Permission]:
    """All that these roles together may do."""
    found: set[Permission] = set()
    for key in role_keys:
        found |= ROLES[key].permissions
    return frozenset(found)
