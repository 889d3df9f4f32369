"""The journey and the five systems, and what is in each. A part that is not switched on, or not yours, is absent.

The journey leads to every page of planning, so only those that are opened often stand here too.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rallyround.people.roles import Permission as P


@dataclass(frozen=True)
class Place:
    """One page in the navigation: the name of its address and who may see it."""

    label: str | Promise
    url_name: str
    permissions: tuple[P, ...]


@dataclass(frozen=True)
class System:
    """One of the five systems, or the journey."""

    label: str | Promise
    places: tuple[Place, ...]


SYSTEMS: tuple[System, ...] = (
    System(_("Journey"), (
        Place(_("Eight steps"), "journey", (P.SEE_PROGRAMME,)),
        Place(_("This week"), "weekly", (P.SEE_PROGRAMME,)),
    )),
    System(_("Lead"), (
        Place(_("Ambition"), "ambition", (P.SEE_PROGRAMME,)),
        Place(_("Plan"), "plan", (P.SEE_PROGRAMME,)),
        Place(_("Papers"), "papers", (P.SEE_PROGRAMME,)),
        Place(_("Decisions in incidents"), "log", (P.SEE_LOG,)),
        Place(_("Going live"), "going_live", (P.MANAGE_SETTINGS,)),
        Place(_("Settings"), "partnership", (P.MANAGE_SETTINGS,)),
        Place(_("People and roles"), "users", (P.MANAGE_PEOPLE,)),
        Place(_("Record"), "ledger", (P.SEE_LEDGER,)),
    )),
    System(_("Intelligence"), (
        Place(_("Places"), "places", (P.SEE_PLACES,)),
        Place(_("Map"), "map", (P.SEE_PLACES,)),
        Place(_("Situation reports"), "situation_reports", (P.SEE_FIGURES,)),
        Place(_("How it went"), "ends", (P.SEE_FIGURES,)),
        Place(_("Priority groups"), "groups", (P.SEE_PROGRAMME,)),
        Place(_("Readiness"), "readiness", (P.SEE_PROGRAMME,)),
        Place(_("Lessons"), "lessons", (P.SEE_PROGRAMME,)),
    )),
    System(_("Manage"), (
        Place(_("Board"), "board", (P.SEE_BOARD,)),
        Place(_("On duty"), "duty", (P.BE_ON_DUTY,)),
        Place(_("Incidents"), "incidents", (P.MANAGE_INCIDENTS,)),
        Place(_("Files in"), "imports", (P.IMPORT,)),
        Place(_("Files out"), "exports", (P.EXPORT,)),
        Place(_("Five systems"), "systems", (P.SEE_PROGRAMME,)),
        Place(_("Register"), "register", (P.SEE_PROGRAMME,)),
        Place(_("Requests"), "requests", (P.SEE_PROGRAMME,)),
    )),
    System(_("Coordinate"), (
        Place(_("Take a request"), "take_request", (P.TAKE_REQUEST,)),
        Place(_("Needs"), "needs", (P.SEE_NEEDS,)),
        Place(_("Offers"), "offers", (P.SEE_OFFERS,)),
        Place(_("Who helps whom"), "proposals", (P.MATCH,)),
        Place(_("Handed over"), "handovers", (P.ACKNOWLEDGE_HANDOVER,)),
        Place(_("Messages"), "messages", (P.SEE_MESSAGES,)),
        Place(_("Directory"), "organisations", (P.SEE_DIRECTORY,)),
        Place(_("Call-out list"), "call_out_list", (P.SEE_DIRECTORY,)),
        Place(_("Collaborations"), "collaborations", (P.SEE_PROGRAMME,)),
    )),
    System(_("Deliver"), (
        Place(_("Tasks"), "tasks", (P.SEE_TASKS,)),
        Place(_("Capacity"), "capacity", (P.SEE_OFFERS,)),
        Place(_("Closed areas"), "closures", (P.CLOSE_AREAS,)),
        Place(_("Safe working"), "risk_assessments", (P.SEE_TASKS,)),
        Place(_("Modules"), "modules", (P.SEE_PROGRAMME,)),
        Place(_("Activations"), "activations", (P.SEE_PROGRAMME,)),
    )),
)  # fmt: skip
