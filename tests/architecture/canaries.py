"""Words that stand in for people: each is planted in one personal field, and searched for where none may be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_plus

SPACING = re.compile(r"[\s\-().]+")


@dataclass(frozen=True)
class Canaries:
    """What one person says of themselves. Every field holds a word or number that is nowhere else.

    >>> Canaries("need", 1).name
    'Zqneed Zqneedname'
    >>> Canaries("need", 1).phone
    '07700 917001'
    """

    kind: str
    number: int

    @property
    def name(self) -> str:
        return f"Zq{self.kind} Zq{self.kind}name"

    @property
    def phone(self) -> str:
        return f"07700 917{self.number:03d}"

    @property
    def email(self) -> str:
        return f"zq{self.kind}mail@example.org"

    @property
    def address(self) -> str:
        return f"{self.number} Zq{self.kind}street"

    @property
    def words(self) -> str:
        return f"We need water, says zq{self.kind}words"

    @property
    def emergency_contact(self) -> str:
        return f"Zq{self.kind}sister, 07700 918{self.number:03d}"

    def marks(self) -> Iterator[str]:
        """What to search for, as `found` sees a text."""
        for field in ("name", "mail", "street", "words", "sister"):
            yield f"zq{self.kind}{field}"
        yield f"7700917{self.number:03d}"
        yield f"7700918{self.number:03d}"


# The people of the world in `world.py`. "a" and "b" live in different districts.
PEOPLE = {
    kind: Canaries(kind, number)
    for number, kind in enumerate(
        (
            "needa", "needb", "unseena", "unseenb", "handeda", "handedb", "mergeda", "mergedb",
            "opena", "openb", "sparea", "spareb",
            "helpeda", "helpedb", "offera", "offerb", "idlea", "idleb", "contact", "deputy",
            "imported", "uploaded",
        ),
        start=1,
    )
}  # fmt: skip
# Free text that is nobody's description of themselves: notes, reasons, reports, a responder's name.
NOTES = {
    what: f"Zqnote{what} was written here"
    for what in ("responder", "handover", "decision", "why", "added", "outcome", "feedbackvolunteer",
                 "feedbackrequester", "plain", "form", "activation", "stooddown")
}  # fmt: skip
MARKS: dict[str, str] = {
    **{mark: kind for kind, person in PEOPLE.items() for mark in person.marks()},
    **{f"zqnote{what}": "note" for what in NOTES},
}


def found(text: str) -> set[str]:
    """The canaries in a text, also where it is percent-encoded or a number is spaced otherwise.

    >>> sorted(found("tel:+44%207700-917001 Zqneedaname"))
    ['7700917001', 'zqneedaname']
    """
    plain = unquote_plus(text).casefold()
    squeezed = SPACING.sub("", plain)
    return {mark for mark in MARKS if mark in (squeezed if mark.isdigit() else plain)}
