"""A browser without script: one open connection, cookies, and forms sent as a form is sent."""

import http.client
from dataclasses import dataclass
from http.cookies import SimpleCookie
from time import perf_counter
from urllib.parse import urlencode


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took to the last byte."""

    status: int
    body: bytes
    seconds: float
    location: str


class Browser:
    """Somebody at a page of the server on this port."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies = dict(cookies or {})

    def get(self, path: str, *, expect: int = 200, packed: bool = True) -> Answer:
        """Open a page; packed, as browsers ask for it."""
        return self._ask("GET", path, None, expect, {"Accept-Encoding": "gzip"} if packed else {})

    def post(self, path: str, fields: dict[str, str], *, expect: int = 302) -> Answer:
        """Send a form."""
        body = urlencode(fields).encode()
        return self._ask("POST", path, body, expect, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(
        self, method: str, path: str, body: bytes | None, expect: int, headers: dict[str, str]
    ) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = perf_counter()
        self.connection.request(method, path, body, {**headers, **({"Cookie": cookies} if cookies else {})})
        response = self.connection.getresponse()
        content = response.read()
        seconds = perf_counter() - began
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        if response.status != expect:
            raise RuntimeError(f"{method} {path} gave {response.status}, not {expect}: {content[:500]!r}")
        return Answer(response.status, content, seconds, response.headers.get("Location", ""))
