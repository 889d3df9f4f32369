"""Every change to files in and out."""

from rallyround.feeds.actions.exports import (
    begin_export,
    fail_export,
    finish_export,
    remove_exports,
    want_export,
)
from rallyround.feeds.actions.imports import (
    IMPORTS,
    BadRows,
    ImportResult,
    import_needs,
    import_offers,
    import_people,
    remember_columns,
    want_import,
)

__all__ = [
    "IMPORTS",
    "BadRows",
    "ImportResult",
    "begin_export",
    "fail_export",
    "finish_export",
    "import_needs",
    "import_offers",
    "import_people",
    "remember_columns",
    "remove_exports",
    "want_export",
    "want_import",
]
