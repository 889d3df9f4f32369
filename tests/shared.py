"""What all test processes of one run share: it takes long to make and is the same for each."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rallyround.cluster import Cluster, service_user
from rallyround.cluster.locks import only_one

NAMED_BY = "TESTS_SHARED"  # the variable by which the processes of pytest-xdist know the folder
PATIENCE = 600  # seconds until another process has made it
PREPARE = "from rallyround.cli.environment import prepare; prepare().stop()"


def open_folder() -> None:
    """Make the folder, where every user can enter it; once, before other test processes start."""
    folder = Path(tempfile.mkdtemp(prefix="rallyround-shared-"))
    folder.chmod(0o755)
    os.environ[NAMED_BY] = str(folder)


def remove_folder() -> None:
    """Remove it with all that is in it."""
    shutil.rmtree(os.environ.pop(NAMED_BY), ignore_errors=True)


def _folder() -> Path:
    return Path(os.environ[NAMED_BY])


def compiled() -> Path:
    """For NUMBA_CACHE_DIR: machine code of the allocation, compiled by the first program that needs it."""
    folder, user = _folder() / "compiled", service_user()
    folder.mkdir(mode=0o755, exist_ok=True)
    if user is not None:  # as whom web and worker run
        os.chown(folder, user.uid, user.gid)
    return folder


def environment(home: Path) -> dict[str, str]:
    """For a program with a home of its own: nothing of the tests' settings, but which PostgreSQL is asked for."""
    ours = ("RALLYROUND_", "DATABASE_", "DJANGO_")
    given = {"RALLYROUND_POSTGRES"}
    kept = {name: said for name, said in os.environ.items() if name in given or not name.startswith(ours)}
    return kept | {"RALLYROUND_HOME": str(home), "NUMBA_CACHE_DIR": str(compiled())}


def copy_prepared(home: Path) -> None:
    """Put an installation into an empty home: its server is stopped, its database migrated and empty."""
    made = _folder() / "prepared"
    with only_one(_folder() / "prepared.lock", None, patience=PATIENCE):
        if not made.exists():
            _make(made)
    subprocess.run(["cp", "-a", f"{made}/.", home], check=True)


def _make(made: Path) -> None:
    """Made under another name, so that what is half done is nobody's."""
    part = made.with_name("part")
    part.mkdir(mode=0o755)
    try:
        subprocess.run([sys.executable, "-c", PREPARE], env=environment(part), check=True)
    finally:
        Cluster(part).stop()
    part.rename(made)
