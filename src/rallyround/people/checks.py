"""Django's own checks refuse a live partnership that is run as only a practice one may be."""

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from rallyround.people import live


@register(Tags.database)
def live_is_safe(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """One error for each reason; run by `check --database default` and before migrating."""
    if not databases:
        return []
    try:
        sentences = live.must_not_start()
    except DatabaseError:  # there is no table to ask yet
        return []
    return [Error(sentence, id="people.live") for sentence in sentences]
