"""Lists: what an address asks for, on a hundred thousand rows and with anything at all in the parameters."""

import csv
import io
import re
import tracemalloc
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from django.db import connection, models
from django.http import HttpRequest, QueryDict
from django.template import engines
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from rallyround.ui.errors import Refused
from rallyround.ui.exports import csv_response, needs_worker, write_xlsx, xlsx_response
from rallyround.ui.lists import COUNT_UP_TO, Column, Filter, Listing, Search, page

pytestmark = pytest.mark.django_db


class Parcel(models.Model):
    """A table of these tests only, made and dropped by `parcels`."""

    id = models.IntegerField(primary_key=True)
    label = models.TextField()
    weight = models.IntegerField()
    sent = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["Parcel"]] = models.Manager()

    class Meta:
        app_label = "ui"
        managed = False
        db_table = "ui_test_parcel"


@pytest.fixture
def parcels() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "create temp table ui_test_parcel (id int primary key, label text, weight int, sent timestamptz)"
        )
        cursor.execute("create index on ui_test_parcel (weight, id)")
    fill(120)
    yield
    with connection.cursor() as cursor:
        cursor.execute("drop table ui_test_parcel")


def fill(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("truncate ui_test_parcel")
        cursor.execute(
            "insert into ui_test_parcel select i, 'parcel ' || i, i %% 7, timestamptz '2026-07-01 12:00+00'"
            " from generate_series(1, %s) as i",
            [count],
        )


def listing(**changes: Any) -> Listing:
    given: dict[str, Any] = {
        "name": "parcels",
        "title": "Parcels",
        "rows": Parcel.objects.all(),
        "default_order": "-id",
        "columns": [
            Column(
                key="label", label="Label", value=lambda p: p.label, order="label", url=lambda p: f"/p/{p.id}"
            ),
            Column(key="weight", label="Weight", value=lambda p: p.weight, order="weight", numeric=True),
            Column(key="sent", label="Sent", value=lambda p: p.sent),
            Column(key="to", label="To", value=lambda p: "Mrs Private", personal=True),
        ],
        "filters": [
            Filter(
                key="w",
                label="Weight",
                choices=[("0", "nothing"), ("6", "six")],
                apply=lambda rows, value: rows.filter(weight=int(value)),
            ),
            Search(label="Label", apply=lambda rows, text: rows.filter(label__icontains=text)),
        ],
    }
    return Listing(**{**given, **changes})


def ask(query: str) -> QueryDict:
    return QueryDict(query)


def labels(query: str, **changes: Any) -> list[object]:
    return [row.cells[0].value for row in page(listing(**changes), ask(query)).rows]


@pytest.mark.usefixtures("parcels")
class TestOnAPage:
    def test_the_default_order_is_used_when_nothing_is_asked(self) -> None:
        assert labels("")[:2] == ["parcel 120", "parcel 119"]

    def test_a_filter_narrows_and_a_search_narrows_further(self) -> None:
        assert labels("w=6&q=parcel 11&sort=weight") == ["parcel 111", "parcel 118"]

    def test_equal_rows_come_on_one_page_each(self) -> None:
        seen = [label for n in range(1, 13) for label in labels(f"sort=weight&page={n}", per_page=10)]
        assert len(seen) == len(set(seen)) == 120

    def test_pressing_a_heading_twice_turns_the_order_round(self) -> None:
        once = page(listing(), ask("sort=weight")).headings[1]
        assert (once.sorted, once.url) == ("ascending", "?sort=-weight")
        assert page(listing(), ask("sort=-weight")).headings[1].sorted == "descending"

    def test_going_to_the_next_page_keeps_filter_and_order(self) -> None:
        assert page(listing(), ask("w=6&sort=-weight")).url(page=2) == "?w=6&sort=-weight&page=2"

    @pytest.mark.parametrize(
        "query",
        [
            "page=0",
            "page=-1",
            "page=x",
            "page=999999999999999999999999",
            "page=%D9%A3",
            "sort=password",
            "sort=--label",
            "sort=sent",
            "sort=label__contains",
            "w=7",
            "w=1;drop",
            "q=%00",
            "q=" + "x" * 100_000 + "&q=",
            "unheard=of",
            "export=exe",
        ],
    )
    def test_a_forged_parameter_counts_as_not_said(self, query: str) -> None:
        assert page(listing(), ask(query)).number >= 1
        assert len(labels(query)) == 50

    def test_a_search_for_bytes_that_are_no_text_finds_nothing(self) -> None:
        assert labels("q=%FF%FE") == []

    def test_a_search_for_nothing_real_says_so(self) -> None:
        assert "Nothing matches these filters." in rendered("q=zzz")

    def test_the_page_shows_headings_filters_and_exports_that_keep_the_filter(self) -> None:
        html = rendered("w=6&sort=-weight")
        assert 'aria-sort="descending"' in html
        assert 'href="?w=6&amp;sort=-weight&amp;export=csv"' in html
        assert '<option value="6" selected>' in html

    def test_what_stands_in_a_row_cannot_become_markup(self) -> None:
        Parcel.objects.filter(id=120).update(label="<script>alert(1)</script>")
        assert "<script>" not in rendered("")


def rendered(query: str) -> str:
    template = engines["django"].from_string("{% load govuk %}{% list_page page %}")
    return template.render({"page": page(listing(), ask(query))}, HttpRequest())


@pytest.mark.usefixtures("parcels")
class TestAsAFile:
    def test_csv_holds_every_filtered_row_and_no_personal_column(self) -> None:
        rows = read_csv("w=6&sort=label")
        assert rows[0] == ["Label", "Weight", "Sent"]
        assert len(rows) == 1 + 17
        assert rows[1] == ["parcel 104", "6", "2026-07-01T13:00:00+01:00"]

    def test_a_cell_that_would_run_as_a_formula_is_made_text(self) -> None:
        Parcel.objects.filter(id=1).update(label="=HYPERLINK(1)")
        assert read_csv("q=HYPER")[1][0] == "'=HYPERLINK(1)"
        book = load_workbook(io.BytesIO(xlsx_response(listing(), ask("q=HYPER")).content))
        assert book.worksheets[0]["A2"].data_type == "s"

    def test_excel_gets_times_as_local_times_and_tells_its_progress(self) -> None:
        told: list[tuple[int, int]] = []
        file = io.BytesIO()
        assert write_xlsx(listing(), ask(""), file, lambda done, total: told.append((done, total))) == 120
        sheet = load_workbook(file).worksheets[0]
        assert str(sheet["C2"].value) == "2026-07-01 13:00:00"
        assert told[-1] == (120, 120)

    def test_a_control_character_does_not_break_the_excel_file(self) -> None:
        Parcel.objects.filter(id=1).update(label="bell\x07")
        assert xlsx_response(listing(), ask("q=bell")).status_code == 200

    def test_more_rows_than_a_sheet_holds_are_refused_with_a_sentence(self, monkeypatch: Any) -> None:
        monkeypatch.setattr("rallyround.ui.exports.XLSX_HOLDS", 100)
        with pytest.raises(Refused, match="narrow it"):
            write_xlsx(listing(), ask(""), io.BytesIO(), lambda done, total: None)

    def test_the_worker_is_needed_above_five_thousand_rows(self) -> None:
        fill(5_001)
        assert needs_worker(listing(), ask(""))
        assert not needs_worker(listing(), ask("w=6"))


def read_csv(query: str) -> list[list[str]]:
    content = csv_response(listing(), ask(query)).getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


@pytest.mark.usefixtures("parcels")
class TestWithAHundredThousandRows:
    def test_counting_stops_at_the_cap_and_the_last_page_says_that_the_list_goes_on(self) -> None:
        fill(100_000)
        last = page(listing(), ask("page=9999"))
        assert (last.count, last.count_is_floor, last.number) == (COUNT_UP_TO, True, COUNT_UP_TO // 50)
        assert "The list goes on." in rendered("page=9999")
        assert "More than 10,000" in rendered("")

    def test_exporting_four_times_the_rows_takes_no_more_memory(self) -> None:
        assert peak_of_export(20_000) < 1.3 * peak_of_export(5_000)

    def test_of_a_sorted_page_no_more_rows_are_read_than_it_shows(self) -> None:
        fill(100_000)
        for number in (1, 191):
            with CaptureQueriesContext(connection) as asked:
                assert len(page(listing(), ask(f"sort=-weight&page={number}")).rows) == 50
            limits = [int(found) for said in asked for found in re.findall(r"LIMIT (\d+)", said["sql"])]
            assert len(limits) == len(asked), "every question has its limit"
            assert sorted(limits) == [50, COUNT_UP_TO + 1]


def peak_of_export(rows: int) -> int:
    """Bytes of Python's memory at the worst moment of sending so many rows."""
    fill(rows)
    response = csv_response(listing(), ask(""))
    tracemalloc.start()
    sent = 0
    for piece in response:
        sent += bytes(piece).count(b"\n")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sent == rows + 1
    return peak
