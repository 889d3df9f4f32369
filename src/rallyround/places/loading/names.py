"""The partnership that was asked for by name, found in the table of small areas, or the names that are like it."""

import re
from difflib import get_close_matches
from pathlib import Path

from django.utils.translation import gettext as _

from rallyround.ui.errors import Refused

SHOWN = 5


def key(name: str) -> str:
    """A name without what people write differently: capitals, "&" for "and", commas.

    >>> key("Avon & Somerset") == key("avon and somerset")
    True
    """
    return " ".join(re.findall(r"[^\W_]+", name.casefold().replace("&", " and ")))


class Partnerships:
    """The names in a table as its rows go by."""

    def __init__(self, wanted: str, path: Path) -> None:
        self.wanted = wanted
        self.path = path
        self._key = key(wanted)
        self._keys: dict[str, str] = {}

    def is_wanted(self, name: str) -> bool:
        """Whether a row's partnership is the one asked for."""
        found = self._keys.get(name)
        if found is None:
            found = self._keys[name] = key(name)
        return found == self._key

    def found(self) -> str:
        """The name as the table writes it; a refusal with the nearest names where there is none."""
        for name, name_key in self._keys.items():
            if name_key == self._key:
                return name
        raise Refused(
            _("%(file)s has no partnership called “%(wanted)s”. Names like it: %(names)s.")
            % {"file": self.path.name, "wanted": self.wanted, "names": ", ".join(self._like())}
        )

    def _like(self) -> list[str]:
        names = {name_key: name for name, name_key in self._keys.items()}
        near = get_close_matches(self._key, names, n=SHOWN, cutoff=0.4)
        near += [each for each in sorted(names) if set(each.split()) & set(self._key.split())]
        found = list(dict.fromkeys(names[each] for each in near))
        return found[:SHOWN] or sorted(names.values())[:SHOWN]
