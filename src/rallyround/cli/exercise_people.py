"""Who an exercise is played by: the real partnership's people, places and safe ways of working, copied once.

Needs, offers, tasks, messages and the ledger are not copied: nobody who needs help is in an exercise.
"""

import click
import psycopg
from psycopg import sql

from rallyround.cli.environment import DATABASE, Ready

# In the order in which one names the other. Of persons only those in the directory come along.
ALL = sql.SQL("")
IN_DIRECTORY = "IN (SELECT person_id FROM people_contact)"
TABLES: tuple[tuple[str, sql.SQL], ...] = (
    ("people_partnership", ALL),
    ("people_organisation", ALL),
    ("people_user", ALL),
    ("people_membership", ALL),
    ("mfa_authenticator", ALL),
    ("people_person", sql.SQL("WHERE id " + IN_DIRECTORY)),
    ("people_details", sql.SQL("WHERE person_id " + IN_DIRECTORY)),
    ("people_contact", ALL),
    ("places_area", ALL),
    ("places_indicator", ALL),
    ("places_indicatorvalue", ALL),
    ("places_postcode", ALL),
    ("tasking_riskassessment", ALL),
)


def copy_people(ready: Ready, database: str) -> None:
    """Fill a new exercise from the real database; one that was begun before is left as it is."""
    cluster = ready.cluster
    if cluster is None:
        raise click.ClickException("An exercise needs the database server that Rallyround keeps itself.")
    if not cluster.has_database(DATABASE):
        raise click.ClickException("Set the partnership up first: rallyround setup")
    with cluster.admin(DATABASE) as real, cluster.admin(database) as exercise:
        if _count(exercise, "people_partnership"):
            return
        if not _count(real, "people_partnership"):
            raise click.ClickException("Set the partnership up first: rallyround setup")
        with exercise.transaction():
            exercise.execute("SET LOCAL session_replication_role = replica")
            for table, which in TABLES:
                _copy(real, exercise, table, which)
            exercise.execute("UPDATE people_partnership SET mode = 'practice'")
    click.echo("The exercise has the partnership's people and places, and no needs or offers.")


def _count(connection: psycopg.Connection[tuple[int, ...]], table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    return row[0] if row else 0


def _copy(
    source: psycopg.Connection[tuple[int, ...]],
    target: psycopg.Connection[tuple[int, ...]],
    table: str,
    which: sql.SQL,
) -> None:
    name = sql.Identifier(table)
    rows = sql.SQL("COPY (SELECT * FROM {} {}) TO STDOUT (FORMAT binary)").format(name, which)
    with (
        source.cursor().copy(rows) as reader,
        target.cursor().copy(sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(name)) as writer,
    ):
        for block in reader:
            writer.write(block)
