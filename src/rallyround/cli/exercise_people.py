"""Who plays an exercise, and with what: the real partnership's people, places, groups, safe ways of working and
approved modules, copied once.

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
    ("groups_riskentry", ALL),
    ("groups_prioritygroup", ALL),
    ("groups_prioritygroup_risks", ALL),
    ("groups_trustedroute", ALL),
    ("groups_groupneed", ALL),
    ("response_module", sql.SQL("WHERE state = 'ready'")),
    (
        "response_module_groups",
        sql.SQL("WHERE module_id IN (SELECT id FROM response_module WHERE state = 'ready')"),
    ),
    ("response_advice", sql.SQL("WHERE published_at IS NOT NULL AND withdrawn_at IS NULL")),
)
# Rows of these have a number that the database gives out: the next must come after those that were copied.
NUMBERED = ("groups_prioritygroup_risks", "response_module_groups")


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
            for table in NUMBERED:
                _number_on(exercise, table)
            exercise.execute("UPDATE people_partnership SET mode = 'practice'")
    click.echo(
        "The exercise has the partnership's people, places, groups and modules, and no needs or offers."
    )


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


def _number_on(exercise: psycopg.Connection[tuple[int, ...]], table: str) -> None:
    exercise.execute(
        sql.SQL(
            "SELECT setval(pg_get_serial_sequence({}, 'id'), coalesce(max(id), 0) + 1, false) FROM {}"
        ).format(sql.Literal(table), sql.Identifier(table))
    )
