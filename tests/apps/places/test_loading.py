"""Published files are loaded in any order, wholly or not at all, and only what lies in the partnership."""

import itertools
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from rallyround.ledger.models import Event
from rallyround.places import actions, loading, queries
from rallyround.places.loading import Outcome
from rallyround.places.models import Area, DistrictCode, Indicator, IndicatorValue, LoadedFile, Postcode
from rallyround.ui.errors import Refused
from tests.apps.places import files
from tests.factories import AT, TEST
from tests.formats.samples import boundaries_text, boundary, write

pytestmark = pytest.mark.django_db
_minutes = itertools.count(1)


def load(*paths: Path, wanted: str = files.NAME) -> list[Outcome]:
    """Load what is at these paths, each file a minute after the one before."""
    return [
        loading.load(
            file,
            wanted,
            by=TEST,
            at=AT + timedelta(minutes=next(_minutes)),
            progress=lambda done, total: None,
        )
        for file in loading.found(paths)
    ]


def kept() -> list[Any]:
    """All that is in the tables, without the times and ids of files."""
    models: Iterable[Any] = (Area, Indicator, DistrictCode, Postcode)
    values = IndicatorValue.objects.order_by("area", "indicator").values_list("area", "indicator", "value")
    loaded = LoadedFile.objects.order_by("sha256").values_list("sha256", "name", "read", "kept")
    return [list(model.objects.order_by("pk").values()) for model in models] + [list(values), list(loaded)]


def test_only_what_lies_in_the_partnership_is_kept(tmp_path: Path) -> None:
    files.everything(tmp_path)
    outcomes = {outcome.file: outcome for outcome in load(tmp_path)}
    assert {name: (o.state, o.read, o.kept) for name, o in outcomes.items()} == {
        "areas.csv": ("loaded", 4, 3),
        "codes.csv": ("loaded", 4, 2),
        "file7.csv.gz": ("loaded", 4, 3),
        "outlines.geojson": ("loaded", 4, 3),
        "s.csv": ("loaded", 4, 2),
    }
    assert set(Area.objects.filter(kind="small").values_list("code", flat=True)) == {
        "E01000001",
        "E01000002",
        "E01000003",
    }
    assert set(Postcode.objects.values_list("code", flat=True)) == {"S12HH", "S701AA"}


def test_a_district_has_its_people_together_and_lies_where_they_live(tmp_path: Path) -> None:
    load(files.small_areas(tmp_path))
    sheffield = Area.objects.get(code="E08000019")
    assert (sheffield.name, sheffield.people, sheffield.households) == ("Sheffield", 2000, 1280)
    assert Area.objects.get(code="E01000002").name == "Kelham 001B"


def test_a_postcode_of_a_district_whose_code_changed_is_found(tmp_path: Path) -> None:
    files.everything(tmp_path)
    load(tmp_path)
    assert queries.locate("S1 2HH") == queries.Located(435100, 391500, "E01000001", "E08000019", inside=True)
    assert queries.locate("S70 1AA") == queries.Located(435100, 408000, "E01000003", "E08000016", inside=True)
    assert queries.locate("LS1 1AA") is None
    assert queries.district_of("E08000039") == "E08000019"


def test_file_by_file_in_the_wrong_order_leads_to_the_same(tmp_path: Path) -> None:
    """What came too early says so, and is loaded when it comes again."""
    paths = files.everything(tmp_path)
    with transaction.atomic():
        load(tmp_path)
        in_one_go = kept()
        transaction.set_rollback(True)
    first = [load(path)[0] for path in paths]
    assert [outcome.state for outcome in first] == ["failed", "failed", "failed", "failed", "loaded"]
    assert "before the table of small areas is loaded" in first[0].sentence
    second = [load(path)[0] for path in paths]
    assert [outcome.state for outcome in second] == ["skipped", "loaded", "loaded", "loaded", "unchanged"]
    assert "load la_all_codes as well" in second[0].sentence
    for path in paths:
        load(path)
    assert kept() == in_one_go


def test_outlines_that_come_after_the_postcodes_place_them(tmp_path: Path) -> None:
    load(files.small_areas(tmp_path), files.codes(tmp_path), files.postcodes(tmp_path))
    before = queries.locate("S1 2HH")
    assert before is not None
    assert before.area_code is None
    load(files.outlines(tmp_path))
    after = queries.locate("S1 2HH")
    assert after is not None
    assert after.area_code == "E01000001"


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    files.everything(tmp_path)
    load(tmp_path)
    before, entries = kept(), Event.objects.count()
    assert {outcome.state for outcome in load(tmp_path)} == {"unchanged"}
    assert kept() == before
    assert Event.objects.count() == entries


def test_each_file_leaves_one_entry(tmp_path: Path) -> None:
    files.everything(tmp_path)
    load(tmp_path)
    assert Event.objects.filter(verb="places.file_loaded").count() == 5


def test_a_file_that_adds_nothing_is_skipped_with_its_reason(tmp_path: Path) -> None:
    load(files.small_areas(tmp_path))
    entries = Event.objects.count()
    elsewhere = boundaries_text([boundary("E01000004", files.square(-1.6, 53.75))])
    (outcome,) = load(write(tmp_path, "leeds.geojson", elsewhere))
    assert (outcome.state, outcome.read, outcome.kept) == ("skipped", 1, 0)
    assert outcome.sentence == "None of its areas lies in South Yorkshire."
    assert Event.objects.count() == entries


def test_a_file_of_no_known_kind_is_skipped_in_a_folder_and_refused_by_name(tmp_path: Path) -> None:
    path = write(tmp_path, "notes.csv", "a,b\n1,2\n")
    (in_folder,) = load(tmp_path)
    assert (in_folder.state, in_folder.sentence) == ("skipped", "Of no kind that can be loaded yet.")
    (named,) = load(path)
    assert named.state == "failed"
    assert named.sentence.startswith("notes.csv: this is no kind of file that can be loaded yet")


def test_a_bad_row_is_named_nothing_of_its_file_is_kept_and_the_others_load(tmp_path: Path) -> None:
    files.everything(tmp_path)
    text = (tmp_path / "s.csv").read_text().replace("408000", "many")
    (tmp_path / "s.csv").write_text(text)
    outcomes = load(tmp_path)
    assert [outcome.state for outcome in outcomes] == ["loaded"] * 4 + ["failed"]
    assert outcomes[-1].sentence.startswith('s.csv, row 2, column Northings: "many" is not a whole number')
    assert not Postcode.objects.exists()


def test_a_cut_table_leaves_nothing(tmp_path: Path) -> None:
    path = files.small_areas(tmp_path)
    path.write_text(path.read_text()[:-20])
    (outcome,) = load(path)
    assert outcome.state == "failed"
    assert "stops in the middle" in outcome.sentence
    assert not Area.objects.exists()


def test_an_unknown_partnership_is_told_the_names_like_it(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        load(files.small_areas(tmp_path), wanted="South Yorks")
    assert str(refused.value) == (
        "areas.csv has no partnership called “South Yorks”. Names like it: South Yorkshire, West Yorkshire."
    )
    assert not Area.objects.exists()


def test_the_name_may_be_written_in_small_letters(tmp_path: Path) -> None:
    load(files.small_areas(tmp_path), wanted="south  yorkshire")
    assert LoadedFile.objects.get().partnership == "South Yorkshire"


def test_a_second_partnership_is_refused(tmp_path: Path) -> None:
    load(files.small_areas(tmp_path))
    assert loading.refusal("SOUTH YORKSHIRE") == ""
    assert loading.refusal("West Yorkshire").startswith("The places of South Yorkshire are loaded here")


def test_places_named_by_hand_stay_and_can_be_told_apart(tmp_path: Path) -> None:
    actions.name_place(by=TEST, at=AT, code="X001SHEFFIE", name="Sheffield")
    files.everything(tmp_path)
    load(tmp_path)
    assert queries.choices() == [
        ("E08000016", "Barnsley"),
        ("E08000019", "Sheffield"),
        ("X001SHEFFIE", "Sheffield (named by hand)"),
    ]


def test_file_7_and_the_table_of_areas_agree_on_what_the_figures_are_called(tmp_path: Path) -> None:
    load(files.small_areas(tmp_path))
    before = set(Indicator.objects.values_list("key", flat=True))
    load(files.deprivation(tmp_path))
    assert set(Indicator.objects.values_list("key", flat=True)) == before
    assert IndicatorValue.objects.get(area="E01000001", indicator="imd_score").value == 41.5


def test_every_figure_has_its_unit_source_and_date(tmp_path: Path) -> None:
    load(files.small_areas(tmp_path))
    for indicator in queries.indicators():
        assert indicator.unit, indicator.key
        assert indicator.source, indicator.key
        assert indicator.date, indicator.key
        assert indicator.denominator or not indicator.unit.startswith("%"), indicator.key


def test_a_district_boundary_of_its_own_is_drawn_as_published(tmp_path: Path) -> None:
    files.everything(tmp_path)
    load(tmp_path)
    joined = Area.objects.get(code="E08000019").geometry
    assert joined is not None
    properties = {"LAD24CD": "E08000019", "LAD24NM": "Sheffield"}
    feature = {"type": "Feature", "properties": properties,
               "geometry": {"type": "Polygon", "coordinates": [files.square(-1.5, 53.35)]}}  # fmt: skip
    load(write(tmp_path, "district.geojson", boundaries_text([feature])))
    assert Area.objects.get(code="E08000019").geometry != joined
