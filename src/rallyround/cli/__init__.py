"""The `rallyround` command."""

from importlib import import_module

import click

# Command: where it is, and its line in the help. A command's module is read only when it is used.
COMMANDS = {
    "setup": (
        "rallyround.cli.setup",
        "Begin for real: name the partnership, its area and the first administrator.",
    ),
    "demo": (
        "rallyround.cli.demo.command",
        "Run an invented partnership in the middle of a flood, to try everything.",
    ),
    "serve": ("rallyround.cli.serve", "Serve the pages, with a worker beside them."),
    "web": ("rallyround.cli.serve", ""),
    "warm": ("rallyround.cli.worker", ""),
    "work": ("rallyround.cli.worker", ""),
    "worker": ("rallyround.cli.worker", "Run the background jobs only: messages, alarms, exports."),
    "places": (
        "rallyround.cli.places",
        "Load areas, indicators, postcodes and boundaries from published files.",
    ),
    "needs": ("rallyround.cli.imports", "Bring in needs from a CSV file."),
    "offers": ("rallyround.cli.imports", "Bring in offers from a CSV file."),
    "people": ("rallyround.cli.imports", "Bring in organisations and contacts from a CSV file."),
    "exercise": (
        "rallyround.cli.exercise",
        "Run an exercise on a database of its own, with messages sealed.",
    ),
    "backup": ("rallyround.cli.backup", "Write everything to one file."),
    "restore": ("rallyround.cli.backup", "Read a backup into a database and check that it is whole."),
    "doctor": ("rallyround.cli.doctor", "Say in plain words what is wrong and what to do next."),
}


class Lazy(click.Group):
    """Finds a command by name without reading the modules of the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, (_, text) in COMMANDS.items() if text]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(COMMANDS[cmd_name][0]), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items() if text])


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rallyround")
def main() -> None:
    """Rallyround: build and run a Local Resilience Capability.

    To look around: `rallyround demo`. To begin for real: `rallyround setup`, then `rallyround serve`.
    Everything that it keeps lies under RALLYROUND_HOME.
    """
