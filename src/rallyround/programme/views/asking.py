"""A page with one form: asked, answered, done, and back to where it came from. What is refused is said on the form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rallyround.programme.forms.fields import Asking
from rallyround.ui.errors import NotAllowed, Refused

Text = str | Promise


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form sent, be it empty; nothing when its page is only asked for."""
    return request.POST if request.method == "POST" else None


def ask(
    request: HttpRequest,
    form: Asking,
    do: Callable[[dict[str, Any]], str | None],
    *,
    title: Text,
    back: str,
    done: Text,
    back_text: Text = "",
    button: Text = "",
    intro: Text = "",
    template: str = "programme/plan_form.html",
    **context: Any,
) -> HttpResponse:
    """The form's page. `do` gets the answers and may give another address to go on to than `back`."""
    status = 200
    if form.is_valid():
        try:
            went_to = do(form.cleaned_data)
            messages.success(request, str(done))
            return redirect(went_to or back)
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
    shown = {
        "form": form, "title": title, "back": back, "back_text": back_text or _("Back"),
        "button": button or _("Save"), "intro": intro,
    }  # fmt: skip
    return render(request, template, {**shown, **context}, status=status)
