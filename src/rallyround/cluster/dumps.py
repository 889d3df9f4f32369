"""A database written to one file and read back from it, by the programs of the server's own version."""

import os
from pathlib import Path

from rallyround.cluster.cluster import DATABASE, Cluster
from rallyround.cluster.errors import ClusterError


def backup(cluster: Cluster, target: Path, database: str = DATABASE) -> None:
    """Write a database to `target` (pg_dump's custom format, 0600), whole or not at all.

    The superuser reads, since row-level security would hide rows from any other role.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            done = cluster.run(cluster.pg_dump, "--format=custom", database=database, output=file)
            os.fsync(file.fileno())
        if done.returncode != 0:
            raise ClusterError(
                f"The database {database} could not be written to {target}: {_first_line(done.stderr)}",
                "Make room on the disk and check that the database is there, then try again.",
            )
        part.replace(target)
    except OSError as error:
        raise ClusterError(
            f"The backup {target} cannot be written: {error.strerror}.",
            "Name a file in a folder that is there and that you may write to.",
        ) from error
    finally:
        part.unlink(missing_ok=True)


def restore(cluster: Cluster, source: Path, database: str) -> None:
    """Read a backup into a new database, whole or not at all. One that is there is never overwritten.

    To replace one: restore beside it, look, then `Cluster.rename_database` both.
    """
    if cluster.has_database(database):
        raise ClusterError(
            f"A database named {database} is there already.",
            "Restore under a new name, look at it, then rename the two.",
        )
    try:
        file = source.open("rb")
    except OSError as error:
        raise ClusterError(
            f"The backup {source} cannot be read: {error.strerror}.", "Name a file that you may read."
        ) from error
    with file:
        cluster.create_database(database, template="template0")
        try:
            options = ["--exit-on-error", "--single-transaction"]
            done = cluster.run(cluster.pg_restore, *options, database=database, input=file)
            if done.returncode != 0:
                raise ClusterError(
                    f"The backup {source} could not be read in: {_first_line(done.stderr)}",
                    f"Use another backup, made by PostgreSQL {cluster.major} or earlier.",
                )
            cluster.prepare_database(database)
        except BaseException:
            cluster.drop_database(database)
            raise


def _first_line(said: str) -> str:
    """What went wrong; the lines after it may quote a row, which could be about a person."""
    return next(iter(said.strip().splitlines()), "it did not say why.")
