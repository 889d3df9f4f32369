"""What the forms of planning offer to choose from."""

from django.utils.translation import gettext_lazy as _

from rallyround.groups import queries
from rallyround.groups.bands import IMPACTS, LIKELIHOODS
from rallyround.people.models import Organisation

NOTHING = ("", _("None"))
UNITS = [
    ("people", _("people")),
    ("households", _("households")),
    ("organisations", _("organisations")),
    ("places", _("places")),
]


def steps_of_likelihood() -> list[tuple[str, str]]:
    """1 to 5 with their words."""
    return [(str(s.number), f"{s.number}: {s.label}, {s.means}") for s in LIKELIHOODS]


def steps_of_impact() -> list[tuple[str, str]]:
    """1 to 5 with their words."""
    return [(str(s.number), f"{s.number}: {s.label}, {s.means}") for s in IMPACTS]


def risks() -> list[tuple[str, str]]:
    """The register as it holds now."""
    return [(str(risk.id), f"{risk.reference} {risk.title}") for risk in queries.current_risks()]


def organisations() -> list[tuple[str, str]]:
    """Every active partner, by name."""
    named = Organisation.objects.filter(active=True).order_by("name").values_list("id", "name")
    return [(str(id), name) for id, name in named]
