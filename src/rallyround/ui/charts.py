"""Charts as SVG made on the server. Its sizes are percentages, so it fits a phone without shrinking the letters."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

ROW = 46  # pixels a bar with its label takes
BAR = 16


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar; `low` and `high` are the ends of an interval around the value, drawn as a line across it."""

    label: str | Promise
    value: float
    low: float | None = None
    high: float | None = None
    text: str = ""  # how the value is written; plain when empty


@dataclass(frozen=True, kw_only=True)
class BarChart:
    """Bars under one title, all on one scale that begins at nought."""

    title: str | Promise
    bars: Sequence[Bar]
    unit: str | Promise = ""
    source: str | Promise = ""


@dataclass(frozen=True)
class DrawnBar:
    label: str
    value_text: str
    interval_text: str
    width: str
    label_y: int
    bar_y: int
    middle_y: int
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class DrawnChart:
    chart: BarChart
    height: int
    bar_height: int = BAR
    bars: list[DrawnBar] = field(default_factory=list)

    @property
    def has_intervals(self) -> bool:
        return any(bar.interval_text for bar in self.bars)


def drawn(chart: BarChart) -> DrawnChart:
    """Where everything stands. A negative value is a mistake of the caller: these bars count things."""
    if any(bar.value < 0 for bar in chart.bars):
        raise ValueError("A bar chart shows counts and durations; none of them is negative.")
    longest = max((max(bar.value, bar.high or 0) for bar in chart.bars), default=0) or 1
    bars = [_drawn_bar(bar, index, longest) for index, bar in enumerate(chart.bars)]
    return DrawnChart(chart=chart, height=ROW * len(bars), bars=bars)


def _drawn_bar(bar: Bar, index: int, longest: float) -> DrawnBar:
    top = ROW * index
    has_interval = bar.low is not None and bar.high is not None
    return DrawnBar(
        label=str(bar.label),
        value_text=bar.text or _number(bar.value),
        interval_text=f"{_number(bar.low or 0)} – {_number(bar.high or 0)}" if has_interval else "",
        width=_percent(bar.value, longest),
        label_y=top + 16,
        bar_y=top + 22,
        middle_y=top + 22 + BAR // 2,
        low=_percent(bar.low or 0, longest) if has_interval else "",
        high=_percent(bar.high or 0, longest) if has_interval else "",
    )


def _percent(value: float, longest: float) -> str:
    return f"{100 * value / longest:.2f}%"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
