"""The pages of response as people use them: from the library to an activation that is stood down, and the rest."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from rallyround.people.models import User
from rallyround.register.models import Offer
from rallyround.response import queries
from rallyround.response.models import Activation, Advice, AdviceReach, ExerciseSummary, Module
from rallyround.response.queries.helpers import IDLE_DAYS
from tests.factories import (
    make_need,
    make_open_need,
    make_organisation,
    make_partnership,
    make_ready_offer,
    make_user,
)
from tests.response_factories import (
    KEY,
    make_activation,
    make_advice,
    make_contact,
    make_group,
    make_incident,
    make_module,
    make_ready_module,
    make_safe,
)

pytestmark = pytest.mark.django_db


def browser(*roles: str) -> tuple[Client, User]:
    user, client = make_user(*roles), Client()
    client.force_login(user)
    return client, user


@pytest.fixture
def now() -> datetime:
    """Pages read the real clock."""
    make_partnership()
    return timezone.now()


def text(client: Client, name: str, /, *args: object, **asked: str) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def post(client: Client, name: str, /, *args: object, **said: Any) -> Any:
    return client.post(reverse(name, args=args), {"submission": str(uuid7()), **said})


def test_a_module_goes_from_the_library_to_an_approved_card(now: datetime) -> None:
    client, _ = browser("coordinator")
    partner, group = make_organisation(name="Mere Rescue"), make_group()
    assert "Prepare your home" in text(client, "modules")
    assert "It stops when" in text(client, "module_adopt", KEY)
    assert "Choose which partner leads it." in post(client, "module_adopt", KEY).content.decode()
    submission = str(uuid7())
    for _ in range(2):
        taken = post(client, "module_adopt", KEY, lead=str(partner.id), submission=submission)
        assert taken.status_code == 302
    module = Module.objects.get()
    page = text(client, "module", module.id)
    assert "Nobody is named who holds the liability." in page
    assert "Missing" in page
    assert post(client, "module_approve", module.id).status_code == 409
    form = client.get(reverse("module_change", args=[module.id])).context["form"]
    said = {**form.initial, "liability_holder": str(partner.id), "name": "Make homes ready"}
    assert post(client, "module_change", module.id, **said).status_code == 302
    post(client, "module_groups", module.id, groups=[str(group.id)])
    make_safe(module, at=now)
    assert post(client, "module_approve", module.id).status_code == 302
    page = text(client, "module", module.id)
    assert "Make homes ready" in page
    assert group.name in page
    assert "Activate" in page
    assert "Make homes ready" in text(client, "modules", state="current", group=str(group.id))
    assert "Make homes ready" not in text(client, "modules", state="retired")
    assert post(client, "module_retire", module.id).status_code == 302
    assert queries.current_modules() == []


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("checklist", "begin | soon | duty_officer | Go", "minutes"), ("checklist", "begin | 5 | boss | Go", "role"),
     ("checklist", "begin | 5 | duty_officer | Go", "stage run"), ("triggers", "Rain today", "triggers"),
     ("measure", "", "Say what is counted."), ("kinds", [], "Choose at least one kind of request."),
     ("responders_can_take", "many", "Enter a whole number.")],
)  # fmt: skip
def test_a_protocol_that_cannot_be_comes_back_with_a_sentence(
    now: datetime, field: str, value: object, sentence: str
) -> None:
    client, _ = browser("coordinator")
    module = make_module(at=now)
    form = client.get(reverse("module_change", args=[module.id])).context["form"]
    answer = post(client, "module_change", module.id, **{**form.initial, field: value})
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    module.refresh_from_db()
    assert module.name == "Prepare your home"


@pytest.mark.manual("S7.h3")
@pytest.mark.parametrize(("key", "phase"), [(KEY, "before"), ("evacuation-support", "during")])
def test_a_module_is_activated_on_a_phone_and_stood_down_both_before_and_during(
    now: datetime, key: str, phase: str
) -> None:
    client, user = browser("duty_officer")
    make_contact(at=now)
    module = make_ready_module(key, at=now)
    assert "Begin a new one" in text(client, "module_activate", module.id)
    bad = post(client, "module_activate", module.id, incident="begin", trigger="other").content.decode()
    assert "Enter a name for the new incident." in bad
    assert "Say why: the reason is kept with the decision." in bad
    said = {
        "incident": "begin",
        "name": "River rises",
        "hazard": "flood",
        "trigger": "other",
        "reason": "Told so.",
    }
    submission = str(uuid7())
    for _ in range(2):
        assert post(client, "module_activate", module.id, **said, submission=submission).status_code == 302
    activation = Activation.objects.get()
    assert (activation.incident.phase, activation.activated_by) == (phase, user)
    page = text(client, "activation", activation.id)
    assert "Nobody has answered yet; asked as far as number 1" in page
    assert "Told so." in page
    assert post(client, "activation_tick", activation.id, 1).status_code == 302
    assert "1 of" in text(client, "activation", activation.id)
    assert post(client, "activation_tick", activation.id, 1, undo="1").status_code == 302
    assert queries.ticks(activation).done == 0
    assert "River rises" in text(client, "activations")
    assert post(client, "activation_step", activation.id, "stand-down").status_code == 302
    assert post(client, "activation_step", activation.id, "resume").status_code == 302
    assert post(client, "activation_step", activation.id, "stand-down").status_code == 302
    assert post(client, "activation_step", activation.id, "explode").status_code == 404
    assert "Say how things stand." in post(client, "activation_stand_down", activation.id).content.decode()
    assert post(client, "activation_stand_down", activation.id, note="All safe.").status_code == 302
    assert "All safe." in text(client, "activation", activation.id)


def test_whoever_is_not_in_the_list_is_told_who_decides(now: datetime) -> None:
    client, _ = browser("strategic_champion")
    module = make_ready_module(at=now)
    assert "Your role does not decide this" in text(client, "module_activate", module.id)
    said = {"incident": str(make_incident(at=now).id), "trigger": "other", "reason": "Because."}
    assert post(client, "module_activate", module.id, **said).status_code == 403
    assert not Activation.objects.exists()


def test_what_is_suggested_is_shown_with_its_evidence_and_decided_against(now: datetime) -> None:
    client, _ = browser("duty_officer")
    make_incident(at=now - timedelta(hours=1))
    module = make_ready_module(at=now, changes={"responders_can_take": 0})
    make_open_need(at=now)
    page = text(client, "activations")
    assert "Requests that wait: 1. Responders can take 0 at a time and free helpers 0: 1 beyond both." in page
    [one] = queries.suggestions(timezone.now())
    rows = text(client, "module_requests", module.id, incident=str(one.incident.id), sure="high")
    assert rows.count('data-label="Code"') == one.needs == 1
    assert "High: requests that were looked at are already beyond it" in page
    incident = str(make_incident().id)
    assert post(client, "module_not_now", module.id, incident=incident, reason="Falls.").status_code == 302
    assert "Decided against" in text(client, "activations")


def test_the_needs_of_an_activation_are_the_rows_behind_its_figure(now: datetime) -> None:
    client, _ = browser("coordinator")
    activation = make_activation(make_ready_module(at=now), at=now - timedelta(hours=1))
    needs = [make_open_need(at=now) for _ in range(2)]
    assert '<a class="govuk-link" href="{}">2</a>'.format(
        reverse("activation_needs", args=[activation.id])
    ) in text(client, "activation", activation.id)
    page = text(client, "activation_needs", activation.id)
    assert all(need.code in page for need in needs)
    local = Client()
    local.force_login(make_user("duty_officer", areas=["E06000001"]))
    assert needs[0].code not in text(local, "activation_needs", activation.id)


def test_the_way_to_an_exercise_is_there_before_the_first_summary(now: datetime) -> None:
    client, _ = browser("coordinator")
    module = make_ready_module(at=now)
    for name, args in (("activations", []), ("module", [module.id])):
        assert f'href="{reverse("exercises")}"' in text(client, name, *args), name
    assert "rallyround exercise start" in text(client, "exercises")


def test_approving_is_not_offered_while_something_is_missing(now: datetime) -> None:
    client, _ = browser("coordinator")
    draft = make_module(at=now, insured=False)
    page = text(client, "module", draft.id)
    assert "Nobody is named who holds the liability." in page
    assert reverse("module_approve", args=[draft.id]) not in page


def test_the_matrix_says_what_no_module_takes(now: datetime) -> None:
    client, _ = browser("analyst")
    assert "No module is approved yet" in text(client, "module_needs")
    make_ready_module(at=now)
    page = text(client, "module_needs")
    assert "Taken by no approved module" in page
    assert "Food and water" in page


@pytest.mark.manual("ST.5")
def test_advice_is_written_published_read_by_everybody_and_its_reach_counted_by_audience(
    now: datetime,
) -> None:
    """By hazard, phase, audience, channel and language."""
    client, _ = browser("coordinator")
    said = {"hazard": "flood", "phase": "before", "audience": "carers", "title": "Before water comes",
            "body": "Carry it upstairs.\n\nThen ring a neighbour.", "source": "Flood team, 2026",
            "channels": ["web", "trusted_route"]}  # fmt: skip
    assert "Choose at least one channel." in post(client, "advice_add").content.decode()
    for language, title in (("en", "Before water comes"), ("cy", "Cyn i'r dŵr ddod")):
        done = post(client, "advice_add", **{**said, "key": "water", "language": language, "title": title})
        assert done.status_code == 302
    public = Client()
    assert "There is no advice here just now." in text(public, "advice")
    for advice in Advice.objects.all():
        assert post(client, "advice_publish", advice.id).status_code == 302
    page = text(public, "advice")
    assert "Before water comes" in page
    assert "Cyn i&#x27;r dŵr ddod" not in page
    assert "Cyn i&#x27;r dŵr ddod" in text(public, "advice", language="cy")
    assert (
        "Cyn i&#x27;r dŵr ddod"
        in public.get(reverse("advice"), headers={"accept-language": "cy"}).content.decode()
    )
    for asked, there in (
        ({"hazard": "flood"}, True), ({"audience": "carers"}, True), ({"phase": "before"}, True),
        ({"phase": "after"}, True), ({"hazard": "' OR 1"}, True),
    ):  # fmt: skip
        assert ("Before water comes" in text(public, "advice", **asked)) is there
    english = Advice.objects.get(language="en")
    today = timezone.localdate(now)
    day = {"on_day": today.day, "on_month": today.month, "on_year": today.year}
    assert "How is that known" in text(client, "advice_reach", english.id)
    for channel, people in (("trusted_route", 12), ("web", 1300)):
        done = post(
            client, "advice_reach", english.id, channel=channel, people=people, source="Counted", **day
        )
        assert done.status_code == 302, done.content.decode()
    assert AdviceReach.objects.count() == 2
    page = text(client, "advice_items")
    assert "Carers, and whom they care for" in page
    assert "1,300" in page
    assert "1,312" in text(client, "advice_items", audience="carers", channel="web", language="en")
    assert post(client, "advice_withdraw", english.id).status_code == 302
    assert "Before water comes" not in text(public, "advice", language="en")


def test_a_draft_is_changed_and_the_next_wording_begins_from_the_last(now: datetime) -> None:
    client, _ = browser("coordinator")
    advice = make_advice(at=now)
    form = client.get(reverse("advice_change", args=[advice.id])).context["form"]
    assert post(client, "advice_change", advice.id, **{**form.initial, "title": "New"}).status_code == 302
    assert "New" in text(client, "advice_item", advice.id)
    assert "Carry what matters upstairs." in text(client, "advice_add", **{"from": str(advice.id)})
    assert client.get(reverse("advice_add"), {"from": "x"}).status_code == 200


@pytest.mark.manual("TD.3")
def test_help_is_shown_as_planned_or_spontaneous_and_the_spontaneous_becomes_planned(now: datetime) -> None:
    client, _ = browser("coordinator")
    offer, organisation = make_ready_offer(at=now - timedelta(days=IDLE_DAYS + 1)), make_organisation()
    assert offer.code in text(client, "idle_helpers", type="spontaneous")
    assert offer.code not in text(client, "idle_helpers", type="planned")
    assert reverse("helper_plan", args=[offer.id]) in text(client, "offer", offer.id)
    assert "Choose the organisation." in post(client, "helper_plan", offer.id).content.decode()
    assert post(client, "helper_plan", offer.id, organisation=str(organisation.id)).status_code == 302
    assert Offer.objects.get().organisation == organisation
    assert offer.code in text(client, "idle_helpers", type="planned")
    assert queries.helpers_of_skills({"protecting_homes"}).planned == 1
    assert reverse("helper_plan", args=[offer.id]) not in text(client, "offer", offer.id)


def test_idle_helpers_are_ticked_and_asked(now: datetime) -> None:
    client, _ = browser("duty_officer")
    assert "Nobody who is ready for tasks has been here" in text(client, "idle_helpers")
    offers = [make_ready_offer(at=now - timedelta(days=IDLE_DAYS + 1)) for _ in range(3)]
    page = text(client, "idle_helpers")
    assert "Of 3 offers that have been ready for 28 days or more, 3 were asked for no task" in page
    assert "Too many wait" in page
    assert "Choose what to ask them to." in post(client, "idle_helpers_prompt").content.decode()
    chosen = [str(offer.id) for offer in offers[:2]]
    assert (
        "2 helpers were asked."
        in post(client, "idle_helpers_prompt", selected=chosen, to="training").content.decode()
    )
    again = post(client, "idle_helpers_prompt", selected=[*chosen, "x"], to="training").content.decode()
    assert "0 helpers were asked. 2 were left in peace" in again
    assert post(client, "idle_helpers_prompt", selected=[], to="training").status_code == 409
    looking, _ = browser("helper")
    assert "Ask those chosen" not in text(looking, "idle_helpers")


def test_an_exercise_gives_its_summary_and_the_real_one_takes_it_in(now: datetime) -> None:
    client, _ = browser("coordinator")
    module = make_ready_module(at=now)
    assert client.get(reverse("exercise_summary")).status_code == 404
    with override_settings(EXERCISE="winter-2026"):
        activation = make_activation(module, at=now, incident=make_incident(at=now, exercise=True))
        assert "Take the summary" in text(client, "exercises")
        file = client.get(reverse("exercise_summary"))
        assert file["Content-Disposition"].startswith('attachment; filename="exercise-winter-2026-')
    assert "Bring a summary in" in text(client, "exercises")
    assert "Choose the file." in post(client, "exercise_bring_in").content.decode()
    bad = SimpleUploadedFile("x.json", b"{}")
    assert "no summary of an exercise" in post(client, "exercise_bring_in", file=bad).content.decode()
    for _ in range(2):
        good = SimpleUploadedFile("summary.json", file.content)
        assert post(client, "exercise_bring_in", file=good).status_code == 302
    kept = ExerciseSummary.objects.get()
    assert json.loads(file.content)["modules"][0]["activation"] == str(activation.id)
    assert f"{module.name}, " in text(client, "exercise", kept.id), "by its name, not by its key"
    assert "winter-2026" in text(client, "exercises")
    assert "0 of 7 lines done in time" in text(client, "module", module.id)


@pytest.mark.parametrize("name", ["modules", "activations", "advice_items", "exercises", "idle_helpers"])
@pytest.mark.parametrize("export", ["csv", "xlsx"])
def test_every_list_is_taken_out_as_a_file(now: datetime, name: str, export: str) -> None:
    client, _ = browser("coordinator")
    make_activation(make_ready_module(at=now), at=now)
    make_advice(at=now)
    make_ready_offer(at=now - timedelta(days=IDLE_DAYS + 1))
    make_need(at=now)
    answer = client.get(reverse(name), {"export": export})
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
