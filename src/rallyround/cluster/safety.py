"""A server that could lose what it has acknowledged is not used."""

from typing import Any

import psycopg

from rallyround.cluster.errors import ClusterError

MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")


def check(connection: psycopg.Connection[Any]) -> None:
    """Refuse a server with one of its promises switched off, for all or for one role or database."""
    rows = connection.execute(
        "SELECT name, setting, source FROM pg_settings WHERE name = ANY(%s)", [list(MUST_BE_ON)]
    ).fetchall()
    for name, setting, source in rows:
        if setting != "on":
            raise _refusal(name, setting, f"by {source}")
    overrides = connection.execute("SELECT unnest(setconfig) FROM pg_db_role_setting").fetchall()
    for (override,) in overrides:
        name, _, setting = override.partition("=")
        if name in MUST_BE_ON and setting != "on":
            raise _refusal(name, setting, "for one role or database, by ALTER ROLE or ALTER DATABASE")


def _refusal(name: str, setting: str, how: str) -> ClusterError:
    return ClusterError(
        f"The database could lose what it has acknowledged: {name} is {setting} ({how}).",
        f"Switch {name} on, in postgresql.conf, postgresql.auto.conf or where it was set, then start again.",
    )
