"""The business case: options with doing nothing among them, costs and benefits by year, an approval that freezes it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from rallyround.core.lifecycle import CASE
from rallyround.groups.models import PriorityGroup
from rallyround.groups.vocabulary import Confidence
from rallyround.people.models import Organisation, User

CORRECTIONS = [
    ("standard_buildings", _("Optimism: standard buildings")),
    ("other_buildings", _("Optimism: other buildings")),
    ("standard_civil", _("Optimism: standard civil engineering")),
    ("other_civil", _("Optimism: other civil engineering")),
    ("equipment", _("Optimism: equipment and development")),
    ("outsourcing", _("Optimism: outsourcing")),
    ("grade_1", _("Evidence grade 1: as it is")),
    ("grade_2", _("Evidence grade 2: 5 %")),
    ("grade_3", _("Evidence grade 3: 10 %")),
    ("grade_4", _("Evidence grade 4: 15 %")),
    ("grade_5", _("Evidence grade 5: 25 %")),
    ("grade_6", _("Evidence grade 6: 40 %")),
]


class Case(models.Model):
    """One version of a business case. An approved one is never changed: a trigger in the database sees to it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=160)
    version = models.PositiveSmallIntegerField(default=1)
    group = models.ForeignKey(PriorityGroup, on_delete=models.PROTECT, null=True, related_name="cases")
    scope = models.TextField(max_length=3000, blank=True)
    strategic_fit = models.TextField(max_length=2000, blank=True)
    commercial = models.TextField(max_length=2000, blank=True)
    management = models.TextField(max_length=2000, blank=True)
    base_year = models.PositiveSmallIntegerField()
    price_year = models.PositiveSmallIntegerField()
    years = models.PositiveSmallIntegerField(default=10)
    schedule = models.CharField(max_length=40, default="green_book_2026_standard")
    first_year = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, default=CASE.initial, choices=list(CASE.states.items()))
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approving_body = models.CharField(max_length=160, blank=True)
    conditions = models.TextField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="case_versions_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(CASE.states)), name="case_state_is_in_the_table"
            ),
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=300), name="case_runs_1_to_300_years"
            ),
            models.CheckConstraint(condition=Q(first_year__in=[0, 1]), name="case_discounts_from_0_or_1"),
        ]


class Option(models.Model):
    """One way of going about it; every case has one that does nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="options")
    key = models.CharField(
        max_length=12,
        choices=[("nothing", _("Do nothing")), ("minimum", _("Do the minimum")), ("more", _("Do more"))],
    )
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=500, blank=True)
    preferred = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "name"], name="option_named_once"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(preferred=True), name="one_preferred_option"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(key="nothing"), name="doing_nothing_is_said_once"
            ),
        ]


class Line(models.Model):
    """A cost or benefit of an option, in whole pounds a year as a range, with its source.

    Years are counted from 1, which is the case's base year. `volunteer_hours` a year are either a cost or a benefit of
    an option, never both. `correction` is for hope or weak evidence; `mitigation` the per cent of it that was seen to.
    `income_percent` is the income of those who gain, in per cent of the reference: it weighs in a second figure.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=8, choices=[("cost", _("Cost")), ("benefit", _("Benefit"))])
    name = models.CharField(max_length=160)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    in_kind = models.BooleanField(default=False)
    monetised = models.BooleanField(default=True)
    year_from = models.PositiveSmallIntegerField()
    year_to = models.PositiveSmallIntegerField()
    low = models.PositiveBigIntegerField(default=0)
    central = models.PositiveBigIntegerField(default=0)
    high = models.PositiveBigIntegerField(default=0)
    price_year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    confidence = models.CharField(max_length=10, choices=Confidence.choices)
    measure = models.CharField(max_length=200, blank=True)
    baseline = models.CharField(max_length=60, blank=True)
    target = models.CharField(max_length=60, blank=True)
    by_when = models.DateField(null=True)
    volunteer_hours = models.PositiveIntegerField(null=True)
    correction = models.CharField(max_length=24, blank=True, choices=CORRECTIONS)
    mitigation = models.PositiveSmallIntegerField(default=0)
    income_percent = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(low__lte=F("central"), central__lte=F("high")), name="line_is_a_range"
            ),
            models.CheckConstraint(condition=Q(year_from__lte=F("year_to")), name="line_years_in_order"),
            models.CheckConstraint(
                condition=~Q(kind="benefit") | ~Q(measure=""), name="every_benefit_has_a_measure"
            ),
            models.CheckConstraint(
                condition=~Q(kind="benefit") | ~Q(baseline="") & ~Q(target="") & Q(by_when__isnull=False),
                name="every_benefit_has_a_target",
            ),
            models.CheckConstraint(condition=Q(year_from__gte=1), name="line_years_from_1"),
            models.CheckConstraint(
                condition=Q(monetised=True) | Q(low=0, central=0, high=0), name="line_without_money_has_none"
            ),
            models.CheckConstraint(condition=Q(mitigation__lte=100), name="line_mitigation_to_100"),
            models.CheckConstraint(
                condition=Q(income_percent__isnull=True) | Q(income_percent__gte=1),
                name="line_income_above_nought",
            ),
        ]


class Condition(models.Model):
    """What the approval was given on condition of, by when, and when and how it was met."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="approved_on")
    what = models.CharField(max_length=300)
    due_on = models.DateField()
    met_on = models.DateField(null=True)
    how = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(met_on__isnull=True) | ~Q(how=""), name="condition_met_says_how"
            )
        ]


class Actual(models.Model):
    """What a line really cost or gained in one year, in whole pounds of that year, and what shows it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="actuals")
    year = models.PositiveSmallIntegerField()
    amount = models.PositiveBigIntegerField()
    price_year = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "year"],
                condition=Q(replaced_at__isnull=True),
                name="one_current_actual_a_year",
            )
        ]
