"""Addresses of the database, one for each of its three roles."""

import os
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from rallyround.cluster.errors import ClusterError

VARIABLES = {"web": "DATABASE_URL", "owner": "DATABASE_OWNER_URL", "intake": "DATABASE_INTAKE_URL"}


@dataclass(frozen=True)
class Urls:
    """postgresql:// addresses: `owner` migrates, `web` serves pages, `intake` only takes reports in.

    An address is empty when it was not given to this process, which then cannot act in that role.
    """

    web: str
    owner: str
    intake: str


def given() -> Urls | None:
    """The addresses in the environment, or None when no server is given and one of our own is wanted."""
    found = {role: os.environ.get(variable, "") for role, variable in VARIABLES.items()}
    if not any(found.values()):
        return None
    if not found["web"]:
        raise ClusterError(
            "DATABASE_OWNER_URL or DATABASE_INTAKE_URL is set, but DATABASE_URL is not.",
            "Set DATABASE_URL to the address of the web role as well, or unset the others.",
        )
    for url in filter(None, found.values()):
        parameters(url)  # a mistyped address is named now, not at the first page
    return Urls(**found)


def socket_url(*, user: str, password: str, database: str, folder: str, port: int) -> str:
    """The address of a database behind a Unix socket.

    >>> socket_url(user="web", password="s/1", database="rallyround", folder="/run/r", port=5432)
    'postgresql://web:s%2F1@/rallyround?host=%2Frun%2Fr&port=5432'
    """
    where = urlencode({"host": folder, "port": port})
    return (
        f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@/{quote(database, safe='')}?{where}"
    )


def parameters(url: str) -> dict[str, str]:
    """The keys host, port, user, password and dbname, and whatever else the query holds (such as sslmode).

    What the address leaves out is an empty string, but the port, which is then 5432.

    >>> parameters("postgresql://web:s%2F1@db.example.org/rallyround?sslmode=require") == {
    ...     "host": "db.example.org", "port": "5432", "user": "web", "password": "s/1",
    ...     "dbname": "rallyround", "sslmode": "require"}
    True
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ClusterError(  # the address itself is not shown: it may hold a password
            "An address of the database is not of the form postgresql://user:password@host/database.",
            f"Correct {', '.join(VARIABLES.values())}, whichever are set.",
        )
    host = parts.netloc.rpartition("@")[2]
    host = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return {
        "host": unquote(host),  # parts.hostname would make a socket's folder lower case
        "port": str(port or 5432),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "dbname": unquote(parts.path.strip("/")),
        **dict(parse_qsl(parts.query)),
    }
