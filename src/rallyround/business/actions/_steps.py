"""What several actions share: a case locked, its state asked, a step of its table taken."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.business.models import Case
from rallyround.core.lifecycle import CASE
from rallyround.ui.errors import WrongState

STAYS = {
    "submitted": gettext_lazy(
        "This case has been sent for approval: it is changed only after it is returned."
    ),
    "approved": gettext_lazy("This case is approved and stays as it is: make a new version of it."),
    "refused": gettext_lazy("This case was not approved and stays as it is: make a new version of it."),
    "superseded": gettext_lazy("This case was replaced by a later version and stays as it is."),
}


def _locked(id: UUID) -> Case:
    return Case.objects.select_for_update().get(pk=id)


def _in_draft(id: UUID) -> Case:
    """The case, locked, if it may still be written."""
    case = _locked(id)
    if case.state != "draft":
        raise WrongState(STAYS[case.state])
    return case


def _take(case: Case, verb: str) -> None:
    """The case's state after a step of its table; not yet saved."""
    if not CASE.allows(case.state, verb):
        raise WrongState(
            _("This is not possible now: the case is “%(state)s”.") % {"state": case.get_state_display()}
        )
    case.state = CASE.after(case.state, verb)
