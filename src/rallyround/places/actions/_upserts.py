"""Many rows at once: sent to PostgreSQL as one array a column, added where new and changed where different."""

import json
from typing import Any

from django.db import connection

from rallyround.places.models import Area
from rallyround.places.outlines import joined
from rallyround.places.rows import Content

AREAS = """
INSERT INTO places_area (code, name, kind, district_id, name_cy, people, households, easting, northing)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int[], %s::int[], %s::int[], %s::int[])
ON CONFLICT (code) DO UPDATE SET
    name = excluded.name, kind = excluded.kind, district_id = excluded.district_id,
    name_cy = coalesce(nullif(excluded.name_cy, ''), places_area.name_cy),
    people = excluded.people, households = excluded.households,
    easting = excluded.easting, northing = excluded.northing
"""
OUTLINES = """
UPDATE places_area SET geometry = given.geometry
FROM unnest(%s::text[], %s::jsonb[]) AS given (code, geometry)
WHERE places_area.code = given.code AND places_area.geometry IS DISTINCT FROM given.geometry
"""
INDICATORS = """
INSERT INTO places_indicator (key, name, unit, source, date, denominator, high_is_worse)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bool[])
ON CONFLICT (key) DO UPDATE SET
    name = excluded.name, unit = excluded.unit, source = excluded.source, date = excluded.date,
    denominator = excluded.denominator, high_is_worse = excluded.high_is_worse
"""
VALUES = """
INSERT INTO places_indicatorvalue (area_id, indicator_id, value)
SELECT * FROM unnest(%s::text[], %s::text[], %s::float[])
ON CONFLICT (indicator_id, area_id) DO UPDATE SET value = excluded.value
WHERE places_indicatorvalue.value IS DISTINCT FROM excluded.value
"""
DISTRICT_CODES = """
INSERT INTO places_districtcode (code, district_id)
SELECT * FROM unnest(%s::text[], %s::text[])
ON CONFLICT (code) DO UPDATE SET district_id = excluded.district_id
"""
POSTCODES = """
INSERT INTO places_postcode (code, easting, northing, district_id, area_id)
SELECT replace(code, ' ', ''), easting, northing, district, area
FROM unnest(%s::text[], %s::int[], %s::int[], %s::text[], %s::text[])
    AS given (code, easting, northing, district, area)
ON CONFLICT (code) DO UPDATE SET
    easting = excluded.easting, northing = excluded.northing,
    district_id = excluded.district_id, area_id = excluded.area_id
WHERE (places_postcode.easting, places_postcode.northing, places_postcode.district_id, places_postcode.area_id)
    IS DISTINCT FROM (excluded.easting, excluded.northing, excluded.district_id, excluded.area_id)
"""


def write(content: Content) -> None:
    """Everything in the order in which one thing names another. Foreign keys are checked when all is committed."""
    _many(
        AREAS,
        [
            (a.code, a.name, a.kind, a.district, a.name_cy, a.people, a.households, a.easting, a.northing)
            for a in content.areas
        ],
    )
    outlines = [(o.area, json.dumps(o.geometry)) for o in content.outlines]
    outlines += [(a.code, json.dumps(a.geometry)) for a in content.areas if a.geometry is not None]
    _many(OUTLINES, outlines)
    if outlines:
        _outline_districts()
    _many(
        INDICATORS,
        [
            (i.key, i.name, i.unit, i.source, i.date, i.denominator, i.high_is_worse)
            for i in content.indicators
        ],
    )
    _many(VALUES, [(v.area, v.indicator, float(v.value)) for v in content.values])
    _many(DISTRICT_CODES, [(d.code, d.district) for d in content.district_codes])
    _many(POSTCODES, [(p.postcode, p.easting, p.northing, p.district, p.area) for p in content.postcodes])


def _many(statement: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])


def _outline_districts() -> None:
    """A district without an outline of its own gets that of its small areas together."""
    outlines = []
    for district in Area.objects.filter(kind="district", geometry__isnull=True):
        parts = district.small_areas.filter(geometry__isnull=False)
        geometry = joined([part.geometry for part in parts if part.geometry])
        if geometry is not None:
            outlines.append((district.code, json.dumps(geometry)))
    _many(OUTLINES, outlines)
