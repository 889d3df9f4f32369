"""The community risk register: entries, bands, retirement, and what rests on them."""

from dataclasses import replace
from datetime import date

import pytest

from rallyround.groups import actions
from rallyround.groups.actions import RiskLine
from rallyround.groups.bands import IMPACTS, LIKELIHOODS, MATRIX, ORDER, band, likelihood_of
from rallyround.groups.models import PriorityGroup, RiskEntry
from rallyround.ledger.models import Event
from rallyround.ui.errors import Refused, WrongState
from tests.factories import AT, TEST
from tests.groups_factories import a_profile, make_group, make_risk

LINE = RiskLine("R1", "River flood", "flood", 4, 4, "Register 2025", date(2025, 6, 1))


@pytest.mark.parametrize(
    ("chance", "step"),
    [
        (0, 1),
        (0.0019, 1),
        (0.002, 2),
        (0.0099, 2),
        (0.01, 3),
        (0.0499, 3),
        (0.05, 4),
        (0.2499, 4),
        (0.25, 5),
        (1, 5),
    ],
)
def test_a_chance_has_the_step_of_the_national_scale(chance: float, step: int) -> None:
    assert likelihood_of(chance) == step


def test_a_chance_over_one_is_refused() -> None:
    with pytest.raises(ValueError, match="not from 0 to 1"):
        likelihood_of(1.1)


def test_the_matrix_has_every_cell_and_never_falls_with_likelihood_or_impact() -> None:
    assert [s.number for s in LIKELIHOODS] == [s.number for s in IMPACTS] == [1, 2, 3, 4, 5]
    assert sorted(MATRIX) == [1, 2, 3, 4, 5]
    for impact in range(1, 6):
        for likelihood in range(1, 6):
            here = ORDER.index(band(likelihood, impact))
            assert likelihood == 5 or ORDER.index(band(likelihood + 1, impact)) >= here
            assert impact == 5 or ORDER.index(band(likelihood, impact + 1)) >= here


@pytest.mark.parametrize(
    ("what", "likelihood", "impact", "found"),
    [("pandemic", 4, 5, "very_high"), ("river flood", 3, 4, "high"), ("drought", 3, 3, "medium"),
     ("wildfire", 4, 2, "medium"), ("earthquake", 3, 1, "low"), ("rare catastrophe", 1, 5, "high")],
)  # fmt: skip
def test_known_risks_fall_into_their_bands(what: str, likelihood: int, impact: int, found: str) -> None:
    assert band(likelihood, impact) == found


@pytest.mark.django_db
def test_a_risk_is_entered_once_however_often_it_is_sent() -> None:
    risk = make_risk()
    again = make_risk(id=risk.id)
    assert again == risk
    assert RiskEntry.objects.count() == Event.objects.filter(verb="risk.added").count() == 1


@pytest.mark.django_db
def test_a_reference_is_used_once() -> None:
    make_risk(reference="R9")
    with pytest.raises(Refused, match="already a risk with the reference r9"):
        make_risk(reference="r9")


@pytest.mark.django_db
def test_a_register_comes_in_whole_and_twice_changes_nothing() -> None:
    lines = [LINE, RiskLine("R2", "Heat", "heat", 4, 3, "Register 2025", date(2025, 6, 1))]
    assert actions.import_risks(by=TEST, at=AT, lines=lines).added == 2
    again = actions.import_risks(by=TEST, at=AT, lines=lines)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    newer = RiskLine("r1", "River flood", "flood", 5, 4, "Register 2026", date(2026, 1, 1))
    assert actions.import_risks(by=TEST, at=AT, lines=[newer]).changed == 1
    assert RiskEntry.objects.get(reference="R1").likelihood == 5


@pytest.mark.django_db
def test_a_retired_risk_comes_back_with_the_next_register() -> None:
    actions.import_risks(by=TEST, at=AT, lines=[LINE])
    actions.retire_risk(by=TEST, at=AT, risk=RiskEntry.objects.get())
    with pytest.raises(WrongState, match="retired already"):
        actions.retire_risk(by=TEST, at=AT, risk=RiskEntry.objects.get())
    with pytest.raises(WrongState, match="Enter it anew"):
        actions.change_risk(by=TEST, at=AT, risk=RiskEntry.objects.get(), title="x", hazard="flood",
                            likelihood=1, impact=1, source="x", dated_on=AT.date())  # fmt: skip
    actions.import_risks(by=TEST, at=AT, lines=[LINE])
    assert RiskEntry.objects.get().retired_on is None


@pytest.mark.django_db
@pytest.mark.manual("ST.10")
def test_no_group_is_without_a_risk_of_the_register() -> None:
    """Whatever is done to groups and risks, each current group cites one, those of high priority a current one."""
    actions.import_risks(by=TEST, at=AT, lines=[LINE, replace(LINE, reference="R2", likelihood=2, impact=1)])
    first, second = RiskEntry.objects.order_by("reference")
    assert [band(r.likelihood, r.impact) for r in (first, second)] == ["very_high", "low"]
    with pytest.raises(Refused, match="at least one current risk"):
        actions.add_group(by=TEST, at=AT, profile=a_profile(), risks=[])
    group = make_group(risks=[first, second], high=True)
    actions.retire_risk(by=TEST, at=AT, risk=first)
    with pytest.raises(Refused, match="rests on this risk alone"):
        actions.retire_risk(by=TEST, at=AT, risk=second)
    first.refresh_from_db()
    for risks in ([], [first]):
        with pytest.raises(Refused, match="at least one current risk"):
            actions.change_group(by=TEST, at=AT, group=group, profile=a_profile(), risks=risks)
    for found in PriorityGroup.objects.filter(ended_at__isnull=True):
        assert found.risks.filter(retired_on__isnull=True).exists()
    actions.end_group(by=TEST, at=AT, group=group)
    actions.retire_risk(by=TEST, at=AT, risk=second)
