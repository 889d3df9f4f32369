"""The table of small areas, and what every table with headings has in common."""

from pathlib import Path

import pytest

from rallyround.formats import BadFile, lsoa_table
from rallyround.formats.deprivation import Scored
from tests.formats.samples import area_row, lsoa_text, table_text, write


def test_an_area_is_read_with_its_people_and_its_deprivation(tmp_path: Path) -> None:
    first, second = lsoa_table.read(write(tmp_path, "any.name.gz", lsoa_text()))
    assert (first.code, first.name, first.district_code) == ("E01000001", "Sheffield 001A", "E08000019")
    assert (first.lrf_code, first.lrf_name) == ("E48000028", "South Yorkshire")
    assert (first.people, first.households) == (1500, 640)
    assert (first.latitude, first.longitude) == (53.38, -1.47)
    assert first.flood_zone_3_percent == 12.5
    assert first.changed_since_2011 == "U"
    assert first.deprivation.imd == Scored(1.0, 15000, 5)
    assert second.code == "E01000002"


def test_each_field_holds_the_column_of_its_own_name(tmp_path: Path) -> None:
    """A shifted column would be silent: so each count is given its own value and found again."""
    counts = [c.heading for c in lsoa_table.AREA_COLUMNS if c.parse is lsoa_table.count]
    row = area_row(**{heading: str(100 + i) for i, heading in enumerate(counts)})
    (area,) = lsoa_table.read(write(tmp_path, "areas.csv", table_text([row])))
    assert area.people_85_plus == 100 + counts.index("POP_85_PLUS")
    assert area.people_caring_50_hours_plus == 100 + counts.index("UNPAID_CARE_50H_PLUS")
    assert area.households_overcrowded == 100 + counts.index("HH_OVERCROWDED")
    assert area.flood_zone_3_people == 100 + counts.index("FZ3_PEOPLE")
    assert area.flood_rescues == 100 + counts.index("FRS_FLOOD_INCIDENTS")


def test_columns_in_another_order_and_more_columns_change_nothing(tmp_path: Path) -> None:
    turned = {"extra": "?"} | dict(reversed(area_row().items()))
    (area,) = lsoa_table.read(write(tmp_path, "turned.csv", table_text([turned])))
    (usual,) = lsoa_table.read(write(tmp_path, "usual.csv", table_text([area_row()])))
    assert area == usual


@pytest.mark.parametrize("heading", [column.heading for column in lsoa_table.COLUMNS])
def test_a_missing_column_is_named(tmp_path: Path, heading: str) -> None:
    row = area_row()
    del row[heading]
    with pytest.raises(BadFile, match="this column is missing; use the file as published") as refused:
        list(lsoa_table.read(write(tmp_path, "areas.csv", table_text([row]))))
    assert (refused.value.row, refused.value.column) == (1, heading)


@pytest.mark.parametrize("heading", [c.heading for c in lsoa_table.COLUMNS])
def test_a_blank_cell_is_refused_with_its_row_and_column(tmp_path: Path, heading: str) -> None:
    broken = area_row(LSOA21CD="E01000002") | {heading: ""}
    with pytest.raises(BadFile, match="correct this cell or download the file again") as refused:
        list(lsoa_table.read(write(tmp_path, "areas.csv", table_text([area_row(), broken]))))
    assert (refused.value.file, refused.value.row, refused.value.column) == ("areas.csv", 3, heading)


@pytest.mark.parametrize(
    ("heading", "value"),
    [
        ("LSOA21CD", "W01000001"),
        ("LAT", "-1.47"),
        ("LONG", "53.38"),
        ("POP_2021", "-5"),
        ("POP_2021", "1,500"),
        ("IMD25_SCORE", "101"),
        ("IMD25_SCORE", "nan"),
        ("IMD25_RANK", "33756"),
        ("IMD25_DECILE", "0"),
        ("FZ3_PCT", "100.5"),
        ("LSOA11_CHGIND", "Q"),
    ],
)
def test_a_value_out_of_range_is_refused(tmp_path: Path, heading: str, value: str) -> None:
    row = area_row(**{heading: value})
    with pytest.raises(BadFile) as refused:
        list(lsoa_table.read(write(tmp_path, "areas.csv", table_text([row]))))
    assert f'areas.csv, row 2, column {heading}: "{value}" is not' in str(refused.value)


def test_an_area_that_comes_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="row 3, column LSOA21CD: E01000001 is already in row 2; keep one"):
        list(lsoa_table.read(write(tmp_path, "areas.csv", table_text([area_row(), area_row()]))))


def test_a_heading_that_comes_twice_is_refused(tmp_path: Path) -> None:
    doubled = lsoa_text().replace("MSOA21NM", "LSOA21NM")
    with pytest.raises(BadFile, match="column LSOA21NM: this column is there more than once"):
        list(lsoa_table.read(write(tmp_path, "areas.csv", doubled)))


def test_deciles_turned_round_are_refused(tmp_path: Path) -> None:
    row = area_row(IMD25_RANK="1", IMD25_DECILE="10")
    with pytest.raises(
        BadFile, match="column IMD25_DECILE: decile 10 contradicts rank 1, which is in decile 1"
    ):
        list(lsoa_table.read(write(tmp_path, "areas.csv", table_text([row]))))


def test_a_short_row_is_refused_with_its_number(tmp_path: Path) -> None:
    short = lsoa_text().rstrip("\n").rpartition(",")[0] + "\n"
    with pytest.raises(BadFile, match=r"row 3: the row has 71 columns where there should be 72"):
        list(lsoa_table.read(write(tmp_path, "areas.csv", short)))


def test_a_row_with_a_cell_too_many_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"row 3: the row has 73 columns where there should be 72"):
        list(lsoa_table.read(write(tmp_path, "areas.csv", lsoa_text().rstrip("\n") + ",more\n")))


def test_a_last_row_that_does_not_end_is_refused_before_any_row_is_given(tmp_path: Path) -> None:
    rows = lsoa_table.read(write(tmp_path, "areas.csv", lsoa_text().rstrip("\n")))
    with pytest.raises(BadFile, match="row 3: the file stops in the middle of this row; download it again"):
        next(rows)


def test_blank_lines_do_no_harm(tmp_path: Path) -> None:
    assert len(list(lsoa_table.read(write(tmp_path, "areas.csv", lsoa_text() + "\n\n")))) == 2


def test_the_rows_come_one_at_a_time(tmp_path: Path) -> None:
    broken = area_row(LSOA21CD="E01000002", POP_2021="many")
    rows = lsoa_table.read(write(tmp_path, "areas.csv", table_text([area_row(), broken])))
    assert next(rows).code == "E01000001"


def test_progress_ends_at_its_total(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    areas = [area_row(LSOA21CD=f"E0100{i:04}") for i in range(2500)]
    file = write(tmp_path, "areas.csv", table_text(areas))
    assert len(list(lsoa_table.read(file, progress=lambda done, total: told.append((done, total))))) == 2500
    assert told == [(1000, 2501), (2000, 2501), (2501, 2501)]
