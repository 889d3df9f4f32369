"""Backup and restore, with the server's own tools."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from rallyround.cluster import Cluster, ClusterError, ensure, given


@contextmanager
def _server() -> Iterator[Cluster]:
    """The server of our own; its errors as sentences."""
    if given() is not None:
        raise click.ClickException(
            "The database server is not ours but the one that DATABASE_URL names: back it up with its own pg_dump."
        )
    try:
        cluster = ensure()
        try:
            yield cluster
        finally:
            if cluster.started_here:
                cluster.stop()
    except ClusterError as error:
        raise click.ClickException(str(error)) from error


@click.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--database", default="rallyround", show_default=True)
def backup(target: Path, database: str) -> None:
    """Write everything to the file TARGET. It holds personal details: keep it where nobody else can read it."""
    from rallyround.cluster import dumps

    if target.exists():
        raise click.ClickException(
            f"{target} is already there. Name another file: a backup is never overwritten."
        )
    with _server() as cluster:
        dumps.backup(cluster, target, database=database)
    size = target.stat().st_size / 1e6
    click.echo(f"{target}: {size:.1f} MB. Try it now: rallyround restore --check {target}")


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--check", is_flag=True, help="Restore it on the side, see that it is whole, drop it, record that."
)
@click.option("--database", default="rallyround", show_default=True)
def restore(source: Path, check: bool, database: str) -> None:
    """Read the backup SOURCE. What is in the database now is kept under another name, never overwritten."""
    from rallyround.cluster import dumps

    moment = datetime.now(UTC).strftime("%Y%m%d_%H%M%S")
    side = f"{database}_restored_{moment}"
    with _server() as cluster:
        dumps.restore(cluster, source, side)
        click.echo(_whole(cluster, side))
        if check:
            cluster.drop_database(side)
            _record_check(source)
            return
        before = f"{database}_before_{moment}"
        if not click.confirm(f"Put it in the place of {database}? What is there now is kept as {before}."):
            cluster.drop_database(side)
            raise click.ClickException("Nothing was changed.")
        cluster.rename_database(database, before)
        cluster.rename_database(side, database)
    click.echo(f"{database} is now what it was when {source.name} was made.")


def _whole(cluster: Cluster, database: str) -> str:
    counts = []
    with cluster.admin(database) as connection:
        for query in ("SELECT count(*) FROM register_need", "SELECT count(*) FROM ledger_event"):
            row = connection.execute(query).fetchone()
            counts.append(row[0] if row else 0)
    return f"The backup is whole: {counts[0]} needs and {counts[1]} entries in the record came back."


def _record_check(source: Path) -> None:
    """That a backup was restored once is one of the checks before going live."""
    from rallyround.cli.environment import prepare

    prepare()
    from django.utils import timezone

    from rallyround.ledger.actors import system
    from rallyround.people import actions, queries

    if queries.partnership() is not None:
        actions.record_restore(by=system("restore"), at=timezone.now(), reference=source.name)
