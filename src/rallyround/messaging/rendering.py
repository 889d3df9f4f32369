"""A message's words, made at the moment of sending from its template, its parameters and what is true then."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.template import Context, Engine
from django.utils import translation

from rallyround.messaging import links
from rallyround.messaging.models import Message
from rallyround.people.models import Partnership

LANGUAGES = {"cy": ("cy", ".cy")}  # a person's language: Django's name of it, and the template's ending
ENGLISH = ("en-gb", "")
TIMES = ("start",)  # parameters that are times, kept in ISO 8601
SPARE_LINES = re.compile(r"\n{3,}")  # where a part of the template was left out


@dataclass(frozen=True)
class Words:
    """What the person reads."""

    title: str
    text: str


def render(message: Message) -> Words:
    """The words in the person's language, or in English. The template's first line is the title."""
    language, ending = LANGUAGES.get(message.language, ENGLISH)
    partnership = Partnership.objects.first()
    params = message.params
    context = {
        **params,
        **{name: datetime.fromisoformat(params[name]) for name in TIMES if params.get(name)},
        "link": links.link(message.subject_label, message.subject_id),
        "partnership": partnership.name if partnership else "",
        "number": partnership.contact_number if partnership else "",
    }
    with translation.override(language):
        template = Engine.get_default().get_template(f"messages/{message.template}{ending}.txt")
        text = template.render(Context(context, autoescape=False))  # plain text: nothing to escape
    title, _, body = text.strip().partition("\n")
    return Words(title.strip(), SPARE_LINES.sub("\n\n", body).strip() + "\n")
