"""A little site of example pages, served as the product serves its own: same headers, same static files."""

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from django import forms
from django.contrib.messages import SUCCESS, WARNING
from django.contrib.messages.storage.base import Message
from django.http import QueryDict
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation
from whitenoise import WhiteNoise

import rallyround.ui
from rallyround.ui.charts import Bar, BarChart
from rallyround.ui.fields import DatePartsField
from rallyround.ui.lists import Cell, Column, Filter, Heading, Listing, ListPage, Question, Row, Search
from rallyround.ui.maps import AreaMap, shaded
from rallyround.ui.middleware import HEADERS

STATIC = Path(rallyround.ui.__file__).parent / "static"

ROUND_EACH_PAGE: dict[str, Any] = {
    "partnership_name": "Wharfe Valley Resilience Partnership",
    "banner": "Practice: no real people",
    "banner_kind": "practice",
    "signed_in_as": "Ada Moss",
    "on_duty_text": "On duty: Ada Moss since 06:00",
    "sign_out_url": "/out",
    "navigation": [
        {"label": label, "url": "/list", "current": label == "Manage"}
        for label in ("Lead", "Intelligence", "Manage", "Coordinate", "Deliver")
    ],
    "subnavigation": [
        {"label": label, "url": "/list", "current": label == "Needs"}
        for label in ("Needs", "Offers", "Tasks", "Call-out list")
    ],
}


class Questions(forms.Form):
    """One question of each kind."""

    name = forms.CharField(label="Your name", help_text="As you like to be called")
    people = forms.IntegerField(label="How many people", required=False)
    kind = forms.ChoiceField(
        label="What is needed", choices=[("a", "Sandbags"), ("b", "A lift")], widget=forms.RadioSelect
    )
    skills = forms.MultipleChoiceField(
        label="Skills", choices=[("d", "Driving"), ("f", "First aid")], widget=forms.CheckboxSelectMultiple
    )
    place = forms.ChoiceField(label="Place", choices=[("", "Choose a place"), ("x", "Otley")])
    read = forms.BooleanField(label="I have read the briefing")
    day = DatePartsField(label="Day", help_text="For example, 27 3 2026")
    start = forms.SplitDateTimeField(label="Start", widget=forms.SplitDateTimeWidget())
    file = forms.FileField(label="A CSV file")
    password = forms.CharField(label="Password", widget=forms.PasswordInput())
    words = forms.CharField(label="In their own words", widget=forms.Textarea(attrs={"rows": 3}))


def list_page() -> ListPage:
    """A list as `page()` makes it, without a database."""
    columns = [
        Column(key="code", label="Code", value=str, order="code", url=str),
        Column(key="kind", label="Kind of need", value=str, order="kind"),
        Column(key="waiting", label="Waiting since", value=str, order="at"),
        Column(key="people", label="People", value=str, order="n", numeric=True),
    ]
    kinds = Filter(
        key="kind", label="Kind", choices=[("s", "Sandbags"), ("l", "Lift")], apply=lambda rows, value: rows
    )
    no_rows: Any = None
    listing = Listing(name="needs", title="Needs", columns=columns, rows=no_rows, default_order="code")
    at = datetime(2026, 1, 14, 3, 20, tzinfo=UTC)
    rows = []
    for n in range(1, 9):
        values = (f"KF{n}M", "Sandbags and help to lift furniture", at, n * 700)
        links = ("/list", None, None, None)
        rows.append(Row(n, [Cell(*cell) for cell in zip(columns, values, links, strict=True)]))
    return ListPage(
        listing=listing,
        headings=[Heading(c, f"?sort={c.key}", "descending" if c.key == "waiting" else "") for c in columns],
        rows=rows,
        questions=[
            Question(kinds, "s", "Sandbags", "?"),
            Question(
                Search(label="Search", hint="Code or place", apply=lambda rows, text: rows), "", "", "?"
            ),
        ],
        sort="-waiting",
        number=3,
        pages=200,
        count=10_000,
        count_is_floor=True,
        base={"kind": "s"},
    )


def squares() -> dict[str, Any]:
    """Twelve invented areas with a figure each; one has none."""
    features = []
    for n in range(12):
        x, y = -1.7 + 0.05 * (n % 4), 53.9 + 0.03 * (n // 4)
        ring = [[x, y], [x + 0.05, y], [x + 0.05, y + 0.03], [x, y + 0.03], [x, y]]
        features.append(
            {
                "type": "Feature",
                "properties": {"name": f"Area {n}", "decile": n if 0 < n < 11 else None, "url": "/list"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return {"type": "FeatureCollection", "features": features}


def a_point() -> dict[str, Any]:
    shape = {"type": "Point", "coordinates": [-1.6, 53.94]}
    feature = {"type": "Feature", "properties": {"name": "3 needs", "colour": "#b10e1e"}, "geometry": shape}
    return {"type": "FeatureCollection", "features": [feature]}


MAP = AreaMap(
    label="Map of deprivation",
    areas_url="/areas.json",
    points_url="/points.json",
    value="decile",
    classes=shaded([f"Decile {n}" for n in range(1, 11)], list(range(1, 11))),
    list_url="/list",
    source="Contains OS data © Crown copyright and database right 2026",
)
DRAWING = AreaMap(label="Map to draw on", areas_url="/areas.json", draw_field="shape")
CHART = BarChart(
    title="Minutes from report to triage",
    unit="minutes",
    bars=[
        Bar(label="Lift", value=4, low=3, high=6.5),
        Bar(label="Sandbags", value=12.5, low=9, high=20),
        Bar(label="Someone to talk to", value=31, low=18, high=44),
    ],
)
HAPPENED = [
    SimpleNamespace(
        title="Delivered", at=datetime(2026, 1, 14, 11, 5, tzinfo=UTC), by="Ben Okoro", text="Two bags."
    ),
    SimpleNamespace(title="Reported", at=datetime(2026, 1, 14, 9, 20, tzinfo=UTC), by="", text=""),
]
BODIES = {
    "/form": """{% block title %}{% error_prefix form %}Ask for help{% endblock %}
{% block content %}{% error_summary form %}
<h1 class="govuk-heading-l">Ask for help</h1>
<form method="post" novalidate>{% submission_id %}
{% for question in form %}{% field question %}{% endfor %}
{% govuk "button" text="Send" %}</form>{% endblock %}""",
    "/list": """{% block title %}Needs{% endblock %}
{% block content %}<h1 class="govuk-heading-l">Needs</h1>
<form id="bulk" method="post">{% govuk "button" text="Accept those chosen" %}</form>
{% list_page page select_form="bulk" %}{% endblock %}""",
    "/board": """{% block title %}Board{% endblock %}
{% block content %}<h1 class="govuk-heading-l">Board</h1>
<ul class="rr-numbers">
{% big_number 3 "Danger to life, nobody on it" url="/list" kind="late" %}
{% big_number 41 "Wait for triage" "oldest 12 min" kind="warn" %}
{% big_number 12500 "Delivered today" %}
</ul>
{% bar_chart chart %}
<p>{% badge "Urgent" "red" %} {% badge "Own" %} {% tag "Waiting" "yellow" %}</p>
{% timeline happened %}{% endblock %}""",
    "/map": """{% block title %}Map{% endblock %}
{% block content %}<h1 class="govuk-heading-l">Deprivation</h1>{% area_map map %}{% endblock %}""",
    "/draw": """{% block title %}No-go area{% endblock %}
{% block content %}<h1 class="govuk-heading-l">No-go area</h1><form method="post">{% area_map drawing %}
{% govuk "textarea" id="shape" name="shape" label__text="Shape" %}</form>{% endblock %}""",
    "/intake": """{% block title %}Get help{% endblock %}
{% block content %}{% error_summary form %}
<h1 class="govuk-heading-l">Get help</h1>
<form method="post" novalidate>{% submission_id %}
{% field form.name %}{% field form.words %}{% field form.kind %}
{% govuk "button" text="Send" %}</form>{% endblock %}""",
}


def page_html(path: str) -> str | None:
    """The HTML of an example page: /cy/form is the Welsh one, /form?bad the one with errors."""
    path, _, query = path.partition("?")
    language = "cy" if path.startswith("/cy/") else "en-gb"
    path = path.removeprefix("/cy")
    context = ROUND_EACH_PAGE | {
        "page": list_page(),
        "map": MAP,
        "drawing": DRAWING,
        "chart": CHART,
        "happened": HAPPENED,
    }
    if path == "/board":
        context["messages"] = [
            Message(SUCCESS, "The need KF1M is with Ben Okoro."),
            Message(WARNING, "<It> is late."),
        ]
    context["form"] = Questions(QueryDict("people=many&day_day=31")) if query == "bad" else Questions()
    with translation.override(language):
        if path.removeprefix("/").isdecimal():
            said = {"reason": "Cara Quinn took this need two minutes ago."}
            return render_to_string(f"{path[1:]}.html", context | (said if path in ("/403", "/409") else {}))
        if path not in BODIES:
            return None
        base = "ui/intake_base.html" if path == "/intake" else "ui/base.html"
        line = {"emergency_line": "In danger now: call 999"} if path == "/intake" else {}
        source = f'{{% extends "{base}" %}}{{% load govuk %}}{BODIES[path]}'
        return str(engines["django"].from_string(source).render(context | line))


def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    data = {"/areas.json": squares(), "/points.json": a_point()}.get(path)
    if data is not None:
        start("200 OK", [("Content-Type", "application/geo+json"), *HEADERS.items()])
        return [json.dumps(data).encode()]
    html = page_html(path + (f"?{environ['QUERY_STRING']}" if environ["QUERY_STRING"] else ""))
    start(
        "200 OK" if html else "404 Not Found",
        [("Content-Type", "text/html; charset=utf-8"), *HEADERS.items()],
    )
    return [(html or "nothing here").encode()]


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the tests speak."""


@contextmanager
def served() -> Iterator[str]:
    """The site on a free port of this machine; gives its address."""
    app = WhiteNoise(answer, root=str(STATIC), prefix="static/")
    server = make_server("127.0.0.1", 0, app, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
