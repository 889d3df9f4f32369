"""A world in a database of its own for the tests of one file; what a request changes is undone after it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from rallyround.cluster import Cluster
from rallyround.people.models import User
from tests.architecture.world import World, make_world
from tests.conftest import serve

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(scope="module")
def world(
    cluster: Cluster, template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """Everything that a partnership can have, one of each."""
    name = "rallyround_world"
    cluster.create_database(name, template=template)
    with django_db_blocker.unblock():
        serve(cluster, name)
        yield make_world(timezone.now())
        connection.close()
        serve(cluster, "rallyround_test")
    cluster.drop_database(name)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def browser_of(user: User | None) -> Client:
    """Somebody's browser; a page that breaks answers 500 there as it would for them."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, SIGNED_IN_BY)
    return client


@pytest.fixture(scope="module")
def browsers(world: World) -> dict[str, Client]:
    """One browser for each role, one for somebody without a role, one for nobody in particular."""
    signed_in = {role: browser_of(user) for role, user in world.people.items()}
    return {"anonymous": browser_of(None), **signed_in}
