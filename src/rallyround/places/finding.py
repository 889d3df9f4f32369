"""The answer to a postcode typed into the search box: where it is, or kindly that it is not ours."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rallyround.places import queries

LONGEST = 20


@dataclass(frozen=True)
class Answer:
    """A sentence, and the place that it leads to; "" where it leads nowhere."""

    asked: str
    sentence: str
    place: str = ""
    place_name: str = ""


def find_postcode(text: str) -> Answer | None:
    """None where nothing was asked."""
    asked = " ".join(text.replace("\x00", "").split())[:LONGEST].upper()
    if not asked:
        return None
    if not queries.looks_like_postcode(asked):
        return Answer(asked, _("This does not look like a whole postcode. Type it like this: S1 2HH."))
    postcode = f"{queries.tidy(asked)[:-3]} {queries.tidy(asked)[-3:]}"
    if not queries.postcode_count():
        return Answer(postcode, _("No postcodes are loaded here yet. Find the place in the list below."))
    found = queries.locate(postcode)
    if found is None or not found.inside:
        sentence = _(
            "%(postcode)s is not in our area, or it is too new for our list. Somebody there can still be helped:"
            " take the request and choose a place by hand, or give them the number of their own council."
        ) % {"postcode": postcode}
        return Answer(postcode, sentence)
    place = found.area_code or found.district_code
    sentence = _("%(postcode)s is in %(district)s:") % {
        "postcode": postcode,
        "district": queries.area_name(found.district_code),
    }
    return Answer(postcode, sentence, place, queries.area_name(place))
