"""What it is compared with: a bare Django view of the same query and rows, and views that insert the same row or rows.

`python -m benchmarks.bare PORT` serves them as the product is served, on the same database and without any middleware.
"""

import os
import sys
from functools import cache
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import path
from django.utils import timezone
from uuid_utils.compat import uuid7

PAGE = """<!doctype html><title>Needs</title><p>{{ count }} rows</p><table>{% for need in needs %}
<tr><td><a href="/needs/{{ need.id }}/">{{ need.code }}</a><td>{{ need.base_points }}<td>{{ need.kind }}<td>{{ need.state }}
<td>{{ need.area.name }}<td>{{ need.reported_at|date:"j M H:i" }}<td>{{ need.claim.user.name }}</tr>{% endfor %}</table>"""


def front(request: HttpRequest) -> HttpResponse:
    """Says that the server is there."""
    return HttpResponse("ready")


@cache
def page() -> Any:
    """The template, compiled once."""
    return engines["django"].from_string(PAGE)


def needs(request: HttpRequest) -> HttpResponse:
    """The query of the product's list: its count, and its first fifty rows in a plain table."""
    from rallyround.core.lifecycle import NEED
    from rallyround.register.models import Need

    rows = Need.objects.filter(state__in=sorted(NEED.active))
    first = rows.order_by("queue_place", "pk").prefetch_related("area", "claim__user").defer("content")[:50]
    return HttpResponse(page().render({"count": rows[:10_001].count(), "needs": first}))


def create(request: HttpRequest) -> HttpResponse:
    """One row of the same table, inserted by the ORM from what was sent."""
    _need(request.POST["requester"])
    return redirect("/")


def create_all(request: HttpRequest) -> HttpResponse:
    """A row in each table in which the product writes one when somebody asks for help, in one transaction."""
    from rallyround.ledger.models import Event
    from rallyround.messaging.models import Message
    from rallyround.people.models import Details, Note, Person

    at, said = timezone.now(), request.POST
    with transaction.atomic():
        person = Person.objects.create(made_at=at)
        Details.objects.create(person=person, name=said["name"], phone=said["phone"], address=said["where"])
        about = {"subject_label": "need", "subject_id": uuid7()}
        Note.objects.create(
            person=person, kind="own_words", text=said["words"], author="public", at=at, **about
        )
        need = _need(str(person.id))
        message = Message.objects.create(template="need_received", params={"code": need.code}, person=person,
                                         made_at=at, **about)  # fmt: skip
        _defer(str(message.id))
        for verb in ("person.kept", "message.queued", "need.reported"):
            Event.objects.create(id=uuid7(), at=at, actor="public", verb=verb, data={"code": need.code},
                                 origin=uuid7(), seq=1, previous="", hash="", **about)  # fmt: skip
    return redirect("/")


def _need(requester: str) -> Any:
    from rallyround.register.codes import new_code
    from rallyround.register.models import Need

    at = timezone.now()
    need = Need(
        id=uuid7(),
        code=new_code(),
        requester_id=requester,
        channel="web",
        phase="during",
        reported_at=at,
        queue_place=int(at.timestamp()),
        content=uuid7().hex * 2,
    )
    need.save(force_insert=True)
    return need


def _defer(message_id: str) -> None:
    from procrastinate.contrib.django import app

    app.configure_task(
        "messaging.deliver", queue="messages", lock=message_id, queueing_lock=message_id
    ).defer(message_id=message_id)


urlpatterns = [
    path("", front),
    path("needs/", needs),
    path("create/", create),
    path("create-all/", create_all),
]


def main(port: int) -> None:
    """Serve until stopped."""
    import waitress

    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.bare_settings"
    waitress.serve(
        get_wsgi_application(), host="127.0.0.1", port=port, threads=4, connection_limit=4000,
        asyncore_use_poll=True, channel_timeout=30, ident=None, _quiet=True,
    )  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]))
