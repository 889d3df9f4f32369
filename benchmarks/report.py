"""The table: on the screen as it grows, and as a page of the documentation with machine, versions and date."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "benchmarks.md"
INTRODUCTION = """<!-- Written by `make bench`. Do not edit. -->

# Benchmarks

`make bench` measures everything on your machine, `.venv/bin/python -m benchmarks pages scale` the parts that are named
(`--help` lists them). Each figure is the median of at least three runs, with the lowest and the highest in brackets; what is
compared took turns in the same run. A bold **no** is a target that was missed. These are measurements of one machine: no
test depends on them.
"""
HEADINGS = ("What", "Rallyround", "Beside it", "Ratio", "Target", "Met")
PACKAGES = ("Django", "psycopg", "waitress", "numpy", "ortools")


@dataclass(frozen=True)
class Line:
    """One figure, what it is compared with, and whether it is as good as it is meant to be."""

    what: str
    ours: str
    beside: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as the table shows it."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        met = {None: "", True: "yes", False: "**no**"}[self.met]
        return (self.what, self.ours, self.beside, ratio, self.target, met)


@dataclass(frozen=True)
class Section:
    """Figures that were measured together, and how."""

    title: str
    how: str
    lines: Sequence[Line]

    @property
    def markdown(self) -> str:
        """The section as a part of the page."""
        table = [HEADINGS, ["---"] * len(HEADINGS), *(line.cells for line in self.lines)]
        rows = "\n".join("| " + " | ".join(row) + " |" for row in table)
        return f"## {self.title}\n\n{self.how}\n\n{rows}\n"


def machine(postgres: str) -> str:
    """What it ran on."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{processor()}, {os.cpu_count()} cores, {memory_gb()} GB; {platform.system()} {platform.release()}; "
        f"Python {platform.python_version()}, PostgreSQL {postgres}, {packages}."
    )


def processor() -> str:
    """The processor's name where the system tells it."""
    known = Path("/proc/cpuinfo")
    if known.is_file():
        for line in known.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def memory_gb() -> int:
    """Memory of the machine."""
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def write(sections: Sequence[Section], postgres: str, load: float) -> None:
    """Put these sections into the page, each with where and when it was measured; the others stay."""
    where = (
        f"Measured on {datetime.now(UTC):%-d %B %Y}: {machine(postgres)} Before it began, {load:.1f} processes wanted "
        f"the {os.cpu_count()} cores on average.\n"
    )
    parts = kept(PAGE.read_text(encoding="utf-8") if PAGE.is_file() else "")
    parts |= {section.title: f"{section.markdown}\n{where}" for section in sections}
    PAGE.write_text("\n".join([INTRODUCTION, *parts.values()]), encoding="utf-8")


def kept(page: str) -> dict[str, str]:
    """The sections of a page by their titles.

    >>> kept("# Benchmarks\\n\\n## Pages\\n\\nHow.\\n\\n## Places\\n\\nHow.\\n")
    {'Pages': '## Pages\\n\\nHow.\\n', 'Places': '## Places\\n\\nHow.\\n'}
    """
    parts = ("\n" + page).split("\n## ")[1:]
    return {part.partition("\n")[0]: f"## {part.rstrip()}\n" for part in parts}
