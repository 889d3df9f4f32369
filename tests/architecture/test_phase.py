"""Every need, offer, module and piece of work is before, during or after a disruption."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.test import Client

from rallyround.incidents import actions as incidents
from rallyround.incidents.models import Incident, Phase
from tests.factories import AT, TEST, make_need, make_offer, make_partnership, make_user
from tests.programme_factories import make_activity, make_aim
from tests.response_factories import make_module

# What carries a phase. An activation has that of its module and incident.
CARRIERS = {"Need", "Offer", "Incident", "Module", "Activity"}
# A module of the library for each phase.
MODULES = {"before": "prepare-your-home", "during": "community-hub", "after": "clean-up"}


def carriers() -> list[type[models.Model]]:
    """The models that must say in which phase they are."""
    return [m for m in apps.get_models() if m.__module__.startswith("rallyround.") and m.__name__ in CARRIERS]


@pytest.mark.django_db
@pytest.mark.manual("ST.13")
def test_the_phase_is_never_empty_and_every_list_filters_by_it() -> None:
    """Model, database and page: for everything that carries a phase."""
    make_partnership()
    found = {m.__name__ for m in carriers()}
    assert found == CARRIERS
    aim = make_aim()
    for phase in Phase.values:
        incidents.begin_incident(by=TEST, at=AT, name=f"Work {phase}", hazard="flood", phase=phase)
        make_need(phase=phase)
        make_offer(phase=phase)
        make_module(MODULES[phase])
        make_activity(aim, phase=phase)
    for model in carriers():
        field = model._meta.get_field("phase")
        assert isinstance(field, models.CharField), model
        assert not field.null, model
        assert {value for value, _label in field.flatchoices} == set(Phase.values), model
        assert set(model._default_manager.values_list("phase", flat=True)) == set(Phase.values), model
        for nothing in ("", "later"):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE {model._meta.db_table} SET phase = %s", [nothing])  # noqa: S608
    client = Client()
    client.force_login(make_user("coordinator"))
    for address in ("/needs/", "/offers/", "/incidents/", "/modules/", "/plan/activities/"):
        rows = {phase: client.get(f"{address}?phase={phase}&export=csv") for phase in Phase.values}
        for phase, answer in rows.items():
            lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
            assert len(lines) == 2, (address, phase)
            assert str(Phase(phase).label) in lines[1]


@pytest.mark.django_db
def test_a_report_takes_the_phase_of_what_is_going_on() -> None:
    make_partnership()
    incidents.begin_incident(by=TEST, at=AT, name="After the flood", hazard="flood", phase="after")
    assert make_need().phase == Incident.objects.get().phase == "after"
