"""The database of the tests: a cluster of their own, one migrated template, a copy for each test that commits."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from pytest_django.plugin import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

from rallyround.cluster import Cluster, ensure, parameters
from tests import shared

# On a busy machine anything can take long, and what a test gets from a fixture is the same for each example.
settings.register_profile(
    "any machine",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("any machine")

DATABASE = "rallyround"
_copies = itertools.count(1)


LONG = ("journeys", "cli", "architecture")
TOGETHER = "tests/architecture/"  # they ask about one world, which takes minutes to make and to walk through


def pytest_configure(config: pytest.Config) -> None:
    """Before the other test processes start, which find the folder by the environment that they inherit."""
    if not hasattr(config, "workerinput"):
        shared.open_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    """After they have ended."""
    if not hasattr(config, "workerinput"):
        shared.remove_folder()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones begin first, so that at the end no core waits for another."""
    items.sort(key=lambda item: [name not in item.path.parts for name in LONG])


class ByFile(LoadFileScheduling):  # type: ignore[misc]
    """A file is one process's work, and so is the whole folder whose tests share a world."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER if nodeid.startswith(TOGETHER) else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile | None:
    """With `--dist loadfile`."""
    return ByFile(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of the tests' own, stopped and removed afterwards."""
    home = Path(tempfile.mkdtemp(prefix="rallyround-tests-"))
    home.chmod(0o755)
    os.environ["RALLYROUND_HOME"] = str(home)
    shared.copy_prepared(home)
    running = ensure(home)
    try:
        yield running
    finally:
        running.stop()
        shutil.rmtree(home, ignore_errors=True)


def serve(cluster: Cluster, name: str) -> None:
    """Point Django at a database of the cluster, as the web role."""
    from django.db import connection

    connection.close()
    found = parameters(cluster.urls(name).web)
    connection.settings_dict.update(
        NAME=found["dbname"],
        USER=found["user"],
        PASSWORD=found["password"],
        HOST=found["host"],
        PORT=found.get("port") or "",
    )


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """A migrated database that nothing is written to."""
    return DATABASE


@pytest.fixture(scope="session")
def django_db_setup(cluster: Cluster, template: str, django_db_blocker: DjangoDbBlocker) -> None:
    """The database of the tests that roll back, used as the web role."""
    cluster.create_database("rallyround_test", template=template)
    with django_db_blocker.unblock():
        serve(cluster, "rallyround_test")


@pytest.fixture
def committed(
    cluster: Cluster, template: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """A database of this test's own, for what must really commit; its name."""
    from django.db import connection

    name = f"rallyround_copy_{next(_copies)}"
    cluster.create_database(name, template=template)
    with django_db_blocker.unblock():
        serve(cluster, name)
        yield name
        connection.close()
        serve(cluster, "rallyround_test")
    cluster.drop_database(name)


@pytest.fixture(scope="session", autouse=True)
def cost_of_passwords() -> Iterator[dict[str, int]]:
    """What a password's hash costs in the product. Thousands of tests sign in, and pay the least that Argon2 takes."""
    from rallyround.people.passwords import Argon2id

    names = ("memory_cost", "time_cost", "parallelism")
    costs = {name: getattr(Argon2id, name) for name in names}
    Argon2id.memory_cost, Argon2id.time_cost = 8, 1
    yield costs
    for name, cost in costs.items():
        setattr(Argon2id, name, cost)


@pytest.fixture
def now() -> datetime:
    """A quiet moment: tests move their own clock from here."""
    return datetime(2026, 1, 14, 9, 0, tzinfo=UTC)
