"""South Yorkshire from the published files, and how long it takes to find a postcode in it."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import RUNS, Spread, spread, timed
from benchmarks.report import Line, Section
from benchmarks.site import ROOT, TEMPLATE, point_at
from rallyround.cluster import Cluster

LOAD_LIMIT = 60.0
LOOKUP_LIMIT = 0.001
LOOKUPS = 2_000
HOW = (
    '`rallyround places load --partnership "South Yorkshire"` over the whole folder of published files into an empty '
    "database, from the start of the program to its end; then {lookups:,} postcodes picked at random, one after the other."
)


def folder() -> Path | None:
    """The published files, where there are any."""
    named = os.environ.get("RALLYROUND_REAL_DATA")
    found = Path(named) if named else ROOT.parent / "shared" / "data"
    return found if found.is_dir() else None


def measure(running: Cluster) -> Section | None:
    """Load and look up; nothing where the files are not there."""
    files = folder()
    if files is None:
        return None
    runs = [_loaded(running, f"benchmark_places_{run}", files) for run in range(RUNS)]
    loaded = spread([seconds for seconds, _areas in runs])
    middle, slowest = lookups()
    return Section(
        "Real places",
        HOW.format(lookups=LOOKUPS),
        [
            Line(f"South Yorkshire loaded: {runs[-1][1]} small areas", loaded.in_s, "", None, "under 60 s",
                 loaded.middle < LOAD_LIMIT),
            Line("A postcode found: median", middle.in_ms, "", None, "under 1 ms", middle.middle < LOOKUP_LIMIT),
            Line("A postcode found: 99 of 100", slowest.in_ms),
        ],
    )  # fmt: skip


def _loaded(running: Cluster, database: str, files: Path) -> tuple[float, int]:
    """Seconds to load into an empty database, and how many small areas are in it then."""
    running.create_database(database, template=TEMPLATE)
    point_at(running, database)
    command = [sys.executable, "-m", "rallyround.cli", "places", "load", "--json",
               "--partnership", "South Yorkshire", str(files)]  # fmt: skip
    seconds, done = timed(lambda: subprocess.run(command, capture_output=True, text=True, check=True))
    return seconds, json.loads(done.stdout)["areas"]


def lookups() -> tuple[Spread, Spread]:
    """The median, and what 99 in 100 stay within."""
    from django.db import connection

    from rallyround.places.models import Postcode
    from rallyround.places.queries import locate

    connection.close()
    connection.settings_dict["NAME"] = f"benchmark_places_{RUNS - 1}"
    known = list(Postcode.objects.values_list("code", flat=True))
    chance = random.Random(1)
    runs = [sorted(_found(locate, chance.choice(known)) for _ in range(LOOKUPS)) for _run in range(RUNS)]
    connection.close()
    return spread([run[LOOKUPS // 2] for run in runs]), spread([run[LOOKUPS * 99 // 100] for run in runs])


def _found(locate: Callable[[str], object], code: str) -> float:
    return timed(lambda: locate(code))[0]
