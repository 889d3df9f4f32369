"""`rallyround demo`: an invented partnership in the middle of a flood, served on this machine only."""

import gc
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rallyround.cli.demo.ground import Ground

HOURS = 30
PROGRAMME_DAYS = 300  # since the partnership began
QUIET_DAYS = 70  # since the winter's preparing
GROUP_AREAS = 3
# Apart from a real partnership's database: the demo can be tried on a machine that has one.
DATABASE = "rallyround_demo"
ON_REAL_PLACES = "rallyround_demo_places"


@click.command()
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Port to listen on.")
@click.option("--needs", default=600, show_default=True, help="How many needs the flood brings.")
@click.option("--offers", default=400, show_default=True, help="How many people and pools offer help.")
@click.option("--seed", default=1, show_default=True, help="Another number makes another flood.")
@click.option(
    "--places",
    type=click.Path(exists=True, path_type=Path),
    help="Play the flood on the real places in this folder of published files.",
)
@click.option("--partnership", default="", help="With --places: whose places they are.")
@click.option("--make-only", is_flag=True, help="Make the partnership and stop.")
def demo(
    port: int, needs: int, offers: int, seed: int, places: Path | None, partnership: str, make_only: bool
) -> None:
    """Run an invented partnership in the middle of a flood, to try everything. Started again, it keeps its data."""
    if places and not partnership:
        raise click.ClickException('Say whose places to use: --partnership "South Yorkshire".')
    database = ON_REAL_PLACES if places else DATABASE
    os.environ["RALLYROUND_DEMO"] = "1"
    os.environ.setdefault("RALLYROUND_URL", f"http://127.0.0.1:{port}")
    from rallyround.cli.environment import prepare
    from rallyround.cli.serve import run

    ready = prepare(database)
    try:
        _make_once(needs, offers, seed, places, partnership)
        if make_only:
            return
        _print_sign_ins()
        run(host="127.0.0.1", port=port, database=database)
    finally:
        ready.stop()


def _make_once(needs: int, offers: int, seed: int, places: Path | None, partnership: str) -> None:
    from django.db import connection, transaction
    from django.utils import timezone

    from rallyround.people import queries

    if queries.partnership() is None:
        click.echo("Making an invented partnership with a flood under way. This is done once.")
        gc.disable()  # what is made here is kept to the end: there is nothing to collect
        try:
            with transaction.atomic():
                _make(timezone.now(), needs, offers, seed, places, partnership)
        finally:
            gc.enable()
    connection.close()


def _make(now: datetime, needs: int, offers: int, seed: int, places: Path | None, partnership: str) -> None:
    from rallyround.cli.demo import programme
    from rallyround.cli.demo.people import make_cast, verify_call_out_list
    from rallyround.cli.demo.story import Story
    from rallyround.ledger.actors import system

    start = now - timedelta(days=PROGRAMME_DAYS)
    ground, districts = _real(places, partnership, seed, start) if places else _invented(seed, start)
    cast = make_cast(by=system("demo"), at=start, districts=districts)
    _second_factor(cast.users["duty_officer"])
    stage, story = programme.Stage(cast, start), Story(ground, cast, seed)
    happenings = (needs + offers) * 6
    with click.progressbar(length=happenings, label="Playing the flood", show_eta=False) as bar:
        groups = programme.ten_groups(stage, ground.flooded[:GROUP_AREAS])
        module = programme.prepare_flood_place(stage, groups, programme.set_course(stage, groups.flood_place))
        programme.halfway(stage, groups)
        programme.exercise(stage, module, days=200)
        winter = now - timedelta(days=QUIET_DAYS)
        verify_call_out_list(by=system("demo"), at=winter)
        story.quiet_days(begin=winter, homes=40, module=module, groups=[groups.flood_place])
        story.play(winter + timedelta(days=20), bar.update)
        programme.evaluate(stage, groups, module, days=PROGRAMME_DAYS - QUIET_DAYS + 22)
        story.flood(begin=now - timedelta(hours=HOURS), until=now, needs=needs, offers=offers)
        story.play(now, bar.update)
        bar.update(max(0, happenings - bar.pos))


def _invented(seed: int, at: datetime) -> "tuple[Ground, list[str]]":
    from rallyround.cli.demo.places import content_of
    from rallyround.cli.demo.world import World
    from rallyround.ledger.actors import system
    from rallyround.places import actions

    world = World(seed)
    actions.keep_invented(by=system("demo"), at=at, content=content_of(world))
    return world, sorted({area.district for area in world.areas})


def _real(folder: Path, partnership: str, seed: int, at: datetime) -> "tuple[Ground, list[str]]":
    from rallyround.cli.demo.ground import RealGround
    from rallyround.ledger.actors import system
    from rallyround.places import loading, queries

    for file in loading.found([folder]):
        loading.load(file, partnership, by=system("demo"), at=at, progress=lambda done, total: None)
    ground = RealGround(seed)
    if not ground.homes:
        raise click.ClickException(
            f"{folder} has no postcodes of {partnership}: it needs the table of small areas and the Code-Point files."
        )
    return ground, [code for code, _name in queries.districts()]


def _second_factor(user: object) -> None:
    """The duty officer signs in with a second factor, to show it; the page shows the code in the demo."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(user, generate_totp_secret())


def _print_sign_ins() -> None:
    from rallyround.cli.demo.people import PASSWORD, SIGN_INS

    click.echo(f"\nSign in with one of these and the password: {PASSWORD}")
    for role, name, _district in SIGN_INS:
        click.echo(f"  {role}@mereshire.example".ljust(50) + name)
    click.echo(
        "The duty officer has a second factor: its page shows the code. No account: / (get help, offer help)\n"
    )
