"""Serving the pages with waitress: slow phones do not block anybody."""

import os
import signal
import socket
import sys
from http.client import HTTPConnection, HTTPException
from types import FrameType

import click

# How long one request may compute before another gets a turn. A request takes a turn after each of its questions to the
# database: with Python's own 5 ms it would wait a tenth of a second while somebody takes out 100,000 rows.
TURN_S = 0.0005
PATIENCE = 20.0  # seconds that the pages get to come up before the worker starts all the same
EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - what somebody chose with --host


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Port to listen on.")
@click.option("--processes", default=1, show_default=True, help="Web processes that share the port.")
@click.option(
    "--worker/--no-worker", default=True, show_default=True, help="Run the background jobs beside it."
)
@click.option("--database", default="rallyround", hidden=True)
def serve(host: str, port: int, processes: int, worker: bool, database: str) -> None:
    """Serve the pages, with a worker beside them. Ctrl-C stops everything that this command started."""
    run(host=host, port=port, processes=processes, worker=worker, database=database)


def run(
    *, host: str, port: int, processes: int = 1, worker: bool = True, database: str = "rallyround"
) -> None:
    """Start web and worker and stay until told to stop."""
    from rallyround.cli.environment import prepare
    from rallyround.cli.processes import Together

    # Links in messages begin with it, unless somebody has said what the public's address is.
    os.environ.setdefault("RALLYROUND_URL", address(host, port))
    ready = prepare(database)
    try:
        _may_start()
        together = Together()
        together.start("web", "--host", host, "--port", str(port), "--processes", str(processes))
        # The others wait for the pages: on a slow machine three programs that start at once are three times as late.
        together.wait_until(lambda: _answers(host, port), PATIENCE)
        if worker:
            together.start("work")
        together.start("warm", passing=True)
        click.echo(f"Rallyround is at {address(host, port)}/  (Ctrl-C stops it)")
        together.wait()
    finally:
        ready.stop()


def _answers(host: str, port: int) -> bool:
    """Whether a page comes, whatever it says; the web process listens before it has loaded everything."""
    pages = HTTPConnection(_reached_at(host), port, timeout=1)
    try:
        pages.request("HEAD", "/")
        pages.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        pages.close()
    return True


def _reached_at(host: str) -> str:
    return "127.0.0.1" if host in EVERYWHERE else host


def address(host: str, port: int) -> str:
    """Where a browser finds the pages; one on this machine, where they are served on every address that it has.

    >>> address("127.0.0.1", 8700), address("0.0.0.0", 8000), address("::1", 8000)
    ('http://127.0.0.1:8700', 'http://127.0.0.1:8000', 'http://[::1]:8000')
    """
    host = _reached_at(host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _may_start() -> None:
    """In live mode, refuse what live mode may not be run with."""
    from django.db import connection

    from rallyround.people import live

    sentences = live.must_not_start()
    connection.close()
    if sentences:
        raise click.ClickException(
            "Live mode may not run like this:\n" + "\n".join(f"- {s}" for s in sentences)
        )


@click.command(hidden=True)
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000)
@click.option("--processes", default=1)
def web(host: str, port: int, processes: int) -> None:
    """One or several web processes on one listening socket; the database is named by the environment."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        raise click.ClickException(
            f"Port {port} on {host} is taken: {error.strerror}. Stop the other program, or name another with --port."
        ) from error
    listening.listen(1024)
    listening.setblocking(False)
    signal.signal(signal.SIGTERM, _leave)
    sys.setswitchinterval(TURN_S)
    children = [pid for pid in (os.fork() for _ in range(processes - 1)) if pid]
    # A forked child goes on from here with no children of its own.
    from waitress.server import create_server

    from rallyround.config.wsgi import application

    server = create_server(
        application,
        sockets=[listening],
        threads=4,
        connection_limit=4000,
        asyncore_use_poll=True,
        channel_timeout=30,
        ident=None,
        clear_untrusted_proxy_headers=not os.environ.get("RALLYROUND_PROXY"),
    )
    try:
        server.run()
    finally:
        for pid in children:
            os.kill(pid, signal.SIGTERM)


def _leave(number: int, frame: FrameType | None) -> None:
    sys.exit(0)
