"""Small makers of the parts of a paper: what is there with its source, what is not there by its name."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rallyround.formats.document import Blank, Block, Section, Table, Text


def day(when: date | datetime | None) -> str:
    """A day in words; nothing for none."""
    if when is None:
        return ""
    return date_format(timezone.localtime(when) if isinstance(when, datetime) else when, "j F Y")


def moment(when: datetime) -> str:
    """A time of day on a day, local."""
    return date_format(timezone.localtime(when), "j F Y, H:i")


def blank(what: object) -> Blank:
    """Something that nobody has written yet, by its name."""
    return Blank(text=_("Not yet written: %(what)s") % {"what": what})


def text_or_blank(text: str, what: object, source: str) -> Block:
    """The text with its source, or the name of what is missing."""
    return Text(text=text.strip(), source=source) if text.strip() else blank(what)


def table_or_blank(
    caption: object,
    head: Sequence[object],
    rows: Iterable[Sequence[object]],
    source: object,
    *,
    missing: object,
    numeric: tuple[int, ...] = (),
) -> Block:
    """The table with its source, or the name of what it would hold."""
    said = tuple(tuple(str(cell) for cell in row) for row in rows)
    if not said:
        return blank(missing)
    return Table(
        caption=str(caption),
        head=tuple(str(cell) for cell in head),
        rows=said,
        numeric=numeric,
        source=str(source),
    )


def section(heading: object, *blocks: Block | None) -> Section:
    """A section; parts that do not apply are left out by None."""
    return Section(heading=str(heading), blocks=tuple(block for block in blocks if block is not None))


def size(low: int | None, high: int | None, unit: str) -> str:
    """How many: a figure, a range, or unknown."""
    if low is None or high is None:
        return _("not known")
    number = (
        f"{low:,}" if low == high else _("%(low)s to %(high)s") % {"low": f"{low:,}", "high": f"{high:,}"}
    )
    return f"{number} {unit}"
