"""The page behind the link in a call-out: who has it answers with one press, signed in or not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from rallyround.incidents import access, actions
from rallyround.incidents.reasons import in_words
from rallyround.ledger.actors import Actor
from rallyround.people.access import by_signed_link


@by_signed_link
def answer_call_out(request: HttpRequest, token: str) -> HttpResponse:
    """Why somebody must look, and the button that says: I am on it."""
    alert = access.alert_of_link(token)
    call_out = alert.call_out
    if request.method == "POST":
        contact = alert.contact
        by = Actor("contact", contact.id)
        actions.answer_call_out(by=by, at=timezone.now(), call_out=call_out, contact=contact)
        return redirect("answer_call_out", token=token)
    context = {
        "call_out": call_out,
        "reason": in_words(call_out.reason),
        "mine": call_out.answered_by_id == alert.contact_id,
    }
    return render(request, "incidents/answer.html", context)
