"""A report's content, however it is spaced or capitalised, and nothing else."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rallyround.register.reports import NeedReport, content_of, postcode_in, tidy_postcode

FIRST = NeedReport(
    id=UUID(int=1), words="We need  sandbags", channel="web", phone="07700 900123", postcode="DN5 7JB"
)


@pytest.mark.parametrize(
    "change",
    [
        {"words": " we need sandbags "},
        {"phone": "+44 7700 900123"},
        {"postcode": "dn57jb"},
        {"channel": "hub"},
        {"id": UUID(int=2)},
    ],
)
def test_the_same_content_in_another_dress_is_the_same(change: dict[str, object]) -> None:
    assert content_of(replace(FIRST, **change)) == content_of(FIRST)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"words": "We need food"},
        {"phone": "07700 900124"},
        {"postcode": "DN5 7JC"},
        {"danger": True},
        {"people_count": 2},
        {"name": "Ann"},
        {"point": (450000, 403000)},
    ],
)
def test_other_content_is_other(change: dict[str, object]) -> None:
    assert content_of(replace(FIRST, **change)) != content_of(FIRST)  # type: ignore[arg-type]


def test_the_hash_cannot_be_made_without_the_key(settings: object) -> None:
    before = content_of(FIRST)
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert content_of(FIRST) != before


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_has_a_content(words: str, name: str) -> None:
    assert len(content_of(replace(FIRST, words=words, name=name))) == 64


@pytest.mark.parametrize(
    ("address", "postcode"),
    [
        ("12 Mill Lane, Sprotbrough, dn57jb", "DN5 7JB"),
        ("S1 2HH", "S1 2HH"),
        ("the caravan by the weir", ""),
        ("", ""),
        ("flat 3, SW1A 1AA London", "SW1A 1AA"),
    ],
)
def test_a_postcode_is_found_in_an_address(address: str, postcode: str) -> None:
    assert postcode_in(address) == postcode


def test_what_is_no_postcode_stays_as_typed() -> None:
    assert tidy_postcode(" by the  weir ") == "by the weir"
