"""One world and one round of all its pages for every test here; what the server logged meanwhile is kept."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from rallyround.cluster import Cluster
from rallyround.config.logs import WithoutPersonalData
from tests.architecture.addresses import addresses
from tests.architecture.crawl import Answer, crawl
from tests.architecture.world import World, make_world
from tests.conftest import serve
from tests.journeys.site import run_jobs

NAME = "rallyround_world"


@dataclass(frozen=True)
class Seen:
    """The world, all its pages for everybody by address, and the server's log of making them."""

    world: World
    pages: dict[str, list[Answer]]
    log: str


@contextmanager
def logged() -> Iterator[StringIO]:
    """What goes through the settings' own log handler meanwhile, at its most talkative."""
    handler = next(
        handler
        for handler in logging.root.handlers
        if isinstance(handler, logging.StreamHandler)
        and any(isinstance(item, WithoutPersonalData) for item in handler.filters)
    )
    log, level = StringIO(), logging.root.level
    before = handler.setStream(log)
    logging.root.setLevel(logging.DEBUG)
    try:
        yield log
    finally:
        logging.root.setLevel(level)
        handler.setStream(before)


@pytest.fixture(scope="session")
def seen(
    cluster: Cluster,
    template: str,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Seen]:
    """Built once, its messages dealt with by a worker, with the log as talkative as it can be set."""
    cluster.create_database(NAME, template=template)
    with logged() as log, django_db_blocker.unblock():
        serve(cluster, NAME)
        world = make_world(timezone.now(), tmp_path_factory.mktemp("world"))
        run_jobs()
        pages = crawl(world, list(addresses()))
        connection.close()
        serve(cluster, "rallyround_test")
    yield Seen(world, pages, log.getvalue())
    cluster.drop_database(NAME)


@pytest.fixture
def world(seen: Seen, cluster: Cluster, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world, with Django standing on its database."""
    with django_db_blocker.unblock():
        serve(cluster, NAME)
        yield seen.world
        connection.close()
        serve(cluster, "rallyround_test")
