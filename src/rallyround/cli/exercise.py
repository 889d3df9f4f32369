"""An exercise: the same code on a database of its own, with messages sealed and a banner on every page."""

import json
import os
import re
from pathlib import Path

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
    """Start the exercise NAME with the people, places and modules of the real partnership, and none of its needs."""
    database = _database(name)
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


@exercise.command()
@click.argument("name")
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; never overwritten.",
)
def end(name: str, target: Path | None) -> None:
    """Write what the exercise NAME showed of each module into a file, with nobody's details in it.

    Bring the file in on the page Exercises of the real partnership. Nothing of the exercise is dropped.
    """
    from rallyround.cluster import ensure

    database = _database(name)
    if not ensure().has_database(database):
        raise click.ClickException(f"There is no exercise called {name} here.")
    from rallyround.cli.environment import prepare

    ready = prepare(database)
    try:
        from django.utils import timezone

        from rallyround.response.queries import summary_of

        at = timezone.now()
        path = target or Path(f"exercise-{name}-{timezone.localdate(at).isoformat()}.json")
        summary = summary_of(name, at)
        _write(path, json.dumps(summary, indent=2))
    finally:
        ready.stop()
    shown = len(summary["modules"])
    what = "1 activation" if shown == 1 else f"{shown} activations"
    click.echo(f"{path.resolve()} has what was shown in {what}, and nobody's details.")
    click.echo("Bring it in on the page Exercises of the partnership.")


def _database(name: str) -> str:
    """The exercise's database; the process is that exercise's from here on."""
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
    os.environ["RALLYROUND_EXERCISE"] = name
    return "rallyround_exercise_" + name.replace("-", "_")


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise click.ClickException(f"{path} is there already: a summary is never overwritten.") from error
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error


def _drop(database: str) -> None:
    from rallyround.cluster import ensure

    ensure().drop_database(database)
