"""What is wrong, in plain words, and what to do next."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import click

LOW_DISK = 2_000_000_000  # bytes: PostgreSQL stops taking requests when the disk is full


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: whether it is well, and the remedy where it is not."""

    what: str
    well: bool
    sentence: str
    remedy: str = ""


@click.command()
@click.option("--ledger", is_flag=True, help="Check every entry of the record for tampering, too.")
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
def doctor(ledger: bool, as_json: bool) -> None:
    """Say in plain words what is wrong and what to do next. The exit code is 1 when something is."""
    from rallyround.cli.environment import prepare

    ready = prepare(migrate=False)
    try:
        findings = [*_look(), *(_ledger() if ledger else ())]
    finally:
        ready.stop()
    if as_json:
        click.echo(json.dumps([asdict(f) for f in findings], default=str, indent=1))
    else:
        for finding in findings:
            click.secho(
                ("ok    " if finding.well else "wrong ") + finding.sentence,
                fg=None if finding.well else "red",
            )
            if not finding.well:
                click.echo(f"      {finding.remedy}")
    if not all(f.well for f in findings):
        raise SystemExit(1)


def _look() -> Iterator[Finding]:
    from django.db import DatabaseError

    from rallyround.cluster import home

    free = shutil.disk_usage(home()).free
    yield Finding(
        "disk", free > LOW_DISK, f"{free / 1e9:.1f} GB are free under {home()}.", "Make room: 2 GB at least."
    )
    try:
        yield from _database()
    except DatabaseError as error:
        yield Finding("database", False, f"The database does not answer: {type(error).__name__}.",
                      "Look into logs/postgres.log under RALLYROUND_HOME.")  # fmt: skip


def _database() -> Iterator[Finding]:
    from rallyround.cli.environment import behind
    from rallyround.people import live, queries

    if behind():
        yield Finding("migrations", False, "The database is older than the program.", "Run: rallyround serve")
        return
    yield Finding("migrations", True, "The database fits the program.")
    partnership = queries.partnership()
    yield Finding("partnership", partnership is not None,
                  "The partnership is set up." if partnership else "No partnership is set up yet.",
                  "Run: rallyround setup")  # fmt: skip
    for sentence in live.must_not_start():
        yield Finding("live", False, sentence, "Live mode will not start until this is put right.")
    yield from _jobs()


def _jobs() -> Iterator[Finding]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'failed'), "
            "count(*) FILTER (WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at < now() - interval '5 min')) "
            "FROM procrastinate_jobs"
        )
        failed, late = cursor.fetchone() or (0, 0)
    yield Finding(
        "jobs_failed", failed == 0, f"{failed} background jobs gave up.", "They are listed on the duty page."
    )
    yield Finding(
        "jobs_waiting", late < 100, f"{late} background jobs wait.", "Is a worker running? rallyround worker"
    )


def _ledger() -> Iterator[Finding]:
    from rallyround.ledger import queries

    found = list(queries.verify())
    if not found:
        yield Finding("ledger", True, "Every entry of the record is as it was written.")
    for finding in found:
        yield Finding("ledger", False, finding.sentence,
                      "Somebody changed the record: keep the disk as it is and compare with a backup.")  # fmt: skip
