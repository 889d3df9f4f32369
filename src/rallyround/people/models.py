"""Users, organisations, memberships; the people behind needs and offers, and their details in tables of their own."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.ledger.actors import Actor
from rallyround.people.roles import ROLES, Permission, permissions_of


class Nation(models.TextChoices):
    """Whose law and words apply."""

    ENGLAND = "england", _("England")
    WALES = "wales", _("Wales")
    SCOTLAND = "scotland", _("Scotland")
    NORTHERN_IRELAND = "northern_ireland", _("Northern Ireland")
    CROWN_DEPENDENCY = "crown_dependency", _("A Crown Dependency")


class PartnerType(models.TextChoices):
    """What kind of partner an organisation is."""

    PARTNERSHIP = "partnership", _("Resilience partnership")
    LOCAL_GOVERNMENT = "local_government", _("Local government")
    CATEGORY_1 = "category_1", _("Category 1 responder")
    CATEGORY_2 = "category_2", _("Category 2 responder")
    COMMUNITY_RESPONSE = "community_response", _("Community response group")
    COMMUNITY_GROUP = "community_group", _("Community group")
    LOCAL_PROVIDER = "local_provider", _("Local provider of a critical service")
    LOW_PROFILE = "low_profile", _("Low-profile community body")
    HIGH_PROFILE = "high_profile", _("High-profile voluntary body")
    BUSINESS = "business", _("Business or business network")
    RETAIL = "retail", _("Retail")
    EXPERT = "expert", _("Expert adviser")
    NATIONAL = "national", _("National group")
    INFLUENCER = "influencer", _("Influencer")


class Affiliation(models.TextChoices):
    """How an organisation stands to the partnership: tasks go to one that is not coordinated only by its consent."""

    COORDINATED = "coordinated", _("Coordinated by the partnership")
    RECOGNISED = "recognised", _("Recognised, coordinates itself")
    INDEPENDENT = "independent", _("Independent")


class Scope(models.TextChoices):
    """How wide an organisation works: a skill that needs no local knowledge comes best from far and wide."""

    NATIONAL = "national", _("The whole country")
    REGIONAL = "regional", _("The region")
    LOCAL = "local", _("The partnership's area")
    HYPER_LOCAL = "hyper_local", _("A neighbourhood or village")


class Mode(models.TextChoices):
    PRACTICE = "practice", _("Practice")
    LIVE = "live", _("Live")


class Partnership(models.Model):
    """The one partnership whose database this is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    only = models.BooleanField(default=True, unique=True, editable=False)
    name = models.CharField(max_length=120)
    nation = models.CharField(max_length=20, choices=Nation.choices, default=Nation.ENGLAND)
    contact_number = models.CharField(max_length=40)
    contact_number_set_on = models.DateField()
    power_cut_number = models.CharField(max_length=40, blank=True)
    power_cut_number_set_on = models.DateField(null=True)
    flood_line_number = models.CharField(max_length=40, blank=True)
    flood_line_number_set_on = models.DateField(null=True)
    staffed_hours = models.CharField(max_length=120, blank=True)
    emergency_text = models.TextField(blank=True)
    privacy_notice = models.TextField(blank=True)
    volunteers_needed = models.BooleanField(default=False)
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.PRACTICE)
    retention_days = models.PositiveIntegerField(default=90)
    retention_set_on = models.DateField(null=True)
    # A claim or an inquiry is under way: nobody's details are deleted until it is over.
    legal_hold = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_partnership_per_database")]


class GateCheck(models.Model):
    """One of the checks before real people may be served, with who saw it done and until when that holds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40, unique=True)
    done_by = models.ForeignKey("people.User", on_delete=models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField()
    holds_until = models.DateField(null=True)
    reference = models.CharField(max_length=200, blank=True)


class Organisation(models.Model):
    """A partner, of one of the types, standing in one of three ways to the partnership; `areas` empty: everywhere."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=160, unique=True)
    partner_type = models.CharField(max_length=30, choices=PartnerType.choices)
    affiliation = models.CharField(
        max_length=20, choices=Affiliation.choices, default=Affiliation.COORDINATED
    )
    brings = models.CharField(max_length=300, blank=True)
    scope = models.CharField(max_length=12, choices=Scope.choices, default=Scope.LOCAL)
    areas = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    insured_until = models.DateField(null=True)
    active = models.BooleanField(default=True)


class UserManager(BaseUserManager["User"]):
    """Only what sign-in needs; people are made by actions."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody who signs in. Volunteers and people in need have no account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    is_staff = False
    is_superuser = False

    @property
    def actor(self) -> Actor:
        """As whom this person appears in the ledger."""
        return Actor("user", self.id)

    def _current(self) -> list["Membership"]:
        if not hasattr(self, "_memberships"):
            self._memberships = list(
                self.memberships.filter(ended_on__isnull=True).select_related("organisation")
            )
        return self._memberships

    def forget_memberships(self) -> None:
        """Read the roles anew when they are next asked for."""
        self.__dict__.pop("_memberships", None)

    @property
    def roles(self) -> set[str]:
        """The keys of the roles held now."""
        return {m.role for m in self._current()}

    @property
    def permissions(self) -> frozenset[Permission]:
        """All that this person may do somewhere."""
        return permissions_of(self.roles)

    def may(self, permission: Permission, area: str | None = None) -> bool:
        """Whether this person may do it, in that district where one is named."""
        return any(
            permission in ROLES[m.role].permissions and (not m.areas or area is None or area in m.areas)
            for m in self._current()
        )

    def areas(self, permission: Permission) -> list[str] | None:
        """The districts in which this person may do it; None for all of them."""
        held = [m for m in self._current() if permission in ROLES[m.role].permissions]
        if any(not m.areas for m in held):
            return None
        return sorted({area for m in held for area in m.areas})

    def organisations(self) -> set[UUID]:
        """The organisations that this person is a member of."""
        return {m.organisation_id for m in self._current()}


class Membership(models.Model):
    """A role that a user holds for an organisation, in some districts or in all."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40, choices=[(r.key, r.label) for r in ROLES.values()])
    areas = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    began_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ended_on__isnull=True),
                name="one_current_membership_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(role__in=sorted(ROLES)), name="membership_role_is_in_the_table"
            ),
        ]


class Person(models.Model):
    """Somebody behind a need, an offer or a duty: no more than that they exist and how to speak with them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    made_at = models.DateTimeField()
    language = models.CharField(max_length=20, default="en")
    interpreter = models.BooleanField(default=False)
    text_relay = models.BooleanField(default=False)
    forgotten_at = models.DateTimeField(null=True)
    legal_hold = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["made_at"], name="person_remembered", condition=Q(forgotten_at__isnull=True))
        ]


class Details(models.Model):
    """Name, phone, exact address or point. Shown only by `people.actions.disclose_details`, which logs the read."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="details")
    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    phone_key = models.CharField(max_length=20, blank=True, db_index=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    emergency_contact = models.CharField(max_length=200, blank=True)


class Note(models.Model):
    """Free text about a thing or a person: the reporter's own words too. Named by its id everywhere else."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="notes")
    subject_label = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    kind = models.CharField(max_length=30)
    text = models.TextField(max_length=4000)
    author = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject_label", "subject_id"], name="note_subject")]


class Contact(models.Model):
    """Somebody in the directory: a duty, an organisation, and whether the number was tried lately."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contacts")
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="contact")
    job = models.CharField(max_length=120)
    user = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="contacts")
    rank = models.PositiveSmallIntegerField(null=True, unique=True)
    deputy = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="deputises_for")
    verified_on = models.DateField(null=True)
    verify_every_days = models.PositiveSmallIntegerField(default=90)
    active = models.BooleanField(default=True)

    is_stale: bool  # set by `queries.call_out_order` for the day that it was asked about

    def stale(self, today: date) -> bool:
        """Whether the number has not been tried within its schedule."""
        return self.verified_on is None or (today - self.verified_on).days > self.verify_every_days
