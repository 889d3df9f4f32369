"""`make bench`: every figure in one go, or those named: `python -m benchmarks pages scale`."""

import os
import sys
from collections.abc import Callable, Iterator

from benchmarks import report, site
from benchmarks.report import Section
from rallyround.cluster import Cluster


def measured(running: Cluster, wanted: set[str]) -> Iterator[Section]:
    """The sections that are wanted, each in a database of its own."""
    sections: dict[str, Callable[[Cluster], Section | None]] = {
        "pages": _pages,
        "scale": _scale,
        "proposals": _proposals,
        "places": _places,
        "demo": _demo,
        "allocation": _allocation,
    }
    if unknown := wanted - set(sections):
        raise SystemExit(f"There is no {', '.join(sorted(unknown))}: choose from {', '.join(sections)}.")
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


def _allocation(running: Cluster) -> Section:
    from benchmarks import allocation

    return allocation.measure()


def main(wanted: set[str]) -> None:
    """Measure, print each table and keep it in the page."""
    load = os.getloadavg()[0]
    with site.cluster() as running:
        with running.admin("postgres") as admin:
            postgres = ".".join(map(str, divmod(admin.info.server_version, 10_000)))
        for section in measured(running, wanted):
            report.write([section], postgres, load)
    print(f"Kept in {report.PAGE.relative_to(site.ROOT)}.")


if __name__ == "__main__":
    main(set(sys.argv[1:]))
