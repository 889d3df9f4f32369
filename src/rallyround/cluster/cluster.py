"""A PostgreSQL of our own: one data folder, three roles, as many databases as wanted."""

import signal
import subprocess
import threading
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import psycopg
from psycopg import sql

from rallyround.cluster import binaries, folders, passwords, postmaster, roles, safety
from rallyround.cluster.locks import only_one
from rallyround.cluster.urls import Urls, parameters, socket_url
from rallyround.cluster.users import service_user

DATABASE = "rallyround"


class Cluster:
    """The database server kept in a home folder. Several processes may share it; who started it stops it.

    As a context manager it starts the server if need be and, if it did, stops it at the end: also on SIGTERM
    and SIGHUP, which then end the block as Ctrl-C does.
    """

    def __init__(self, home: Path) -> None:
        self.home = home.resolve()
        self.started_here = False
        self._child: subprocess.Popen[bytes] | None = None
        user = service_user()
        folders.make_home(self.home, user)
        data = self.home / "postgres"
        with self._alone(user):
            chosen = binaries.choose(data, self.home / "postgres-binaries", user)
        self._place = postmaster.Place(
            data=data,
            sockets=folders.socket_folder(data),
            log=self.home / "logs" / "postgres.log",
            user=user,
            binaries=chosen,
        )
        self._secrets = self.home / "postgres-secrets.json"
        self._signals: dict[int, Any] = {}

    # ------------------------------------------------------------------ the programs

    @property
    def binaries(self) -> Path:
        """The folder of PostgreSQL's programs."""
        return self._place.binaries.folder

    @property
    def major(self) -> int:
        """PostgreSQL's major version, which is also that of the data."""
        return self._place.binaries.major

    @property
    def pg_dump(self) -> Path:
        """The program pg_dump of the server's own version."""
        return self._place.binaries.program("pg_dump")

    @property
    def pg_restore(self) -> Path:
        """The program pg_restore of the server's own version."""
        return self._place.binaries.program("pg_restore")

    # ------------------------------------------------------------------ start and stop

    def start(self) -> None:
        """Start the server if it does not run, making what is missing; refuse one that could lose data."""
        place = self._place
        folders.check_socket_length(place.sockets, postmaster.PORT)
        with self._alone(place.user):
            if not postmaster.listening(place):
                self._make()
                self._child = postmaster.start(place)
                self.started_here = True
            try:
                with self.admin() as connection:
                    safety.check(connection)
                    if self._new(connection):
                        self._furnish(connection)
            except BaseException:
                if self.started_here:
                    self._stop()
                raise

    def stop(self) -> None:
        """Stop the server if it runs, whoever started it; open transactions are rolled back."""
        with self._alone(self._place.user):
            if self.running():
                self._stop()

    def running(self) -> bool:
        """Whether the server takes connections."""
        return postmaster.listening(self._place)

    def __enter__(self) -> "Cluster":
        self._catch_signals()
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if self.started_here:
                self.stop()
        finally:
            self._release_signals()

    # ------------------------------------------------------------------ databases

    def urls(self, database: str = DATABASE) -> Urls:
        """The addresses of a database, one for each role."""
        return Urls(
            web=self._url(passwords.WEB, database),
            owner=self._url(passwords.OWNER, database),
            intake=self._url(passwords.INTAKE, database),
        )

    def admin(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """A connection as the superuser, each statement its own transaction; for upkeep, not for work."""
        at = parameters(self._url(passwords.ADMIN, database))
        return psycopg.connect(
            host=at["host"],
            port=at["port"],
            user=at["user"],
            password=at["password"],
            dbname=at["dbname"],
            autocommit=True,
        )

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database of the owner's: empty, or a copy of `template`, which must be idle."""
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(passwords.OWNER), sql.Identifier(template or "template1")
        )
        with self.admin() as connection:
            connection.execute(statement)

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected to it; nothing when there is none."""
        with self.admin() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def prepare_database(self, name: str) -> None:
        """Give a database its extensions and the roles their rights; doing it again changes nothing."""
        with self.admin(name) as connection:
            roles.prepare(connection)

    # ------------------------------------------------------------------ inside

    def _alone(self, user: Any) -> Any:
        return only_one(self.home / "postgres.lock", user)

    def _url(self, role: str, database: str) -> str:
        password = passwords.read(self._secrets)[role]
        folder = str(self._place.sockets)
        return socket_url(
            user=role, password=password, database=database, folder=folder, port=postmaster.PORT
        )

    def _make(self) -> None:
        """Everything that must be there before the server starts."""
        place = self._place
        folders.make_private(place.sockets, place.user)
        folders.make_private(place.log.parent, place.user)
        if place.data.exists():
            folders.make_private(place.data, place.user)
            return
        made = passwords.make(self._secrets, place.user)
        postmaster.initialise(place, passwords.ADMIN, made[passwords.ADMIN])

    def _new(self, connection: psycopg.Connection) -> bool:
        """The database is the last thing made, so without it the rest may be missing too."""
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        return found.fetchone() is None

    def _furnish(self, connection: psycopg.Connection) -> None:
        roles.make_roles(connection, passwords.read(self._secrets))
        self.prepare_database("template1")
        self.create_database(DATABASE)

    def _stop(self) -> None:
        postmaster.stop(self._place)
        if self._child is not None:
            self._child.wait()
            self._child = None
        self.started_here = False

    def _catch_signals(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            return
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                self._signals[number] = signal.signal(number, _leave)

    def _release_signals(self) -> None:
        for number, before in self._signals.items():
            signal.signal(number, before)
        self._signals.clear()


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def ensure(home: Path | None = None) -> Cluster:
    """The running cluster of a home folder: found, made or started. Several processes may ask at once."""
    cluster = Cluster(home or folders.home())
    cluster.start()
    return cluster
