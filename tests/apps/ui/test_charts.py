"""Charts draw to one scale and always come with their table."""

import pytest
from django.template.loader import render_to_string

from rallyround.ui.charts import Bar, BarChart, drawn


def test_the_longest_end_fills_the_width_and_the_rest_follow() -> None:
    bars = drawn(
        BarChart(title="Waits", bars=[Bar(label="a", value=10), Bar(label="b", value=20, low=5, high=40)])
    ).bars
    assert [bar.width for bar in bars] == ["25.00%", "50.00%"]
    assert (bars[1].low, bars[1].high) == ("12.50%", "100.00%")


def test_a_chart_of_noughts_or_of_nothing_is_drawn() -> None:
    assert drawn(BarChart(title="Waits", bars=[Bar(label="a", value=0)])).bars[0].width == "0.00%"
    assert drawn(BarChart(title="Waits", bars=[])).height == 0


def test_a_negative_value_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="negative"):
        drawn(BarChart(title="Waits", bars=[Bar(label="a", value=-1)]))


def test_the_table_says_all_that_the_picture_shows() -> None:
    chart = BarChart(title="Waits", unit="minutes", bars=[Bar(label="Lift", value=12.5, low=9, high=20)])
    table = render_to_string("ui/bar_chart.html", {"drawn": drawn(chart)}).split("<table")[1]
    for part in ("Lift", "12.5", "9 – 20", "minutes"):
        assert part in table
