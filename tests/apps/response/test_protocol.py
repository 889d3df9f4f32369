"""The library holds whole modules; the reader refuses what is missing, unknown or wrong, and says where and what to do."""

from importlib import resources
from typing import Any

import pytest

from rallyround.response.protocol import FIELDS, STEP_FIELDS, BrokenProtocol, checked, library, protocol, read

PREPARE = (resources.files("rallyround.response") / "library" / "prepare-your-home.toml").read_text("utf-8")


def test_the_library_has_modules_for_before_during_and_after() -> None:
    found = library()
    assert len(found) >= 5
    assert {content["phase"] for content in found.values()} == {"before", "during", "after"}


@pytest.mark.manual("S7.w1")
@pytest.mark.parametrize("key", sorted(library()))
def test_each_module_names_the_needs_it_reduces_and_its_measure(key: str) -> None:
    known = protocol(library()[key])
    assert known.planning_needs
    assert known.kinds
    assert known.measure
    assert known.evaluation
    for field in ("planning_needs", "kinds", "measure", "evaluation"):
        for empty in ("", []):  # type: ignore[var-annotated]
            content = {**library()[key], field: empty}
            with pytest.raises(BrokenProtocol, match=f"field {field}"):
                checked(content, "x.toml")


@pytest.mark.parametrize("field", [field.name for field in FIELDS])
def test_a_missing_field_is_named_with_its_file(field: str) -> None:
    content = {name: value for name, value in library()["prepare-your-home"].items() if name != field}
    with pytest.raises(BrokenProtocol, match=rf"^x\.toml, field {field} is missing: \w"):
        checked(content, "x.toml")


@pytest.mark.parametrize("field", [field.name for field in STEP_FIELDS])
def test_a_missing_field_of_the_checklist_is_named_with_its_line(field: str) -> None:
    content: dict[str, Any] = library()["prepare-your-home"]
    content["checklist"][2].pop(field)
    with pytest.raises(BrokenProtocol, match=rf"^x\.toml, checklist 3, field {field} is missing"):
        checked(content, "x.toml")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            'effect = "cuts_need"',
            'effect = "helps"',
            "field effect: write one of cuts_need, raises_help, not 'helps'",
        ),
        ('phase = "before"', 'phase = "later"', "field phase: write one of before, during, after"),
        ('kinds = ["prepare", "equipment"]', 'kinds = ["sandbags"]', "field kinds: write one of food_water"),
        ('kinds = ["prepare", "equipment"]', 'kinds = ["prepare", "prepare"]', "name each only once"),
        ('kinds = ["prepare", "equipment"]', 'kinds = "prepare"', "field kinds: write a list"),
        ('planning_needs = ["prepare_homes", "grab_bags"]', "planning_needs = []", "name at least 1"),
        (
            '"coordinator", "duty_officer", "tactical_lead"]',
            '"analyst"]',
            "field activating_roles: write one of",
        ),
        ("responders_can_take = 10", "responders_can_take = true", "write a whole number from 0 to 10000"),
        ("responders_can_take = 10", "responders_can_take = -1", "write a whole number from 0 to 10000"),
        ("minutes = 15", "minutes = 99999999", "checklist 1, field minutes: write a whole number"),
        ('key = "season"', 'key = "forecast"', "field triggers: give each trigger a key of its own"),
        ('key = "prepare-your-home"', 'key = "Prepare"', "use small letters, digits and hyphens only"),
        ('messages = ["task_offered"', 'messages = ["shout"', "field messages: write one of"),
        ('stage = "stand_down"', 'stage = "run"', "field checklist: add a line of the stage stand_down"),
        ('purpose = "', 'colour = "red"\npurpose = "', "field colour: there is no such field"),
        ('phase = "before"', "phase = before", "is no TOML"),
    ],
)
def test_what_cannot_be_is_refused_with_file_field_and_remedy(before: str, after: str, said: str) -> None:
    assert before in PREPARE
    with pytest.raises(BrokenProtocol) as refused:
        read(PREPARE.replace(before, after), "prepare-your-home.toml")
    assert str(refused.value).startswith("prepare-your-home.toml")
    assert said in str(refused.value)


def test_a_file_without_a_checklist_is_refused() -> None:
    with pytest.raises(BrokenProtocol, match="field checklist: add at least one"):
        read(PREPARE.partition("[[checklist]]")[0], "x.toml")


def test_spaces_round_a_text_are_taken_off() -> None:
    assert (
        read(PREPARE.replace('name = "Prepare', 'name = "  Prepare'), "x.toml")["name"] == "Prepare your home"
    )
