"""`{% load business %}`: pounds, ranges and ratios in templates."""

from django import template

from rallyround.business import words

register = template.Library()
register.filter("pounds", words.pounds)
register.filter("pounds_range", words.pounds_range)
register.filter("ratio", words.ratio)


@register.filter
def per_cent(share: float | None) -> str:
    """A share as whole per cent; nothing for nothing."""
    return "" if share is None else f"{share * 100:.0f} %"


@register.filter
def factor(value: float) -> str:
    """A discount factor, as published tables write it."""
    return f"{value:.6f}"
