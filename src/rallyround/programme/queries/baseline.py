"""What a baseline holds of the record on one day, and how today differs from it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rallyround.evaluation.models import Evidence
from rallyround.groups.models import GroupNeed, PriorityGroup
from rallyround.people.models import Contact, Organisation
from rallyround.programme.models import Baseline, Initiative
from rallyround.register.models import Offer
from rallyround.response.models import Module

Text = str | Promise
# How each figure is counted; the words go into the snapshot, so that it explains itself later.
FIGURES: dict[str, tuple[Text, Text]] = {
    "groups": (gettext_lazy("Priority groups"), gettext_lazy("groups on the list that have not ended")),
    "high_priority": (gettext_lazy("High-priority groups"), gettext_lazy("of these, marked as high priority")),
    "needs_known": (gettext_lazy("Group needs with a figure"), gettext_lazy("current needs of groups with a range")),
    "needs_unknown": (gettext_lazy("Group needs not yet known"), gettext_lazy("current needs of groups without one")),
    "organisations": (gettext_lazy("Organisations"), gettext_lazy("active in the directory")),
    "contacts_tried": (gettext_lazy("Call-out numbers that were tried"),
                       gettext_lazy("on the call-out list and tried within their schedule")),
    "offers_ready": (gettext_lazy("Offers ready for tasks"), gettext_lazy("offers accepted and not withdrawn")),
    "modules_ready": (gettext_lazy("Modules ready"), gettext_lazy("response modules approved for activation")),
    "initiatives": (gettext_lazy("Initiatives"), gettext_lazy("running on the day")),
    "pounds_a_year": (gettext_lazy("Known cost a year, in pounds"),
                      gettext_lazy("sum of the yearly costs of running initiatives that have one")),
    "cost_unknown": (gettext_lazy("Initiatives without a known cost"),
                     gettext_lazy("running initiatives without a cost")),
    "days_a_year": (gettext_lazy("Known effort a year, in days"),
                    gettext_lazy("sum of the yearly days of running initiatives that have one")),
}  # fmt: skip


def baselines() -> QuerySet[Baseline]:
    """Every snapshot, the newest first."""
    return Baseline.objects.select_related("taken_by").order_by("-taken_at")


def content(at: datetime) -> dict[str, Any]:
    """How everything stands at `at`, as plain data without anybody's name."""
    today = timezone.localdate(at)
    groups = list(PriorityGroup.objects.filter(ended_at__isnull=True).order_by("name"))
    running = list(
        Initiative.objects.filter(ended_on__isnull=True).select_related("owner", "group").order_by("name")
    )
    return {
        "on": today.isoformat(),
        "figures": {
            key: {"value": value, "method": str(FIGURES[key][1])}
            for key, value in _figures(groups, running, at).items()
        },
        "groups": [_group(group) for group in groups],
        "initiatives": [_initiative(initiative) for initiative in running],
        "indicators": [_indicator(evidence) for evidence in _holding(at)],
    }


def _figures(groups: list[PriorityGroup], running: list[Initiative], at: datetime) -> dict[str, int]:
    needs = GroupNeed.objects.filter(holds_until__isnull=True, group__ended_at__isnull=True)
    ranked = Contact.objects.filter(active=True, rank__isnull=False)
    today = timezone.localdate(at)
    return {
        "groups": len(groups),
        "high_priority": sum(group.high_priority for group in groups),
        "needs_known": needs.filter(likely__isnull=False).count(),
        "needs_unknown": needs.filter(likely__isnull=True).count(),
        "organisations": Organisation.objects.filter(active=True).count(),
        "contacts_tried": sum(not contact.stale(today) for contact in ranked),
        "offers_ready": Offer.objects.filter(state="ready").count(),
        "modules_ready": Module.objects.filter(state="ready").count(),
        "initiatives": len(running),
        "pounds_a_year": sum(i.cost_a_year or 0 for i in running),
        "cost_unknown": sum(i.cost_a_year is None for i in running),
        "days_a_year": sum(i.days_a_year or 0 for i in running),
    }


def _holding(at: datetime) -> list[Evidence]:
    today = timezone.localdate(at)
    found = Evidence.objects.filter(withdrawn_at__isnull=True, on__lte=today).order_by(
        "subject_label", "criterion", "on"
    )
    return [e for e in found if (today - e.on).days <= e.valid_days]


def _group(group: PriorityGroup) -> dict[str, Any]:
    return {
        "id": str(group.id), "name": group.name, "high_priority": group.high_priority, "low": group.size_low,
        "high": group.size_high, "unit": group.size_unit, "source": group.size_source,
    }  # fmt: skip


def _initiative(initiative: Initiative) -> dict[str, Any]:
    return {
        "id": str(initiative.id),
        "name": initiative.name,
        "owner": initiative.owner.name,
        "group": initiative.group.name if initiative.group else None,
        "cost_a_year": initiative.cost_a_year,
        "cost_source": initiative.cost_source,
        "days_a_year": initiative.days_a_year,
        "effect": initiative.effect,
    }


def _indicator(evidence: Evidence) -> dict[str, Any]:
    return {
        "about": evidence.subject_label, "criterion": evidence.criterion, "what": evidence.what,
        "rating": evidence.rating, "method": evidence.source, "on": evidence.on.isoformat(),
    }  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One figure then and now. None where the snapshot did not know it yet."""

    key: str
    label: Text
    method: Text
    then: int | None
    now: int

    @property
    def change(self) -> str:
        """With its sign, or empty where there is nothing to compare with."""
        if self.then is None:
            return ""
        return f"{self.now - self.then:+,}" if self.now != self.then else "0"


@dataclass(frozen=True)
class Comparison:
    """A baseline beside the record of a later moment."""

    figures: list[Difference]
    groups_new: list[str]
    groups_gone: list[str]
    initiatives_new: list[str]
    initiatives_gone: list[str]


def compare(baseline: Baseline, at: datetime) -> Comparison:
    """How the record at `at` differs from a baseline; things are the same by their id, whatever they are called now."""
    then, now = baseline.content, content(at)
    figures = [
        Difference(
            key, label, method, then["figures"].get(key, {}).get("value"), now["figures"][key]["value"]
        )
        for key, (label, method) in FIGURES.items()
    ]
    return Comparison(
        figures,
        _only_in(now["groups"], then["groups"]),
        _only_in(then["groups"], now["groups"]),
        _only_in(now["initiatives"], then["initiatives"]),
        _only_in(then["initiatives"], now["initiatives"]),
    )


def _only_in(these: list[dict[str, Any]], those: list[dict[str, Any]]) -> list[str]:
    known = {row["id"] for row in those}
    return [row["name"] for row in these if row["id"] not in known]


def shown_cost(pounds: int | None) -> str:
    """A cost as a page shows it: unknown is said, never nought."""
    return _("not known") if pounds is None else f"£{pounds:,}"
