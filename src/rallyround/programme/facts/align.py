"""Step 1: what the record says of the ambition, who stands behind it, who leads, and the summit."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from rallyround.groups.models import PriorityGroup
from rallyround.programme.addresses import address
from rallyround.programme.queries import align, events
from rallyround.ui.cells import shown
from rallyround.ui.facts import Fact


def facts(group: PriorityGroup, today: date) -> list[Fact]:
    """All of them are the whole partnership's: one ambition is behind every group."""
    return [*_ambition(today), *_backing(today), *_summit(today)]


def _ambition(today: date) -> list[Fact]:
    held, lead = align.agreed(), align.lead_on(today)
    due = align.review_due(held) if held else None
    reasons = align.drivers().filter(ended_on__isnull=True).count()
    source = _("The ambition")
    found = [
        Fact(key="ambition", label=_("Version of the ambition that is agreed"), value=held.version if held else None,
             url=address("ambition"), source=source, done=held is not None, next_=_("Agree the ambition"),
             next_url=address("ambition")),
        Fact(key="drivers", label=_("Reasons from outside, with their sources"), value=reasons,
             url=address("drivers", state="current"), source=source, done=reasons > 0,
             next_=_("Name a law, plan or event"), next_url=address("driver_add")),
        Fact(key="lead", label=_("Strategic lead"), value=lead.user.name if lead else None,
             url=address("ambition") + "#lead", source=source, done=lead is not None,
             next_=_("Name the strategic lead"), next_url=address("lead_name")),
    ]  # fmt: skip
    if held is not None and due is not None:
        found.append(
            Fact(key="ambition_review", label=_("Next look at the ambition"), value=str(shown(due)),
                 url=address("ambition"), source=source, done=due >= today, next_=_("Look at the ambition again"),
                 next_url=address("ambition_review", held.id))
        )  # fmt: skip
    return found


def _backing(today: date) -> list[Fact]:
    asked = align.in_question()
    if asked is None:
        return []
    backing = align.backing(asked, today)
    reached = [s for s in backing.sectors if s.of]
    backed = sum(s.yes > 0 for s in reached)
    ask, source = address("endorsement_add", asked.id), _("What organisations said")
    return [
        Fact(key="backing", label=_("Organisations that stand behind the ambition"), value=backing.yes, of=backing.of,
             url=address("endorsements", state="force", answer="yes"), source=source, done=backing.yes > 1,
             next_=_("Ask organisations to stand behind it"), next_url=ask),
        Fact(key="backing_lapsed", label=_("Backing that has lapsed"), value=len(backing.lapsed),
             url=address("endorsements", state="lapsed", answer="yes"), source=source, done=not backing.lapsed,
             next_=_("Ask them again"), next_url=ask),
        Fact(key="sectors", label=_("Sectors with somebody behind it"), value=backed, of=len(reached),
             url=address("ambition") + "#backing", source=source, done=bool(reached) and backed == len(reached),
             next_=_("Widen the support where it is thinnest"), next_url=address("ambition") + "#backing"),
    ]  # fmt: skip


def _summit(today: date) -> list[Fact]:
    called = events.gatherings().filter(kind="summit", cancelled_at__isnull=True).count()
    late, source = events.overdue_pledges(today).count(), _("Summit and workshops")
    overdue = address("pledges", state="overdue")
    return [
        Fact(key="summit", label=_("Summits called or held"), value=called,
             url=address("gatherings", kind="summit", state="on"), source=source, done=called > 0,
             next_=_("Call a summit"), next_url=address("gathering_new")),
        Fact(key="pledges_late", label=_("Promises that are overdue"), value=late, url=overdue, source=source,
             done=late == 0, next_=_("Ask what became of them"), next_url=overdue),
    ]  # fmt: skip
