"""How a value is written in a table's cell, and in an exported file's."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext


def shown(value: object) -> object:
    """For a page: local time in words, yes and no, nothing for nothing; numbers and marked-up text as they are."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value) if timezone.is_aware(value) else value, "j M Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j M Y")
    if isinstance(value, (int, Decimal)):
        return f"{value:,}"
    return value


def exported(value: object) -> Any:
    """For a file: a number, a date, a time in local time with its offset, or plain text; None for nothing."""
    if value is None or isinstance(value, (bool, int, float, Decimal)):
        return value
    if isinstance(value, datetime):
        whole = value.replace(microsecond=0)
        return timezone.localtime(whole) if timezone.is_aware(whole) else whole
    if isinstance(value, date):
        return value
    return strip_tags(value) if isinstance(value, SafeString) else str(value)
