"""An exercise: the same code on a database of its own, with messages sealed and a banner on every page."""

import os
import re

import click


@click.group()
def exercise() -> None:
    """Run an exercise on a database of its own, with messages sealed."""


@exercise.command()
@click.argument("name")
@click.option("--port", default=8001, show_default=True, help="Port of the exercise's own pages.")
@click.option(
    "--fresh", is_flag=True, help="Begin anew: what an earlier exercise of this name left is dropped."
)
def start(name: str, port: int, fresh: bool) -> None:
    """Start the exercise NAME with the people and places of the real partnership, and none of its needs or offers."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,30}", name):
        raise click.ClickException(
            "Name the exercise in small letters, digits and hyphens, such as winter-2026."
        )
    from rallyround.cluster import given

    if given() is not None:
        raise click.ClickException(
            "An exercise needs the database server that Rallyround keeps itself; here DATABASE_URL names another. "
            "Make an empty database on that server and start `rallyround serve` with RALLYROUND_EXERCISE set."
        )
    database = "rallyround_exercise_" + name.replace("-", "_")
    os.environ["RALLYROUND_EXERCISE"] = name
    from rallyround.cli.environment import prepare
    from rallyround.cli.exercise_people import copy_people
    from rallyround.cli.serve import run

    if fresh:
        _drop(database)
    ready = prepare(database)
    try:
        copy_people(ready, database)
        run(host="127.0.0.1", port=port, database=database)
    finally:
        ready.stop()


def _drop(database: str) -> None:
    from rallyround.cluster import ensure

    ensure().drop_database(database)
