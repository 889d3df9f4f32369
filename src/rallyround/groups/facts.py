"""What the record says of a group itself, for the journey: who they are, what they need, whether anybody spoke."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rallyround.groups import queries
from rallyround.groups.models import PriorityGroup
from rallyround.groups.profiles import profile
from rallyround.ui.facts import Fact


def facts(group: PriorityGroup, today: date) -> list[Fact]:
    """Each figure with the page of the rows that it counts."""
    page = reverse("group", args=[group.id])
    known, needs = profile(group), queries.current_needs(group)
    unknown = needs.filter(low__isnull=True).count()
    said, spoken = queries.share_said_by_the_group(group), group.contacts.count()
    quiet = group.ended_at is None and queries.is_quiet(group, today)
    size = queries.size(group)
    here = f"group={group.id}"
    return [
        Fact(key="group.profile", label=_("Known of the group"), value=known.done, of=known.of, url=page,
             source=_("The group's page"), done=not known.missing,
             next_=known.missing[0].next_ if known.missing else "",
             next_url=reverse(known.missing[0].page, args=[group.id]) if known.missing else ""),
        Fact(key="group.size", label=_("How many they are"), value=str(size) if size.known else None,
             unit=group.size_unit, url=page, source=group.size_source or _("The group's page")),
        Fact(key="group.risks", label=_("Risks it rests on"), url=f"{reverse('risks')}?{here}&retired=no",
             value=group.risks.filter(retired_on__isnull=True).count(), source=_("Community risk register"),
             done=group.risks.filter(retired_on__isnull=True).exists(), next_=_("Choose a current risk"),
             next_url=reverse("group_change", args=[group.id])),
        Fact(key="group.needs", label=_("Kinds of need known"), value=needs.count(),
             url=f"{reverse('group_needs')}?{here}&now=yes", source=_("What groups need"), done=needs.exists(),
             next_=_("Enter what they need"), next_url=reverse("group_need_add", args=[group.id])),
        Fact(key="group.needs_unknown", label=_("Needs of which nobody knows how much"), value=unknown,
             url=f"{reverse('group_needs')}?{here}&now=yes&known=no", source=_("What groups need")),
        Fact(key="group.needs_said", label=_("Needs that the group said itself"),
             value=None if said is None else needs.filter(said_by_the_group=True).count(),
             of=needs.count() or None, url=f"{reverse('group_needs')}?{here}&now=yes&said=yes",
             source=_("What groups need")),
        Fact(key="group.contacts", label=_("Times that we spoke"), value=spoken,
             url=f"{reverse('group_contacts')}?{here}", source=_("Contacts with groups"), done=spoken > 0 and not quiet,
             next_=_("Speak with the group"), next_url=reverse("group_contact_add", args=[group.id])),
    ]  # fmt: skip
