"""Between Django and the pages: refusals in plain words, and the headers that keep a page to itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers

from rallyround.ui.errors import Refused
from rallyround.ui.views import error_page

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    # Only a volunteer's phone asks where it is, and only on our own pages.
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """Puts the same headers on every answer. A view cannot loosen them by forgetting."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response[name] = value
        return response


class SpeakPlainly:
    """Turns a refusal into a page, a JSON object or a part for htmx that carries its sentence."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
            response: HttpResponse = JsonResponse({"error": str(exception)}, status=exception.status)
        else:
            page = f"{exception.status}.html"
            response = error_page(request, page, exception.status, exception.sentence)
        if request.headers.get("HX-Request"):
            # The refusal replaces the page, not the little part that was asked for.
            response["HX-Retarget"] = "body"
            response["HX-Reswap"] = "innerHTML"
        patch_vary_headers(response, ["Accept", "HX-Request"])
        return response
