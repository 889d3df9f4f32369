"""The data folder of a cluster, made by PostgreSQL's own initdb."""

import os
import shutil
import tempfile
from pathlib import Path

from rallyround.cluster import processes
from rallyround.cluster.errors import ClusterError
from rallyround.cluster.postmaster import Place

OPTIONS = ["--encoding=UTF8", "--auth=scram-sha-256", "--data-checksums", "--no-instructions"]

# Text is ordered by code point on every machine; letters are Unicode's where the server or system knows them.
BUILTIN = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]  # from 17 on
LOCALES = [["--locale=C.UTF-8"], ["--locale=C"]]


def initialise(place: Place, superuser: str, password: str) -> None:
    """Make the data folder, whole or not at all."""
    builtin = [[*BUILTIN, *locale] for locale in LOCALES] if place.binaries.major >= 17 else []
    part = place.data.with_name(f"{place.data.name}.part")
    initdb = place.binaries.program("initdb")
    said = ""
    with tempfile.TemporaryDirectory(dir=place.data.parent, prefix=".initdb-") as folder:
        pwfile = Path(folder) / "password"
        pwfile.write_text(password + "\n", encoding="ascii")
        if place.user is not None:
            for path in (Path(folder), pwfile):
                os.chown(path, place.user.uid, place.user.gid)
        for locale in [*builtin, *LOCALES]:
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(mode=0o700)
            if place.user is not None:
                os.chown(part, place.user.uid, place.user.gid)
            where: processes.Command = [initdb, "-D", part, "-U", superuser, f"--pwfile={pwfile}"]
            done = processes.run([*where, *OPTIONS, *locale], place.user)
            if done.returncode == 0:
                part.rename(place.data)
                return
            said = done.stderr.strip() or done.stdout.strip()
    shutil.rmtree(part, ignore_errors=True)
    raise ClusterError(
        f"PostgreSQL could not make its data folder {place.data}: {said}",
        "Put right what it says, or set RALLYROUND_HOME to another folder.",
    )
