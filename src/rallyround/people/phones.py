"""Telephone numbers as people write them."""

import re

from django.utils.translation import gettext as _


def phone_key(phone: str) -> str:
    """The digits that make two spellings of one number equal: +44 7700 900123 and 07700 900123 give 7700900123."""
    digits = re.sub(r"\D", "", phone)
    for prefix in ("0044", "44", "0"):
        if digits.startswith(prefix) and len(digits) >= 10:
            return digits[len(prefix) :][-10:]
    return digits[-10:]


def phone_problem(phone: str) -> str:
    """What is wrong with a number in a sentence, or nothing. Lenient: a number that can be rung is a number."""
    digits = re.sub(r"\D", "", phone)
    if re.search(r"[^\d\s()+\-./extEXT]", phone) or not 7 <= len(digits) <= 15:
        return _("Enter a telephone number, such as 07700 900123.")
    return ""
