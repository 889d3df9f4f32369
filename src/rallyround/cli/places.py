"""Places from published files: areas, figures, postcodes and boundaries."""

import json
import sys
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rallyround.places.loading import Outcome

SILENT_FOR_S = 2.0


@click.group()
def places() -> None:
    """Areas, figures about them, postcodes and boundaries."""


@places.command()
@click.option("--partnership", required=True, help='As the table of small areas names it: "South Yorkshire".')
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON, for a program to read.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
def load(partnership: str, as_json: bool, paths: tuple[Path, ...]) -> None:
    """Load published files, or all in a folder, as they are; kept is what lies in the partnership.

    Files are known by what is in them, whatever their names, and may come in any order. Loading again changes nothing.
    """
    from rallyround.cli.environment import prepare

    for path in paths:
        if not path.exists():
            raise click.ClickException(f"{path} is not there: check the name of the file or folder.")
    ready = prepare()
    try:
        failed = _load(partnership, as_json, paths)
    finally:
        ready.stop()
    sys.exit(1 if failed else 0)


def _load(partnership: str, as_json: bool, paths: tuple[Path, ...]) -> bool:
    from django.utils import timezone

    from rallyround.ledger.actors import system
    from rallyround.places import loading, queries
    from rallyround.ui.errors import Refused

    outcomes: list[Outcome] = []
    stopped = loading.refusal(partnership)
    try:
        for file in [] if stopped else loading.found(paths):
            with Bar(file.path.name, silent=as_json or not sys.stderr.isatty()) as bar:
                outcome = loading.load(
                    file, partnership, by=system("places load"), at=timezone.now(), progress=bar.moved
                )
            outcomes.append(outcome)
            if not as_json:
                click.echo(_line(outcome), err=outcome.state == "failed")
    except Refused as refused:
        stopped = str(refused)
    if not stopped and not outcomes:
        stopped = "There are no files in this folder: name the one that holds the published files."
    areas = queries.small_area_count()
    if as_json:
        files = [_plain(outcome) for outcome in outcomes]
        click.echo(json.dumps({"areas": areas, "files": files, "problem": stopped}, ensure_ascii=False))
    elif not stopped:
        click.echo(f"{areas:,} small areas and {queries.postcode_count():,} postcodes are here now.")
    if stopped:
        click.echo(f"Error: {stopped}", err=True)
    return bool(stopped) or any(outcome.state == "failed" for outcome in outcomes)


def _plain(outcome: "Outcome") -> dict[str, Any]:
    return {
        "file": outcome.file,
        "kind": outcome.kind or None,
        "state": str(outcome.state),
        "read": outcome.read,
        "kept": outcome.kept,
        "sentence": outcome.sentence,
    }


def _line(outcome: "Outcome") -> str:
    if outcome.state == "failed":
        return f"Failed     {outcome.sentence}"
    numbers = f" {outcome.kept:,} kept of {outcome.read:,} rows." if outcome.kind else ""
    return f"{outcome.state.capitalize():<10} {outcome.file}:{numbers} {outcome.sentence}"


class Bar:
    """A progress bar on stderr, shown once a file has taken two seconds."""

    def __init__(self, name: str, *, silent: bool) -> None:
        self.name = name
        self.silent = silent
        self.began = monotonic()
        self.bar: Any = None

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.render_finish()

    def moved(self, done: int, total: int) -> None:
        """So far the reader has come."""
        if self.silent or (self.bar is None and monotonic() - self.began < SILENT_FOR_S):
            return
        if self.bar is None:
            self.bar = click.progressbar(length=total, label=self.name, file=sys.stderr)
        self.bar.update(done - self.bar.pos)
