"""The headings of the terms of reference: what each is for, and what to write under it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True)
class Heading:
    """One heading, with the question that its section answers."""

    key: str
    label: Text
    prompt: Text


HEADINGS: tuple[Heading, ...] = (
    Heading("context", _("Where we start from"),
            _("What has happened here, who works together already, and why this group exists now.")),
    Heading("ambition", _("What we want"),
            _("The ambition in its present version, and the aims that follow from it as far as they are known.")),
    Heading("constitution", _("How the group came to be"),
            _("Which body set it up, with what mandate, and what the group may decide by itself.")),
    Heading("law", _("Duties and standards"),
            _("Laws, duties and standards that bind the partners, and the good practice that you chose to follow.")),
    Heading("terms_used", _("Words and what we mean by them"),
            _("Every word that two partners might understand differently.")),
    Heading("governance", _("Who answers to whom"),
            _("To which body the group reports and how often, who decides, how results are measured, "
              "and when these terms are looked at again.")),
    Heading("structure", _("How the group is made up"),
            _("Seats, smaller groups, and who keeps in touch with which other body.")),
    Heading("timescale", _("Rhythm and dates"),
            _("How often the group meets, what is to be reached by when, and at what pace.")),
    Heading("funding", _("Money"), _("Where the money comes from, until when, and who may spend it.")),
    Heading("training", _("What members must know"),
            _("What members have to learn for this work, and how they will.")),
    Heading("initiatives", _("What we propose to do"),
            _("Work that the group puts forward, with whom, with what means, and where more may be found.")),
    Heading("risks", _("What may go wrong"),
            _("What could stop the work or do harm, and what is done about each.")),
    Heading("ongoing", _("Keeping it going"),
            _("How the work carries on once it runs: aims still open, what was reached, what was put right, "
              "and what has become everyday business.")),
)  # fmt: skip


@dataclass(frozen=True)
class Completeness:
    """How many of the headings have a text, and which have none."""

    filled: int
    of: int
    blank: tuple[Heading, ...]

    @property
    def whole(self) -> bool:
        return not self.blank


def completeness(sections: Mapping[str, str]) -> Completeness:
    """Which headings are filled; white space is not a text.

    >>> found = completeness({"context": "A flood.", "law": "  "})
    >>> found.filled, found.of, len(found.blank), found.whole
    (1, 13, 12, False)
    """
    blank = tuple(h for h in HEADINGS if not sections.get(h.key, "").strip())
    return Completeness(len(HEADINGS) - len(blank), len(HEADINGS), blank)
