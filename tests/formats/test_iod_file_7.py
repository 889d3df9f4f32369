"""Indices of Deprivation 2025, File 7."""

from pathlib import Path

import pytest

from rallyround.formats import BadFile, iod_file_7
from rallyround.formats.deprivation import INDICES, Deprivation, Scored
from tests.formats.samples import file_7_row, file_7_text, table_text, write

PEOPLE = [c.heading for c in iod_file_7.AREA_COLUMNS if not c.required]


def test_an_area_is_read_with_its_denominators(tmp_path: Path) -> None:
    numbers = dict(zip(PEOPLE, ["1795", "300", "410", "1248.5"], strict=True))
    (area,) = iod_file_7.read(write(tmp_path, "f7.csv", table_text([file_7_row(numbers)])))
    assert (area.code, area.district_name) == ("E01000001", "Sheffield")
    assert (area.people, area.people_0_15, area.people_60_plus, area.people_18_66) == (1795, 300, 410, 1248.5)


def test_a_file_without_denominators_is_read_too(tmp_path: Path) -> None:
    row = {heading: cell for heading, cell in file_7_row().items() if heading not in PEOPLE}
    (area,) = iod_file_7.read(write(tmp_path, "f7.csv", table_text([row])))
    assert (area.people, area.people_18_66) == (None, None)
    assert area.deprivation.environment.decile == 5


def test_each_domain_is_read_from_its_own_columns(tmp_path: Path) -> None:
    changed = {f"{index.title} {index.score_title}": f"0.{i}" for i, index in enumerate(INDICES, start=1)}
    (area,) = iod_file_7.read(write(tmp_path, "f7.csv", table_text([file_7_row(changed)])))
    assert area.deprivation == Deprivation(*(Scored(i / 10, 15000, 5) for i in range(1, 9)))
    assert area.deprivation.crime.score == 0.6


def test_headings_cut_at_eighty_characters_are_known(tmp_path: Path) -> None:
    heading = "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)"
    cut = file_7_text().replace(heading, heading[:80])
    assert cut != file_7_text()
    assert len(list(iod_file_7.read(write(tmp_path, "f7.csv", cut)))) == 2


def test_negative_scores_are_allowed_only_where_the_index_has_them(tmp_path: Path) -> None:
    healthy = file_7_row({"Health Deprivation and Disability Score": "-1.77"})
    (area,) = iod_file_7.read(write(tmp_path, "f7.csv", table_text([healthy])))
    assert area.deprivation.health.score == -1.77
    wrong = file_7_row({"Income Score (rate)": "-0.1"})
    with pytest.raises(BadFile, match=r'column Income Score \(rate\): "-0.1" is not a number from 0 to 1;'):
        list(iod_file_7.read(write(tmp_path, "f7.csv", table_text([wrong]))))


@pytest.mark.parametrize("heading", [c.heading for c in iod_file_7.COLUMNS if c.required])
def test_a_missing_column_is_named(tmp_path: Path, heading: str) -> None:
    row = file_7_row()
    del row[heading]
    with pytest.raises(BadFile, match="this column is missing") as refused:
        list(iod_file_7.read(write(tmp_path, "f7.csv", table_text([row]))))
    assert refused.value.column == heading
