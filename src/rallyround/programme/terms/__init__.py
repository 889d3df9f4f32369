"""The words and laws of each nation as data: choosing a nation changes words on pages, never a row in the database."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from rallyround.people.models import Nation

FOLDER = Path(__file__).parent
WORDS = ("forum", "executive", "strategic", "tactical", "cell", "risk_register", "responder", "government")
LAWS = ("emergencies", "planning", "adults", "checks", "personal_data", "equality")


class BadPack(ValueError):
    """A file of words does not say what it must."""


@dataclass(frozen=True)
class Entry:
    """A word, a tier of government or a law, with where it stands and of which day that is; `cy` in Welsh."""

    key: str
    text: str
    source: str
    dated: date
    cy: str = ""

    def said(self, language: str = "en") -> str:
        """In this language where the pack has it."""
        return self.cy if self.cy and language.startswith("cy") else self.text


@dataclass(frozen=True)
class Pack:
    """What one nation calls things, its tiers of government from the top down, and the laws that apply there."""

    nation: str
    words: dict[str, Entry]
    tiers: tuple[Entry, ...]
    laws: dict[str, Entry]


@cache
def pack(nation: str) -> Pack:
    """The pack of a nation."""
    return read(FOLDER / f"{Nation(nation).value}.toml")


def read(path: Path) -> Pack:
    """One file, strictly: every word and law there, each with source and date, and nothing else."""
    content = tomllib.loads(path.read_text("utf-8"))
    if content.keys() != {"nation", "words", "tiers", "laws"}:
        raise BadPack(f"{path.name}: nation, words, tiers and laws are wanted, and nothing else")
    if content["nation"] not in Nation.values:
        raise BadPack(f"{path.name}: {content['nation']!r} is no nation that we know")
    words = {key: _entry(path, key, said) for key, said in content["words"].items()}
    laws = {key: _entry(path, key, said) for key, said in content["laws"].items()}
    if words.keys() != set(WORDS):
        raise BadPack(f"{path.name}: the words must be {', '.join(WORDS)}")
    if missing := set(LAWS) - laws.keys():
        raise BadPack(f"{path.name}: no law is named for {', '.join(sorted(missing))}")
    tiers = tuple(_entry(path, said["key"], {**said, "text": said["name"]}) for said in content["tiers"])
    return Pack(content["nation"], words, tiers, laws)


def _entry(path: Path, key: str, said: dict[str, Any]) -> Entry:
    if not said.get("text") or not said.get("source") or not isinstance(said.get("dated"), date):
        raise BadPack(f"{path.name}: {key} needs text, source and dated")
    return Entry(key, said["text"], said["source"], said["dated"], said.get("cy", ""))


def words(nation: str) -> dict[str, str]:
    """Every word of a nation in the language of the page."""
    language = get_language() or "en"
    return {key: entry.said(language) for key, entry in pack(nation).words.items()}


def term(key: str, nation: str) -> str:
    """One word of a nation in the language of the page.

    >>> term("forum", "scotland")
    'regional resilience partnership'
    """
    return pack(nation).words[key].said(get_language() or "en")


@cache
def not_for_the_public() -> tuple[str, ...]:
    """The beginnings of words that belong to planning and stand on no public page."""
    pairs = tomllib.loads((FOLDER / "public.toml").read_text("utf-8"))["pairs"]
    return tuple(pair["planning"] for pair in pairs)
