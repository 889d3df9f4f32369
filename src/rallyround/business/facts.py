"""What the record says of step 3: whether there is a case, whether it is worth it, and how well that is known."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rallyround.business import queries
from rallyround.business.models import Case
from rallyround.groups.models import PriorityGroup
from rallyround.ui.facts import Fact


def facts(group: PriorityGroup, today: date) -> list[Fact]:
    """Each figure of a group's case, leading to the rows that it was made of."""
    case = queries.current_case(group)
    held = Case.objects.filter(group=group)
    listed = f"{reverse('cases')}?group={group.id}"
    approved = held.filter(state="approved").count()
    found = [
        Fact(
            key="cases",
            label=_("Versions of the case"),
            value=held.count(),
            url=listed,
            source=_("Business cases"),
            done=case is not None,
            next_=_("Begin a case"),
            next_url=f"{reverse('case_add')}?group={group.id}",
        ),
        Fact(
            key="cases_approved",
            label=_("Approved cases"),
            value=approved,
            url=f"{listed}&state=approved",
            source=_("Business cases"),
            done=approved > 0,
            next_=_("Have the case approved"),
            next_url=reverse("case", args=[case.id]) if case else listed,
        ),
    ]
    return found + (_of_case(case, today) if case else [])


def _of_case(case: Case, today: date) -> list[Fact]:
    page, lines = reverse("case", args=[case.id]), reverse("case_lines", args=[case.id])
    rows = queries.lines_of(case)
    preferred = queries.appraisal(case).preferred
    benefits = rows.filter(kind="benefit").count()
    late = case.approved_on.filter(met_on__isnull=True, due_on__lt=today).count()
    return [
        Fact(
            key="case_worth",
            label=_("Net worth of the preferred option, likely"),
            value=round(preferred.result.npsv.central) if preferred else None,
            unit=_("pounds"),
            url=f"{page}#results",
            source=_("The case, worked out"),
            done=preferred is not None,
            next_=_("Say which option is preferred"),
            next_url=page,
        ),
        Fact(
            key="case_benefits",
            label=_("Benefits, each with a measure, a target and a date"),
            value=benefits,
            url=f"{lines}?kind=benefit",
            source=_("Lines of the case"),
            done=benefits > 0,
            next_=_("Add a benefit"),
            next_url=page,
        ),
        Fact(
            key="case_unsure",
            label=_("Lines of which nobody is sure"),
            value=rows.filter(confidence="low").count(),
            of=rows.count(),
            url=f"{lines}?confidence=low",
            source=_("Lines of the case"),
        ),
        Fact(
            key="case_conditions_late",
            label=_("Conditions of the approval that are late"),
            value=late,
            url=f"{page}#conditions",
            source=_("Conditions of the case"),
            done=late == 0,
            next_=_("Meet the conditions"),
            next_url=f"{page}#conditions",
        ),
    ]
