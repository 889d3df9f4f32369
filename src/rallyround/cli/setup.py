"""A real start: whose partnership this is, where it works, and who looks after it."""

import re
import shutil
import sys
from pathlib import Path

import click

NATIONS = ("england", "wales", "scotland", "northern_ireland", "crown_dependency")


@click.command()
@click.option("--name", prompt="Name of the partnership", help="Such as: Mereshire Resilience Partnership.")
@click.option("--nation", type=click.Choice(NATIONS), prompt="Nation", default="england", show_default=True)
@click.option(
    "--area",
    prompt="Districts, places or postcodes that it covers, separated by commas",
    help="No data file is needed. Real boundaries can be loaded later: rallyround places load.",
)
@click.option("--contact-number", prompt="Telephone number that the public may ring")
@click.option("--admin-name", prompt="Your name")
@click.option("--admin-email", prompt="Your e-mail address, to sign in with")
@click.option(
    "--admin-password", prompt="A password of 12 characters or more", hide_input=True, confirmation_prompt=True,
    envvar="RALLYROUND_ADMIN_PASSWORD", help="Better left out: it is then asked for and not shown.",
)  # fmt: skip
def setup(
    name: str,
    nation: str,
    area: str,
    contact_number: str,
    admin_name: str,
    admin_email: str,
    admin_password: str,
) -> None:
    """Begin for real. Takes two minutes and needs no data file; everything can be changed later on the pages."""
    from rallyround.cli.environment import prepare

    click.echo("Setting up. This takes up to a minute; nothing more is asked.")
    ready = prepare()
    try:
        _set_up(name, nation, area, contact_number, admin_name, admin_email, admin_password)
    finally:
        ready.stop()
    click.echo(
        f"{name} is set up, in practice: no message leaves it and every page says so.\n"
        f"Next: {this_command()} serve, then sign in as {admin_email} and take the first request."
    )


def this_command() -> str:
    """How to call the command again: by its name where the shell finds this one, else by where it lies."""
    ours = Path(sys.executable).parent / "rallyround"
    found = shutil.which("rallyround")
    if not ours.exists() or (found and Path(found).resolve() == ours.resolve()):
        return "rallyround"
    here = Path.cwd()
    return str(ours.relative_to(here) if ours.is_relative_to(here) else ours)


def _set_up(
    name: str,
    nation: str,
    area: str,
    contact_number: str,
    admin_name: str,
    admin_email: str,
    admin_password: str,
) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.db import transaction
    from django.utils import timezone

    from rallyround.ledger.actors import system
    from rallyround.people import actions as people
    from rallyround.people.phones import phone_problem
    from rallyround.places import actions as places
    from rallyround.ui.errors import Refused

    try:
        validate_email(admin_email)
        validate_password(admin_password)
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    if phone_problem(contact_number):
        raise click.ClickException(phone_problem(contact_number))
    names = [part.strip() for part in area.split(",") if part.strip()]
    if not names:
        raise click.ClickException(
            "Name at least one district, place or postcode that the partnership covers."
        )
    by, at = system("setup"), timezone.now()
    try:
        with transaction.atomic():
            people.set_up_partnership(by=by, at=at, name=name, nation=nation, contact_number=contact_number)
            for number, place in enumerate(names, start=1):
                places.name_place(by=by, at=at, code=_code(number, place), name=place)
            organisation = people.add_organisation(by=by, at=at, name=name, partner_type="partnership")
            admin = people.add_user(by=by, at=at, name=admin_name, email=admin_email, password=admin_password)
            for role in ("coordinator", "helper", "administrator"):
                people.give_role(by=by, at=at, user=admin, organisation=organisation, role=role)
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal


def _code(number: int, place: str) -> str:
    """A code for a place named by hand: short, and unlike any published one."""
    letters = re.sub(r"[^A-Z0-9]", "", place.upper())[:7]
    return f"X{number:03d}{letters}"
