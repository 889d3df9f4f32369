"""100,000 needs: list, board and search stay quick, and everything can be taken out while requests keep coming."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import psycopg

from benchmarks import generator
from benchmarks.browser import Browser
from benchmarks.generator import Made
from benchmarks.measure import RUNS, Spread, in_turn, p95, spread
from benchmarks.pages import request
from benchmarks.report import Line, Section
from benchmarks.site import PRODUCT, Server, resident_bytes, serving

BASE, TIMES = 1_000, 99
PAGE_LIMIT = 0.100
CREATE_LIMIT = 0.050
MEMORY_LIMIT = 64e6
EACH = 60
HOW = (
    "1,000 needs made by the real actions and copied 99 times with their people, words and events by `INSERT … SELECT`, "
    "about nine in ten still open; one web process with four threads, one visitor at a time. The table shows the time "
    "that 95 of 100 visits stay within. While one connection takes all needs as CSV, another sends the public form; the "
    "memory is the web process's own, its highest during the export less that before it."
)


def measure(made: Made, now: datetime, owner_url: str) -> Section:
    """Fill the database and measure."""
    generator.needs(made, BASE, now)
    generator.copies(TIMES)
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")  # what the server does by itself a minute later
    with serving(PRODUCT) as server:
        return Section("100,000 needs", HOW, [*_pages(made, server), *_export(made, server)])


def _pages(made: Made, server: Server) -> list[Line]:
    from rallyround.register.models import Need

    code = Need.objects.values_list("code", flat=True).order_by("id")[BASE]
    officer, visitor = Browser(server.port, made.cookies("duty_officer")), Browser(server.port)

    def board_after_a_request() -> float:
        visitor.post("/help/", request(made))
        return officer.get("/board/").seconds

    addresses = {
        "List of needs": "/needs/",
        "List of needs: one district": f"/needs/?district={made.world.areas[0].district}",
        "List of needs: open and closed": "/needs/?state=all",
        "List of needs: by place": "/needs/?sort=district",
        "List of needs: by kind": "/needs/?sort=kind",
        "Search: a whole code": f"/needs/?q={code}",
        "Search: part of a code": f"/needs/?q={code[1:5]}",
        "Search: a postcode": f"/places/?postcode={made.world.homes[0].postcode.replace(' ', '+')}",
    }
    visits = {name: lambda path=path: officer.get(path).seconds for name, path in addresses.items()}
    found = in_turn({**visits, "Board, counted afresh after a request": board_after_a_request}, each=EACH)
    return [
        Line(name, p95(runs).in_ms, "", None, "at most 100 ms", p95(runs).middle <= PAGE_LIMIT)
        for name, runs in found.items()
    ]


def _export(made: Made, server: Server) -> list[Line]:
    visitor = Browser(server.port)
    for _warm in range(5):
        visitor.post("/help/", request(made))
    quiet = [[visitor.post("/help/", request(made)).seconds for _ in range(EACH)] for _run in range(RUNS)]
    took, grown, during, lines = [], [], list[list[float]](), 0
    for _run in range(RUNS):
        officer, visitor = Browser(server.port, made.cookies("duty_officer")), Browser(server.port)
        before = resident_bytes(server.pid)
        with _watched(server) as seen, _sending(visitor, made) as times:
            answer = officer.get("/needs/?state=all&export=csv")
        took.append(answer.seconds)
        grown.append(float(max(seen) - before))
        during.append(times)
        lines = len(officer.get("/needs/?state=all&export=csv", packed=False).body.splitlines()) - 1
    slow = p95(during)
    return [
        Line(f"Export of {lines:,} needs as CSV", spread(took).in_s),
        Line("Memory that the export adds", _memory(grown).in_mb, "", None, f"flat: at most {MEMORY_LIMIT / 1e6:.0f} MB",
             _memory(grown).middle <= MEMORY_LIMIT),
        Line("Taking a need meanwhile (95 of 100)", slow.in_ms, f"without an export {p95(quiet).in_ms}",
             slow.middle / p95(quiet).middle, "at most 50 ms", slow.middle <= CREATE_LIMIT),
    ]  # fmt: skip


def _memory(grown: Sequence[float]) -> Spread:
    return spread(grown)


@contextmanager
def _watched(server: Server) -> Iterator[list[int]]:
    """The memory of the web process, fifty times a second."""
    seen, done = [resident_bytes(server.pid)], threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            seen.append(resident_bytes(server.pid))

    with _beside(watch, done):
        yield seen


@contextmanager
def _sending(visitor: Browser, made: Made) -> Iterator[list[float]]:
    """Somebody in need after another, each as soon as the one before was answered."""
    times, done = list[float](), threading.Event()

    def send() -> None:
        while not done.is_set():
            times.append(visitor.post("/help/", request(made)).seconds)
            time.sleep(0.02)

    with _beside(send, done):
        yield times


@contextmanager
def _beside(work: "threading._TARGET", done: threading.Event) -> Iterator[None]:  # type: ignore[name-defined]
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
