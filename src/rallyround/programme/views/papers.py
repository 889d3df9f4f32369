"""Papers: which there are, one on its page as it is printed, its files, and making one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rallyround.messaging.list_pages import list_response
from rallyround.people.access import requires, signed_in
from rallyround.people.roles import Permission as P
from rallyround.programme.actions.papers import make_paper
from rallyround.programme.forms.papers import PaperForm, kinds
from rallyround.programme.papers import access, listing
from rallyround.programme.papers.content import KINDS
from rallyround.programme.queries import papers as queries
from rallyround.ui import registry
from rallyround.ui.errors import NotFound

registry.register("papers", P.SEE_PROGRAMME, lambda user, params: listing.papers(access.papers_to_see(user)))


@requires(P.SEE_PROGRAMME)
def papers(request: HttpRequest) -> HttpResponse:
    """Every paper that was made, and those that can be."""
    user = signed_in(request)
    shown = listing.papers(access.papers_to_see(user))
    may_make = user.may(P.EDIT_PROGRAMME) or user.may(P.ASSESS)
    return list_response(request, shown, "programme/papers.html", {"kinds": kinds(), "may_make": may_make})


@requires(P.SEE_PROGRAMME)
def paper(request: HttpRequest, id: UUID) -> HttpResponse:
    """One paper in full, with its files."""
    found = access.paper_to_see(signed_in(request), id)
    return render(request, "programme/paper.html", {"page": queries.paper_page(found)})


@requires(P.SEE_PROGRAMME)
def paper_file(request: HttpRequest, id: UUID, format: str) -> HttpResponse:
    """One paper as Word or PDF."""
    file = queries.paper_file(access.paper_to_see(signed_in(request), id), format)
    answer = HttpResponse(file.content, content_type=file.type)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@requires(P.EDIT_PROGRAMME, P.ASSESS)
def make(request: HttpRequest, kind: str) -> HttpResponse:
    """Make a paper from the record as it is now."""
    user = signed_in(request)
    if kind not in KINDS:
        raise NotFound(_("There is no such paper."))
    asked = KINDS[kind]
    data = request.POST if request.method == "POST" else None
    form = PaperForm(
        data, kind=asked, initial={"language": (get_language() or "en")[:2], **request.GET.dict()}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = make_paper(
            by=user.actor,
            at=timezone.now(),
            kind=kind,
            made_by=user,
            subject_id=UUID(said["subject"]) if said.get("subject") else None,
            language=said["language"],
            id=said["submission"],
        )
        return redirect("paper", id=made.id)
    possible = "subject" not in form.fields or bool(form["subject"].subwidgets)
    return render(request, "programme/paper_make.html", {"form": form, "kind": asked, "possible": possible})
