"""A refusal reaches the person as one sentence, and an error page comes even when nothing else does."""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from rallyround.ui import views
from rallyround.ui.errors import NotAllowed, Refused, WrongState
from rallyround.ui.middleware import CONTENT_SECURITY_POLICY, SecurityHeaders, SpeakPlainly

SENTENCE = "Cara <b>Quinn</b> took this need two minutes ago."


def refuse(error: Exception, **headers: Any) -> HttpResponse | None:
    request = RequestFactory(headers=headers).get("/")
    return SpeakPlainly(lambda request: HttpResponse()).process_exception(request, error)


@pytest.mark.parametrize(("error", "status"), [(Refused, 409), (WrongState, 409), (NotAllowed, 403)])
def test_a_refusal_becomes_a_page_with_its_sentence(error: type[Refused], status: int) -> None:
    response = refuse(error(SENTENCE))
    assert response is not None
    assert response.status_code == status
    assert "Cara &lt;b&gt;Quinn&lt;/b&gt; took this need" in response.content.decode()


def test_a_program_gets_the_sentence_as_json() -> None:
    response = refuse(WrongState(SENTENCE), accept="application/json")
    assert response is not None
    assert response.content.decode() == '{"error": "Cara <b>Quinn</b> took this need two minutes ago."}'


def test_a_part_asked_for_by_htmx_is_replaced_by_the_whole_refusal() -> None:
    response = refuse(WrongState(SENTENCE), hx_request="true")
    assert response is not None
    assert response["HX-Retarget"] == "body"


def test_any_other_exception_stays_a_bug() -> None:
    assert refuse(ValueError("no")) is None


def test_the_error_pages_come_without_a_database() -> None:
    """This test may not touch the database, so whatever asks it for something fails."""
    request = RequestFactory().get("/")
    pages = {
        400: views.bad_request(request),
        403: views.permission_denied(request),
        404: views.page_not_found(request),
        500: views.server_error(request),
    }
    for status, page in pages.items():
        assert page.status_code == status
        assert "<h1" in page.content.decode()
    assert "open too long" in views.csrf_failure(request).content.decode()


def test_every_answer_carries_the_headers_even_if_the_view_said_otherwise() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "default-src *"})

    response = SecurityHeaders(view)(RequestFactory().get("/"))
    assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
