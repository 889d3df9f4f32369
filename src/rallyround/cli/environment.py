"""Gets a command ready: the database server, the secret, the right database, migrated."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from rallyround.cluster import Cluster, ClusterError, Urls, as_service_user, given, home
from rallyround.config.environment import make_secret_file

DATABASE = "rallyround"


@dataclass
class Ready:
    """Where the database is, and the server of our own where none was given."""

    urls: Urls
    cluster: Cluster | None

    def stop(self) -> None:
        """Stop the server if this process started it."""
        if self.cluster is not None and self.cluster.started_here:
            self.cluster.stop()


def prepare(database: str = DATABASE, *, migrate: bool = True) -> Ready:
    """Find or start the server, name the database in the environment and set Django up; returns what to stop."""
    try:
        ready = _find(database)
    except ClusterError as error:
        raise click.ClickException(str(error)) from error
    _name_in_environment(ready.urls)
    _share_home()
    import django

    django.setup()
    if migrate and behind():
        _migrate()
    return ready


def _find(database: str) -> Ready:
    urls = given()
    if urls is not None:
        return Ready(urls, None)
    cluster = Cluster(home())
    cluster.start()
    if not cluster.has_database(database):
        cluster.create_database(database)
    return Ready(cluster.urls(database), cluster)


def _name_in_environment(urls: Urls) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rallyround.config.settings")
    os.environ["DATABASE_URL"] = urls.web
    os.environ["DATABASE_OWNER_URL"] = urls.owner
    os.environ["DATABASE_INTAKE_URL"] = urls.intake
    os.environ["RALLYROUND_SECRET_FILE"] = str(make_secret_file(home() / "secret-key"))
    # Where Numba keeps what it compiled: beside the code, which an installed program may not write to, is no place.
    os.environ.setdefault("NUMBA_CACHE_DIR", str(compiled()))


def _share_home() -> None:
    """As root, web and worker run as the service user, which must reach the secret and its own folders."""
    identity = as_service_user()
    if identity:
        for path in (home(), home() / "secret-key", files(), compiled()):
            os.chown(path, identity["user"], identity["group"])


def files() -> Path:
    """Where exports are put for the web to hand out."""
    folder = home() / "files"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def compiled() -> Path:
    """Where the machine code of the allocation is kept from one start to the next."""
    folder = home() / "compiled"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def behind() -> bool:
    """Whether the database lacks migrations that the program has."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    connection.close()
    return behind


def _migrate() -> None:
    """As the owner, in a process of its own: this one never holds more rights than the web role's."""
    environment = {**os.environ, "RALLYROUND_DATABASE_ROLE": "owner"}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"The database could not be brought up to date.\n{done.stderr[-2000:]}")
