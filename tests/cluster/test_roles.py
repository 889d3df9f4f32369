import itertools
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from rallyround.cluster import Cluster, Urls, parameters

_numbers = itertools.count(1)


@pytest.fixture
def urls(server: Cluster) -> Iterator[Urls]:
    """A new database in which the owner made a table, a sequence and a function."""
    name = f"roles_{next(_numbers)}"
    server.create_database(name)
    urls = server.urls(name)
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE need (id serial PRIMARY KEY, words text)")
        owner.execute("CREATE FUNCTION secret() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 7'")
    yield urls
    server.drop_database(name)


def test_the_roles_are_no_more_than_they_must_be(server: Cluster) -> None:
    with server.admin() as connection:
        rows = connection.execute(
            "SELECT rolname, rolcanlogin, rolcreatedb,"
            " rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls"
            " FROM pg_roles WHERE rolname LIKE 'rallyround%' ORDER BY 1"
        ).fetchall()
    assert rows == [
        ("rallyround_intake", True, False, False),
        ("rallyround_owner", True, True, False),
        ("rallyround_web", True, False, False),
    ]


def test_the_web_role_works_with_rows_and_functions(urls: Urls) -> None:
    with psycopg.connect(urls.web) as web:
        web.execute("INSERT INTO need (words) VALUES ('sandbags')")
        web.execute("UPDATE need SET words = 'boats'")
        assert web.execute("SELECT words, secret() FROM need").fetchone() == ("boats", 7)
        web.execute("DELETE FROM need")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE need ADD more text",
        "DROP TABLE need",
        "TRUNCATE need",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "COPY need TO PROGRAM 'cat'",
    ],
)
def test_the_web_role_cannot_change_what_there_is(urls: Urls, statement: str) -> None:
    with psycopg.connect(urls.web, autocommit=True) as web, pytest.raises(errors.InsufficientPrivilege):
        web.execute(statement.encode())


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM need",
        "INSERT INTO need (words) VALUES ('x')",
        "SELECT nextval('need_id_seq')",
        "SELECT secret()",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_intake_role_can_do_nothing_until_it_is_granted(urls: Urls, statement: str) -> None:
    with psycopg.connect(urls.intake, autocommit=True) as intake, pytest.raises(errors.InsufficientPrivilege):
        intake.execute(statement.encode())


def test_the_intake_role_does_what_a_migration_grants(urls: Urls) -> None:
    with psycopg.connect(urls.owner) as owner:
        owner.execute("GRANT INSERT (words) ON need TO rallyround_intake")
        owner.execute("GRANT USAGE ON SEQUENCE need_id_seq TO rallyround_intake")
    with psycopg.connect(urls.intake, autocommit=True) as intake:
        intake.execute("INSERT INTO need (words) VALUES ('x')")
        with pytest.raises(errors.InsufficientPrivilege):
            intake.execute("SELECT words FROM need")


def test_every_new_database_has_the_extensions_even_one_that_the_owner_makes(server: Cluster) -> None:
    with psycopg.connect(server.urls("postgres").owner, autocommit=True) as owner:
        owner.execute("CREATE DATABASE roles_by_owner")
    try:
        with psycopg.connect(server.urls("roles_by_owner").owner) as owner:
            owner.execute(
                "CREATE TABLE booking (who int, at tsrange, EXCLUDE USING gist (who WITH =, at WITH &&))"
            )
            found = owner.execute("SELECT similarity('flood', 'floods') > 0.5, unaccent('é')").fetchone()
            assert found == (True, "e")
            rights = owner.execute(
                "SELECT has_table_privilege('rallyround_web', 'booking', 'INSERT'),"
                " has_table_privilege('rallyround_intake', 'booking', 'SELECT')"
            )
            assert rights.fetchone() == (True, False)
    finally:
        server.drop_database("roles_by_owner")


def test_a_copy_of_a_template_has_its_rows_and_rights(server: Cluster, urls: Urls) -> None:
    with psycopg.connect(urls.web) as web:
        web.execute("INSERT INTO need (words) VALUES ('copied')")
    server.create_database("roles_copy", template=parameters(urls.web)["dbname"])
    try:
        with psycopg.connect(server.urls("roles_copy").web) as web:
            assert web.execute("SELECT words FROM need").fetchone() == ("copied",)
    finally:
        server.drop_database("roles_copy")
    assert not server.has_database("roles_copy")
    server.drop_database("roles_copy")  # nothing to drop is no mistake


def test_preparing_a_bare_database_twice_is_harmless(server: Cluster) -> None:
    server.create_database("roles_bare", template="template0")
    try:
        for _ in range(2):
            server.prepare_database("roles_bare")
        urls = server.urls("roles_bare")
        with psycopg.connect(urls.owner) as owner:
            owner.execute("CREATE TABLE need (words text)")
        with psycopg.connect(urls.web) as web:
            assert web.execute("SELECT similarity('a', 'a'), count(*) FROM need").fetchone() == (1.0, 0)
    finally:
        server.drop_database("roles_bare")


def test_a_database_can_be_renamed(server: Cluster) -> None:
    server.create_database("roles_before")
    server.rename_database("roles_before", "roles_after")
    assert server.has_database("roles_after")
    assert not server.has_database("roles_before")
    server.drop_database("roles_after")


def test_a_database_in_use_can_be_dropped(server: Cluster) -> None:
    server.create_database("roles_busy")
    with psycopg.connect(server.urls("roles_busy").web) as web:
        server.drop_database("roles_busy")
        with pytest.raises(psycopg.OperationalError):
            web.execute("SELECT 1")
    assert not server.has_database("roles_busy")
