"""A case from its draft to its approval, and everything that is refused on the way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from uuid_utils.compat import uuid7

from rallyround.business import actions
from rallyround.business.contents import ConditionContent, OptionContent
from rallyround.business.models import Case, Condition, Line, Option
from rallyround.ledger.models import Event
from rallyround.ui.errors import NotAllowed, Refused, WrongState
from tests.business_factories import (
    case_content,
    line_content,
    make_approved_case,
    make_case,
    make_full_case,
    make_line,
    make_option,
)
from tests.factories import AT, TEST, make_user

pytestmark = pytest.mark.django_db


def refused(match: str, kind: type[Refused] = Refused) -> Any:
    return pytest.raises(kind, match=match)


def test_a_case_goes_from_draft_to_approved_with_each_step_in_the_record() -> None:
    case = make_approved_case()
    assert (case.state, case.approving_body) == ("approved", "Executive group")
    verbs = [e.verb for e in Event.objects.filter(subject_id=case.id).order_by("at", "seq")]
    assert verbs[0] == "case.drafted"
    assert verbs[-2:] == ["case.submitted", "case.approved"]


def test_sending_a_draft_twice_is_harmless() -> None:
    author, id = make_user(), uuid7()
    for _ in range(2):
        actions.draft_case(by=TEST, at=AT, made_by=author, content=case_content(), id=id)
    assert Case.objects.count() == 1


def test_two_cases_do_not_share_a_name() -> None:
    make_case()
    with refused("make a new version"):
        make_case()


def test_approval_without_authority_is_refused() -> None:
    case = make_full_case()
    actions.submit_case(by=TEST, at=AT, case=case)
    member = make_user("working_group_member")
    with refused("no authority", NotAllowed):
        actions.approve_case(by=member.actor, at=AT, case=case, approved_by=member, approving_body="X")
    for decide in (actions.return_case, actions.refuse_case):
        with refused("no authority", NotAllowed):
            decide(by=member.actor, at=AT, case=case, decided_by=member, reason="x")


def test_nobody_approves_their_own_case() -> None:
    author = make_user("coordinator")
    case = make_full_case(made_by=author)
    actions.submit_case(by=TEST, at=AT, case=case)
    with refused("other than who wrote it", NotAllowed):
        actions.approve_case(by=author.actor, at=AT, case=case, approved_by=author, approving_body="X")


def test_a_draft_is_not_approved_before_it_is_sent() -> None:
    boss = make_user("strategic_champion")
    with refused("not possible now", WrongState):
        actions.approve_case(
            by=boss.actor, at=AT, case=make_full_case(), approved_by=boss, approving_body="X"
        )


def test_a_case_is_sent_only_with_doing_nothing_among_its_options_and_all_five_parts_written() -> None:
    case = make_case(scope="", management=" ")
    with refused("its scope, how it would be run, the option of doing nothing"):
        actions.submit_case(by=TEST, at=AT, case=case)
    make_option(case, "nothing", "As now")
    with refused("an option of doing something, which option is preferred"):
        actions.submit_case(by=TEST, at=AT, case=case)
    make_option(case, preferred=True)
    with refused("a cost of the preferred option, a benefit of the preferred option"):
        actions.submit_case(by=TEST, at=AT, case=case)
    assert Case.objects.get().state == "draft"


def test_a_returned_case_is_worked_on_again_and_says_why() -> None:
    case, boss = make_full_case(), make_user("strategic_champion")
    actions.submit_case(by=TEST, at=AT, case=case)
    with refused("returned", WrongState):
        make_line(case.options.get(preferred=True))
    with refused("what has to change"):
        actions.return_case(by=boss.actor, at=AT, case=case, decided_by=boss, reason=" ")
    actions.return_case(
        by=boss.actor, at=AT, case=case, decided_by=boss, reason="Ask the county for its figures."
    )
    case.refresh_from_db()
    assert (case.state, case.conditions) == ("draft", "Ask the county for its figures.")
    make_line(case.options.get(preferred=True))


def test_a_case_that_is_not_approved_stays_with_its_reason() -> None:
    case, boss = make_full_case(), make_user("strategic_champion")
    actions.submit_case(by=TEST, at=AT, case=case)
    actions.refuse_case(by=boss.actor, at=AT, case=case, decided_by=boss, reason="Too dear.")
    with refused("was not approved and stays", WrongState):
        actions.change_case(by=TEST, at=AT, case=case, content=case_content())


@pytest.mark.manual("S3.i5")
def test_an_approved_case_is_changed_by_nobody() -> None:
    """Not by an action, and not by the web role with SQL of its own."""
    case = make_approved_case()
    option = case.options.get(preferred=True)
    line = option.lines.order_by("id")[0]
    changes: list[Callable[[], object]] = [
        lambda: actions.change_case(by=TEST, at=AT, case=case, content=case_content()),
        lambda: actions.add_option(by=TEST, at=AT, case=case, content=OptionContent(key="more", name="New")),
        lambda: actions.change_option(
            by=TEST, at=AT, option=option, content=OptionContent(key="more", name="N")
        ),
        lambda: actions.prefer_option(by=TEST, at=AT, option=option),
        lambda: actions.remove_option(by=TEST, at=AT, option=option),
        lambda: actions.add_line(by=TEST, at=AT, option=option, content=line_content()),
        lambda: actions.change_line(by=TEST, at=AT, line=line, content=line_content()),
        lambda: actions.remove_line(by=TEST, at=AT, line=line),
        lambda: actions.submit_case(by=TEST, at=AT, case=case),
    ]
    for change in changes:
        with refused("approved and stays as it is: make a new version", WrongState):
            change()
    draft = make_full_case(name="Another")
    target = draft.options.get(preferred=True).id
    statements = [
        ("UPDATE business_case SET scope = 'more' WHERE id = %s", [case.id]),
        ("UPDATE business_case SET state = 'draft' WHERE id = %s", [case.id]),
        ("UPDATE business_case SET state = 'superseded', years = 3 WHERE id = %s", [case.id]),
        ("DELETE FROM business_case WHERE id = %s", [case.id]),
        ("UPDATE business_option SET name = 'other' WHERE id = %s", [option.id]),
        ("UPDATE business_option SET case_id = %s WHERE id = %s", [draft.id, option.id]),
        ("DELETE FROM business_option WHERE id = %s", [option.id]),
        ("UPDATE business_line SET central = central + 1 WHERE id = %s", [line.id]),
        ("UPDATE business_line SET option_id = %s WHERE id = %s", [target, line.id]),
        ("UPDATE business_line SET option_id = %s WHERE option_id = %s", [option.id, target]),
        ("DELETE FROM business_line WHERE id = %s", [line.id]),
        ("TRUNCATE business_case CASCADE", []),
        ("UPDATE business_case SET state = 'approved' WHERE id = %s", [draft.id]),
    ]
    for statement, params in statements:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, params)


def test_a_new_version_copies_everything_and_replaces_the_old_one_when_approved() -> None:
    first, author, boss = make_approved_case(), make_user(), make_user("strategic_champion")
    second = actions.copy_case(by=TEST, at=AT, case=first, made_by=author)
    assert (second.version, second.state, second.name) == (2, "draft", first.name)
    for case in (first, second):
        assert case.options.count() == 3
    told = [list(Line.objects.filter(option__case=case).order_by("id").values_list("name", "central", "year_to",
            "measure", "by_when")) for case in (first, second)]  # fmt: skip
    assert told[0] == told[1]
    with refused("already being worked on"):
        actions.copy_case(by=TEST, at=AT, case=first, made_by=author)
    actions.submit_case(by=TEST, at=AT, case=second)
    actions.approve_case(
        by=boss.actor, at=AT, case=second, approved_by=boss, approving_body="Executive group"
    )
    first.refresh_from_db()
    assert first.state == "superseded"
    assert Event.objects.filter(subject_id=first.id, verb="case.superseded").count() == 1


def test_a_scenario_is_a_copy_under_another_name() -> None:
    first, author = make_full_case(), make_user()
    other = actions.copy_case(by=TEST, at=AT, case=first, made_by=author, name="With the next valley")
    assert (other.name, other.version) == ("With the next valley", 1)
    with refused("another for the scenario"):
        actions.copy_case(by=TEST, at=AT, case=first, made_by=author, name="With the next valley")


BENEFIT = line_content("benefit")
COST = line_content("cost")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (replace(COST, name=" "), "what the cost or benefit is"),
        (replace(COST, source=""), "where the figure comes from"),
        (replace(COST, year_from=0), "from 1 to 10"),
        (replace(COST, year_to=11), "from 1 to 10"),
        (replace(COST, year_from=5, year_to=4), "first before the last"),
        (replace(COST, low=20_000), "in this order"),
        (replace(COST, monetised=False), "amounts stay empty"),
        (replace(COST, price_year=2017), "no deflator for 2017"),
        (replace(COST, correction="standard_civil", mitigation=101), "from 0 to 100"),
        (replace(COST, mitigation=20), "Only a correction for optimism"),
        (replace(COST, income_percent=50), "Only a benefit"),
        (replace(COST, volunteer_hours=50), "in kind"),
        (replace(BENEFIT, measure=""), "how the benefit is measured"),
        (replace(BENEFIT, baseline=""), "where it stands now"),
        (replace(BENEFIT, target=" "), "where it shall stand"),
        (replace(BENEFIT, by_when=None), "by when"),
        (replace(BENEFIT, correction="equipment"), "grade of its evidence"),
    ],
)
def test_a_faulty_line_is_refused_with_its_sentence(content: Any, sentence: str) -> None:
    with refused(sentence):
        actions.add_line(by=TEST, at=AT, option=make_option(make_case()), content=content)
    assert Line.objects.count() == 0


@pytest.mark.manual("S3.i4")
def test_every_benefit_has_a_measure_a_start_a_target_and_a_date_in_the_database_too() -> None:
    line = make_line(make_option(make_case()), "benefit")
    assert (line.measure, line.baseline, line.target, line.by_when) == (
        "Homes with a plan", "120", "900", date(2030, 3, 31))  # fmt: skip
    for column in ("measure", "baseline", "target"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE business_line SET {column} = ''")  # noqa: S608
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE business_line SET by_when = NULL")


def test_volunteers_hours_are_a_cost_or_a_benefit_and_never_both() -> None:
    case = make_case()
    option, other = make_option(case), make_option(case, name="Another")
    hours = {"volunteer_hours": 100, "in_kind": True, "amount": 2_000}
    kept = make_line(option, "cost", **hours)
    with refused("never both"):
        make_line(option, "benefit", **hours)
    make_line(option, "cost", name="More hours", **hours)
    make_line(other, "benefit", **hours)
    with refused("never both"):
        actions.change_line(by=TEST, at=AT, line=kept, content=line_content("benefit", **hours))


def test_a_case_is_not_shortened_below_its_lines_nor_repriced_beyond_the_deflators() -> None:
    case = make_full_case()
    with refused("runs to year 10"):
        actions.change_case(by=TEST, at=AT, case=case, content=case_content(years=5))
    with refused("no deflator for 2026"):
        actions.change_case(by=TEST, at=AT, case=case, content=case_content(price_year=2026))
    actions.change_case(by=TEST, at=AT, case=case, content=case_content(years=12, first_year=1))
    case.refresh_from_db()
    assert (case.years, case.first_year) == (12, 1)


def test_a_schedule_is_not_used_beyond_the_years_it_gives() -> None:
    with refused("rates up to year 30"):
        make_case(schedule="review_2026", years=40)
    assert make_case(schedule="review_2026", years=31).years == 31


def test_doing_nothing_is_said_once_and_one_option_is_preferred() -> None:
    case = make_case()
    nothing = make_option(case, "nothing", "As now", preferred=True)
    with refused("already says what doing nothing means"):
        make_option(case, "nothing", "Nothing at all")
    with refused("option of this name"):
        make_option(case, "more", "As now")
    make_option(case, preferred=True)
    nothing.refresh_from_db()
    assert not nothing.preferred
    assert Option.objects.filter(preferred=True).count() == 1


def test_an_option_is_removed_with_its_lines() -> None:
    option = make_option(make_case())
    make_line(option)
    actions.remove_option(by=TEST, at=AT, option=option)
    assert (Option.objects.count(), Line.objects.count()) == (0, 0)


@pytest.mark.manual("S3.h3")
def test_an_approval_on_conditions_follows_them_until_they_are_met() -> None:
    case, boss = make_full_case(), make_user("strategic_champion")
    actions.submit_case(by=TEST, at=AT, case=case)
    due = AT.date() + timedelta(days=90)
    actions.approve_case(
        by=boss.actor,
        at=AT,
        case=case,
        approved_by=boss,
        approving_body="Executive group",
        conditions=[ConditionContent(what="A second coordinator is named.", due_on=due)],
    )
    condition = Condition.objects.get()
    with refused("how the condition was met"):
        actions.meet_condition(by=TEST, at=AT, condition=condition, on=due, how="")
    met = actions.meet_condition(by=TEST, at=AT, condition=condition, on=due, how="Named on 3 April.")
    assert (met.met_on, met.how) == (due, "Named on 3 April.")
    with refused("already met", WrongState):
        actions.meet_condition(by=TEST, at=AT, condition=condition, on=due, how="Again.")


def test_only_of_an_approved_case_is_it_said_what_came_of_it() -> None:
    case, user = make_full_case(), make_user()
    line = case.options.get(preferred=True).lines.order_by("id")[0]
    said: dict[str, Any] = {
        "line": line,
        "year": 1,
        "amount": 5,
        "price_year": 2024,
        "source": "Ledger",
        "recorded_by": user,
    }
    with refused("approved case", WrongState):
        actions.record_actual(by=TEST, at=AT, **said)
    line = make_approved_case(name="Other").options.get(preferred=True).lines.order_by("id")[0]
    with refused("from year 1 to year 1"):
        actions.record_actual(by=TEST, at=AT, **{**said, "line": line, "year": 2})
    with refused("what shows the amount"):
        actions.record_actual(by=TEST, at=AT, **{**said, "line": line, "source": ""})
    for amount in (5, 6):
        actions.record_actual(by=TEST, at=AT, **{**said, "line": line, "amount": amount})
    assert [a.amount for a in line.actuals.filter(replaced_at__isnull=True)] == [6]
    assert line.actuals.count() == 2
