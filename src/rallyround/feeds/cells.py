"""Reads the cells of one row by field, and notes what is wrong, so that a person hears of everything at once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rallyround.formats.problem import shown
from rallyround.people.phones import phone_problem
from rallyround.places.queries import looks_like_postcode

Text = str | Promise
Found = TypeVar("Found")

YES = frozenset({"yes", "y", "true", "1", "x", "✓", "ie", "oes", "ydy"})
NO = frozenset({"no", "n", "false", "0", "na", "nac oes", "nac ydy"})
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row and what to do about it; `column` is the heading in the file, "" for the whole row."""

    row: int
    column: str
    sentence: str

    def __str__(self) -> str:
        where = _("Row %(row)s") % {"row": f"{self.row:,}"}
        return f"{where}, {self.column}: {self.sentence}" if self.column else f"{where}: {self.sentence}"


class Cells:
    """The cells of one row. Each reader gives a value that is safe to go on with; what was wrong is in `problems`."""

    def __init__(self, row: int, said: Mapping[str, str], columns: Mapping[str, str]) -> None:
        self.row = row
        self.problems: list[Problem] = []
        self._said = said
        self._columns = columns

    def wrong(self, key: str, sentence: str) -> None:
        """Note a problem of a field, or with "" of the whole row."""
        self.problems.append(Problem(self.row, self._columns.get(key, ""), sentence))

    def raw(self, key: str) -> str:
        """What stands in the cell; nothing where the file has no such column."""
        return self._said.get(self._columns.get(key, ""), "")

    def text(self, key: str, longest: int, *, required: str = "") -> str:
        """Text of at most `longest` characters; `required` is what to say where it is missing."""
        found = self.raw(key)
        if len(found) > longest:
            self.wrong(
                key, _("The text has more than %(most)s characters: shorten it.") % {"most": f"{longest:,}"}
            )
            return ""
        if required and not found:
            self.wrong(key, required)
        return found

    def phone(self, key: str = "phone") -> str:
        """A telephone number that can be rung."""
        found = self.text(key, 40)
        if found and (problem := phone_problem(found)):
            self.wrong(key, f"{shown(found)}: {problem}")
            return ""
        return found

    def email(self, key: str = "email") -> str:
        """An e-mail address."""
        found = self.text(key, 254)
        if found:
            try:
                validate_email(found)
            except ValidationError:
                self.wrong(key, _("%(value)s is no e-mail address: correct it, or leave the cell empty.")
                           % {"value": shown(found)})  # fmt: skip
                return ""
        return found

    def postcode(self, key: str = "postcode") -> str:
        """Something of the shape of a postcode, be it ours or not."""
        found = self.text(key, 300)
        if found and not looks_like_postcode(found):
            self.wrong(key, _("%(value)s is no postcode: correct it, or leave the cell empty.")
                       % {"value": shown(found)})  # fmt: skip
            return ""
        return found

    def choice(self, key: str, words: Mapping[str, Text], default: str = "") -> str:
        """One of `words`, written as its key or as it is called; `default` where the cell is empty."""
        found = self.raw(key)
        return (self._one(key, found, words) or default) if found else default

    def choices(self, key: str, words: Mapping[str, Text]) -> tuple[str, ...]:
        """Any of `words`, separated by semicolons, bars or line ends."""
        parts = [part for part in re.split(r"[;|\n]", self.raw(key)) if part.strip()]
        return tuple(dict.fromkeys(one for part in parts if (one := self._one(key, part, words))))

    def yes_no(self, key: str) -> bool | None:
        """Yes, no, or None where nothing is said."""
        found = self.raw(key)
        if not found:
            return None
        if _plain(found) in YES | NO:
            return _plain(found) in YES
        self.wrong(key, _("%(value)s is neither yes nor no: write one of these.") % {"value": shown(found)})
        return None

    def whole(self, key: str, low: int, high: int) -> int | None:
        """A whole number from `low` to `high`, which may have commas between its thousands."""
        found = self.raw(key)
        if not found:
            return None
        digits = found.replace(",", "").removesuffix(".0")
        if digits.isascii() and digits.isdecimal() and len(digits) < 10 and low <= int(digits) <= high:
            return int(digits)
        self.wrong(key, _("%(value)s is not a whole number from %(low)s to %(high)s: correct it.")
                   % {"value": shown(found), "low": f"{low:,}", "high": f"{high:,}"})  # fmt: skip
        return None

    def moment(self, key: str, *, whole_day: bool = False) -> datetime | None:
        """A date with or without its time of day, as local time; `whole_day`: without one, the end of that day."""
        found = self._moment(key)
        if found is None:
            return None
        moment, has_time = found
        if whole_day and not has_time:
            moment += timedelta(days=1)
        return timezone.make_aware(moment)

    def look_up(self, key: str, find: Callable[[str], Found | None], sentence: str) -> Found | None:
        """What the cell names, by `find`; `sentence` says with %(value)s what to do where it names nothing."""
        name = self.raw(key)
        found = find(name) if name else None
        if name and found is None:
            self.wrong(key, sentence % {"value": shown(name)})
        return found

    def _moment(self, key: str) -> tuple[datetime, bool] | None:
        found = self.raw(key)
        if not found:
            return None
        day, _space, clock = found.replace("T", " ").partition(" ")
        moment = _day(day)
        at = _clock(clock.strip()) if clock.strip() else time()
        if moment is None or at is None:
            self.wrong(key, _("%(value)s is no date: write it as 27/03/2026 or 27/03/2026 18:00.")
                       % {"value": shown(found)})  # fmt: skip
            return None
        return datetime.combine(moment, at), bool(clock.strip())

    def _one(self, key: str, found: str, words: Mapping[str, Text]) -> str:
        said = _plain(found)
        for word, label in words.items():
            if said in (_plain(word), _plain(str(label))):
                return word
        known = ", ".join(str(label) for label in words.values())
        self.wrong(key, _("%(value)s is none of these: %(known)s. Write one of them, or leave the cell empty.")
                   % {"value": shown(found), "known": known})  # fmt: skip
        return ""


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).casefold()


def _first(text: str, shapes: Sequence[str]) -> datetime | None:
    for shape in shapes:
        try:
            return datetime.strptime(text, shape)  # noqa: DTZ007 a file says local time without its zone
        except ValueError:
            continue
    return None


def _day(text: str) -> date | None:
    found = _first(text, DAYS)
    return found.date() if found and EARLIEST <= found.date() <= LATEST else None


def _clock(text: str) -> time | None:
    found = _first(text, ("%H:%M", "%H:%M:%S"))
    return found.time() if found else None
