"""Every change to files in and out."""

from rallyround.feeds.actions.imports import (
    BadRows,
    ImportResult,
    import_needs,
    import_offers,
    import_people,
    remember_columns,
)

__all__ = [
    "BadRows",
    "ImportResult",
    "import_needs",
    "import_offers",
    "import_people",
    "remember_columns",
]
