"""What tasking adds to the pages, messages and duties of the apps below it."""

from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.register.models import Need
from rallyround.tasking import queries, words
from rallyround.tasking.links import feedback_token
from rallyround.tasking.models import Task

Text = str | Promise


def state_lines(need: Need) -> list[str]:
    """On the page where somebody sees how their request stands: who comes, the doorstep word, and how it went."""
    lines = queries.state_lines(need)
    if queries.feedback_task(need) is not None:
        address = reverse("feedback_link", args=[feedback_token(need.id)])
        lines.append(format_html('<a class="govuk-link" href="{}">{}</a>', address, _("Tell us how it went")))
    return lines


def need_links(need: Need) -> list[tuple[Text, str]]:
    """On a need's page: its tasks, and choosing a helper by hand."""
    links: list[tuple[Text, str]] = [
        (f"{_('Task')} {task.offer.code}: {words.state(task.state)}", reverse("task", args=[task.id]))
        for task in Task.objects.filter(need=need).select_related("offer").order_by("offered_at")
    ]
    if need.state == "open":
        links.append((gettext_lazy("Choose a helper by hand"), reverse("need_helpers", args=[need.id])))
    return links


def subjects_of(person_id: UUID) -> set[tuple[str, UUID]]:
    """The tasks done for somebody: what was written about them is forgotten with the person."""
    return {
        ("task", id) for id in Task.objects.filter(need__requester=person_id).values_list("id", flat=True)
    }
