"""Four papers from the record: what they say, what they name as missing, that they stay, and their files."""

import hashlib
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import docx
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from uuid_utils.compat import uuid7

from rallyround.business import actions as business
from rallyround.formats.document import Blank, Document, Table, Text, from_json
from rallyround.formats.pdf_out import headings as set_headings
from rallyround.ledger.models import Event
from rallyround.programme import actions, headings
from rallyround.programme.actions.papers import make_paper
from rallyround.programme.models import Paper
from rallyround.programme.papers.content import KINDS
from rallyround.programme.queries import papers as queries
from rallyround.ui.errors import Refused
from tests.business_factories import make_approved_case, make_full_case, make_line
from tests.evaluation_factories import make_activation, make_debrief, make_lesson, make_module, work_through
from tests.factories import AT, TEST, make_organisation, make_partnership, make_user
from tests.groups_factories import make_group
from tests.programme_factories import (
    approver,
    endorse,
    make_activity,
    make_aim,
    make_ambition,
    make_lead,
    make_terms,
)

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def made(kind: str, subject: Any = None, **said: Any) -> tuple[Paper, Document]:
    """A paper and what it says."""
    paper = make_paper(
        by=TEST,
        at=LATER,
        kind=kind,
        made_by=make_user(),
        subject_id=subject.id if subject else None,
        **said,
    )
    return paper, from_json(paper.content)


def words(document: Document) -> str:
    """Everything that a paper says, on one line."""
    return str(document)


def blocks(document: Document, heading: str) -> list[Any]:
    """What stands under a heading."""
    return next(list(section.blocks) for section in document.sections if section.heading == heading)


def fill_strategy() -> None:
    """Something of each part of the strategy."""
    boss = approver(name="Bertha Boss")
    make_partnership()
    make_lead(boss=boss)
    actions.add_driver(by=TEST, at=AT, kind="law", what="Duty to plan", source="Act of 2004",
                       link="", dated_on=date(2004, 11, 18))  # fmt: skip
    ambition = make_ambition(boss=boss)
    endorse(ambition, make_organisation(name="Parish Council"))
    endorse(ambition, make_organisation(name="Chamber"), "no")
    make_group(name="Homes by the Mere", size_low=1_900, size_high=2_100, size_unit="households", high=True)
    vision = actions.draft_vision(by=boss.actor, at=AT, user=boss, text="A valley that helps itself.")
    actions.approve_vision(by=boss.actor, at=AT, vision=vision, user=boss)
    aim = make_aim(text="Homes are ready")
    make_activity(
        aim, "gaps", what="Ask every street", owner=make_user("working_group_member", name="Olga Owner")
    )
    actions.adopt_principles(by=TEST, at=AT, keys=["ask_first", "within_means"])
    make_approved_case()


def test_an_empty_record_makes_a_strategy_that_names_every_blank() -> None:
    paper, document = made("strategy")
    assert paper.version == 1
    for what in ("the ambition", "the reasons for the ambition, with their sources", "who stands behind the ambition",
                 "the groups that come first", "the vision", "the aims", "the ways of working",
                 "opportunities and risks", "the pace", "an approved business case"):  # fmt: skip
        assert f"Not yet written: {what}" in document.blanks
    assert queries.paper_file(paper, "pdf").content.startswith(b"%PDF")
    assert queries.paper_file(paper, "docx").content.startswith(b"PK")


def test_the_strategy_is_made_from_the_record_with_a_source_for_each_part() -> None:
    fill_strategy()
    _paper, document = made("strategy")
    said = words(document)
    for text in ("Nobody in the valley is alone in a flood.", "Act of 2004", "1 said yes, 1 no", "It costs too much.",
                 "Homes by the Mere", "1,900 to 2,100 households", "A valley that helps itself.", "Homes are ready",
                 "Ask every street", "Ready for floods on the Mere, 1"):  # fmt: skip
        assert text in said, text
    for section in document.sections:
        for block in section.blocks:
            assert isinstance(block, Blank) or block.source, (section.heading, block)


def test_no_paper_names_a_person() -> None:
    fill_strategy()
    officer = make_user("duty_officer", name="Otto Officer")
    activation = work_through(make_activation(make_module()))
    make_debrief(subject=("activation", activation.id))
    terms = make_terms()
    case = business.copy_case(
        by=TEST, at=AT, case=make_full_case(name="Other"), made_by=officer, name="Third"
    )
    for kind, subject in (("strategy", None), ("terms", terms), ("case", case), ("after_action", activation)):
        said = words(made(kind, subject)[1])
        for name in ("Bertha Boss", "Olga Owner", "Otto Officer", "The gauge rises", "User "):
            assert name not in said, (kind, name)


@pytest.mark.manual("IN.9")
def test_the_strategy_has_vision_aims_principles_risks_pace_and_steps() -> None:
    fill_strategy()
    group = make_group(name="Care homes")
    actions.begin_cycle(by=TEST, at=AT, group=group, opened_by=make_user("tactical_lead"))
    boss = make_user("tactical_lead")
    actions.set_pace(by=TEST, at=AT, user=boss, days_a_month=12, groups_at_a_time=1, reason="Two part-time people.",
                     holds_from=AT.date())  # fmt: skip
    actions.add_opportunity(by=TEST, at=AT, kind="risk", actor="volunteers", what="They drift away",
                            response="A task each quarter", weight=4, owner=boss, review_on=date(2026, 6, 1))  # fmt: skip
    _paper, document = made("strategy")
    for heading, text in (
        ("Vision", "A valley that helps itself."),
        ("Aims and what is done for them", "Homes are ready"),
        ("Ways of working", ""),
        ("Opportunities and risks", "They drift away"),
        ("Pace", "12 days of work a month, 1 groups at a time. Two part-time people."),
        ("How far each group has come", "Care homes"),
    ):
        found = blocks(document, heading)
        assert found
        assert not isinstance(found[0], Blank), heading
        assert text in str(found), heading
    steps = blocks(document, "How far each group has come")[0]
    assert isinstance(steps, Table)
    assert len(steps.rows) == 8


def test_the_terms_have_each_heading_and_a_blank_is_named() -> None:
    terms = make_terms()
    user = make_user("secretariat")
    sections = {
        heading.key: f"About {heading.key}." for heading in headings.HEADINGS if heading.key != "funding"
    }
    actions.write_terms(by=user.actor, at=AT, terms=terms, sections={**sections, "funding": ""})
    _paper, document = made("terms", terms)
    money = next(str(heading.label) for heading in headings.HEADINGS if heading.key == "funding")
    assert [s.heading for s in document.sections][:13] == [
        str(heading.label) for heading in headings.HEADINGS
    ]
    assert f"Not yet written: {money}" in document.blanks
    assert "About governance." in words(document)
    assert dict(document.particulars)["State"] == "Draft, not approved"


def test_a_business_case_has_its_five_parts_its_figures_and_where_each_comes_from() -> None:
    case = make_approved_case()
    _paper, document = made("case", case)
    names = [section.heading for section in document.sections]
    assert names[:5] == ["Why", "Worth", "Who provides it", "Money", "How it is run"]
    lines = blocks(document, "Every figure and where it comes from")[0]
    assert isinstance(lines, Table)
    assert len(lines.rows) == 5
    assert {"Pay scales 2024", "Counts of last winter"} <= {row[5] for row in lines.rows}
    years = next(
        block for block in blocks(document, "Money") if getattr(block, "caption", "") == "Year by year"
    )
    assert len(years.rows) == 10
    assert years.rows[9][4] == "0.733731"
    assert dict(document.particulars)["State"].startswith("Approved by Executive group on")


def test_a_report_after_an_activation_says_what_happened_and_what_is_missing() -> None:
    activation = work_through(make_activation(make_module()), lines=2)
    _paper, document = made("after_action", activation)
    happened = blocks(document, "What happened")
    assert any("Activated" in row for row in happened[0].rows)
    assert isinstance(happened[1], Text)
    assert happened[1].text.startswith("Not done on the checklist:")
    assert "Not yet written: a debrief" in document.blanks
    assert "No debrief is recorded." in document.blanks
    make_debrief(subject=("activation", activation.id), went_well="The call-out was quick.")
    _paper, document = made("after_action", activation)
    assert "The call-out was quick." in words(document)


def test_a_paper_says_the_record_of_its_day_and_the_next_version_that_of_its_own() -> None:
    case = make_full_case()
    first, before = made("case", case)
    make_line(case.options.get(preferred=True), "cost", 777, name="A second boat")
    second, after = made("case", case)
    assert (first.version, second.version) == (1, 2)
    assert "A second boat" not in words(before)
    assert "A second boat" in words(after)
    first.refresh_from_db()
    assert from_json(first.content) == before
    assert dict(after.particulars)["Version of this paper"] == "2"


def test_making_a_paper_twice_with_one_id_makes_one_and_says_so_in_the_record() -> None:
    id, user = uuid7(), make_user()
    for _ in range(2):
        make_paper(by=TEST, at=AT, kind="strategy", made_by=user, id=id)
    assert Paper.objects.count() == 1
    event = Event.objects.get(verb="paper.made")
    assert event.data["digest"] == Paper.objects.get().digest
    assert event.subject_id == id


def test_a_paper_is_changed_by_nobody_and_a_forged_one_is_seen() -> None:
    paper, _document = made("strategy")
    for statement in (
        "UPDATE programme_paper SET digest = 'x'",
        "UPDATE programme_paper SET content = '{}'",
        "DELETE FROM programme_paper",
        "TRUNCATE programme_paper",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert queries.paper_page(paper).whole
    paper.content["title"] = "Forged"
    assert not queries.paper_page(paper).whole
    assert len(paper.digest) == len(hashlib.sha256().hexdigest())


def test_a_paper_about_nothing_is_refused() -> None:
    user = make_user()
    for kind, sentence in (("case", "Begin a business case first"), ("terms", "Write the terms"),
                           ("after_action", "has to be activated first"), ("poem", "on the list")):  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            make_paper(by=TEST, at=AT, kind=kind, made_by=user)
    make_full_case()
    with pytest.raises(Refused, match="what the paper is about"):
        make_paper(by=TEST, at=AT, kind="case", made_by=user, subject_id=uuid7())


def test_the_four_papers_open_as_word_and_are_set_as_pdf_with_all_their_headings() -> None:
    fill_strategy()
    activation = work_through(make_activation(make_module()))
    make_lesson()
    subjects = {
        "strategy": None,
        "terms": make_terms(),
        "case": make_full_case(name="Other"),
        "after_action": activation,
    }
    assert subjects.keys() == KINDS.keys()
    for kind, subject in subjects.items():
        paper, document = made(kind, subject)
        wanted = [section.heading for section in document.sections]
        word = docx.Document(BytesIO(queries.paper_file(paper, "docx").content))
        assert [p.text for p in word.paragraphs if p.style and p.style.name == "Heading 1"] == wanted
        assert set_headings(document) == wanted
        assert queries.paper_file(paper, "pdf").content.startswith(b"%PDF-1.7")


def test_a_paper_is_made_read_and_taken_out_from_its_pages(client: Client) -> None:
    make_partnership()
    client.force_login(make_user("working_group_member"))
    assert (
        "has to be activated first"
        in client.get(reverse("paper_make", args=["after_action"])).content.decode()
    )
    case = make_full_case()
    page = client.get(reverse("paper_make", args=["case"])).content.decode()
    assert "Ready for floods on the Mere, 1" in page
    wrong = client.post(
        reverse("paper_make", args=["case"]), {"language": "en", "subject": "x"}
    ).content.decode()
    assert "Select a valid choice" not in wrong
    said = {"language": "en", "subject": str(case.id), "submission": str(uuid7())}
    answer = client.post(reverse("paper_make", args=["case"]), said)
    paper = Paper.objects.get()
    assert answer["Location"] == reverse("paper", args=[paper.id])
    page = client.get(answer["Location"]).content.decode()
    for text in ("Business case: Ready for floods on the Mere, 1", "Every figure and where it comes from",
                 "Pay scales 2024", paper.digest, "Mereshire"):  # fmt: skip
        assert text in page
    for format, type in queries.FORMATS.items():
        file = client.get(reverse("paper_file", args=[paper.id, format]))
        assert file["Content-Type"] == type
        assert f"case-1.{format}" in file["Content-Disposition"]
    assert client.get(reverse("paper_file", args=[paper.id, "exe"])).status_code == 404
    assert client.get(reverse("paper_make", args=["poem"])).status_code == 404
    assert "Business case: Ready" in client.get(reverse("papers") + "?kind=case").content.decode()
    assert client.get(reverse("papers") + "?kind=strategy").context["page"].count == 0


def test_a_paper_in_welsh_says_its_language() -> None:
    _paper, document = made("strategy", language="cy")
    assert document.language == "cy"
    assert made("strategy", language="xx")[1].language == "en"
