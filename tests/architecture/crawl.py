"""Every page as each role sees it, asked for once and kept: who got what, and what of people was in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from rallyround.ledger.models import Event
from rallyround.people.models import User
from tests.architecture.addresses import Address
from tests.architecture.real_ids import KNOWN, kwargs
from tests.architecture.world import World

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"
READS = ("person.details_read", "call_out_card.printed")


@dataclass(frozen=True)
class Answer:
    """What one viewer got at one address; `reads` is how many reads of somebody's details were written down for it."""

    viewer: str
    name: str
    url: str
    status: int
    location: str
    cookies: str
    body: bytes
    reads: int

    @property
    def text(self) -> str:
        """Everything in it that could be read: headers that matter, and the body."""
        return "\n".join((self.location, self.cookies, self.body.decode("utf-8", "replace")))


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def browser_of(user: User | None) -> Client:
    """Somebody's browser; a page that breaks answers 500 there as it would for them."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, SIGNED_IN_BY)
    return client


def viewers(world: World) -> dict[str, Client]:
    """One browser for each role, one for somebody without a role, one for nobody in particular."""
    return {"anonymous": browser_of(None)} | {who: browser_of(user) for who, user in world.people.items()}


def body_of(answer: HttpResponseBase) -> bytes:
    """The whole body, also of what is streamed."""
    if answer.streaming:
        return b"".join(answer)
    return bytes(getattr(answer, "content", b""))


def reads_so_far() -> int:
    """How many reads of somebody's details are written down."""
    return Event.objects.filter(verb__in=READS).count()


def ask(browser: Client, viewer: str, name: str, url: str, reads_before: int) -> Answer:
    """One request whose changes are taken back."""
    with undone():
        answer = browser.get(url)
        body = body_of(answer)
        reads = reads_so_far() - reads_before
    return Answer(
        viewer=viewer,
        name=name,
        url=url,
        status=answer.status_code,
        location=answer.headers.get("Location", ""),
        cookies=answer.cookies.output(),
        body=body,
        reads=reads,
    )


def crawl(world: World, addresses: list[Address]) -> dict[str, list[Answer]]:
    """Every address for every viewer; one whose parameters nobody has said anything about is left out."""
    browsers, before = viewers(world), reads_so_far()
    found: dict[str, list[Answer]] = {}
    for address in addresses:
        if not address.name or not set(address.parameters.values()) <= KNOWN:
            continue
        url = reverse(address.name, kwargs=kwargs(address, world))
        found[address.name] = [
            ask(browser, viewer, address.name, url, before) for viewer, browser in browsers.items()
        ]
    return found
