"""The cases themselves, and which of them counts."""

from django.db.models import QuerySet

from rallyround.business.models import Case, Line
from rallyround.groups.models import PriorityGroup
from rallyround.people.models import Organisation


def cases() -> QuerySet[Case]:
    """Every version of every case, with what a list shows of it."""
    return Case.objects.select_related("group", "made_by", "approved_by")


def current_case(group: PriorityGroup | None) -> Case | None:
    """The case that a group's work stands on: approved before sent, sent before draft, then the latest."""
    order = {"approved": 0, "submitted": 1, "draft": 2, "refused": 3, "superseded": 4}
    found = sorted(cases().filter(group=group), key=lambda case: case.made_at, reverse=True)
    return min(found, key=lambda case: order[case.state], default=None)


def earlier_version(case: Case) -> Case | None:
    """The version before this one."""
    return cases().filter(name=case.name, version__lt=case.version).order_by("-version").first()


def lines_of(case: Case) -> QuerySet[Line]:
    """Every cost and benefit of a case, in the order of its options."""
    return (
        Line.objects.filter(option__case=case)
        .select_related("option", "organisation")
        .order_by("option_id", "-kind", "id")
    )


def groups_to_choose() -> list[PriorityGroup]:
    """The groups that a case may be for."""
    return list(PriorityGroup.objects.filter(ended_at__isnull=True).order_by("name"))


def organisations_to_choose() -> list[Organisation]:
    """The partners that may pay or gain."""
    return list(Organisation.objects.filter(active=True).order_by("name"))
