"""The pages of steps 1, 2 and 4: each opens empty and full, and what is asked there is done."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from uuid_utils.compat import uuid7

from rallyround.groups.vocabulary import Objective
from rallyround.people.models import User
from rallyround.programme import headings
from rallyround.programme.models import (
    Activity,
    Ambition,
    Baseline,
    Endorsement,
    Gathering,
    Initiative,
    OpportunityRisk,
    Pledge,
    RegisterEntry,
    StrategicLead,
    TermsOfReference,
    Vision,
)
from tests.architecture.worlds import programme_plan
from tests.factories import make_organisation, make_partnership, make_user
from tests.programme_factories import make_aim, make_ambition, make_group, make_initiative

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
LISTS = ("ambition", "drivers", "endorsements", "gatherings", "pledges", "working_group", "terms_of_reference",
         "initiatives", "baselines", "plan", "activities", "opportunities", "pace")  # fmt: skip
FORMS = ("ambition_new", "driver_add", "lead_name", "gathering_new", "working_group_change", "seat_add",
         "initiative_add", "initiatives_import", "baseline_take", "vision_new", "aim_add", "outcome_add",
         "activity_add", "principles_adopt", "principle_add", "opportunity_add", "pace_set")  # fmt: skip


@pytest.fixture
def boss() -> User:
    """Somebody who may plan and approve."""
    make_partnership()
    return make_user("coordinator", name="Asha Boss")


@pytest.fixture
def browser(boss: User) -> Client:
    """Their browser."""
    client = Client()
    client.force_login(boss, BACKEND)
    return client


def date_parts(name: str, on: Any) -> dict[str, str]:
    """A date as its three boxes send it."""
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def send(browser: Client, name: str, /, *args: Any, **said: Any) -> Any:
    """Send a page's form; it must be taken."""
    answer = browser.post(reverse(name, args=args), {"submission": str(uuid7()), **said})
    said_wrong = re.findall(
        r"govuk-error-message.*?</p>|error-summary__list.*?</ul>", answer.content.decode(), re.S
    )
    assert answer.status_code == 302, said_wrong
    return answer


def page(browser: Client, name: str, /, *args: Any, **query: str) -> str:
    """A page's text."""
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == 200, name
    return str(answer.content.decode())


@pytest.mark.parametrize("name", LISTS + FORMS)
def test_each_page_opens_when_there_is_nothing_yet(browser: Client, name: str) -> None:
    assert "<h1" in page(browser, name)


def test_each_page_opens_when_there_is_something(browser: Client, boss: User) -> None:
    made = programme_plan.make(boss, NOW, make_organisation(name="Council"), make_group("Riverside"))
    for name in (*LISTS, *FORMS):
        assert "<h1" in page(browser, name)
    for name, thing in {
        "ambition_change": made.ambition_draft, "ambition_agree": made.ambition_draft,
        "ambition_review": made.ambition, "endorsement_add": made.ambition, "gathering": made.gathering,
        "gathering_change": made.gathering, "agenda_add": made.gathering, "agenda_answer": made.item,
        "agenda_enter": made.item, "attendance": made.attendance, "gathering_invite": made.gathering,
        "pledge_add": made.gathering, "pledge_settle": made.pledge, "gathering_feedback": made.gathering,
        "seat_change": made.seat, "terms_write": made.terms, "terms_approve": made.terms,
        "initiative_change": made.initiative, "baseline": made.baseline, "vision_change": made.vision,
        "aim_change": made.aim, "activity": made.activity, "activity_change": made.activity,
        "activity_move": made.activity, "opportunity_review": made.opportunity,
    }.items():  # fmt: skip
        assert "<h1" in page(browser, name, thing.pk), name
    for name in LISTS:
        assert browser.get(reverse(name), {"export": "csv"}).status_code == 200


def test_whoever_reads_sees_no_button_and_may_send_nothing() -> None:
    made = programme_plan.make(make_user("coordinator"), NOW, make_organisation(), make_group())
    reader = Client()
    reader.force_login(make_user("peer_reviewer"), BACKEND)
    for name in LISTS:
        assert 'method="post"' not in page(reader, name).split("<main")[1].split("</main>")[0], name
    assert reader.post(reverse("ambition_agree", args=[made.ambition_draft.id])).status_code == 403
    assert reader.post(reverse("vision_approve", args=[made.vision.id])).status_code == 403


def test_a_member_plans_but_does_not_approve() -> None:
    make_partnership()
    member = make_user("working_group_member")
    client = Client()
    client.force_login(member, BACKEND)
    send(client, "vision_new", text="A valley that looks after its own.")
    vision = Vision.objects.get()
    answer = client.post(reverse("vision_approve", args=[vision.id]))
    assert answer.status_code == 403
    assert Vision.objects.get().approved_at is None


@pytest.mark.manual("S1.h3")
def test_the_ambition_from_the_first_word_to_the_vote(browser: Client, boss: User) -> None:
    council, trust = (
        make_organisation(name="Council"),
        make_organisation(name="Trust", partner_type="high_profile"),
    )
    today, later = NOW.date(), NOW.date() + timedelta(days=300)
    send(
        browser,
        "ambition_new",
        text="Nobody alone.",
        reason="Two floods.",
        budget="Training; 2,000; £5000\nHub; 1; 2",
    )
    draft = Ambition.objects.get()
    assert (draft.budget_low, draft.budget_high) == (2001, 5002)
    send(browser, "lead_name", lead=str(boss.id), organisation=str(council.id), **date_parts("on", today))
    send(browser, "endorsement_add", draft.id, organisation=str(council.id), answer="yes", signed_as="Chief executive",
         **date_parts("on", today), **date_parts("lapses_on", later))  # fmt: skip
    send(browser, "endorsement_add", draft.id, organisation=str(trust.id), answer="no", signed_as="Chair",
         dissent="We were asked late.", **date_parts("on", today), **date_parts("lapses_on", later))  # fmt: skip
    send(browser, "ambition_agree", draft.id, **date_parts("review_on", later))
    shown = page(browser, "ambition")
    assert "Version 1, agreed on" in shown
    assert "Nobody alone." in shown
    assert "The ambition rests on one organisation: Council." in shown
    answers = page(browser, "endorsements", state="force")
    assert "We were asked late." in answers
    assert "Chief executive" in answers
    assert "Trust" not in page(browser, "endorsements", answer="yes").split("<tbody")[1]
    assert [e.answer for e in Endorsement.objects.order_by("answer")] == ["no", "yes"]


def test_what_is_missing_is_said_on_the_form_and_nothing_is_kept(browser: Client) -> None:
    answer = browser.post(
        reverse("ambition_new"), {"text": "", "reason": "", "budget": "Training; many", "from_pilots": "on"}
    )
    said = answer.content.decode()
    assert answer.status_code == 200
    for sentence in (
        "Write the ambition.",
        "Write why this is the ambition now.",
        "is not a name with a lower",
        "Choose the result",
    ):
        assert sentence in said
    assert not Ambition.objects.exists()


def test_a_second_lead_is_refused_on_the_form_with_what_was_typed(browser: Client, boss: User) -> None:
    council = make_organisation()
    for _ in range(2):
        answer = browser.post(
            reverse("lead_name"),
            {"lead": str(boss.id), "organisation": str(council.id), "handover": "Read the minutes.",
             **date_parts("on", NOW.date())},
        )  # fmt: skip
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "there is one lead at a time" in said
    assert "Read the minutes." in said
    assert StrategicLead.objects.count() == 1


@pytest.mark.manual("S1.q2")
def test_the_thinnest_spot_becomes_a_risk_with_one_press(browser: Client) -> None:
    ambition = make_ambition()
    make_organisation(partner_type="retail")
    shown = page(browser, "ambition")
    assert "Thinnest" in shown
    assert reverse("thin_backing", args=[ambition.id, "business"]) in shown
    send(browser, "thin_backing", ambition.id, "business")
    risk = RegisterEntry.objects.get()
    assert risk.kind == "risk"
    assert "Businesses and local services" in risk.what
    assert risk.likelihood
    assert risk.impact
    again = browser.post(reverse("thin_backing", args=[ambition.id, "business"]))
    assert again.status_code == 409
    assert "already" in again.content.decode()


@pytest.mark.manual("S1.h1")
@pytest.mark.manual("S1.h2")
def test_reasons_have_sources_with_links_and_objectives(browser: Client) -> None:
    send(browser, "driver_add", kind="strategy", what="Climate plan", source="County plan 2025",
         link="https://example.org/plan", objectives=["gaps", "design"], **date_parts("dated_on", NOW.date()))  # fmt: skip
    shown = page(browser, "ambition")
    assert 'href="https://example.org/plan"' in shown
    assert "Climate plan" in shown
    listed = page(browser, "drivers", kind="strategy")
    assert "Find the gaps, Design what to do" in listed
    assert "County plan 2025" in listed


def call(browser: Client, begins: datetime, name: str = "Summit") -> Gathering:
    """A gathering called on its page."""
    ends = begins + timedelta(hours=4)
    send(browser, "gathering_new", kind="summit", name=name, place="Town hall", step="1", aims="To begin",
         begins_at_0=f"{begins:%Y-%m-%d}", begins_at_1=f"{begins:%H:%M}", ends_at_0=f"{ends:%Y-%m-%d}",
         ends_at_1=f"{ends:%H:%M}")  # fmt: skip
    return Gathering.objects.get(name=name)


@pytest.mark.manual("S1.h7")
@pytest.mark.manual("S1.c9")
@pytest.mark.manual("S1.c8")
@pytest.mark.manual("IN.2")
def test_a_summit_from_the_call_to_the_feedback(browser: Client, boss: User) -> None:
    council, group = make_organisation(name="Council"), make_group("Riverside")
    make_initiative(name="Flood wardens", group=group)
    make_ambition(text="Nobody alone.")
    summit = call(browser, NOW - timedelta(hours=5))
    send(browser, "agenda_fill", summit.id)
    shown = page(browser, "gathering", summit.id)
    assert "Flood wardens" in shown
    assert "Riverside" in shown
    assert "Nobody alone." in shown
    assert "To begin" in shown
    send(browser, "gathering_invite", summit.id, organisations=[str(council.id)])
    invited = summit.attendance.get()
    send(browser, "attendance", invited.id, answer="coming", came="yes")
    item = summit.agenda.get(number=5)
    send(browser, "agenda_answer", item.id, answer="We start in May.", dissent="The trust would wait.")
    due = NOW.date() + timedelta(days=9)
    send(
        browser,
        "agenda_enter",
        item.id,
        kind="decision",
        what="Start in May",
        why="Dry season",
        owner=str(boss.id),
    )
    send(browser, "agenda_enter", item.id, kind="action", what="Book the hall", owner=str(boss.id),
         **date_parts("due_on", due))  # fmt: skip
    entries = list(RegisterEntry.objects.order_by("number"))
    assert [(e.kind, e.what, e.dissent) for e in entries] == [
        ("decision", "Start in May", "The trust would wait."), ("action", "Book the hall", "The trust would wait."),
    ]  # fmt: skip
    send(browser, "pledge_add", summit.id, organisation=str(council.id), what="Two minibuses", owner=str(boss.id),
         **date_parts("due_on", NOW.date() - timedelta(days=1)))  # fmt: skip
    promised = Pledge.objects.get()
    assert "Two minibuses" in page(browser, "pledges", state="overdue")
    assert "Asha Boss" in page(browser, "pledges")
    send(browser, "pledge_settle", promised.id, kept="yes")
    assert "Two minibuses" not in page(browser, "pledges", state="overdue")
    send(browser, "gathering_feedback", summit.id, feedback="Many came.", to_improve="Too long.")
    shown = page(browser, "gathering", summit.id)
    for words in (
        "came",
        "Start in May",
        "Book the hall",
        "The trust would wait.",
        "Many came.",
        "Two minibuses",
    ):
        assert words in shown


@pytest.mark.manual("S1.h7")
def test_the_invitation_is_a_calendar_file_that_follows_changes(browser: Client) -> None:
    summit = call(browser, NOW + timedelta(days=20))

    def taken() -> Any:
        answer = browser.get(reverse("gathering_invitation", args=[summit.id]))
        assert answer["Content-Type"].startswith("text/calendar")
        return Calendar.from_ical(answer.content).events[0]

    first = taken()
    assert str(first["UID"]) == f"{summit.id}@rallyround"
    assert first["DTSTAMP"]
    assert first["DTSTART"].dt == summit.begins_at
    send(browser, "gathering_cancel", summit.id)
    off = taken()
    assert off["UID"] == first["UID"]
    assert off["SEQUENCE"] > first["SEQUENCE"]
    assert str(off["STATUS"]) == "CANCELLED"


@pytest.mark.manual("S2.i1")
@pytest.mark.manual("S2.c5")
def test_a_working_group_with_its_members_and_terms(browser: Client, boss: User) -> None:
    council, today = make_organisation(name="Council"), NOW.date()
    make_organisation(name="Another")
    assert '<option value="" selected>Choose</option>' in page(browser, "lead_name"), (
        "nobody leads by default"
    )
    send(browser, "lead_name", lead=str(boss.id), organisation=str(council.id), **date_parts("on", today))
    send(browser, "working_group_change", name="Together", reports_to="Executive group", reports_every_days="90",
         **date_parts("formed_on", today))  # fmt: skip
    for role in ("champion", "lead", "member", "secretariat"):
        send(browser, "seat_add", role=role, job="Officer", organisation=str(council.id), holder=str(boss.id),
             mix="responders", expected_of="Time", **date_parts("began_on", today))  # fmt: skip
    shown = page(browser, "working_group")
    assert "4 of 5 parts are there" in shown
    assert "Speaks for the groups" in shown
    send(browser, "terms_draft")
    terms = TermsOfReference.objects.get()
    sections = {heading.key: f"About {heading.key}" for heading in headings.HEADINGS}
    send(browser, "terms_write", terms.id, **{**sections, "law": ""})
    shown = page(browser, "terms_of_reference")
    assert "12 of 13 headings are filled" in shown
    assert "Blank so far:" in shown
    assert "Duties and standards" in shown
    assert reverse("terms_approve", args=[terms.id]) not in shown, "not offered while anything is blank"
    review = date_parts("review_on", today + timedelta(days=365))
    refused = browser.post(reverse("terms_approve", args=[terms.id]), {"body": "Executive group", **review})
    assert refused.status_code == 409
    assert "Nothing stands yet under: Duties and standards" in refused.content.decode()
    send(browser, "terms_write", terms.id, **sections)
    assert "13 of 13 headings are filled" in page(browser, "terms_of_reference")
    send(browser, "terms_approve", terms.id, body="Executive group", **review)
    assert "5 of 5 parts are there" in page(browser, "working_group")
    late = browser.post(reverse("terms_write", args=[terms.id]), sections)
    assert late.status_code == 409
    assert "stays as it is" in late.content.decode()


def test_two_that_do_the_same_are_named_on_the_form(browser: Client) -> None:
    group, council = make_group("Riverside"), make_organisation(name="Council")
    make_initiative(name="Flood wardens", group=group, objective="implement", phase="before")
    said = {"name": "Street watch", "owner": str(council.id), "group": str(group.id), "objective": "implement",
            "phase": "before", "what": "Looking in", **date_parts("began_on", NOW.date())}  # fmt: skip
    answer = browser.post(reverse("initiative_add"), said)
    assert answer.status_code == 409
    assert "Flood wardens of" in answer.content.decode()
    send(browser, "initiative_add", **said, overlap_accepted="Two languages.")
    assert "Two languages." in page(browser, "initiatives", group=str(group.id))
    assert (
        "Flood wardens"
        in page(browser, "initiatives", state="overlap").split("<tbody")[1].split("</tbody")[0]
    )


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALLYROUND_HOME", str(tmp_path))


def bring(browser: Client, table: str) -> str:
    """Choose a file; the address where its columns are named."""
    file = SimpleUploadedFile("done.csv", table.encode(), "text/csv")
    return str(send(browser, "initiatives_import", file=file)["Location"])


@pytest.mark.usefixtures("home")
@pytest.mark.manual("S2.h4")
def test_a_table_of_initiatives_with_other_headings_comes_in(browser: Client) -> None:
    make_organisation(name="Council"), make_group("Riverside")
    address = bring(browser, "Scheme;Partner;Group;Description;Budget;Source;When\n"
                    "Wardens;council;riverside;Door to door;£1,200;Budget 2026;before\n"
                    "Leaflets;Council;;Letters;;;after\n")  # fmt: skip
    assert "Which column is which?" in browser.get(address).content.decode()
    columns = {"name": "Scheme", "owner": "Partner", "group": "Group", "what": "Description", "cost_a_year": "Budget",
               "cost_source": "Source", "phase": "When"}  # fmt: skip
    answer = browser.post(address, columns)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    found = Initiative.objects.order_by("-name").values_list("name", "cost_a_year", "phase", "group__name")
    assert list(found) == [("Wardens", 1200, "before", "Riverside"), ("Leaflets", None, "after", None)]


@pytest.mark.usefixtures("home")
@pytest.mark.manual("S2.h4")
def test_a_table_with_a_wrong_row_is_named_and_nothing_comes_in(browser: Client) -> None:
    make_organisation(name="Council")
    address = bring(
        browser, "Name,Who runs it,What is done,Cost a year\nWardens,Council,Doors,\nOther,Nobody,x,many\n"
    )
    answer = browser.post(address, {"name": "Name", "owner": "Who runs it", "what": "What is done",
                                    "cost_a_year": "Cost a year"})  # fmt: skip
    assert answer.status_code == 409
    assert "Row 3, Who runs it: “Nobody” is not in the directory" in answer.content.decode()
    assert not Initiative.objects.exists()


def test_a_baseline_is_taken_and_compared_on_its_page(browser: Client) -> None:
    make_initiative(name="Wardens", cost_a_year=900, cost_source="Budget")
    send(browser, "baseline_take", name="Before we begin")
    taken = Baseline.objects.get()
    make_initiative(name="Sirens", cost_a_year=100, cost_source="Quote")
    shown = page(browser, "baseline", taken.id)
    assert "+100" in shown
    assert "Sirens" in shown
    assert "£900" in shown
    assert taken.digest in shown.replace("<wbr>", "")


@pytest.mark.manual("ST.15")
@pytest.mark.manual("S4.i1")
def test_a_vision_is_approved_and_replaced_and_its_history_stays(browser: Client) -> None:
    for text in ("First vision.", "Second vision."):
        send(browser, "vision_new", text=text)
        send(browser, "vision_approve", Vision.objects.get(text=text).id)
    shown = page(browser, "plan")
    assert "Version 2, approved on" in shown
    assert shown.index("Second vision.") < shown.index("Earlier versions") < shown.index("First vision.")
    held = Vision.objects.get(text="First vision.")
    again = browser.post(reverse("vision_change", args=[held.id]), {"text": "Else."})
    assert again.status_code == 409
    assert "stays as it is" in again.content.decode()


@pytest.mark.manual("S4.i2")
def test_the_grid_on_its_page_says_what_is_empty_and_links_to_planning_it(
    browser: Client, boss: User
) -> None:
    aims = [make_aim(text=f"Aim number {n}") for n in range(3)]
    shown = page(browser, "plan")
    assert "0 of 18 fields have something planned" in shown
    address = f"{reverse('activity_add')}?aim={aims[1].id}&amp;objective=gaps"
    assert address in shown
    assert str(Objective.GAPS.label) in browser.get(address.replace("&amp;", "&")).content.decode()
    due = NOW.date() + timedelta(days=30)
    send(browser, "activity_add", aim=str(aims[1].id), objective="gaps", what="Ask in every street", owner=str(boss.id),
         days_of_work="3", **date_parts("begins_on", NOW.date()), **date_parts("due_on", due))  # fmt: skip
    planned = Activity.objects.get()
    shown = page(browser, "plan")
    assert "1 of 18 fields have something planned" in shown
    assert "Ask in every street" in shown
    missing = browser.post(reverse("activity_move", args=[planned.id]), {"state": "done"}).content.decode()
    assert "Enter the day on which it was done." in missing
    assert "Write what shows that it was done." in missing
    send(
        browser,
        "activity_move",
        planned.id,
        state="done",
        evidence="Minutes",
        **date_parts("done_on", NOW.date()),
    )
    assert "Done: Minutes" in page(browser, "plan")


@pytest.mark.manual("S4.i4")
def test_ways_of_working_are_chosen_from_the_set_with_their_reasons(browser: Client) -> None:
    send(browser, "principles_adopt", keys=["made_together", "within_means"])
    send(browser, "principle_add", text="We meet where people are.", reason="They are tired of halls.")
    shown = page(browser, "plan")
    assert "Work that is begun and dropped costs trust." in shown
    assert "They are tired of halls." in shown


@pytest.mark.manual("ST.20")
def test_an_opportunity_is_kept_reviewed_and_closed(browser: Client, boss: User) -> None:
    send(browser, "opportunity_add", kind="opportunity", actor="business", what="Shops lend vans", response="Ask them",
         weight="4", owner=str(boss.id), **date_parts("review_on", NOW.date()))  # fmt: skip
    shown = page(browser, "opportunities")
    assert "Shops lend vans" in shown
    assert "Asha Boss" in shown
    entry = OpportunityRisk.objects.get()
    assert "Shops lend vans" in page(browser, "opportunities", state="review").split("<tbody")[1]
    send(browser, "opportunity_review", entry.id, response="They agreed", weight="5", owner=str(boss.id),
         **date_parts("review_on", NOW.date() + timedelta(days=90)))  # fmt: skip
    entry.refresh_from_db()
    assert (entry.weight, entry.response) == (5, "They agreed")
    send(browser, "opportunity_close", entry.id)
    assert "Nothing matches" in page(browser, "opportunities", state="open")


@pytest.mark.manual("S4.i6")
def test_a_month_with_too_much_in_it_is_said(browser: Client, boss: User) -> None:
    send(browser, "pace_set", days_a_month="2", groups_at_a_time="1", reason="One half post",
         **date_parts("holds_from", NOW.date()))  # fmt: skip
    aim = make_aim()
    first = NOW.date().replace(day=1)
    send(browser, "activity_add", aim=str(aim.id), objective="design", what="Draw maps", owner=str(boss.id),
         days_of_work="20", **date_parts("begins_on", first), **date_parts("due_on", NOW.date()))  # fmt: skip
    shown = page(browser, "pace")
    assert "20 days are planned and there are 2" in shown
    assert "Too much" in shown


def test_sending_a_form_twice_is_harmless(browser: Client) -> None:
    said = {"submission": str(uuid7()), "text": "Nobody alone.", "reason": "Two floods."}
    for _ in range(2):
        assert browser.post(reverse("ambition_new"), said).status_code == 302
    assert Ambition.objects.count() == 1
