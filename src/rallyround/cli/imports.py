"""Tables of needs, offers, organisations and contacts from the command line: whole or not at all, as on the page."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rallyround.cli.places import Bar

if TYPE_CHECKING:
    from rallyround.feeds.actions import ImportResult
    from rallyround.feeds.sheets import Sheet

Command = Callable[..., None]


def _options(command: Command) -> Command:
    for decorate in (
        click.argument("file", type=click.Path(path_type=Path)),
        click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON, for a program to read."),
        click.option("--dry-run", is_flag=True, help="Check every row and change nothing."),
        click.option(
            "--map", "said", multiple=True, metavar='FIELD="HEADING"',
            help='Which column holds a field, such as --map phone="Tel."; empty for none. Can be said several times.',
        ),
    ):  # fmt: skip
        command = decorate(command)
    return command


@click.group()
def needs() -> None:
    """Bring in needs from a CSV file."""


@needs.command("import")
@_options
def import_needs(file: Path, said: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Bring in all needs of FILE, or none where a row has a problem. The same file again changes nothing."""
    _run("needs", file, said, dry_run, as_json)


@click.group()
def offers() -> None:
    """Bring in offers from a CSV file."""


@offers.command("import")
@_options
def import_offers(file: Path, said: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Bring in all offers of FILE, or none where a row has a problem. The same file again changes nothing."""
    _run("offers", file, said, dry_run, as_json)


@click.group()
def people() -> None:
    """Bring in organisations and contacts from a CSV file."""


@people.command("import")
@_options
def import_people(file: Path, said: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    """Bring in the organisations and contacts of FILE, or none where a row has a problem."""
    _run("people", file, said, dry_run, as_json)


def _run(kind: str, file: Path, said: tuple[str, ...], dry_run: bool, as_json: bool) -> None:
    from rallyround.cli.environment import prepare

    if not file.is_file():
        raise click.ClickException(f"{file} is not there: check the name of the file.")
    ready = prepare()
    try:
        told = _import(kind, file, said, dry_run, silent=as_json or not sys.stderr.isatty())
    finally:
        ready.stop()
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, default=str))
    else:
        _say(told)
    if told["problem"]:
        sys.exit(1)


def _import(kind: str, file: Path, said: tuple[str, ...], dry_run: bool, *, silent: bool) -> dict[str, Any]:
    """What was done, as plain data; the problem is empty where all went well."""
    from rallyround.feeds import queries
    from rallyround.feeds.actions import BadRows
    from rallyround.feeds.sheets import open_sheet
    from rallyround.people.queries import partnership
    from rallyround.ui.errors import Refused

    if partnership() is None:
        raise click.ClickException("No partnership is set up yet. Run: rallyround setup")
    told: dict[str, Any] = {
        "file": file.name, "kind": kind, "dry_run": dry_run, "columns": {}, "rows": 0, "made": 0,
        "problem": "", "problems": [], "more": 0,
    }  # fmt: skip
    try:
        sheet = open_sheet(file, file.name)
        told["columns"] = columns = _columns(kind, queries.columns_of(kind, sheet), said)
        with Bar(file.name, silent=silent) as bar:
            result = _bring_in(kind, sheet, columns, dry_run, bar.moved, remember=bool(said))
        told |= {"rows": result.rows, "made": result.made}
    except BadRows as bad:
        rows = [{"row": p.row, "column": p.column, "sentence": p.sentence} for p in bad.problems]
        told |= {"problem": str(bad), "problems": rows, "more": bad.more}
    except Refused as refused:
        told["problem"] = str(refused)
    return told


def _columns(kind: str, guessed: dict[str, str], said: tuple[str, ...]) -> dict[str, str]:
    """The columns as guessed or remembered, corrected by what was said."""
    from rallyround.feeds.kinds import KINDS

    known = [field.key for field in KINDS[kind].fields]
    columns = dict(guessed)
    for one in said:
        field, _equals, heading = (part.strip() for part in one.partition("="))
        if field not in known:
            raise click.ClickException(f"There is no field called {field}. There are: {', '.join(known)}.")
        columns[field] = heading
    return {field: heading for field, heading in columns.items() if heading}


def _bring_in(
    kind: str,
    sheet: "Sheet",
    columns: dict[str, str],
    dry_run: bool,
    progress: Callable[[int, int], None],
    *,
    remember: bool,
) -> "ImportResult":
    from django.db import transaction
    from django.utils import timezone

    from rallyround.feeds import actions
    from rallyround.ledger.actors import system

    by, at = system(f"{kind} import"), timezone.now()
    with transaction.atomic():
        result = actions.IMPORTS[kind](by=by, at=at, sheet=sheet, columns=columns, progress=progress)
        if remember:
            actions.remember_columns(by=by, at=at, kind=kind, headings=sheet.headings, columns=columns)
        transaction.set_rollback(dry_run)
    return result


def _say(told: dict[str, Any]) -> None:
    for field, heading in told["columns"].items():
        click.echo(f"{field:<18} {heading}")
    if not told["problem"]:
        done = "would be brought in; nothing was changed" if told["dry_run"] else "were brought in"
        known = told["rows"] - told["made"]
        click.echo(f"{told['made']:,} of {told['rows']:,} rows {done}." + (
            f" {known:,} were there already." if known else ""
        ))  # fmt: skip
        return
    for problem in told["problems"]:
        column = f", {problem['column']}" if problem["column"] else ""
        click.echo(f"Row {problem['row']:,}{column}: {problem['sentence']}", err=True)
    if told["more"]:
        click.echo(f"and {told['more']:,} more", err=True)
    click.echo(f"Error: {told['problem']}", err=True)
