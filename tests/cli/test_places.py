"""`rallyround places load`: what it says to people and to programs, and how it ends."""

import json
import os
import warnings
from pathlib import Path
from time import monotonic

import pytest
from click.testing import CliRunner, Result

from rallyround.cli import environment
from rallyround.cli.places import places
from rallyround.cluster import Cluster
from rallyround.places import queries
from rallyround.places.models import Area, IndicatorValue, Postcode
from tests.apps.places import files
from tests.formats.samples import write

LIMIT_S = 60
# Published for South Yorkshire; the margin is that of Census people in place of mid-2022 estimates.
IMD_SCORE, MARGIN = 29.11, 0.12


@pytest.fixture
def database(committed: str, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> str:
    """The command's database is this test's own."""
    ready = environment.Ready(cluster.urls(committed), None)
    monkeypatch.setattr(environment, "prepare", lambda: ready)
    return committed


def load(*said: object, wanted: str = files.NAME) -> Result:
    return CliRunner().invoke(places, ["load", "--partnership", wanted, *map(str, said)])


def test_each_file_has_its_line_and_the_end_says_what_is_here(database: str, tmp_path: Path) -> None:
    files.everything(tmp_path)
    write(tmp_path, "notes.txt", "Nothing to load.\n")
    done = load(tmp_path)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        "Loaded     areas.csv: 3 kept of 4 rows. 3 small areas in 2 districts.",
        "Loaded     codes.csv: 2 kept of 4 rows. 2 other codes of our districts.",
        "Loaded     file7.csv.gz: 3 kept of 4 rows. Every small area has its figures.",
        "Loaded     outlines.geojson: 3 kept of 4 rows. Outlines of 3 areas.",
        "Loaded     s.csv: 2 kept of 4 rows. 2 postcodes of our districts. 1 has no position.",
        "Skipped    notes.txt: Of no kind that can be loaded yet.",
        "3 small areas and 2 postcodes are here now.",
    ]


def test_json_says_the_same_to_a_program_and_nothing_else(database: str, tmp_path: Path) -> None:
    files.everything(tmp_path)
    done = load(tmp_path, "--json")
    said = json.loads(done.output)
    assert (done.exit_code, said["areas"], said["problem"]) == (0, 3, "")
    assert said["files"][0] == {
        "file": "areas.csv",
        "kind": "lsoa-table",
        "state": "loaded",
        "read": 4,
        "kept": 3,
        "sentence": "3 small areas in 2 districts.",
    }
    again = json.loads(load(tmp_path, "--json").output)
    assert again["areas"] == 3
    assert {file["state"] for file in again["files"]} == {"unchanged"}


def test_a_bad_file_in_a_folder_stops_no_other_and_ends_with_1(database: str, tmp_path: Path) -> None:
    files.everything(tmp_path)
    (tmp_path / "codes.csv").write_text(
        "LADCD,LADNM,LADCD_ACTIVE,Current\nE08000016,Barnsley,E08000038,TRUE\n"
    )
    done = load(tmp_path)
    assert done.exit_code == 1
    assert "Failed     codes.csv, row 1, column LADNM_ACTIVE: this column is missing;" in done.stderr
    assert done.stdout.count("Loaded") == 3
    assert queries.small_area_count() == 3


def test_a_file_named_that_is_of_no_known_kind_ends_with_1(database: str, tmp_path: Path) -> None:
    path = write(tmp_path, "notes.txt", "Nothing to load.\n")
    done = load(path)
    assert (done.exit_code, done.stdout) == (1, "0 small areas and 0 postcodes are here now.\n")
    assert "notes.txt: this is no kind of file that can be loaded yet" in done.stderr


def test_a_file_that_is_not_there_is_said_to_be_missing(database: str, tmp_path: Path) -> None:
    done = load(tmp_path / "nowhere.csv")
    assert done.exit_code == 1
    assert "nowhere.csv is not there: check the name of the file or folder." in done.stderr


def test_an_empty_folder_is_said_to_be_empty(database: str, tmp_path: Path) -> None:
    done = load(tmp_path)
    assert done.exit_code == 1
    assert "There are no files in this folder" in done.stderr


def test_an_unknown_partnership_loads_nothing_and_names_those_like_it(database: str, tmp_path: Path) -> None:
    files.everything(tmp_path)
    done = load(tmp_path, wanted="South Yorks")
    assert done.exit_code == 1
    assert (
        "no partnership called “South Yorks”. Names like it: South Yorkshire, West Yorkshire." in done.stderr
    )
    assert not Area.objects.exists()
    said = load(tmp_path, "--json", wanted="South Yorks")
    assert json.loads(said.stdout)["problem"].startswith("areas.csv has no partnership")


def test_another_partnership_than_the_one_here_is_refused(database: str, tmp_path: Path) -> None:
    files.everything(tmp_path)
    load(tmp_path)
    done = load(tmp_path, wanted="West Yorkshire")
    assert done.exit_code == 1
    assert "The places of South Yorkshire are loaded here" in done.stderr


@pytest.mark.real_data
def test_south_yorkshire_as_published_in_under_a_minute(database: str) -> None:
    folder = os.environ.get("RALLYROUND_REAL_DATA")
    if not folder:
        missing = "RALLYROUND_REAL_DATA is not set: the published files were NOT loaded"
        warnings.warn(missing, stacklevel=1)
        pytest.skip(missing)
    began = monotonic()
    done = load(folder, "--json", wanted="South Yorkshire")
    took = monotonic() - began
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["areas"] == 860
    assert took < LIMIT_S
    score = dict(IndicatorValue.objects.filter(indicator="imd_score").values_list("area", "value"))
    people = dict(Area.objects.filter(kind="small").values_list("code", "people"))
    weighed = sum(score[code] * (count or 0) for code, count in people.items())
    assert abs(weighed / sum(count or 0 for count in people.values()) - IMD_SCORE) < MARGIN
    assert not Area.objects.filter(geometry__isnull=True).exists()
    assert set(Postcode.objects.values_list("district__name", flat=True)) == {
        "Barnsley", "Doncaster", "Rotherham", "Sheffield",
    }  # fmt: skip
    assert not Postcode.objects.filter(area__isnull=True).exists()
    town_hall = queries.locate("S1 2HH")
    assert town_hall is not None
    assert (town_hall.district_code, queries.area_name(town_hall.area_code)) == (
        "E08000019",
        "Cathedral & Kelham 073D",
    )
    assert queries.locate("M1 1AE") is None
    again = load(folder, "--json", wanted="South Yorkshire")
    assert {file["state"] for file in json.loads(again.stdout)["files"]} <= {"unchanged", "skipped"}
