"""One reader a kind of file: from the file's rows to what of it belongs to the partnership."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rallyround.core.geo import to_grid
from rallyround.formats import Kind, Progress, boundaries, code_point, district_codes, iod_file_7, lsoa_table
from rallyround.formats.code_point import PostcodePoint
from rallyround.formats.lsoa_table import Lsoa
from rallyround.places import figures
from rallyround.places.loading.known import Known, kept_postcodes
from rallyround.places.loading.names import Partnerships
from rallyround.places.outlines import in_metres
from rallyround.places.rows import (
    AreaRow,
    Content,
    DistrictCodeRow,
    OutlineRow,
    PostcodeRow,
    ValueRow,
)

Row = TypeVar("Row")


@dataclass(frozen=True)
class Reading:
    """What a file said of the partnership: rows read and kept, and a sentence about the rest."""

    content: Content
    partnership: str
    read: int
    kept: int
    sentence: str = ""


class Counted:
    """Counts rows as they go by."""

    def __init__(self) -> None:
        self.rows = 0

    def through(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The same rows, counted."""
        for row in rows:
            self.rows += 1
            yield row


def small_areas(path: Path, wanted: str, known: Known, progress: Progress) -> Reading:
    """Districts, small areas and their figures from the table of England's small areas."""
    count, names = Counted(), Partnerships(wanted, path)
    rows = [
        row
        for row in count.through(lsoa_table.read(path, progress=progress))
        if names.is_wanted(row.lrf_name)
    ]
    name = names.found()
    east, north = to_grid([row.longitude for row in rows], [row.latitude for row in rows])
    small = [
        AreaRow(
            row.code, _called(row), "small", row.district_code,
            people=row.people, households=row.households, easting=round(x), northing=round(y),
        )
        for row, x, y in zip(rows, east, north, strict=True)
    ]  # fmt: skip
    districts = {row.district_code: row.district_name for row in rows}
    content = Content(
        areas=[*_districts(districts, small), *small],
        indicators=figures.lsoa_indicators(),
        values=[value for row in rows for value in figures.lsoa_values(row)],
    )
    sentence = _("%(areas)s small areas in %(districts)s districts.") % {
        "areas": f"{len(rows):,}", "districts": len(districts)
    }  # fmt: skip
    return Reading(content, name, count.rows, len(rows), sentence)


def _called(row: Lsoa) -> str:
    """What people call the part of town, with what tells its small areas apart: "Broomhill 036C"."""
    return f"{row.msoa_readable_name} {row.name.split()[-1]}"


def _districts(names: dict[str, str], small: list[AreaRow]) -> list[AreaRow]:
    """Each district with its people together, in the middle of where they live."""
    of: dict[str, list[AreaRow]] = defaultdict(list)
    for area in small:
        of[area.district or ""].append(area)
    return [_district(code, names[code], of[code]) for code in sorted(of)]


def _district(code: str, name: str, parts: list[AreaRow]) -> AreaRow:
    people = [part.people or 0 for part in parts]
    weights = people if any(people) else None
    return AreaRow(
        code, name, "district", people=sum(people), households=sum(part.households or 0 for part in parts),
        easting=round(float(np.average([part.easting or 0 for part in parts], weights=weights))),
        northing=round(float(np.average([part.northing or 0 for part in parts], weights=weights))),
    )  # fmt: skip


def codes_of_districts(path: Path, wanted: str, known: Known, progress: Progress) -> Reading:
    """The other codes, earlier and later, of our districts. A code of several of them names none."""
    rows = list(district_codes.read(path, progress=progress))
    leads_to = district_codes.districts_follow(rows)
    ours: dict[str, list[str]] = defaultdict(list)
    for district in sorted(known.districts):
        ours[leads_to.get(district, district)].append(district)
    kept = [
        DistrictCodeRow(code, ours[end][0])
        for code, end in leads_to.items()
        if code not in known.districts and len(ours.get(end, ())) == 1
    ]
    sentence = ngettext(
        "%(count)s other code of our districts.", "%(count)s other codes of our districts.", len(kept)
    ) % {"count": len(kept)}
    return Reading(Content(district_codes=kept), known.partnership, len(rows), len(kept), sentence)


def deprivation(path: Path, wanted: str, known: Known, progress: Progress) -> Reading:
    """Scores and deciles of the indices of deprivation for our small areas."""
    count, kept = Counted(), 0
    values: list[ValueRow] = []
    for row in count.through(iod_file_7.read(path, progress=progress)):
        if row.code in known.small_areas:
            kept += 1
            values += figures.deprivation_values(row.code, row.deprivation)
    content = Content(indicators=figures.deprivation_indicators(), values=values) if values else Content()
    return Reading(content, known.partnership, count.rows, kept, _without_figures(known, kept))


def _without_figures(known: Known, kept: int) -> str:
    missing = len(known.small_areas) - kept
    if not missing:
        return _("Every small area has its figures.")
    return _("%(count)s of our small areas are not in it.") % {"count": f"{missing:,}"}


def outlines(path: Path, wanted: str, known: Known, progress: Progress) -> Reading:
    """Outlines of our small areas or districts; postcodes that are here already find their small area by them."""
    count, levels, kept = Counted(), set(), []
    for boundary in count.through(boundaries.read(path, progress=progress)):
        levels.add(boundary.level)
        code = boundary.code if boundary.code in known.small_areas else known.district(boundary.code)
        if code is not None:
            kept.append(OutlineRow(code, in_metres(boundary.polygons)))
    small = {row.area: row.geometry for row in kept if row.area in known.small_areas}
    content = Content(outlines=kept, postcodes=_placed_anew(known, small) if small else ())
    if kept:
        sentence = _("Outlines of %(count)s areas.") % {"count": f"{len(kept):,}"}
    elif levels & {"LSOA", "LAD"}:
        sentence = _("None of its areas lies in %(name)s.") % {"name": known.partnership}
    else:
        sentence = _("It outlines neither small areas nor districts, so nothing here is drawn from it.")
    return Reading(content, known.partnership, count.rows, len(kept), sentence)


def _placed_anew(known: Known, small: dict[str, dict[str, object]]) -> list[PostcodeRow]:
    kept = kept_postcodes()
    if not kept:
        return []
    codes, east, north, districts = zip(*kept, strict=True)
    ours = Known(
        known.partnership, known.districts, known.small_areas, known.other_codes, known.outlines | small
    )
    places = ours.places_of(np.asarray(east, dtype=np.float64), np.asarray(north, dtype=np.float64))
    return [PostcodeRow(*row) for row in zip(codes, east, north, districts, places, strict=True)]


def postcodes(path: Path, wanted: str, known: Known, progress: Progress) -> Reading:
    """Our districts' postcodes, each with its point and the small area that it lies in."""
    count, nowhere = Counted(), 0
    kept: list[tuple[PostcodePoint, str]] = []
    for row in count.through(code_point.read(path, progress=progress)):
        district = known.district(row.district_code)
        if district is None:
            continue
        if row.easting is None:
            nowhere += 1
        else:
            kept.append((row, district))
    east = np.array([row.easting for row, _district in kept], dtype=np.float64)
    north = np.array([row.northing for row, _district in kept], dtype=np.float64)
    rows = [
        PostcodeRow(row.postcode, row.easting or 0, row.northing or 0, district, place)
        for (row, district), place in zip(kept, known.places_of(east, north), strict=True)
    ]
    sentence = _said_of_postcodes(known, rows, nowhere)
    return Reading(Content(postcodes=rows), known.partnership, count.rows, len(rows), sentence)


def _said_of_postcodes(known: Known, rows: list[PostcodeRow], nowhere: int) -> str:
    said = [_("%(count)s postcodes of our districts.") % {"count": f"{len(rows):,}"}]
    empty = len(known.districts - {row.district for row in rows})
    if empty and not known.other_codes:
        said.append(
            _(
                "Some of our districts have none: they may have changed their code, so load la_all_codes as well."
            )
        )
    if not known.outlines:
        said.append(_("Their small areas follow when boundaries are loaded."))
    if nowhere:
        said.append(
            ngettext("%(count)s has no position.", "%(count)s have no position.", nowhere)
            % {"count": f"{nowhere:,}"}
        )
    return " ".join(said)


Reader = Callable[[Path, str, Known, Progress], Reading]
READERS: dict[Kind, Reader] = {
    Kind.LSOA_TABLE: small_areas,
    Kind.DISTRICT_CODES: codes_of_districts,
    Kind.IOD_FILE_7: deprivation,
    Kind.BOUNDARIES: outlines,
    Kind.CODE_POINT: postcodes,
}
