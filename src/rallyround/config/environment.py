"""What the environment says about the database and the secret, read once when settings load."""

import os
import secrets
from pathlib import Path
from typing import Any

from rallyround.cluster import parameters

DEFAULT_SECRET = "practice-only-" + "0" * 40


def database() -> dict[str, Any]:
    """Django's settings of the one database that this process serves; the web role unless the owner is asked for."""
    owner = os.environ.get("RALLYROUND_DATABASE_ROLE") == "owner"
    url = os.environ.get("DATABASE_OWNER_URL" if owner else "DATABASE_URL", "postgresql:///rallyround")
    found = parameters(url)
    known = {"host", "port", "user", "password", "dbname"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": found["dbname"],
        "USER": found["user"],
        "PASSWORD": found["password"],
        "HOST": found["host"],
        "PORT": found["port"],
        "OPTIONS": {key: value for key, value in found.items() if key not in known},
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


def secret_key() -> tuple[str, bool]:
    """The signing key and whether it is the default one, with which going live is refused."""
    given = os.environ.get("RALLYROUND_SECRET_KEY")
    if given:
        return given, False
    name = os.environ.get("RALLYROUND_SECRET_FILE")
    if name and Path(name).is_file():
        return Path(name).read_text(encoding="ascii").strip(), False
    return DEFAULT_SECRET, True


def make_secret_file(path: Path) -> Path:
    """A secret made once and readable only by its owner."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path
