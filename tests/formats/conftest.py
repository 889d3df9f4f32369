"""The folder of published files for the tests that read them."""

import os
import warnings
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder in RALLYROUND_REAL_DATA; without it the test says aloud that it was skipped."""
    folder = os.environ.get("RALLYROUND_REAL_DATA")
    if not folder:
        missing = "RALLYROUND_REAL_DATA is not set: the published files were NOT read"
        warnings.warn(missing, stacklevel=1)
        pytest.skip(missing)
    return Path(folder)
