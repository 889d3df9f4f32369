"""1,000 needs: the list of needs and taking one, beside a bare Django view that does the same query or insert."""

import re
from collections.abc import Callable
from datetime import datetime

from uuid_utils.compat import uuid7

from benchmarks import generator
from benchmarks.browser import Browser
from benchmarks.generator import Made
from benchmarks.measure import in_turn, median
from benchmarks.report import Line, Section
from benchmarks.site import BARE, PRODUCT, serving

NEEDS = 1_000
EACH = 60
TIMES_BARE = 3.0
CODE = re.compile(rb">([A-Z3-9]{4}-[A-Z3-9]{4})<")
HOW = (
    "One web process with four threads over loopback HTTP, one visitor at a time on a connection that stays open; "
    "1,000 needs made by the real actions. The bare view has no middleware, no sign-in and no navigation: for the list "
    "it runs the same query with its count and prints the same fifty rows in a plain table; to take a need it inserts "
    "one row of the same table through the ORM."
)


def measure(made: Made, now: datetime) -> Section:
    """Fill the database and measure the pages."""
    generator.needs(made, NEEDS, now)
    with serving(PRODUCT) as product, serving(BARE) as bare:
        officer = Browser(product.port, made.cookies("duty_officer"))
        handler = Browser(product.port, made.cookies("call_handler"))
        visitor, plain = Browser(product.port), Browser(bare.port)
        _same_rows(officer, plain)
        lists = in_turn(
            {"ours": lambda: officer.get("/needs/").seconds, "bare": lambda: plain.get("/needs/").seconds},
            each=EACH,
        )
        handler.get("/requests/take/")
        forms = in_turn(
            {
                "public": lambda: visitor.post("/help/", public_form()).seconds,
                "handler": _handlers_form(handler),
                "bare": _bare_form(plain),
            },
            each=EACH,
        )
    return Section(
        "Pages with 1,000 needs",
        HOW,
        [
            _line("List of needs", lists["ours"], lists["bare"], 0.027),
            _line("Taking a need: the public form", forms["public"], forms["bare"], 0.013),
            _line("Taking a need: the call handler's form", forms["handler"], forms["bare"], 0.013),
        ],
    )


def _same_rows(officer: Browser, plain: Browser) -> None:
    """What is compared is comparable: both pages name the same needs."""
    ours = CODE.findall(officer.get("/needs/", packed=False).body)
    bare = CODE.findall(plain.get("/needs/", packed=False).body)
    if not ours or ours != bare:
        raise RuntimeError(f"The two lists differ: {len(ours)} needs here, {len(bare)} there.")


def public_form() -> dict[str, str]:
    """What somebody in need sends; nothing in it is like another request."""
    id = uuid7()
    return {"submission": str(id), "words": f"Drinking water please {id.hex}", "phone": _phone(id.int),
            "where": "ZZ1 0AA", "danger": "no", "name": "Benchmark"}  # fmt: skip


def _handlers_form(handler: Browser) -> Callable[[], float]:
    """With the look for requests that may be the same, and the token of the form."""

    def send() -> float:
        fields = {**public_form(), "csrfmiddlewaretoken": handler.cookies["rallyround_csrf"]}
        del fields["danger"]
        return handler.post("/requests/take/", fields).seconds

    return send


def _bare_form(plain: Browser) -> Callable[[], float]:
    from rallyround.people.models import Person

    person = str(Person.objects.values_list("id", flat=True).first())

    def send() -> float:
        return plain.post(
            "/create/", {"requester": person, "channel": "web", "content": uuid7().hex * 2}
        ).seconds

    return send


def _phone(number: int) -> str:
    return f"07{number % 10**9:09d}"


def _line(what: str, ours: list[list[float]], bare: list[list[float]], aim: float) -> Line:
    mine, theirs = median(ours), median(bare)
    ratio = mine.middle / theirs.middle
    return Line(
        what, mine.in_ms, f"bare view {theirs.in_ms}", ratio,
        f"at most {TIMES_BARE:.0f} times; aim {1000 * aim:.0f} ms", ratio <= TIMES_BARE,
    )  # fmt: skip
