"""Step 5: what the record says of the partners of a group, for the journey."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rallyround.collaborations import queries, words
from rallyround.groups.models import PriorityGroup
from rallyround.ui.facts import Fact


def facts(group: PriorityGroup, today: date) -> list[Fact]:
    """Each figure with the page of the rows that it counts."""
    candidates, found = reverse("candidates", args=[group.id]), queries.assessed(today, group)
    add = f"{reverse('collaboration_add')}?groups={group.id}"
    here = f"{reverse('collaborations')}?group={group.id}"
    aim, served = queries.target(), queries.served()
    have = [objective for objective in aim.objectives if (str(group.id), objective) in served]
    good = [a for a in found if a.reading.verdict == "instrumental"]
    assessed = [a for a in found if a.reading.verdict != "not_yet_assessed"]
    poor = [a for a in found if a.reading.verdict in queries.TO_DECIDE]
    proposed = queries.of_group(group).filter(state="proposed").count()
    return [
        Fact(key="partners.candidates", label=_("Candidates"), value=group.candidates.count(), url=candidates,
             source=_("Candidates of the group"), done=group.candidates.exists(),
             next_=_("Find who might work with them"), next_url=f"{reverse('partners')}?reaches={group.id}"),
        Fact(key="partners.proposed", label=_("Proposals without agreed terms"), value=proposed,
             url=f"{here}&state=proposed", source=_("Collaborations")),
        Fact(key="partners.in_force", label=_("Collaborations in force"), value=len(found),
             url=f"{here}&in_force=yes", source=_("Collaborations"), done=bool(found),
             next_=_("Propose a collaboration"), next_url=add),
        Fact(key="partners.objectives", label=_("Objectives that somebody works on"), value=len(have),
             of=len(aim.objectives), url=f"{reverse('coverage')}?group={group.id}", source=_("Coverage"),
             done=len(have) == len(aim.objectives), next_=_("Close the next gap"),
             next_url=f"{reverse('coverage')}?group={group.id}"),
        Fact(key="partners.instrumental", label=words.VERDICTS["instrumental"], of=len(found) or None,
             value=len(good) if assessed else None, url=f"{here}&says=instrumental", source=_("Verdicts of the record"),
             done=bool(good) if assessed else None, next_=_("Write down what was delivered"),
             next_url=f"{here}&in_force=yes"),
        Fact(key="partners.to_decide", label=_("To reset, replace or stop"), value=len(poor),
             url=f"{here}&says=to_decide", source=_("Verdicts of the record"), done=not poor,
             next_=_("Decide on them"), next_url=reverse("collaboration_reviews")),
        Fact(key="partners.overlaps", label=_("Where several do the same"), value=len(queries.overlaps(group)),
             url=f"{candidates}#overlaps", source=_("Collaborations")),
    ]  # fmt: skip
