"""What the plan gains on first come, first served, how evenly it helps, and the plan as a file."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from rallyround.people.models import User
from rallyround.people.roles import Permission
from rallyround.register.models import Need
from rallyround.tasking import actions, queries
from tests.factories import (
    AT,
    HERE,
    TEST,
    THERE,
    make_open_need,
    make_partnership,
    make_ready_offer,
    make_risk_assessment,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    make_partnership()
    make_risk_assessment()
    client.force_login(make_user("coordinator", name="Cora Coordinator"))
    return client


@pytest.fixture
def scarce(room: Client) -> list[Need]:
    """The minor need came first, and there is one helper, two kilometres away."""
    make_ready_offer(point=THERE, name="Vera Volunteer", phone="07700 900111")
    return [make_open_need(point=HERE, severity=severity) for severity in ("minor", "serious")]


def test_the_page_sets_the_plan_beside_first_come_first_served(room: Client, scarce: list[Need]) -> None:
    plan = actions.propose(by=TEST, at=AT)
    minor, serious = 10, 45
    assert plan.statistics["points_asked"] == minor + serious
    assert plan.statistics["first_come"] == {"slots_met": 1, "points_met": minor, "metres": 2000}
    found = queries.gain(plan)
    assert found is not None
    ours, first, gain = found.ways
    assert (ours.slots, ours.points, ours.km) == ("1 of 2 (50\u00a0%)", "45 of 55 (82\u00a0%)", "2.0")
    assert (first.points, gain.slots, gain.points, gain.km) == ("10 of 55 (18\u00a0%)", "+0", "+35", "+0.0")
    page = room.get(reverse("plan_gain")).content.decode()
    assert "45 of 55 (82\u00a0%)" in page
    assert "First come, first served" in page


def test_what_stands_in_the_way_is_counted_and_a_night_is_named_by_both_its_days(
    room: Client, scarce: list[Need], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_open_need(point=(HERE[0] + 40_000, HERE[1]), severity="serious")
    make_open_need(point=(HERE[0] + 40_000, HERE[1]), severity="serious")
    after_midnight = AT.replace(hour=2)
    monkeypatch.setattr(timezone, "now", lambda: after_midnight)
    actions.propose(by=TEST, at=after_midnight)
    page = room.get(reverse("unmet")).content.decode()
    first, second = (
        "2 needs: Nobody with this skill is within reach.",
        "1 need: All who could help are on other needs or already have a task.",
    )
    assert page.index(first) < page.index(second)
    assert "free in the night from Tue 13 Jan to Wed 14 Jan (22 to 6)" in page


@pytest.mark.manual("X.9")
def test_evenness_stands_beside_what_the_plan_meets_and_small_groups_are_hidden(room: Client) -> None:
    for risk, count in (
        ("cannot_leave_home", 6),
        ("none", 6),
        ("alone_without_support", 2),
        ("young_child_or_pregnant", 3),
    ):
        for _ in range(count):
            make_open_need(point=HERE, risk=risk)
    for _ in range(6):
        make_ready_offer(point=THERE)
    plan = actions.propose(by=TEST, at=AT)
    found = queries.gain(plan)
    assert found is not None
    table = found.tables[1]
    shares = {str(group.label): group.share for group in table.groups}
    assert shares == {
        "None known": 0, "Cannot leave home without help": 100, "Alone without support": None,
        "A young child or a pregnancy": None,
    }  # fmt: skip
    assert (table.worst, table.best) == (table.groups[0], table.groups[1])
    page = room.get(reverse("plan_gain")).content.decode()
    assert (
        "Served worst: None known, 0\u00a0% (0 of 6 helpers). Served best: Cannot leave home without help, 100\u00a0%."
        in page
    )
    assert "6 of 17" in page
    assert page.count(">hidden<") == 6


def test_the_plan_is_taken_out_as_excel_without_anything_personal(room: Client, scarce: list[Need]) -> None:
    actions.propose(by=TEST, at=AT)
    answer = room.get(reverse("proposals") + "?export=xlsx")
    assert 'filename="proposals-2026-01-14-0900.xlsx"' in answer["Content-Disposition"]
    sheet = load_workbook(BytesIO(answer.content)).active
    assert isinstance(sheet, Worksheet)
    assert sheet.freeze_panes == "A2"
    heads = [str(cell.value) for cell in sheet[1]]
    found = [
        dict(zip(heads, (cell.value for cell in row), strict=True)) for row in sheet.iter_rows(min_row=2)
    ]
    helped, left = sorted(found, key=lambda row: row["Helper"] is None)
    assert (helped["Metres away"], helped["Helpers"], helped["Planned"]) == (2000, 1, AT.replace(tzinfo=None))
    assert helped["Begins"] == AT.replace(minute=15, tzinfo=None)
    assert left["Why nobody"] == (
        "All who could help are on other needs, the least urgent of which has 45 points."
    )
    widths = {head: sheet.column_dimensions[get_column_letter(at)].width for at, head in enumerate(heads, 1)}
    assert widths["Need"] == 11
    assert widths["Why nobody"] == 60
    text = str(list(sheet.iter_rows(values_only=True)))
    assert all(need.code in text for need in scarce)
    assert "One more helper would meet it" in text
    assert not any(secret in text for secret in ("Vera", "900111", "We need sandbags"))


def test_nobody_takes_the_plan_out_without_the_permission(
    room: Client, scarce: list[Need], monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.propose(by=TEST, at=AT)
    may = User.may
    monkeypatch.setattr(
        User, "may", lambda self, what, *more: what != Permission.EXPORT and may(self, what, *more)
    )
    for name in ("proposals", "unmet", "plan_changes"):
        assert room.get(reverse(name) + "?export=xlsx").status_code == 403
        assert room.get(reverse(name)).status_code == 200
