"""The capability and the partnership work from one log, pass cases to each other, and never mix exercise with real."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from rallyround.incidents import actions
from rallyround.incidents.models import Incident
from rallyround.register import actions as register
from rallyround.register.models import Handover
from rallyround.ui.errors import Refused
from tests.apps.incidents.helpers import make_incident
from tests.factories import AT, make_need, make_organisation, make_partnership, make_user


def signed_in(*roles: str, organisation: str) -> Client:
    """A browser of somebody who holds these roles for an organisation of their own."""
    client = Client()
    client.force_login(make_user(*roles, organisation=make_organisation(name=organisation)))
    return client


@pytest.mark.django_db
@pytest.mark.manual("S6.c18")
def test_one_log_for_all_a_case_passed_and_acknowledged_and_no_exercise_among_the_real(
    settings: Settings,
) -> None:
    """Shared log, liaison, separation."""
    make_partnership()
    incident = make_incident("Mere valley flood")
    room = make_user("duty_officer", organisation=make_organisation(name="County Council"))
    actions.log_entry(
        by=room.actor, at=AT, incident=incident, kind="decision", what="Open the leisure centre", owner=room,
        why="Forty people have nowhere dry",
    )  # fmt: skip

    # What one organisation writes, the others read, with its reasons; none of them can change it.
    for role, organisation in (
        ("tactical_lead", "Fire and Rescue"),
        ("working_group_member", "Red Cross branch"),
    ):
        page = signed_in(role, organisation=organisation).get(reverse("log"))
        assert "Open the leisure centre" in page.content.decode()

    # A case goes to a partner, whose own person answers for it; the room sees that.
    need = make_need()
    fire = make_organisation(name="Mountain Rescue")
    handover = register.hand_over(by=room.actor, at=AT, need=need, organisation=fire)
    partner = Client()
    partner.force_login(make_user("organisation_coordinator", organisation=fire))
    listed = partner.get(reverse("handovers")).content.decode()
    assert need.code in listed
    partner.post(reverse("handover_acknowledge", args=[handover.id]), {"responder": "Team leader Hill"})
    assert Handover.objects.get(id=handover.id).acknowledged_at is not None
    need.refresh_from_db()
    assert need.state == "with_responder"

    # Exercise and real: refused by the action and, whatever the action thinks, by the database.
    with pytest.raises(Refused, match="database of its own"):
        make_incident("Winter", exercise=True)
    settings.EXERCISE = "winter"
    with pytest.raises(Refused, match="never share a database"):
        make_incident("Winter", exercise=True)
    with pytest.raises(IntegrityError, match="never_share"), transaction.atomic():
        Incident.objects.create(name="Winter", hazard="cold", exercise=True, started_at=AT)
    assert not Incident.objects.filter(exercise=True).exists()
