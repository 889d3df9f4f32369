"""The words and laws of each nation, the editions of the manual, and the guidance they lean on."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation

import rallyround.messaging
from rallyround import programme
from rallyround.groups.models import PriorityGroup
from rallyround.people.models import Nation, Partnership
from rallyround.programme import manual, terms
from rallyround.programme.models import Body
from rallyround.programme.queries import journey, pages
from tests.architecture.addresses import addresses, rows
from tests.factories import AT, make_partnership
from tests.groups_factories import make_group
from tests.journey_factories import make_body, make_cycle

TODAY = AT.date()
FORUMS = {
    "england": "local resilience forum",
    "wales": "local resilience forum",
    "scotland": "regional resilience partnership",
    "northern_ireland": "emergency preparedness group",
    "crown_dependency": "resilience forum",
}


@pytest.mark.parametrize("nation", Nation.values)
def test_each_nation_has_its_words_tiers_and_laws_each_with_source_and_date(nation: str) -> None:
    pack = terms.pack(nation)
    assert pack.words["forum"].text == FORUMS[nation]
    assert set(terms.LAWS) <= pack.laws.keys()
    assert len(pack.tiers) >= 2
    for entry in (*pack.words.values(), *pack.tiers, *pack.laws.values()):
        assert entry.source
        assert date(1936, 1, 1) <= entry.dated <= TODAY


@pytest.mark.django_db
@pytest.mark.manual("IN.8")
@pytest.mark.manual_part("S1.c1")
def test_switching_the_pack_changes_words_and_not_data() -> None:
    partnership = make_partnership()
    group, body = make_group(), make_body("forum")
    make_cycle(group)
    rows = list(PriorityGroup.objects.values()), list(Body.objects.values())
    said = {}
    for nation in Nation.values:
        Partnership.objects.update(nation=nation)
        partnership.refresh_from_db()
        page = Template('{% load terms %}{% term "forum" %}').render(Context({"partnership": partnership}))
        assert page == FORUMS[nation]
        assert FORUMS[nation] in (journey.edition().steps[0].what)
        said[nation] = [tier.text for tier in terms.pack(nation).tiers]
        assert (list(PriorityGroup.objects.values()), list(Body.objects.values())) == rows
    assert len({tuple(tiers) for tiers in said.values()}) == len(said)
    assert body.name == Body.objects.get().name


@pytest.mark.manual("X.12")
def test_wales_scotland_and_northern_ireland_have_packs_of_language_and_law() -> None:
    laws = {nation: terms.pack(nation).laws for nation in Nation.values}
    assert "2014" in laws["wales"]["adults"].text
    assert "Social Services" in laws["wales"]["adults"].text
    assert "Scotland" in laws["scotland"]["planning"].text
    assert "AccessNI" in laws["northern_ireland"]["checks"].text
    assert "Jersey" in laws["crown_dependency"]["emergencies"].text
    assert len({str(law["adults"].text) for law in laws.values()}) == len(laws)
    with translation.override("cy"):
        assert terms.term("forum", "wales") == "fforwm lleol Cymru gydnerth"
        assert terms.term("forum", "scotland") == "regional resilience partnership"
    assert all(entry.cy for entry in terms.pack("wales").words.values())
    assert "cy" in dict(settings.LANGUAGES)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('source = "x"', 'source = ""'), "needs text, source and dated"),
        (("[laws]", "[lawz]"), "laws are wanted"),
        (('nation = "scotland"', 'nation = "narnia"'), "no nation that we know"),
        (("forum = {", "forums = {"), "the words must be"),
    ],
)
def test_a_faulty_pack_is_refused_by_name(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    text = (terms.FOLDER / "scotland.toml").read_text("utf-8")
    text = text.replace('source = "Scotland Act 2012, section 12"', 'source = "x"')
    path = tmp_path / "scotland.toml"
    path.write_text(text.replace(*change), "utf-8")
    with pytest.raises(terms.BadPack, match=said):
        terms.read(path)


# The manual


def test_the_first_edition_has_eight_steps_in_four_phases() -> None:
    edition = manual.read(manual.BUILT_IN, terms.words("england"))
    assert {phase.key: [step.number for step in phase.steps] for phase in edition.phases} == {
        "ambition": [1], "design": [2, 3, 4], "implement": [5, 6, 7], "improve": [8],
    }  # fmt: skip
    for step in edition.steps:
        assert all((step.what, step.why, step.how, step.questions, step.advanced, step.example))
        assert "{" not in step.what


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("1-align.toml", ("number = 1", "number = 2"), "one file for each step"),
        ("1-align.toml", ('what = "', 'wat = "'), "1-align.toml: what is missing"),
        ("1-align.toml", ('[\n  "Support', '[\n  3, "Support'), "list of sentences"),
        ("2-who.toml", ("{forum}", "{parish}"), "which no nation has"),
        ("2-who.toml", ('example = "', 'aside = "x"\nexample = "'), "nobody knows aside"),
        ("3-why.toml", ('phase = "design"', 'phase = "improve"'), "does not belong to phase"),
        ("4-what.toml", ("[[", "[[["), "is not TOML"),
        ("edition.toml", ('key = "design"', 'key = "draw"'), "phases must be"),
        ("references.toml", ('"superseded"', '"old"'), "current or superseded"),
        ("references.toml", ('superseded_by = "vulnerable_2025"', 'superseded_by = "x"'), "not listed"),
    ],
)
def test_a_faulty_edition_is_refused_by_file_and_field(
    tmp_path: Path, file: str, change: tuple[str, str], said: str
) -> None:
    shutil.copytree(manual.BUILT_IN, tmp_path / "manual")
    path = tmp_path / "manual" / file
    text = path.read_text("utf-8")
    path.write_text(text.replace(*change) if change[0] in text else text + "[[", "utf-8")
    with pytest.raises(manual.BadEdition, match=said):
        manual.read(tmp_path / "manual", terms.words("england"))


def test_a_missing_step_is_refused(tmp_path: Path) -> None:
    shutil.copytree(manual.BUILT_IN, tmp_path / "manual")
    (tmp_path / "manual" / "5-with.toml").unlink()
    with pytest.raises(manual.BadEdition, match="one file for each step"):
        manual.read(tmp_path / "manual", terms.words("england"))


@pytest.mark.manual("IN.7")
def test_the_library_says_what_was_superseded_by_what() -> None:
    references = manual.read(manual.BUILT_IN, terms.words("england")).references
    by_key = {reference.key: reference for reference in references}
    old = [reference for reference in references if reference.status == "superseded"]
    assert [
        (r.edition, by_key[r.superseded_by].dated.year, by_key[r.superseded_by].edition) for r in old
    ] == [("February 2008", 2025, "Version 1.1, April 2025")]
    current = [reference for reference in references if reference.status == "current"]
    assert all(reference.edition and reference.review_on for reference in current)
    assert {"iso_22319", "iso_22395", "iso_22392", "crdf", "standards"} <= {r.key for r in current}


@pytest.mark.django_db
def test_every_page_that_the_manual_and_the_journey_name_is_there() -> None:
    make_partnership()
    group = make_group()
    for step in journey.edition().steps:
        for doing in (*step.how, *step.advanced):
            assert pages.place_of(doing.page, group).startswith("/"), doing.page
    assert all(url.startswith("/") for each in pages.pages() for _label, url in each.pages)


# Two vocabularies


def words_of(html: str) -> str:
    """What somebody reads of a page."""
    return re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL).lower()


@pytest.mark.django_db
@pytest.mark.manual("TD.5")
def test_planning_says_risk_and_public_pages_say_need(client: Client) -> None:
    """Every page for everybody, and the templates of messages to whoever asks or helps: none of planning's words."""
    make_partnership()
    avoided = terms.not_for_the_public()
    assert {"risk", "vulnerab"} <= set(avoided)
    public = {name for name, row in rows().items() if row == "public"}
    opened = {a.name for a in addresses() if a.name in public and not a.parameters}
    read = {name: client.get(reverse(name)) for name in sorted(opened)}
    pages = {
        name: words_of(answer.content.decode()) for name, answer in read.items() if answer.status_code == 200
    }
    assert {"front", "get_help", "offer_help", "advice"} <= pages.keys()
    folder = Path(rallyround.messaging.__file__).parent / "templates" / "messages"
    pages |= {
        path.name: path.read_text("utf-8").lower()
        for path in folder.glob("*.txt")
        if path.name.startswith(("need_", "offer_", "task_"))
    }
    assert [(name, word) for name, text in pages.items() for word in avoided if word in text] == []
    assert "risk" in words_of(
        Path(programme.__file__).parent.joinpath("forms", "systems.py").read_text("utf-8")
    )
