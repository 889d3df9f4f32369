"""The register that stays, the five systems and their balance, bodies and the requests that go to and fro."""

from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from rallyround.cluster import Cluster
from rallyround.groups.models import PriorityGroup
from rallyround.ledger import queries as ledger
from rallyround.messaging.models import Message
from rallyround.messaging.rendering import render
from rallyround.people.models import User
from rallyround.programme import actions, jobs
from rallyround.programme.facts import manage
from rallyround.programme.models import Body, RegisterEntry, SystemCard
from rallyround.programme.models.systems import SystemKey
from rallyround.programme.queries import register, systems
from rallyround.ui.errors import Refused, WrongState
from tests.factories import AT, make_organisation, make_partnership, make_user
from tests.groups_factories import make_group
from tests.journey_factories import make_body, make_entry, make_request

TODAY = AT.date()
DAY = timedelta(days=1)


def set_system(
    system: str, *, owner: User | None = None, page: str = "We meet on Mondays.", **said: Any
) -> SystemCard:
    owner = owner or make_user("secretariat")
    return actions.set_system(
        by=owner.actor, at=said.pop("at", AT), system=system, owner=owner, page=page,
        review_on=TODAY + 90 * DAY, **said,
    )  # fmt: skip


# The register


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "said", "sentence"),
    [
        ("decision", {"why": " "}, "Say why"),
        ("action", {"due_on": None}, "Say by when"),
        ("risk", {"likelihood": None}, "how likely"),
        ("risk", {"impact": 6}, "how likely"),
        ("action", {"what": "  "}, "Write what"),
    ],
)
def test_each_kind_of_entry_says_what_it_must(kind: str, said: dict[str, Any], sentence: str) -> None:
    make_partnership()
    user = make_user("secretariat")
    whole = {"what": "x", "why": "y", "due_on": TODAY, "likelihood": 2, "impact": 2}
    with pytest.raises(Refused, match=sentence):
        actions.add_entry(by=user.actor, at=AT, kind=kind, owner=user, **{**whole, **said})
    assert not RegisterEntry.objects.exists()


@pytest.mark.django_db
def test_entries_are_numbered_and_sending_twice_is_harmless() -> None:
    make_partnership()
    first, second = make_entry("decision"), make_entry("risk")
    again = make_entry("decision", id=first.id)
    assert (first.number, second.number, again) == (1, 2, first)


@pytest.mark.django_db
def test_an_entry_is_closed_once_and_with_what_came_of_it() -> None:
    make_partnership()
    entry, user = make_entry(), make_user("secretariat")
    with pytest.raises(Refused, match="what came of it"):
        actions.close_entry(by=user.actor, at=AT, entry=entry, outcome=" ")
    actions.close_entry(by=user.actor, at=AT + DAY, entry=entry, outcome="Done on the day")
    with pytest.raises(WrongState, match="already closed"):
        actions.close_entry(by=user.actor, at=AT, entry=entry, outcome="Again")


@pytest.mark.django_db
def test_an_entry_is_followed_by_another_and_stays() -> None:
    make_partnership()
    entry, user = make_entry("decision", what="Meet on Mondays"), make_user("secretariat")
    later = actions.follow_entry(
        by=user.actor, at=AT + DAY, entry=entry, what="Meet on Tuesdays", owner=user, why="Mondays are full"
    )
    entry.refresh_from_db()
    assert entry.what == "Meet on Mondays"
    assert (later.kind, later.follows, entry.closed_at) == ("decision", entry, AT + DAY)
    with pytest.raises(WrongState, match="already been followed"):
        actions.follow_entry(by=user.actor, at=AT, entry=entry, what="x", owner=user, why="y")


class TestStays(TestCase):
    """Whatever is written, by whatever statement: it stays, and a change past the database's guard is found."""

    @pytest.mark.manual("S6.w1")
    @settings(max_examples=20)
    @given(
        kinds=st.lists(st.sampled_from(["decision", "action", "risk"]), min_size=1, max_size=4),
        column=st.sampled_from(["what", "why", "society", "dissent", "treatment", "kind", "number"]),
    )
    def test_decisions_actions_and_risks_are_append_only_and_tamper_evident(
        self, kinds: list[str], column: str
    ) -> None:
        make_partnership()
        user = make_user("secretariat")
        entries = [make_entry(kind, owner=user) for kind in kinds]
        assert list(register.altered_entries()) == []
        value = "99999" if column == "number" else "'changed'"
        statements = [
            f"UPDATE programme_registerentry SET {column} = {value}",  # noqa: S608
            "DELETE FROM programme_registerentry",
            "TRUNCATE programme_registerentry CASCADE",
        ]
        for statement in statements:
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        assert RegisterEntry.objects.count() == len(entries)
        assert list(register.altered_entries()) == []


@pytest.mark.manual("S6.w1")
def test_what_somebody_changes_past_the_database_is_found(committed: str, cluster: Cluster) -> None:
    make_partnership()
    kept, changed = make_entry("decision"), make_entry("decision")
    with psycopg.connect(cluster.urls(committed).owner, autocommit=True) as owner:
        owner.execute("ALTER TABLE programme_registerentry DISABLE TRIGGER USER")
        owner.execute("UPDATE programme_registerentry SET why = 'nicer' WHERE id = %s", [changed.id])
    assert list(register.altered_entries()) == [changed]
    assert kept.number < changed.number
    assert list(ledger.verify()) == []


@pytest.mark.django_db
@pytest.mark.manual("ST.18")
def test_decisions_carry_principles_and_the_report_lists_those_without_society() -> None:
    make_partnership()
    group = make_group()
    alone = make_entry("decision", what="Decided among ourselves", principles=("small_first",))
    shared = make_entry(
        "decision", society="The residents' association of Mereside", group=group,
        principles=("together", "need_first", "small_first"),
    )  # fmt: skip
    make_entry("action")
    assert list(register.without_society(register.entries())) == [alone]
    assert shared.principles == ["need_first", "small_first", "together"]
    choices = dict(
        register.principle_choices({"together": "Together", "need_first": "Need", "small_first": "Small"})
    )
    assert set(shared.principles) <= choices.keys()


# Reminders


@pytest.mark.django_db
def test_an_owner_is_reminded_once_a_week_of_what_is_due_and_overdue(monkeypatch: pytest.MonkeyPatch) -> None:
    make_partnership()
    owner = make_user("secretariat")
    late = make_entry(owner=owner, due_on=TODAY - DAY)
    soon = make_entry(owner=owner, due_on=TODAY + 5 * DAY)
    make_entry(due_on=TODAY + 30 * DAY)
    done = make_entry(due_on=TODAY - DAY)
    actions.close_entry(by=owner.actor, at=AT, entry=done, outcome="Done")

    def morning_of(at: datetime) -> list[Any]:
        monkeypatch.setattr("django.utils.timezone.now", lambda: at)
        before = set(Message.objects.values_list("id", flat=True))
        jobs.remind(0)
        return list(Message.objects.exclude(id__in=before).order_by("made_at", "id"))

    first = morning_of(AT)
    assert [message.subject_id for message in first] == [late.id, soon.id]
    assert {message.user for message in first} == {owner}
    words = render(first[0])
    assert "Overdue" in words.title
    assert f"/register/{late.id}/" in words.text
    assert morning_of(AT) == []
    assert morning_of(AT + 6 * DAY) == []
    assert [message.subject_id for message in morning_of(AT + 7 * DAY)] == [late.id, soon.id]


# The five systems


@pytest.mark.django_db
@pytest.mark.manual("S6.h1")
def test_each_of_five_systems_has_a_health_and_an_imbalance_is_shown() -> None:
    make_partnership()
    five = systems.systems(TODAY)
    assert [system.key for system in five.systems] == list(SystemKey.values)
    assert all(system.checks and 0 <= system.share <= 1 for system in five.systems)
    manage_before = five.systems[2].done
    make_body()
    make_entry("decision")
    after = systems.systems(TODAY)
    assert after.systems[2].done == manage_before + 2
    assert after.systems[2].share == 1.0
    assert [system.key for system in after.behind] == ["lead", "coordinate", "deliver"]
    make_entry(due_on=TODAY - DAY)
    assert systems.systems(TODAY).systems[2].done == manage_before + 1
    assert systems.systems(TODAY - 2 * DAY).systems[2].share == 1.0


def test_balance_is_a_matter_of_a_third() -> None:
    def five(*done: int) -> systems.Systems:
        return systems.Systems(
            [
                systems.System(
                    str(n), str(n), None, [systems.Check(str(c), "x", "1", c < passed, "/") for c in range(6)]
                )
                for n, passed in enumerate(done)
            ]
        )

    assert five(4, 4, 4, 4, 2).behind == []
    assert [system.key for system in five(4, 4, 4, 4, 1).behind] == ["4"]
    assert [system.key for system in five(0, 6, 6, 0, 6).behind] == ["0", "3"]


@pytest.mark.django_db
@pytest.mark.manual("S6.c1")
def test_the_checklist_of_leading_follows_the_record() -> None:
    make_partnership()

    def done() -> set[str]:
        found = systems.system("lead", TODAY)
        assert found is not None
        return {check.key for check in found.checks if check.done}

    assert done() == set()
    boss, lead = make_user("strategic_champion"), make_user("tactical_lead")
    actions.form_working_group(
        by=boss.actor, at=AT, name="Working group", reports_to="The forum", formed_on=TODAY
    )
    assert done() == {"oversight"}
    for role, user in (("champion", boss), ("lead", lead)):
        actions.add_seat(
            by=boss.actor, at=AT, role=role, job="Head of place", began_on=TODAY,
            organisation=make_organisation(), holder=user,
        )  # fmt: skip
    assert done() == {"oversight", "champion", "tactical"}
    vision = actions.draft_vision(by=boss.actor, at=AT, text="Nobody is alone in a flood.", user=boss)
    assert "approved" not in done()
    actions.approve_vision(by=boss.actor, at=AT, vision=vision, user=boss)
    actions.set_pace(by=boss.actor, at=AT, days_a_month=6, groups_at_a_time=1, reason="Two people, three days",
                     holds_from=TODAY, user=boss)  # fmt: skip
    assert done() == {"oversight", "champion", "tactical", "approved", "resourced"}


@pytest.mark.django_db
@pytest.mark.manual_part("S6.h2")
def test_a_change_of_a_systems_page_says_why_and_its_effect_is_kept() -> None:
    make_partnership()
    owner = make_user("secretariat")
    set_system("manage", owner=owner)
    assert systems.changes("manage") == []
    set_system("manage", owner=owner)
    with pytest.raises(Refused, match="why the page is changed"):
        set_system("manage", owner=owner, page="We meet on Tuesdays.")
    set_system("manage", owner=owner, page="We meet on Tuesdays.", why="Half were away on Mondays")
    change = systems.changes("manage")[0]
    assert (change.kind, change.why, change.due_on) == (
        "decision", "Half were away on Mondays", TODAY + 90 * DAY,
    )  # fmt: skip
    actions.close_entry(by=owner.actor, at=AT + 30 * DAY, entry=change, outcome="Nine of ten came")
    assert systems.changes("manage")[0].outcome == "Nine of ten came"


@pytest.mark.django_db
@pytest.mark.manual_part("S6.w3")
def test_a_check_that_fails_becomes_an_action_once_until_it_is_closed() -> None:
    make_partnership()
    owner = make_user("secretariat")

    def deviate() -> RegisterEntry:
        return actions.record_deviation(
            by=owner.actor, at=AT, system="coordinate", check="call_out", found="Somebody can be called out",
            owner=owner, due_on=TODAY + 7 * DAY,
        )  # fmt: skip

    entry = deviate()
    assert (entry.kind, entry.owner) == ("action", owner)
    assert systems.open_deviations("coordinate", TODAY) == {"call_out": entry}
    with pytest.raises(WrongState, match="already in the register"):
        deviate()
    actions.close_entry(by=owner.actor, at=AT, entry=entry, outcome="Two contacts are on the list")
    assert deviate().number == entry.number + 1


# Bodies and requests


@pytest.mark.django_db
@pytest.mark.manual_part("ST.6")
def test_our_request_goes_to_the_body_that_handles_its_kind_and_comes_back() -> None:
    make_partnership()
    forum = make_body("forum", handles=("report",))
    make_body("tactical", handles=("activation",), standing=False)
    strategic = make_body("strategic", handles=("activation",))
    user = make_user("tactical_lead")

    def ask(kind: str) -> Any:
        return actions.ask(by=user.actor, at=AT, kind=kind, what="May we open the hub?", due_at=AT + DAY,
                           from_us=True, owner=user)  # fmt: skip

    request = ask("activation")
    assert request.body == strategic
    assert ask("report").body == forum
    with pytest.raises(Refused, match="No body handles"):
        ask("information")
    actions.route_request(by=user.actor, at=AT, request=request, body=Body.objects.get(kind="tactical"))
    done = actions.answer_request(
        by=user.actor, at=AT + DAY / 2, request=request, answer="Yes, from six", user=user
    )
    assert (done.answer, done.body.kind) == ("Yes, from six", "tactical")
    with pytest.raises(WrongState, match="already been answered"):
        actions.answer_request(by=user.actor, at=AT, request=request, answer="No", user=user)


@pytest.mark.django_db
def test_requests_refuse_what_cannot_be() -> None:
    make_partnership()
    forum, user = make_body(), make_user("secretariat")
    with pytest.raises(Refused, match="cannot be due before"):
        make_request(forum, due_at=AT)
    with pytest.raises(Refused, match="which body asks"):
        actions.ask(by=user.actor, at=AT, kind="report", what="x", due_at=AT + DAY)
    with pytest.raises(Refused, match="already a body"):
        make_body()
    request = make_request(forum)
    with pytest.raises(WrongState, match="with this body already"):
        actions.route_request(by=user.actor, at=AT, request=request, body=forum)
    with pytest.raises(WrongState, match="without an answer"):
        actions.end_body(by=user.actor, at=AT, body=forum)
    actions.answer_request(by=user.actor, at=AT, request=request, answer="Forty", user=user)
    ended = actions.end_body(by=user.actor, at=AT, body=forum)
    with pytest.raises(WrongState, match="has ended"):
        actions.route_request(by=user.actor, at=AT, request=make_request(make_body("cell")), body=ended)


# What step 6 tells the journey


def said(group: PriorityGroup, key: str) -> Any:
    return next(fact for fact in manage.facts(group, TODAY) if fact.key == key)


@pytest.mark.django_db
def test_a_row_that_changes_changes_its_figure() -> None:
    make_partnership()
    group = make_group()
    before = {fact.key: fact.value for fact in manage.facts(group, TODAY)}
    assert before["systems_owned"] == 0
    assert before["decisions"] == 0
    for key in SystemKey.values:
        set_system(key)
    make_entry(due_on=TODAY - DAY)
    make_entry("decision", group=group)
    make_request(at=AT - 10 * DAY)
    assert (said(group, "systems_owned").value, said(group, "systems_owned").done) == (5, True)
    assert (said(group, "register_late").value, said(group, "register_late").done) == (1, False)
    assert (said(group, "decisions").value, said(group, "decisions_alone").value) == (1, 1)
    assert said(group, "requests_late").value == 1
