"""A PostgreSQL of our own: one data folder, three roles, as many databases as wanted."""

import subprocess
from contextlib import AbstractContextManager, ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import psycopg
from psycopg import sql

from rallyround.cluster import binaries, datafolder, folders, passwords, postmaster, processes, roles, safety
from rallyround.cluster.errors import ClusterError
from rallyround.cluster.locks import only_one
from rallyround.cluster.signals import ending_in_order
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
        user = service_user()
        folders.make_home(self.home, user)
        data = self.home / "postgres"
        with only_one(self.home / "postgres.lock", user):
            chosen = binaries.choose(data, self.home / "postgres-binaries", user)
        self._place = postmaster.Place(
            data=data,
            sockets=folders.socket_folder(data),
            log=self.home / "logs" / "postgres.log",
            user=user,
            binaries=chosen,
        )
        self._secrets = self.home / "postgres-secrets.json"
        self._child: subprocess.Popen[bytes] | None = None
        self._block = ExitStack()

    # The programs

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

    # Start and stop

    @property
    def started_here(self) -> bool:
        """Whether the running server was started by this process (one forked from it did not)."""
        return self._child is not None and self._child.poll() is None

    def running(self) -> bool:
        """Whether the server takes connections."""
        return postmaster.takes_connections(self._place)

    def start(self) -> None:
        """Start the server if it does not run, making what is missing; refuse one that could lose data."""
        place = self._place
        folders.check_socket_length(place.sockets, postmaster.PORT)
        with self._alone():
            running = postmaster.settled(place)
            try:
                if not running:
                    self._make_folders()
                    self._child = postmaster.start(place)
                self._check_and_furnish()
            except BaseException:
                if self.started_here:
                    self._stop()
                self._remove_socket_folder()
                raise

    def stop(self) -> None:
        """Stop the server if it runs, whoever started it; open transactions are rolled back."""
        with self._alone():
            self._stop()

    def __enter__(self) -> "Cluster":
        with ExitStack() as block:
            block.enter_context(ending_in_order())
            self.start()
            self._block = block.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._block:
            if self.started_here:
                self.stop()

    # Databases

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

    def has_database(self, name: str) -> bool:
        """Whether there is a database of this name."""
        with self.admin() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return found.fetchone() is not None

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database of the owner's: empty, or a copy of `template`, which must be idle."""
        with self.admin() as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name),
                    sql.Identifier(passwords.OWNER),
                    sql.Identifier(template or "template1"),
                )
            )

    def prepare_database(self, name: str) -> None:
        """Give a database its extensions and the roles their rights; doing it again changes nothing.

        Needed only for one that was not made from template1, which has them.
        """
        with self.admin(name) as connection:
            roles.prepare(connection)

    def rename_database(self, name: str, to: str) -> None:
        """Rename a database, which must be idle."""
        with self.admin() as connection:
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to))
            )

    def drop_database(self, name: str) -> None:
        """Drop a database, whoever is connected to it; nothing when there is none."""
        with self.admin() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def run(
        self,
        program: Path,
        *options: str,
        database: str,
        input: IO[bytes] | None = None,
        output: IO[bytes] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the superuser; other users never see the password."""
        at = parameters(self._url(passwords.ADMIN, database))
        where = [f"--host={at['host']}", f"--port={at['port']}", f"--username={at['user']}", "--no-password"]
        return processes.run(
            [program, *options, *where, f"--dbname={database}"],
            self._place.user,
            input=input,
            output=output,
            PGPASSWORD=at["password"],
        )

    # Inside

    def _alone(self) -> AbstractContextManager[None]:
        return only_one(self.home / "postgres.lock", self._place.user)

    def _url(self, role: str, database: str) -> str:
        return socket_url(
            user=role,
            password=passwords.read(self._secrets)[role],
            database=database,
            folder=str(self._place.sockets),
            port=postmaster.PORT,
        )

    def _make_folders(self) -> None:
        place = self._place
        folders.make_private(place.sockets, place.user)
        folders.make_private(place.log.parent, place.user)
        if place.data.exists():
            folders.make_private(place.data, place.user)
        else:
            made = passwords.read_or_make(self._secrets, place.user)
            datafolder.initialise(place, passwords.ADMIN, made[passwords.ADMIN])

    def _check_and_furnish(self) -> None:
        try:
            with self.admin() as connection:
                safety.check(connection)
                found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if found.fetchone() is None:  # made last, so without it the rest may be missing too
                    roles.make_roles(connection, passwords.read(self._secrets))
                    self.prepare_database("template1")
                    self.create_database(DATABASE)
        except psycopg.OperationalError as error:
            raise ClusterError(
                f"The database runs but does not let us in: {error}",
                f"If the password is wrong, put {self._secrets} back from a backup; the log is {self._place.log}.",
            ) from error

    def _stop(self) -> None:
        postmaster.stop(self._place)
        if self._child is not None:
            self._child.wait()
            self._child = None
        self._remove_socket_folder()

    def _remove_socket_folder(self) -> None:
        with suppress(OSError):  # not while it is in use, and in /run only root may: then it is used again
            self._place.sockets.rmdir()


def ensure(home: Path | None = None) -> Cluster:
    """The running cluster of a home folder: found, made or started. Several processes may ask at once.

    It goes on running when this process ends, unless it is stopped or used as a context manager.
    """
    cluster = Cluster(home or folders.home())
    cluster.start()
    return cluster
