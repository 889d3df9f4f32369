"""1,000 needs: the list of needs and taking one, beside a bare Django view that does the same query or insert."""

import re
from datetime import datetime

from django.conf import settings
from uuid_utils.compat import uuid7

from benchmarks import generator
from benchmarks.browser import Browser
from benchmarks.generator import Made
from benchmarks.measure import in_turn, median
from benchmarks.report import Line, Section
from benchmarks.site import BARE, PRODUCT, serving
from rallyround.people.models import Person

NEEDS = 1_000
EACH = 60
TIMES_BARE = 3.0
CODE = re.compile(rb">([A-Z3-9]{4}-[A-Z3-9]{4})<")
HOW = (
    "One web process with four threads over loopback HTTP, one visitor at a time on a connection that stays open; "
    "1,000 needs made by the real actions. The bare views have no middleware, no sign-in, no forms and no navigation. For "
    "the list, one runs the same query with its count and prints the same fifty rows in a plain table. For taking a "
    "need, one inserts a single row of the same table through the ORM; another inserts the same rows as the product: "
    "person, details, words, need, message, job and three entries in the ledger, in one transaction. The call handler's "
    "form also looks for requests that may be the same."
)


def measure(made: Made, now: datetime) -> Section:
    """Fill the database and measure the pages."""
    generator.needs(made, NEEDS, now)
    with serving(PRODUCT) as product, serving(BARE) as bare:
        officer = Browser(product.port, made.cookies("duty_officer"))
        handler = Browser(product.port, made.cookies("call_handler"))
        visitor, plain = Browser(product.port), Browser(bare.port)
        _same_rows(officer, plain)
        handler.get("/requests/take/")
        requester = str(Person.objects.values_list("id", flat=True)[0])
        lists = in_turn(
            {"ours": lambda: officer.get("/needs/").seconds, "bare": lambda: plain.get("/needs/").seconds},
            each=EACH,
        )
        forms = in_turn(
            {
                "public": lambda: visitor.post("/help/", request(made)).seconds,
                "handler": lambda: handler.post("/requests/take/", _by_telephone(handler, made)).seconds,
                "row": lambda: plain.post("/create/", {"requester": requester, **request(made)}).seconds,
                "rows": lambda: plain.post("/create-all/", request(made)).seconds,
            },
            each=EACH,
        )
    return Section(
        "Pages with 1,000 needs",
        HOW,
        [
            _line("List of needs", lists["ours"], "the same query and rows", lists["bare"], 0.027),
            _line("Taking a need: the public form", forms["public"], "one row", forms["row"], 0.013),
            _line("Taking a need: the public form", forms["public"], "the same rows", forms["rows"], 0.013),
            _line("Taking a need: the call handler's form", forms["handler"], "one row", forms["row"], 0.013),
            _line(
                "Taking a need: the call handler's form",
                forms["handler"],
                "the same rows",
                forms["rows"],
                0.013,
            ),
        ],
    )


def _same_rows(officer: Browser, plain: Browser) -> None:
    """What is compared is comparable: both pages name the same needs."""
    ours = CODE.findall(officer.get("/needs/", packed=False).body)
    bare = CODE.findall(plain.get("/needs/", packed=False).body)
    if not ours or ours != bare:
        raise RuntimeError(f"The two lists differ: {len(ours)} needs here, {len(bare)} there.")


def request(made: Made) -> dict[str, str]:
    """What somebody in need sends, from one of the invented homes; nothing else in it is like another request."""
    id = uuid7()
    home = made.world.homes[id.int % len(made.world.homes)]
    return {"submission": str(id), "words": f"Drinking water please {id.hex}", "phone": f"07{id.int % 10**9:09d}",
            "where": home.postcode, "danger": "no", "name": "Benchmark"}  # fmt: skip


def _by_telephone(handler: Browser, made: Made) -> dict[str, str]:
    """The same as the call handler types it, with the form's token."""
    fields = {**request(made), "csrfmiddlewaretoken": handler.cookies[settings.CSRF_COOKIE_NAME]}
    del fields["danger"]
    return fields


def _line(what: str, ours: list[list[float]], view: str, bare: list[list[float]], aim: float) -> Line:
    mine, theirs = median(ours), median(bare)
    ratio = mine.middle / theirs.middle
    return Line(
        what, mine.in_ms, f"bare view, {view}: {theirs.in_ms}", ratio,
        f"at most {TIMES_BARE:.0f} times; aim {1000 * aim:.0f} ms", ratio <= TIMES_BARE,
    )  # fmt: skip
