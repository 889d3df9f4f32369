"""Response modules, their activation protocols, activations with their checklists, and advice that people can use."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.core.lifecycle import ACTIVATION, MODULE
from rallyround.groups.models import PriorityGroup
from rallyround.incidents.models import Hazard, Incident, Phase
from rallyround.people.models import Note, Organisation, User


class Module(models.Model):
    """A response that is kept ready: taken from the library (one TOML file) and made the partnership's own.

    What was approved stays: a trigger refuses to change a version that is ready or retired, except to retire it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=120)
    phase = models.CharField(max_length=10, choices=Phase.choices, default=Phase.DURING)
    content = models.JSONField()
    state = models.CharField(max_length=12, default=MODULE.initial, choices=list(MODULE.states.items()))
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="modules_led")
    liability_holder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="modules_insured"
    )
    activating_roles = ArrayField(models.CharField(max_length=40))
    groups = models.ManyToManyField(PriorityGroup, related_name="modules")
    adopted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="module_versions_in_order"),
            # While a new version is being drafted, the approved one stays ready: a flood does not wait for a form.
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="draft"), name="one_draft_module_of_a_key"
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="ready"), name="one_ready_module_of_a_key"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(MODULE.states)), name="module_state_is_in_the_table"
            ),
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="module_phase_is_never_empty"),
            models.CheckConstraint(
                condition=Q(activating_roles__len__gt=0), name="module_names_who_may_activate"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(approved_by__isnull=False, liability_holder__isnull=False),
                name="module_ready_only_approved_and_insured",
            ),
        ]


class Activation(models.Model):
    """A module set going for some groups in an incident or exercise: who decided, when and why, and its stand-down."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="activations")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="activations")
    groups = models.ManyToManyField(PriorityGroup, related_name="activations")
    state = models.CharField(
        max_length=16, default=ACTIVATION.initial, choices=list(ACTIVATION.states.items())
    )
    activated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    activated_at = models.DateTimeField()
    trigger = models.CharField(max_length=60)
    reason = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="+")
    intake_open = models.BooleanField(default=True)
    stood_down_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    stood_down_at = models.DateTimeField(null=True)
    stand_down_note = models.ForeignKey(Note, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["module", "incident"],
                condition=~Q(state="stood_down"),
                name="one_open_activation_of_a_module",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(ACTIVATION.states)), name="activation_state_is_in_the_table"
            ),
        ]


class ChecklistItem(models.Model):
    """One step of an activation's checklist: due so many minutes after it began, and who said that it is done."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    activation = models.ForeignKey(Activation, on_delete=models.PROTECT, related_name="checklist")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(
        max_length=12,
        choices=[("begin", _("To begin")), ("run", _("While it runs")), ("stand_down", _("To stand down"))],
    )
    what = models.CharField(max_length=300)
    role = models.CharField(max_length=40, blank=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activation", "number"], name="checklist_in_order"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="checklist_item_done_by_somebody",
            ),
        ]


class Advice(models.Model):
    """Public advice for one hazard, phase, audience and language, in words of need."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=60)
    language = models.CharField(max_length=10, default="en")
    hazard = models.CharField(max_length=20, choices=Hazard.choices)
    phase = models.CharField(max_length=10, choices=Phase.choices)
    audience = models.CharField(max_length=60)
    title = models.CharField(max_length=120)
    body = models.TextField(max_length=4000)
    source = models.CharField(max_length=200)
    channels = ArrayField(models.CharField(max_length=30), default=list)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "language"],
                condition=Q(withdrawn_at__isnull=True, published_at__isnull=False),
                name="one_published_advice_of_a_key",
            ),
            models.UniqueConstraint(
                fields=["key", "language"],
                condition=Q(withdrawn_at__isnull=True, published_at__isnull=True),
                name="one_draft_advice_of_a_key",
            ),
        ]


class AdviceReach(models.Model):
    """How many people of an audience some advice reached by one channel, and how that is known."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    advice = models.ForeignKey(Advice, on_delete=models.PROTECT, related_name="reach")
    channel = models.CharField(max_length=30)
    group = models.ForeignKey(PriorityGroup, on_delete=models.PROTECT, null=True, related_name="+")
    on = models.DateField()
    people = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()


class ExerciseSummary(models.Model):
    """What an exercise showed, brought in from its own database by a named person; nobody's details are in it.

    A trigger keeps it as it came.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=40)
    written_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, unique=True)
    content = models.JSONField()
    brought_in_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    brought_in_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-written_at"], name="exercise_summary_latest")]
