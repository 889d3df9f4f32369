"""Boundaries as GeoJSON."""

from pathlib import Path
from typing import Any

import pytest

from rallyround.formats import BadFile
from rallyround.formats.boundaries import Boundary, read
from tests.formats.samples import SQUARE, boundaries_text, boundary, write


def areas(folder: Path, text: str) -> list[Boundary]:
    return list(read(write(folder, "map.geojson", text)))


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(BadFile) as refused:
        areas(folder, text)
    return str(refused.value)


def test_an_area_is_read_with_its_rings(tmp_path: Path) -> None:
    first, second = read(write(tmp_path, "map.gz", boundaries_text()))
    assert (first.level, first.code, first.name) == ("LSOA", "E01000001", "Sheffield 001A")
    assert first.polygons == ((tuple((x, y) for x, y in SQUARE),),)
    assert second.code == "E01000002"


@pytest.mark.parametrize("level", ["MSOA", "WD", "LAD", "LRF"])
def test_larger_areas_are_read_alike(tmp_path: Path, level: str) -> None:
    feature = boundary() | {"properties": {f"{level}24CD": "E08000019", f"{level}24NM": "Sheffield"}}
    (area,) = areas(tmp_path, boundaries_text([feature]))
    assert (area.level, area.code, area.name) == (level, "E08000019", "Sheffield")


def test_islands_and_holes_are_kept(tmp_path: Path) -> None:
    geometry = {"type": "MultiPolygon", "coordinates": [[SQUARE, SQUARE], [SQUARE]]}
    (area,) = areas(tmp_path, boundaries_text([boundary() | {"geometry": geometry}]))
    assert [len(polygon) for polygon in area.polygons] == [2, 1]


def test_heights_are_left_out(tmp_path: Path) -> None:
    (area,) = areas(tmp_path, boundaries_text([boundary(ring=[[x, y, 99.0] for x, y in SQUARE])]))
    assert area.polygons[0][0][0] == (-1.5, 53.4)


def test_swapped_coordinates_are_refused_in_words(tmp_path: Path) -> None:
    swapped = boundaries_text([boundary(), boundary("E01000002", [[y, x] for x, y in SQUARE])])
    assert refusal(tmp_path, swapped) == (
        "map.geojson, row 2, column coordinates: latitude and longitude are swapped; "
        'export it as GeoJSON in WGS84 ("EPSG:4326"), longitude first.'
    )


def test_metres_are_refused_in_words(tmp_path: Path) -> None:
    metres = [[435000, 387000], [435100, 387000], [435100, 387100], [435000, 387000]]
    assert "its coordinates are not degrees (perhaps metres); export it" in refusal(
        tmp_path, boundaries_text([boundary(ring=metres)])
    )


def test_a_named_grid_that_is_not_wgs84_is_refused(tmp_path: Path) -> None:
    grid = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    assert "not in WGS84" in refusal(tmp_path, boundaries_text(crs=grid))


def test_a_named_grid_that_is_wgs84_is_taken(tmp_path: Path) -> None:
    grid = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(areas(tmp_path, boundaries_text(crs=grid))) == 2


def test_an_answer_that_the_server_cut_at_its_limit_is_refused(tmp_path: Path) -> None:
    for members in ({"exceededTransferLimit": True}, {"properties": {"exceededTransferLimit": True}}):
        assert "sent only a part of the areas; download the whole file" in refusal(
            tmp_path, boundaries_text(**members)
        )


@pytest.mark.parametrize(
    ("feature", "problem"),
    [
        (17, "this feature has no properties"),
        ({"type": "Feature"}, "this feature has no properties"),
        (boundary(LSOA21CD="Sheffield"), '"Sheffield" is not an area code'),
        (boundary() | {"properties": {"name": "Sheffield"}}, "no property is an area code such as"),
        (boundary(LSOA21NM=" "), "E01000001 has no name"),
        (boundary() | {"geometry": None}, "is not a Polygon or MultiPolygon"),
        (boundary() | {"geometry": {"type": "Point", "coordinates": [-1.5, 53.4]}}, "is not a Polygon"),
        (boundary() | {"geometry": {"type": "Polygon", "coordinates": []}}, "has no outline"),
        (boundary() | {"geometry": {"type": "Polygon", "coordinates": "here"}}, "has no outline"),
        (boundary(ring=SQUARE[:3]), "needs four points"),
        (boundary(ring=[-1.5, 53.4]), "needs four points"),
        (boundary(ring=[[-1.5, 53.4], [-1.4]] * 2), "is not a list of points"),
        (boundary(ring=[["west", "north"]] * 4), "is not a list of points"),
        (boundary(ring=SQUARE[:4]), "does not end where it began"),
        (boundary(ring=[[2.35, 48.85]] * 4), "lies outside the United Kingdom"),
    ],
)
def test_a_bad_feature_is_refused_with_its_number(tmp_path: Path, feature: Any, problem: str) -> None:
    sentence = refusal(tmp_path, boundaries_text([feature]))
    assert sentence.startswith("map.geojson, row 1")
    assert problem in sentence


def test_an_area_that_comes_twice_is_refused(tmp_path: Path) -> None:
    assert "row 2, column LSOA21CD: E01000001 is already in row 1" in refusal(
        tmp_path, boundaries_text([boundary(), boundary()])
    )


@pytest.mark.parametrize("text", ["{}", '{"type": "FeatureCollection", "features": []}', '{"features": [{}'])
def test_a_collection_of_nothing_is_refused(tmp_path: Path, text: str) -> None:
    assert refusal(tmp_path, text).startswith("map.geojson")


def test_what_is_not_a_number_in_json_is_refused(tmp_path: Path) -> None:
    assert "is not JSON" in refusal(tmp_path, boundaries_text().replace("-1.5", "NaN"))


def test_brackets_without_end_are_refused(tmp_path: Path) -> None:
    assert "is not JSON" in refusal(tmp_path, '{"type": "FeatureCollection", "features": [' + "[" * 200_000)


def test_progress_ends_at_its_total(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    file = write(tmp_path, "map.geojson", boundaries_text())
    list(read(file, progress=lambda done, total: told.append((done, total))))
    assert told[-1] == (file.stat().st_size, file.stat().st_size)
