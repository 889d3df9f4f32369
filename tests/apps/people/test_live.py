"""The gate before real people: every check by itself, and what a live partnership may never be run with."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from pytest_django.fixtures import Settings

from rallyround.cluster import Cluster, parameters
from rallyround.people import actions, live
from rallyround.people.actions import PartnershipSettings
from rallyround.people.models import Contact, GateCheck, Membership, Partnership
from rallyround.ui.errors import Refused, WrongState
from tests.apps.people.factories import SAFE, make_live, make_ready
from tests.factories import AT, TEST, make_partnership, make_user

TODAY = AT.date()
A_YEAR = timedelta(days=365)


def settings_of_now(**changed: object) -> PartnershipSettings:
    """What is set now, with something changed."""
    stands = Partnership.objects.get()
    names = PartnershipSettings.__dataclass_fields__
    return PartnershipSettings(**{name: getattr(stands, name) for name in names} | changed)


def change(**changed: object) -> None:
    """Change a setting as its page does."""
    actions.change_partnership(by=TEST, at=AT, settings=settings_of_now(**changed))


def open_checks(facts: live.Facts = SAFE, *, later: timedelta = timedelta()) -> list[str]:
    """What is still to be done."""
    return [check.key for check in live.checks(TODAY + later, facts) if not check.done]


@pytest.mark.django_db
def test_an_empty_installation_has_everything_of_its_own_still_to_do() -> None:
    make_partnership()
    checks = live.checks(TODAY, SAFE)
    assert [check.key for check in checks if not check.done] == [
        "privacy_notice", "data_protection_assessment", "emergency_text", "staffed_hours", "retention",
        "backup_restored", "call_out_list", "administrators",
    ]  # fmt: skip
    assert all(check.remedy for check in checks if not check.done)


@pytest.mark.django_db
def test_once_all_is_done_the_partnership_goes_live_and_back() -> None:
    user = make_ready()
    assert open_checks() == []
    actions.go_live(by=user.actor, at=AT, facts=SAFE)
    assert live.is_live()
    with pytest.raises(WrongState, match="already live"):
        actions.go_live(by=user.actor, at=AT, facts=SAFE)
    actions.back_to_practice(by=user.actor, at=AT, reason="training")
    assert not live.is_live()


UNDONE: dict[str, Callable[[], object]] = {
    "privacy_notice": lambda: change(privacy_notice=" "),
    "emergency_text": lambda: change(emergency_text="Other words"),
    "staffed_hours": lambda: change(staffed_hours=""),
    "call_out_list": lambda: actions.verify_contact(
        by=TEST, at=AT, contact=Contact.objects.get(rank=2), reached=False
    ),
    "administrators": lambda: actions.end_role(by=TEST, at=AT, membership=Membership.objects.all()[0]),
    "second_factors": lambda: make_user("duty_officer"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("key", UNDONE)
def test_one_thing_undone_keeps_the_gate_shut_and_says_what_to_do(key: str) -> None:
    user = make_ready()
    UNDONE[key]()
    assert open_checks() == [key]
    with pytest.raises(Refused, match="1 check is open"):
        actions.go_live(by=user.actor, at=AT, facts=SAFE)
    assert not live.is_live()


@pytest.mark.django_db
def test_what_was_verified_a_year_ago_is_to_be_verified_again() -> None:
    make_ready()
    for contact in Contact.objects.all():
        actions.verify_contact(by=TEST, at=AT + A_YEAR, contact=contact)
    assert open_checks(later=A_YEAR) == []
    for contact in Contact.objects.all():
        actions.verify_contact(by=TEST, at=AT + A_YEAR + timedelta(days=1), contact=contact)
    assert open_checks(later=A_YEAR + timedelta(days=1)) == ["data_protection_assessment", "emergency_text"]


@pytest.mark.django_db
def test_a_restore_by_the_command_counts_without_a_person() -> None:
    make_ready()
    GateCheck.objects.filter(kind="backup_restored").delete()
    assert open_checks() == ["backup_restored"]
    actions.record_restore(by=TEST, at=AT, reference="2026-01-14.dump")
    assert open_checks() == []


BAD = {
    "messages": replace(SAFE, messages=False),
    "own_secret": replace(SAFE, own_secret=False),
    "durable": replace(SAFE, server={**SAFE.server, "fsync": "off"}),
    "not_superuser": replace(SAFE, superuser=True),
    "not_demo": replace(SAFE, demo=True),
    "not_exercise": replace(SAFE, exercise=True),
}


@pytest.mark.django_db
@pytest.mark.parametrize("key", BAD)
def test_an_installation_that_is_not_safe_does_not_go_live(key: str) -> None:
    user = make_ready()
    assert open_checks(BAD[key]) == [key]
    with pytest.raises(Refused):
        actions.go_live(by=user.actor, at=AT, facts=BAD[key])
    assert not live.is_live()


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(BAD.keys() - {"messages"}))
def test_a_live_partnership_does_not_start_where_it_is_not_safe(key: str) -> None:
    make_live()
    assert live.must_not_start(SAFE) == []
    assert len(live.must_not_start(BAD[key])) == 1


@pytest.mark.django_db
def test_in_practice_everything_may_start() -> None:
    make_partnership()
    assert all(live.must_not_start(facts) == [] for facts in BAD.values())


@pytest.mark.django_db
@pytest.mark.parametrize("name", live.MUST_BE_ON)
def test_each_promise_of_the_server_counts(name: str) -> None:
    make_ready()
    assert open_checks(replace(SAFE, server={**SAFE.server, name: "off"})) == ["durable"]
    missing = {k: v for k, v in SAFE.server.items() if k != name}
    assert open_checks(replace(SAFE, server=missing)) == ["durable"]


@pytest.mark.django_db
def test_the_default_secret_is_seen_in_the_settings(settings: Settings) -> None:
    settings.SECRET_KEY_IS_DEFAULT = True
    assert not live.read_facts().own_secret
    settings.SECRET_KEY_IS_DEFAULT = False
    assert live.read_facts().own_secret


@pytest.mark.django_db
def test_djangos_own_check_refuses_a_live_demo(settings: Settings) -> None:
    settings.SECRET_KEY_IS_DEFAULT = False
    make_live()
    call_command("check", databases=["default"])
    settings.DEMO = True
    with pytest.raises(SystemCheckError, match="Not the demo"):
        call_command("check", databases=["default"])


def test_the_test_servers_own_settings_are_read_and_safe(committed: str) -> None:
    assert live.read_server() == (dict.fromkeys(live.MUST_BE_ON, "on"), False)


def test_a_connection_that_gave_up_waiting_for_the_disk_is_seen(committed: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    server, _superuser = live.read_server()
    assert server["synchronous_commit"] == "off"


def wait_until(name: str, value: str) -> None:
    """The server reads its settings anew in its own time: ask over fresh connections."""
    for _attempt in range(100):
        connection.close()
        if live.read_server()[0][name] == value:
            return
        time.sleep(0.05)


@pytest.fixture
def without_fsync(committed: str, cluster: Cluster) -> Iterator[None]:
    """The test server as somebody in a hurry might set it."""
    with cluster.admin(committed) as admin:
        admin.autocommit = True
        admin.execute("ALTER SYSTEM SET fsync = off")
        admin.execute("SELECT pg_reload_conf()")
        wait_until("fsync", "off")
        yield
        admin.execute("ALTER SYSTEM RESET fsync")
        admin.execute("SELECT pg_reload_conf()")


def test_a_server_without_fsync_is_seen_and_refused(without_fsync: None) -> None:
    user = make_ready()
    server, _superuser = live.read_server()
    assert server["fsync"] == "off"
    with pytest.raises(Refused, match=r"The database keeps what it has acknowledged\. Switch on fsync"):
        actions.go_live(by=user.actor, at=AT, facts=replace(SAFE, server=server))


@pytest.fixture
def as_superuser(committed: str, cluster: Cluster) -> Iterator[None]:
    """Django connected by a role that may do everything, as a careless DATABASE_URL would have it."""
    with cluster.admin(committed) as admin:
        admin.autocommit = True
        admin.execute("CREATE ROLE careless SUPERUSER LOGIN PASSWORD 'careless'")
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict.update(USER="careless", PASSWORD="careless")
    assert parameters(cluster.urls(committed).web)["user"] != "careless"
    yield
    connection.close()
    connection.settings_dict.update(before)
    with cluster.admin(committed) as admin:
        admin.autocommit = True
        admin.execute("DROP ROLE careless")


def test_a_superusers_connection_is_seen_and_refused(as_superuser: None) -> None:
    user = make_ready()
    _server, superuser = live.read_server()
    assert superuser
    with pytest.raises(Refused, match=r"The pages use a database role with few rights"):
        actions.go_live(by=user.actor, at=AT, facts=replace(SAFE, superuser=superuser))


@pytest.mark.django_db
def test_changing_the_emergency_text_or_a_number_says_when() -> None:
    make_ready()
    later = AT + timedelta(days=40)
    actions.change_partnership(by=TEST, at=later, settings=settings_of_now(power_cut_number="105"))
    stands = Partnership.objects.get()
    assert (stands.contact_number_set_on, stands.power_cut_number_set_on) == (TODAY, later.date())
    actions.change_partnership(by=TEST, at=later, settings=settings_of_now(), numbers_rung=True)
    stands = Partnership.objects.get()
    assert (stands.contact_number_set_on, stands.flood_line_number_set_on) == (later.date(), None)


@pytest.mark.django_db
def test_a_factor_taken_away_opens_the_check_again() -> None:
    user = make_ready()
    Authenticator.objects.filter(user=user).delete()
    assert open_checks() == ["second_factors"]
