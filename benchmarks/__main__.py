"""`make bench`: every figure in one go, or those named: `.venv/bin/python -m benchmarks pages scale`."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks import report, site
from benchmarks.report import Section
from rallyround.cluster import Cluster

SECTIONS = {
    "pages": "the list of needs and taking a need, beside bare Django views, at 1,000 needs",
    "scale": "lists, searches, the board and an export at 100,000 needs",
    "proposals": "one thing changed, and the new plan on the page, at 10,000 needs",
    "places": "published files of places loaded (needs RALLYROUND_REAL_DATA)",
    "demo": "the demo, from nothing to its first page",
    "allocation": "who helps whom: the engine beside OR-Tools",
}


def arguments() -> argparse.Namespace:
    """What is asked for on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measure everything, or the sections that are named, and keep the tables in a page.",
        epilog="sections:\n" + "\n".join(f"  {name:<12}{line}" for name, line in SECTIONS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "sections", nargs="*", metavar="section", help="one of those below; none: all of them"
    )
    parser.add_argument(
        "--most",
        type=int,
        metavar="NEEDS",
        help="allocation: the largest size, from 1000 to 1000000 (default 10000, or RALLYROUND_BENCHMARK_NEEDS); "
        "OR-Tools takes half a minute and 4 GB at 100000",
    )
    parser.add_argument(
        "--to",
        type=Path,
        metavar="FILE",
        default=report.PAGE,
        help="the page whose sections are written anew (default docs/reference/benchmarks.md)",
    )
    chosen = parser.parse_args()
    if unknown := set(chosen.sections) - set(SECTIONS):
        parser.error(f"there is no {', '.join(sorted(unknown))}: choose from {', '.join(SECTIONS)}")
    if chosen.most is not None and not 1_000 <= chosen.most <= 1_000_000:
        parser.error(f"--most is {chosen.most}: it must be from 1000 to 1000000")
    return chosen


def measured(running: Cluster, wanted: set[str], most: int | None) -> Iterator[Section]:
    """The sections that are wanted, each in a database of its own."""
    sections: dict[str, Callable[[Cluster], Section | None]] = {
        "pages": _pages,
        "scale": _scale,
        "proposals": _proposals,
        "places": _places,
        "demo": _demo,
        "allocation": partial(_allocation, most=most),
    }
    for name, measure in sections.items():
        if wanted and name not in wanted:
            continue
        print(f"Measuring {name} …", file=sys.stderr, flush=True)
        section = measure(running)
        if section is None:
            print("Left out: the published files are not here (RALLYROUND_REAL_DATA).", file=sys.stderr)
            continue
        print(section.markdown, flush=True)
        yield section


def _own_database(running: Cluster, name: str) -> None:
    """Django on a fresh database."""
    running.create_database(name, template=site.TEMPLATE)
    site.point_at(running, name)
    import django
    from django.db import connection

    django.setup()
    connection.close()
    connection.settings_dict["NAME"] = name


def _pages(running: Cluster) -> Section:
    from django.utils import timezone

    _own_database(running, "benchmark_pages")
    from benchmarks import generator, pages

    now = timezone.now()
    return pages.measure(generator.partnership(now), now)


def _scale(running: Cluster) -> Section:
    from django.utils import timezone

    _own_database(running, "benchmark_scale")
    from benchmarks import generator, scale

    now = timezone.now()
    return scale.measure(generator.partnership(now), now, running.urls("benchmark_scale").owner)


def _proposals(running: Cluster) -> Section:
    from django.utils import timezone

    _own_database(running, "benchmark_proposals")
    from benchmarks import generator, proposals

    now = timezone.now()
    return proposals.measure(generator.partnership(now), now, running.urls("benchmark_proposals").owner)


def _places(running: Cluster) -> Section | None:
    _own_database(running, "benchmark_places")
    from benchmarks import places

    return places.measure(running)


def _demo(running: Cluster) -> Section:
    from benchmarks import demo

    return demo.measure()


def _allocation(running: Cluster, most: int | None) -> Section:
    from benchmarks import allocation

    if most is not None:
        allocation.MOST = most
    return allocation.measure()


def main(wanted: set[str], most: int | None, to: Path) -> None:
    """Measure, print each table and keep it in the page."""
    report.PAGE = to
    load = os.getloadavg()[0]
    with site.cluster() as running:
        with running.admin("postgres") as admin:
            postgres = ".".join(map(str, divmod(admin.info.server_version, 10_000)))
        for section in measured(running, wanted, most):
            report.write([section], postgres, load)
    print(f"Kept in {report.PAGE}.")


if __name__ == "__main__":
    asked = arguments()
    main(set(asked.sections), asked.most, asked.to)
