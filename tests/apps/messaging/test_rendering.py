"""The words of every message, in English and Welsh, with and without what may be missing."""

from datetime import datetime
from itertools import product
from pathlib import Path
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

import rallyround.messaging
from rallyround.messaging import links
from rallyround.messaging.models import Message
from rallyround.messaging.rendering import render
from rallyround.messaging.wordings import ROLES, WORDINGS
from tests.factories import make_partnership

FOLDER = Path(rallyround.messaging.__file__).parent / "templates" / "messages"
ADDRESS_WORDS = ("easting", "northing", "address }}", "postcode", "phone")


def message(template: str, language: str = "en", **params: str) -> Message:
    """A message that is not kept."""
    return Message(
        template=template, language=language, params=params, subject_label="trial", subject_id=uuid7()
    )


def test_every_wording_has_its_two_templates_and_no_template_is_left_over() -> None:
    files = {path.name for path in FOLDER.glob("*.txt")}
    assert files == {f"{key}{ending}" for key in WORDINGS for ending in (".txt", ".cy.txt")}
    assert {wording.to for wording in WORDINGS.values()} == set(ROLES)


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "language"), list(product(WORDINGS, ("en", "cy"))))
def test_every_message_reads_whole_with_everything_and_with_nothing(
    key: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_partnership(name="Mere & Shire")
    bare = render(message(key, language))
    monkeypatch.setitem(links._makers, "trial", lambda id: f"/t/{id}/")
    full = render(message(key, language, code="ABCD-2345", word="heron", reason="request_unseen"))
    for words in (bare, full):
        assert words.title
        assert "Mere & Shire" in words.text
        assert "\n\n\n" not in words.text
        assert "{" not in words.title + words.text
    if "{{ link }}" in (FOLDER / f"{key}.txt").read_text():
        assert "http://127.0.0.1:8000/t/" in full.text


@pytest.mark.parametrize("path", sorted(FOLDER.glob("task_*.txt")), ids=lambda path: path.name)
def test_no_message_to_a_volunteer_can_hold_the_address(path: Path) -> None:
    text = path.read_text().lower()
    assert not any(f"{{{{ {word}" in text or word in text for word in ADDRESS_WORDS)


@pytest.mark.django_db
def test_a_welsh_speaker_is_written_to_in_welsh_and_others_in_english() -> None:
    make_partnership()
    assert "cyrraedd" in render(message("need_received", "cy")).title
    assert "arrived" in render(message("need_received", "pl")).title


@pytest.mark.django_db
def test_a_link_is_made_anew_each_time_the_words_are_made(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_partnership()
    asked: list[UUID] = []

    def make(id: UUID) -> str:
        asked.append(id)
        return f"/t/{len(asked)}/"

    monkeypatch.setattr(links, "_makers", {})
    links.register("trial", make)
    one = message("task_offered")
    assert "/t/1/" in render(one).text
    assert "/t/2/" in render(one).text
    assert asked == [one.subject_id] * 2


@pytest.mark.django_db
def test_when_help_comes_is_said_in_local_time_with_the_word_at_the_door() -> None:
    make_partnership()
    words = render(message("need_help_coming", word="heron", start="2026-07-14T09:00:00+00:00"))
    assert "Tuesday 14 July at about 10:00" in words.text
    assert "“heron”" in words.text
