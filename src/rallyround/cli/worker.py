"""The background jobs: messages, alarms, exports, retention."""

import click


@click.command()
def worker() -> None:
    """Run the background jobs only, for instance on a second machine."""
    from rallyround.cli.environment import prepare

    ready = prepare()
    try:
        _work()
    finally:
        ready.stop()


@click.command(hidden=True)
def work() -> None:
    """The same, with the database named by the environment."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rallyround.config.settings")
    django.setup()
    _work()


@click.command(hidden=True)
def warm() -> None:
    """Compile the allocation's kernels, so that the first plan does not wait for that; out of everybody's way."""
    import os

    from rallyround.core.allocation.warm import warm as compile_kernels
    from rallyround.tasking.turns import warm as compile_turns

    os.nice(10)
    compile_kernels()
    compile_turns()


def _work() -> None:
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--concurrency", "2", "--shutdown-graceful-timeout", "1")
