"""Error pages that come even when the rest does not: if the page's common parts fail, they are left out."""

import logging

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.functional import Promise

log = logging.getLogger(__name__)


def error_page(request: HttpRequest, name: str, status: int, reason: str | Promise = "") -> HttpResponse:
    """The page of that name, with the sentence of a refusal where there is one."""
    context = {"reason": reason}
    try:
        html = loader.render_to_string(name, context, request)
    except Exception:  # whatever broke the page must not break the page that says so
        log.exception("The error page %s was sent without its common parts.", name)
        html = loader.render_to_string(name, context)
    return HttpResponse(html, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, "400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, "403.html", 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, "404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, "500.html", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, "403_csrf.html", 403)
