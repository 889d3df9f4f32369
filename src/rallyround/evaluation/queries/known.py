"""What is known of a module's readiness: what people recorded, and what the record shows without anybody typing it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from rallyround.collaborations.models import Terms
from rallyround.core.readiness import DEFAULT, Item, Strength
from rallyround.evaluation.models import Evidence
from rallyround.evaluation.paths import path
from rallyround.ledger.models import Event
from rallyround.people.models import Contact
from rallyround.register import kinds
from rallyround.response import queries as response
from rallyround.response.models import Activation, Module
from rallyround.tasking.models import RiskAssessment
from rallyround.ui.cells import shown

DAYS = {criterion.key: int(criterion.valid_days.value) for criterion in DEFAULT.criteria}


@dataclass(frozen=True)
class Known:
    """One piece of evidence as the core counts it, where it comes from and where to look. `evidence`: it was typed."""

    item: Item
    source: str
    url: str
    evidence: Evidence | None = None


def known_of(module: Module) -> list[Known]:
    """Everything that speaks of a module's readiness, of any of its versions and any day."""
    versions = list(Module.objects.filter(key=module.key).order_by("version"))
    return [
        *_recorded(versions),
        *_contacts(),
        *_exercises(module),
        *_activations(versions),
        *_agreements(module),
        *_protocol(versions),
        *_safe_working(module),
    ]


def recorded_for(module: Module) -> list[Evidence]:
    """What people recorded of a module, withdrawn evidence too, the latest first."""
    versions = Module.objects.filter(key=module.key).values("id")
    rows = Evidence.objects.filter(subject_label="module", subject_id__in=versions)
    return list(rows.select_related("by", "withdrawn_by").order_by("-on", "-recorded_at"))


def _recorded(versions: list[Module]) -> Iterator[Known]:
    rows = Evidence.objects.filter(
        subject_label="module", subject_id__in=[version.id for version in versions], withdrawn_at__isnull=True
    )
    for row in rows.order_by("on", "recorded_at"):
        item = Item(
            criterion=row.criterion,
            rating=row.rating,
            on=row.on,
            valid_days=row.valid_days,
            strength=cast(Strength, row.strength),
            what=row.what,
            from_exercise=row.from_exercise,
        )
        yield Known(item, row.source, path("evidence_item", row.id), row)


def _contacts() -> Iterator[Known]:
    """Each contact of the call-out list is a part: when it was last reached, or that it was not."""
    contacts = {
        contact.id: contact
        for contact in Contact.objects.filter(active=True, rank__isnull=False).select_related(
            "organisation", "person"
        )
    }
    for contact in contacts.values():
        # Weaker than a test on the same day, so that the test counts.
        yield _contact(contact, _local(contact.person.made_at), reached=False, strength="low")
    for (id, on), reached in _tried(contacts).items():
        yield _contact(contacts[id], on, reached)


def _tried(contacts: Mapping[UUID, Contact]) -> dict[tuple[UUID, date], bool]:
    """Whether each contact was reached, by the last thing of each day; a new number has yet to be tried."""
    found = {(id, contact.verified_on): True for id, contact in contacts.items() if contact.verified_on}
    events = Event.objects.filter(
        subject_label="contact", subject_id__in=contacts, verb__in=("contact.verified", "contact.changed")
    )
    for id, verb, at, data in events.order_by("at", "seq").values_list("subject_id", "verb", "at", "data"):
        if verb == "contact.verified":
            found[id, _local(at)] = bool(data.get("reached"))
        elif {"phone", "name"} & set(data.get("details", ())):
            found[id, _local(at)] = False
    return found


def _contact(contact: Contact, on: date, reached: bool, strength: Strength = "high") -> Known:
    words = _("Reached") if reached else _("Not reached since it was entered or changed")
    item = Item(
        criterion="contacts_tested",
        rating=float(reached),
        on=on,
        valid_days=max(1, contact.verify_every_days),
        strength=strength,
        part=str(contact.id),
        what=f"{contact.job}, {contact.organisation.name}: {words}",
    )
    return Known(item, _("The call-out list"), path("call_out_list"))


def _exercises(module: Module) -> Iterator[Known]:
    for result in response.exercise_results(module):
        if not result.checklist_total:
            continue
        words = _("%(name)s: %(done)s of %(total)s lines of the checklist done") % {
            "name": result.name, "done": result.checklist_done, "total": result.checklist_total
        }  # fmt: skip
        yield _used(result.on, result.checklist_done / result.checklist_total, words, True, path("exercises"))


def _activations(versions: list[Module]) -> Iterator[Known]:
    """What was done when it counted. In an exercise's own database, what was done in the exercise."""
    over = Activation.objects.filter(
        module__in=versions, stood_down_at__isnull=False, incident__exercise=bool(settings.EXERCISE)
    )
    for activation in over.select_related("incident").prefetch_related("checklist").order_by("stood_down_at"):
        lines = list(activation.checklist.all())
        if not lines or activation.stood_down_at is None:
            continue
        done = sum(line.done_at is not None for line in lines)
        words = _("%(name)s: %(done)s of %(total)s lines of the checklist done") % {
            "name": activation.incident.name, "done": done, "total": len(lines)
        }  # fmt: skip
        yield _used(_local(activation.stood_down_at), done / len(lines), words, activation.incident.exercise,
                    path("activation", activation.id))  # fmt: skip


def _used(on: date, rating: float, what: str, from_exercise: bool, url: str) -> Known:
    item = Item("exercised", rating, on, DAYS["exercised"], "high", what=what, from_exercise=from_exercise)
    return Known(item, _("The exercise's summary") if from_exercise else _("The activation"), url)


def _agreements(module: Module) -> Iterator[Known]:
    """Terms that both sides agreed, of every collaboration that works for the module's groups."""
    agreed = Terms.objects.filter(
        agreed_at__isnull=False,
        collaboration__parts__group__in=module.groups.values("id"),
        collaboration__state__in=("active", "nurture"),
    )
    for terms in agreed.select_related("collaboration").distinct().order_by("agreed_at"):
        assert terms.agreed_at is not None
        on = _local(terms.agreed_at)
        item = Item(
            criterion="agreement",
            rating=1.0,
            on=on,
            valid_days=_until(on, terms.review_on),
            strength="high",
            part=str(terms.collaboration_id),
            what=_("%(name)s: terms agreed by both") % {"name": terms.collaboration.name},
        )
        yield Known(item, _("The collaboration's terms"), path("collaboration", terms.collaboration_id))


def _protocol(versions: Iterable[Module]) -> Iterator[Known]:
    for version in versions:
        if version.approved_at is not None:
            words = _("Version %(version)s approved, with who may activate it and who is liable") % {
                "version": version.version
            }
            item = Item("protocol", 1.0, _local(version.approved_at), DAYS["protocol"], "high", what=words)
            yield Known(item, _("The module's approval"), path("module", version.id))


def _safe_working(module: Module) -> Iterator[Known]:
    """Each kind of task that the module needs is a part: approved until its review, or known to be lacking."""
    wanted: list[str] = module.content.get("risk_assessments", [])
    url, since = path("risk_assessments"), _local(module.adopted_at)
    if not wanted:
        nothing = _("The module's tasks need no assessment of their own")
        yield Known(Item("safe_working", 1.0, since, DAYS["safe_working"], what=nothing), module.name, url)
        return
    for kind in wanted:
        words = _("%(kind)s: not approved") % {"kind": kinds.label(kind)}
        item = Item("safe_working", 0.0, since, DAYS["safe_working"], "low", part=kind, what=words)
        yield Known(item, _("Safe working"), url)
    for assessment in RiskAssessment.objects.filter(kind__in=wanted).order_by("approved_at"):
        on = _local(assessment.approved_at)
        words = _("%(kind)s: approved until %(review)s") % {
            "kind": kinds.label(assessment.kind), "review": str(shown(assessment.review_on))
        }  # fmt: skip
        item = Item(
            criterion="safe_working",
            rating=1.0,
            on=max(on, since),
            valid_days=_until(max(on, since), assessment.review_on),
            strength="high",
            part=assessment.kind,
            what=words,
        )
        yield Known(item, _("Safe working"), url)


def _until(on: date, end: date) -> int:
    return max(1, (end - on) // timedelta(days=1))


def _local(at: datetime) -> date:
    return timezone.localdate(at)
