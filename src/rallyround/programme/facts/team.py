"""Step 2: what the record says of the working group, its terms, what is done already, and the baseline."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from rallyround.groups.models import PriorityGroup
from rallyround.programme.addresses import address
from rallyround.programme.headings import completeness
from rallyround.programme.queries import baseline, team
from rallyround.ui.cells import shown
from rallyround.ui.facts import Fact


def facts(group: PriorityGroup, today: date) -> list[Fact]:
    """The working group and the baseline are the whole partnership's; initiatives are those of the group."""
    return [*_working_group(today), *_terms(), *_done_already(group)]


def _working_group(today: date) -> list[Fact]:
    formed, parts = team.working_group(), team.five_parts()
    there, missing = sum(part.there for part in parts), len(team.missing_kinds())
    kinds, vacant = len(team.MIX), team.vacant().count()
    page, source = address("working_group"), _("The working group")
    found = [
        Fact(key="five_parts", label=_("Parts of the working group that are there"), value=there, of=len(parts),
             url=f"{page}#parts", source=source, done=there == len(parts), next_=_("Fill what is missing"),
             next_url=f"{page}#parts"),
        Fact(key="mix", label=_("Kinds of member in the group"), value=kinds - missing, of=kinds, url=f"{page}#parts",
             source=source, done=not missing, next_=_("Ask somebody who speaks for the rest"),
             next_url=address("seat_add")),
        Fact(key="vacant", label=_("Vacant seats"), value=vacant, url=f"{page}#seats", source=source,
             done=vacant == 0, next_=_("Fill the seats"), next_url=f"{page}#seats"),
    ]  # fmt: skip
    if formed is not None:
        due = team.report_due(formed)
        found.append(
            Fact(key="report", label=_("Next report of the group"), value=str(shown(due)), url=page, source=source,
                 done=not team.report_missed(formed, today), next_=_("Report to the partnership"),
                 next_url=address("working_group_reported"))
        )  # fmt: skip
    return found


def _terms() -> list[Fact]:
    newest, held = team.terms().first(), team.approved_terms()
    filled = completeness(newest.sections if newest else {})
    page, source = address("terms_of_reference"), _("Terms of reference")
    return [
        Fact(key="headings", label=_("Headings of the terms of reference that are filled"), value=filled.filled,
             of=filled.of, url=page, source=source, done=filled.whole, next_=_("Write what is blank"), next_url=page),
        Fact(key="terms", label=_("Version of the terms of reference that is approved"),
             value=held.version if held else None, url=page, source=source, done=held is not None,
             next_=_("Have them approved"), next_url=page),
    ]  # fmt: skip


def _done_already(group: PriorityGroup) -> list[Fact]:
    running = team.initiatives().filter(ended_on__isnull=True, group=group)
    count, doubled = running.count(), team.doubled().filter(group=group).count()
    unknown, taken = running.filter(cost_a_year__isnull=True).count(), baseline.baselines().count()
    source = _("What is done already")

    def rows(state: str) -> str:
        return address("initiatives", group=group.id, state=state)

    return [
        Fact(key="initiatives", label=_("What runs for this group already"), value=count, url=rows("running"),
             source=source, done=count > 0, next_=_("Enter what is done already"),
             next_url=address("initiative_add")),
        Fact(key="overlaps", label=_("Of these, the same twice without a reason"), value=doubled, of=count,
             url=rows("overlap"), source=source, done=doubled == 0, next_=_("Say why both are needed, or end one"),
             next_url=rows("overlap")),
        Fact(key="cost_unknown", label=_("Of these, with no known cost"), value=unknown, of=count,
             url=rows("no_cost"), source=source),
        Fact(key="baseline", label=_("Snapshots of where everything stood"), value=taken, url=address("baselines"),
             source=_("Baselines"), done=taken > 0, next_=_("Keep how everything stands"),
             next_url=address("baseline_take")),
    ]  # fmt: skip
