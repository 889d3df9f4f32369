"""Step 6: what the record says of the five systems and the register."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from rallyround.groups.models import PriorityGroup
from rallyround.programme.addresses import address
from rallyround.programme.models import InformationRequest, RegisterEntry
from rallyround.programme.queries import register, systems
from rallyround.ui.facts import Fact


def facts(group: PriorityGroup, today: date) -> list[Fact]:
    """Owners and balance of the five systems, the register, and requests; the first four are the whole partnership's."""
    five = systems.systems(today)
    owned = sum(1 for each in five.systems if each.card is not None and each.card.owner_id)
    entries = RegisterEntry.objects.all()
    late = register.overdue(entries, today).count()
    decided = entries.filter(kind="decision", group=group)
    alone = register.without_society(decided).count()
    waiting = InformationRequest.objects.filter(answered_at__isnull=True, due_at__date__lt=today).count()
    source = _("The five systems and the register")
    return [
        Fact(key="systems_owned", label=_("Systems with an owner"), value=owned, of=5, url=address("systems"),
             source=source, done=owned == 5, next_=_("Give each system an owner"), next_url=address("systems")),
        Fact(key="systems_behind", label=_("Systems furthest behind"), value=len(five.behind), of=5,
             url=address("systems"), source=source, done=not five.behind, next_=_("Bring it level"),
             next_url=address("systems")),
        Fact(key="register_late", label=_("Entries of the register that are overdue"), value=late,
             url=address("register", state="overdue"), source=source, done=late == 0,
             next_=_("Close or follow them"), next_url=address("register", state="overdue")),
        Fact(key="requests_late", label=_("Requests of bodies that are late"), value=waiting,
             url=address("requests", state="late"), source=source, done=waiting == 0,
             next_=_("Answer them"), next_url=address("requests", state="late")),
        Fact(key="decisions", label=_("Decisions about this group"), value=decided.count(),
             url=address("register", kind="decision", group=group.id), source=source, done=decided.exists(),
             next_=_("Write down what was decided"),
             next_url=address("register_new", kind="decision", group=group.id)),
        Fact(key="decisions_alone", label=_("Of these, without anybody from society"), value=alone,
             of=decided.count(), url=address("register", state="without_society", group=group.id),
             source=source, done=None),
    ]  # fmt: skip
