"""The rows of a list as HTML, put together in one go: as a template, a cell at a time, they were most of a list's cost."""

from collections.abc import Iterator

from django.utils.formats import localize
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from rallyround.ui.cells import shown
from rallyround.ui.lists import Cell, Column, ListPage, Row


def table_rows(page: ListPage, select_form: str = "") -> SafeString:
    """All rows of a page; the first cell heads its row, and `select_form` names the form of the tick boxes."""
    around = [_around(column, first=place == 0) for place, column in enumerate(page.listing.columns)]
    return mark_safe("\n".join(_row(row, around, select_form) for row in page.rows))  # noqa: S308 - escaped below


def _row(row: Row, around: list[tuple[str, str]], select_form: str) -> str:
    cells = "".join(
        f"{before}{_inside(cell)}{after}" for cell, (before, after) in zip(row.cells, around, strict=True)
    )
    return f'<tr class="govuk-table__row" role="row">{"".join(_choice(row, select_form))}{cells}</tr>'


def _around(column: Column, *, first: bool) -> tuple[str, str]:
    """What opens and closes every cell of a column, made once a page."""
    name, tag = ("header", "th") if first else ("cell", "td")
    role = 'scope="row" role="rowheader"' if first else 'role="cell"'
    numeric = f" govuk-table__{name}--numeric" if column.numeric else ""
    label = escape(str(column.label))
    return f'<{tag} {role} class="govuk-table__{name}{numeric}" data-label="{label}">', f"</{tag}>"


def _inside(cell: Cell) -> str:
    text = _text(cell.value)
    if cell.url:
        return f'<a class="govuk-link" href="{escape(cell.url)}">{text}</a>'
    return f"<span>{text}</span>"


def _text(value: object) -> str:
    """As a template writes it: in the reader's language, with nothing of it taken for HTML."""
    said = shown(value)
    if not isinstance(said, str):
        said = str(localize(said))
    return conditional_escape(said)


def _choice(row: Row, select_form: str) -> Iterator[str]:
    if select_form and not row.choosable:
        yield '<td class="govuk-table__cell" role="cell"></td>'
    elif select_form:
        yield format_html(
            '<td class="govuk-table__cell" role="cell" data-label="{0}"><input class="rr-choose" type="checkbox"'
            ' name="selected" value="{1}" form="{2}" aria-label="{0} {3}"{4}></td>',
            gettext("Choose"), row.id, select_form, _text(row.cells[0].value),
            mark_safe(" checked") if row.chosen else "",
        )  # fmt: skip
