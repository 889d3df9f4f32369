"""What every journey has: a served copy of the database, a worker, a phone without script and a desk with it."""

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from rallyround.cli.setup import setup
from rallyround.cluster import Cluster
from rallyround.people.models import Organisation, User
from tests.factories import make_user
from tests.journeys.browser import CHROMIUM, DESK, MISSING, PHONE, REQUIRED, chromium, faults, shown_again
from tests.journeys.site import run_jobs, served
from tests.journeys.visitor import Visitor

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"
COOKIE = settings.SESSION_COOKIE_NAME


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud that the browser tests were left out."""
    if not CHROMIUM:
        terminalreporter.write_line(MISSING, red=True, bold=True)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; without one the tests are left out loudly, or fail where they may not be left out."""
    if not CHROMIUM:
        (pytest.fail if REQUIRED else pytest.skip)(MISSING)
    with chromium() as opened:
        yield opened


@pytest.fixture
def site(committed: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the pages, over a database of this test's own."""
    cache.clear()  # nobody is kept waiting for the sign-ins of an earlier test
    with served() as address:
        monkeypatch.setattr(settings, "BASE_URL", address)
        yield address


def session_of(user: User) -> str:
    """Signs somebody in and gives what their browser holds from then on."""
    client = Client()
    client.force_login(user, SIGNED_IN_BY)
    return client.cookies[COOKIE].value


@pytest.fixture
def windows(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Opens a window on a site: a phone without script, or a desk with it. At the end all faults are told at once."""
    contexts: list[BrowserContext] = []
    people: list[Visitor] = []
    beside: list[
        Page
    ] = []  # shows with script what was sent to windows without; opened once, for that takes long

    def looked_at(visitor: Visitor) -> list[str]:
        if visitor.scripted:
            return faults(visitor.page)
        if not beside:
            contexts.append(browser.new_context())
            beside.append(contexts[-1].new_page())
        return faults(shown_again(visitor.page, beside[0]))

    def make(
        who: str,
        site: str,
        *,
        phone: bool = False,
        script: bool | None = None,
        size: ViewportSize | None = None,
        user: User | None = None,
    ) -> Visitor:
        scripted = not phone if script is None else script
        shape = size or (PHONE if phone else DESK)
        context = browser.new_context(viewport=shape, java_script_enabled=scripted, locale="en-GB")
        context.set_default_timeout(10_000)
        contexts.append(context)
        if user is not None:
            context.add_cookies([{"name": COOKIE, "value": session_of(user), "url": site}])
        people.append(Visitor(context.new_page(), site, looked_at, scripted, who))
        return people[-1]

    yield make
    for context in contexts:
        context.close()
    found = sorted({fault for visitor in people for fault in visitor.faults})
    assert not found, "\n".join(["", *found])


@pytest.fixture
def visitors(windows: Callable[..., Visitor], site: str) -> Callable[..., Visitor]:
    """Opens a window on the served copy, for somebody who is signed in or for nobody in particular."""
    return lambda who, **shape: windows(who, site, **shape)


@pytest.fixture
def phone(visitors: Callable[..., Visitor]) -> Visitor:
    """Somebody with a small phone that runs no script."""
    return visitors("phone", phone=True)


@pytest.fixture
def desk(visitors: Callable[..., Visitor], duty_officer: User) -> Visitor:
    """The duty officer at a desk."""
    return visitors("desk", user=duty_officer)


@pytest.fixture
def work() -> Callable[[], None]:
    """Lets the worker do what there is to do."""
    return run_jobs


@pytest.fixture
def partnership(cluster: Cluster, committed: str, site: str, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """A partnership as `rallyround setup` makes it; its own organisation."""
    urls = cluster.urls(committed)
    monkeypatch.setenv("DATABASE_URL", urls.web)
    monkeypatch.setenv("DATABASE_OWNER_URL", urls.owner)
    monkeypatch.setenv("DATABASE_INTAKE_URL", urls.intake)
    monkeypatch.setenv("RALLYROUND_SECRET_FILE", str(cluster.home / "secret-key"))
    answers = {
        "name": "Wharfe Valley Resilience Partnership",
        "nation": "england",
        "area": "Otley, Ilkley",
        "contact-number": "01632 960000",
        "admin-name": "Ada Moss",
        "admin-email": "ada.moss@example.org",
        "admin-password": "correct horse battery",
    }
    done = CliRunner().invoke(setup, [part for key, said in answers.items() for part in (f"--{key}", said)])
    assert done.exit_code == 0, done.output
    return Organisation.objects.get(partner_type="partnership")


@pytest.fixture
def sign_in(partnership: Organisation) -> Callable[..., User]:
    """Makes somebody with these roles."""

    def make(*roles: str, name: str = "") -> User:
        return make_user(*roles, organisation=partnership, name=name)

    return make


@pytest.fixture
def duty_officer(sign_in: Callable[..., User]) -> User:
    """Whoever runs the room."""
    return sign_in("duty_officer", name="Asha Bello")
