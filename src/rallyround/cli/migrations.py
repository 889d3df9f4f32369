"""Checks that the models and their migrations agree, on a database that is thrown away: part of `make check`."""

import os
import shutil
import tempfile
from pathlib import Path


def main() -> None:
    """Exit 1 and print what a migration would hold, when one is missing."""
    folder = Path(tempfile.mkdtemp(prefix="rallyround-check-"))
    folder.chmod(0o755)
    os.environ["RALLYROUND_HOME"] = str(folder)
    from rallyround.cli.environment import prepare

    ready = prepare()
    try:
        from django.core.management import call_command

        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    finally:
        ready.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
