import pytest

from rallyround.cluster import ClusterError, Urls, given, parameters
from rallyround.cluster.urls import VARIABLES, socket_url


@pytest.fixture(autouse=True)
def no_server_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)


def test_a_socket_and_an_odd_password_survive_the_way_through_an_address() -> None:
    url = socket_url(user="web", password="a/b:c@d?é%", database="r", folder="/run/Rallyround", port=5432)
    assert parameters(url) == {
        "host": "/run/Rallyround",
        "port": "5432",
        "user": "web",
        "password": "a/b:c@d?é%",
        "dbname": "r",
    }


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgresql://u:p@db.example.org:6543/r", "db.example.org", "6543"),
        ("postgres://u:p@db.example.org/r", "db.example.org", "5432"),
        ("postgresql://u:p@[::1]:5433/r", "::1", "5433"),
        ("postgresql://u:p@%2Frun%2FBig/r", "/run/Big", "5432"),
        ("postgresql:///r", "", "5432"),
    ],
)
def test_every_usual_form_of_address_is_understood(url: str, host: str, port: str) -> None:
    found = parameters(url)
    assert (found["host"], found["port"], found["dbname"]) == (host, port, "r")


def test_what_else_the_address_says_is_kept() -> None:
    assert parameters("postgresql://u:p@h/r?sslmode=verify-full")["sslmode"] == "verify-full"


@pytest.mark.parametrize(
    "url", ["", "mysql://u:secret@h/r", "postgresql://u:secret@h", "postgresql://u:secret@h:x/r", "secret"]
)
def test_a_wrong_address_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(ClusterError, match="DATABASE_URL") as refusal:
        parameters(url)
    assert "secret" not in str(refusal.value)


def test_no_variable_means_no_server_given() -> None:
    assert given() is None


def test_a_web_process_needs_only_its_own_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://w:p@h/r")
    assert given() == Urls(web="postgresql://w:p@h/r", owner="", intake="")


def test_an_owner_without_a_web_role_is_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://o:p@h/r")
    with pytest.raises(ClusterError, match="DATABASE_URL is not"):
        given()


def test_a_mistyped_address_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres//w:p@h/r")
    with pytest.raises(ClusterError, match="form postgresql://"):
        given()
