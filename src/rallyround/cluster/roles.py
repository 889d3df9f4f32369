"""The three database roles and their rights: the owner migrates, the web works, the intake only takes in."""

from typing import Any

import psycopg
from psycopg import sql

from rallyround.cluster.passwords import INTAKE, OWNER, WEB

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")

# In force for every table that the owner makes later; the intake role gets each of its rights by a migration.
# Everybody may execute a new function unless that is taken back for all schemas at once.
GRANTS = """
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO {owner};
GRANT USAGE ON SCHEMA public TO {web}, {intake};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {web};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO {web};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
    GRANT EXECUTE ON FUNCTIONS TO {web};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
"""


def make_roles(connection: psycopg.Connection[Any], passwords: dict[str, str]) -> None:
    """Make the roles, or set those that are there back to what they may do."""
    for role in (OWNER, WEB, INTAKE):
        name = sql.Identifier(role)
        found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        if found is None:
            connection.execute(sql.SQL("CREATE ROLE {}").format(name))
        may = sql.SQL("CREATEDB" if role == OWNER else "NOCREATEDB")
        connection.execute(
            sql.SQL(
                "ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS {} PASSWORD {}"
            ).format(name, may, sql.Literal(passwords[role]))
        )


def prepare(connection: psycopg.Connection[Any]) -> None:
    """Give this database its extensions and each role its rights; doing it again changes nothing.

    The connection is a superuser's. Done to template1, it holds for every database made later.
    """
    with connection.transaction():
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        names = {"owner": OWNER, "web": WEB, "intake": INTAKE}
        connection.execute(
            sql.SQL(GRANTS).format(**{key: sql.Identifier(name) for key, name in names.items()})
        )
