"""Every list filters, sorts, pages and exports: a view says what its list is, this does the rest.

Parameters come from the address bar, so anything may stand in them: what is not known is ignored.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext

Text = str | Promise
Rows = QuerySet[Any, Any]

# Counting and skipping rows cost time in proportion to the rows, so both end here: 200 pages of 50.
COUNT_UP_TO = 10_000
LONGEST_SEARCH = 200
WIDE_FROM = 5  # columns that fit beside the filters


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `value` reads a row; `order` is the field to sort by, none means it does not sort."""

    key: str
    label: Text
    value: Callable[[Any], object]
    order: str | None = None
    numeric: bool = False
    url: Callable[[Any], str | None] | None = None
    personal: bool = False  # shown to who may see the list, never exported with it
    export: Callable[[Any], object] | None = None  # where the page shows a badge and a file wants a word


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A choice that narrows the list; `choices` are (value, label), `apply` gets one of the values."""

    key: str
    label: Text
    choices: Sequence[tuple[str, Text]]
    apply: Callable[[Rows, str], Rows]
    unset: Text = ""  # what the list holds where nothing is chosen; "All" unless said


@dataclass(frozen=True, kw_only=True)
class Search:
    """A text box that narrows the list."""

    label: Text
    apply: Callable[[Rows, str], Rows]
    key: str = "q"
    hint: Text = ""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What a list is. `default_order`: a column's key or a field, with "-" before it for the largest first."""

    name: str  # of the exported file
    title: Text
    columns: Sequence[Column]
    rows: Rows
    default_order: str
    filters: Sequence[Filter | Search] = ()
    per_page: int = 50
    empty: Callable[[], Text] | None = (
        None  # says, where no row is shown unfiltered, what the list leaves out
    )
    choosable: Callable[[Any], bool] | None = None  # which rows have a tick box, where the page has them
    chosen: Callable[[Any], bool] | None = None  # which of them are ticked, where a form came back
    in_file: Sequence[Column] = ()  # the columns of a file, where it tells more or tells it apart
    file_name: str = ""  # of the exported file, where it says more than the name, such as from when it is

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True)
class Heading:
    column: Column
    url: str | None  # where a press on it leads; None when it does not sort
    sorted: str  # "ascending", "descending" or ""


@dataclass(frozen=True)
class Cell:
    column: Column
    value: object
    url: str | None


@dataclass(frozen=True)
class Row:
    id: object
    cells: list[Cell]
    choosable: bool = True
    chosen: bool = False


@dataclass(frozen=True)
class Question:
    """A filter as the page shows it, with what was chosen and the address that takes the choice away."""

    filter: Filter | Search
    value: str
    chosen: Text
    clear_url: str


@dataclass(frozen=True)
class ListPage:
    listing: Listing
    headings: list[Heading]
    rows: list[Row]
    questions: list[Question]
    sort: str
    number: int
    pages: int
    count: int
    count_is_floor: bool  # there are more than `count`, how many more was not counted
    base: Mapping[str, str] = field(default_factory=dict)

    @property
    def nothing(self) -> Text:
        """What is said where there are no rows and nothing was asked of the filters; "" for the common words."""
        return self.listing.empty() if self.listing.empty is not None else ""

    def url(self, **changes: object) -> str:
        """This list's address with other parameters; empty ones are left out."""
        return query(self.base, **changes)

    @property
    def count_text(self) -> str:
        if self.count_is_floor:
            return gettext("More than %(count)s") % {"count": f"{self.count:,}"}
        return f"{self.count:,}"

    @property
    def is_wide(self) -> bool:
        """Whether the columns need the place beside them too."""
        return len(self.listing.columns) > WIDE_FROM

    @property
    def chosen(self) -> list[Question]:
        return [question for question in self.questions if question.value]


def query(base: Mapping[str, str], **changes: object) -> str:
    merged = {**base, **{key: "" if value is None else str(value) for key, value in changes.items()}}
    return "?" + urlencode({key: value for key, value in merged.items() if value})


def page(listing: Listing, params: QueryDict) -> ListPage:
    """One page of the list as the address asks for it; what is unknown or forged counts as not said."""
    listing = replace(
        listing, columns=[replace(c, label=str(c.label)) for c in listing.columns]
    )  # once, not a cell
    chosen = chosen_values(listing, params)
    sort = sort_key(listing, params)
    base = {**chosen, **({"sort": sort} if sort else {})}
    rows = narrowed(listing, chosen)
    count = rows.order_by()[: COUNT_UP_TO + 1].count()
    more = count > COUNT_UP_TO
    count = min(count, COUNT_UP_TO)
    pages = max(1, -(-count // listing.per_page))
    number = _page_number(params.get("page", ""), pages)
    first = (number - 1) * listing.per_page
    found = ordered(listing, rows, sort)[first : first + listing.per_page]
    return ListPage(
        listing=listing,
        headings=[_heading(column, sort or listing.default_order, base) for column in listing.columns],
        rows=[_row(listing, row) for row in found],
        questions=[_question(item, chosen.get(item.key, ""), base) for item in listing.filters],
        sort=sort,
        number=number,
        pages=pages,
        count=count,
        count_is_floor=more,
        base=base,
    )


def all_rows(listing: Listing, params: QueryDict) -> Rows:
    """Every row of the list, filtered and sorted as asked: what an export holds."""
    chosen = chosen_values(listing, params)
    return ordered(listing, narrowed(listing, chosen), sort_key(listing, params))


def chosen_values(listing: Listing, params: QueryDict) -> dict[str, str]:
    """What is asked of each filter: only values it offers, and text PostgreSQL can take."""
    values = {}
    for item in listing.filters:
        said = params.get(item.key, "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        if isinstance(item, Filter) and said not in {value for value, _ in item.choices}:
            continue
        if said:
            values[item.key] = said
    return values


def sort_key(listing: Listing, params: QueryDict) -> str:
    """The column asked for, "-" before it for descending; empty when none or one that does not sort."""
    said = params.get("sort", "")
    column = listing.column(said.removeprefix("-"))
    return said if column is not None and column.order else ""


def narrowed(listing: Listing, chosen: Mapping[str, str]) -> Rows:
    rows = listing.rows.all()
    for item in listing.filters:
        if item.key in chosen:
            rows = item.apply(rows, chosen[item.key])
    return rows


def ordered(listing: Listing, rows: Rows, sort: str) -> Rows:
    """Sorted, and by id where equal, so that no row is on two pages; the id goes the same way, for the index."""
    said = sort or listing.default_order
    way = "-" if said.startswith("-") else ""
    name = said.removeprefix("-")
    column = listing.column(name)
    order = column.order if column is not None and column.order else name
    if order.startswith("-"):  # a column whose natural first is the largest
        way, order = ("" if way else "-"), order[1:]
    return rows.order_by(f"{way}{order}", f"{way}pk")


def _page_number(said: str, pages: int) -> int:
    if not (said.isascii() and said.isdecimal()) or len(said) > len(str(COUNT_UP_TO)):
        return 1
    return min(max(int(said), 1), pages)


def _heading(column: Column, sort: str, base: Mapping[str, str]) -> Heading:
    if not column.order:
        return Heading(column, None, "")
    if sort == column.key:
        return Heading(column, query(base, sort=f"-{column.key}"), "ascending")
    state = "descending" if sort == f"-{column.key}" else ""
    return Heading(column, query(base, sort=column.key), state)


def _row(listing: Listing, row: Any) -> Row:
    cells = [Cell(c, c.value(row), c.url(row) if c.url else None) for c in listing.columns]
    choosable = listing.choosable is None or listing.choosable(row)
    return Row(getattr(row, "pk", None), cells, choosable, listing.chosen is not None and listing.chosen(row))


def _question(item: Filter | Search, value: str, base: Mapping[str, str]) -> Question:
    label: Text = value
    if isinstance(item, Filter):
        label = dict(item.choices).get(value, "")
    return Question(item, value, label, query(base, **{item.key: ""}))
