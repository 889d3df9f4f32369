"""`{% load terms %}{% term "forum" %}`: the word of the partnership's nation."""

from django import template
from django.template import Context

from rallyround.people.models import Nation
from rallyround.programme import terms

register = template.Library()


@register.simple_tag(takes_context=True)
def term(context: Context, key: str) -> str:
    """What this is called in the nation of the partnership whose page it is."""
    partnership = context.get("partnership")
    return terms.term(key, partnership.nation if partnership else Nation.ENGLAND)
