"""The outbox: what is to be said to whom. Rendered at the moment of sending, so that nothing personal lies here."""

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from rallyround.core.lifecycle import MESSAGE
from rallyround.people.models import Person, User


class Message(models.Model):
    """One message to one person or user, from a template and plain parameters."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=20, blank=True)  # chosen when it is sent
    template = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    language = models.CharField(max_length=20, default="en")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="messages")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="messages")
    subject_label = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    state = models.CharField(max_length=10, default=MESSAGE.initial, choices=list(MESSAGE.states.items()))
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(MESSAGE.states)), name="message_state_is_in_the_table"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, user__isnull=True)
                | Q(person__isnull=True, user__isnull=False),
                name="message_to_exactly_one",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_label", "subject_id"], name="message_subject"),
            models.Index(fields=["made_at"], name="message_queued", condition=Q(state="queued")),
            models.Index(fields=["made_at"], name="message_parked", condition=Q(state="parked")),
            models.Index(fields=["made_at", "id"], name="message_made"),
        ]
