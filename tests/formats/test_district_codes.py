"""District codes that changed."""

from pathlib import Path

import pytest

from rallyround.formats import BadFile
from rallyround.formats.district_codes import DistrictCode, districts_follow, read
from tests.formats.samples import DISTRICTS, csv_text, districts_text, write


def leads(old: str, new: str) -> DistrictCode:
    return DistrictCode(old, "Old", new, "New", old == new)


def test_old_codes_lead_to_the_one_in_force(tmp_path: Path) -> None:
    codes = list(read(write(tmp_path, "codes.csv", districts_text())))
    follow = districts_follow(codes)
    assert follow["E08000019"] == follow["E08000039"] == "E08000039"
    assert follow["E08000016"] == follow["E08000038"] == "E08000038"
    assert [each.is_current for each in codes] == [False, True, False, True]


def test_a_code_that_changed_twice_leads_to_the_last() -> None:
    follow = districts_follow([leads("E07000001", "E07000002"), leads("E07000002", "E06000003")])
    assert follow == {"E07000001": "E06000003", "E07000002": "E06000003", "E06000003": "E06000003"}


def test_codes_that_lead_round_in_a_circle_are_refused() -> None:
    with pytest.raises(ValueError, match="in a circle"):
        districts_follow([leads("E07000001", "E07000002"), leads("E07000002", "E07000001")])


def test_a_code_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="row 3, column LADCD: E08000016 is already in row 2"):
        list(read(write(tmp_path, "codes.csv", csv_text([DISTRICTS[0], DISTRICTS[1], DISTRICTS[1]]))))


def test_a_name_in_place_of_a_code_is_refused(tmp_path: Path) -> None:
    wrong = districts_text().replace("E08000038", "Barnsley", 1)
    with pytest.raises(
        BadFile, match='row 2, column LADCD_ACTIVE: "Barnsley" is not a code such as E06000001'
    ):
        list(read(write(tmp_path, "codes.csv", wrong)))
