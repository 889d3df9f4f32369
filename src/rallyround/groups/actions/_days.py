"""Days of what has happened already lie up to today, as the day is counted where the partnership is."""

from datetime import date, datetime

from django.utils import timezone

from rallyround.ui.errors import Refused


def refuse_ahead(day: date | None, at: datetime, sentence: str) -> None:
    """Refuse a day after today with the sentence."""
    if day is not None and day > timezone.localdate(at):
        raise Refused(sentence)
