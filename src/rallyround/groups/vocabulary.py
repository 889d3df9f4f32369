"""The words that planning shares: what makes a need, what groups are, and the six objectives of every aim."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CauseOfNeed(models.TextChoices):
    """Why a group may need help: the register's causes, without "not yet known"."""

    AT_RISK = "at_risk", _("In the way of the hazard")
    UNAWARE = "unaware", _("Did not know")
    VULNERABLE = "vulnerable", _("More easily harmed")
    UNABLE = "unable_to_self_determine", _("Not able to act alone")
    NOT_PREPARED = "not_prepared", _("Not prepared")


class GroupKind(models.TextChoices):
    PEOPLE = "people", _("People")
    GROUP = "group", _("A community group")
    ORGANISATION = "organisation", _("An organisation")
    NETWORK = "network", _("A network")


class Pattern(models.TextChoices):
    """How the members of a group lie on the map; a dispersed group has no place on it."""

    PLACE = "place", _("In one place")
    SITE = "site", _("At or near one site")
    DISPERSED = "dispersed", _("Dispersed")


class HardlyReached(models.TextChoices):
    OFF_LIST = "off_list", _("On no service's list")
    MARGINALISED = "marginalised", _("At the margin")
    UNREGISTERED = "unregistered", _("Not registered")
    UNDER_REPRESENTED = "under_represented", _("Seldom asked or represented")
    MINORITY = "minority", _("A minority")


class Objective(models.TextChoices):
    """The six objectives that every aim is worked through, in this order."""

    PERFORMANCE = "performance", _("See where we stand")
    GAPS = "gaps", _("Find the gaps")
    COLLABORATIONS = "collaborations", _("Work with the right partners")
    DESIGN = "design", _("Design what to do")
    IMPLEMENT = "implement", _("Do it")
    INTELLIGENCE = "intelligence", _("Learn what is changing")


class Confidence(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class PlanningNeed(models.TextChoices):
    """Kinds of need that a group is planned for, before there is anybody's own need."""

    PREPARE_HOMES = "prepare_homes", _("Homes made ready")
    CLEAN_UP = "clean_up", _("Cleaning up")
    GRAB_BAGS = "grab_bags", _("Grab bags packed")
    WARNING = "warning", _("Warnings that reach people")
    EVACUATION = "evacuation", _("Help to leave")
    WELFARE = "welfare", _("Somebody looking in")
    AWARENESS = "awareness", _("Knowing the risk")
    INFORMATION = "information", _("Information that can be used")
    SUPPLIES = "supplies", _("Food, water, medicines")
    SHELTER = "shelter", _("Somewhere warm, cool or dry")
    POWER = "power", _("Power for what health depends on")
    CONTINUITY = "continuity", _("Keeping a service going")
