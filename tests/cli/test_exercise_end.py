"""An exercise with a module, from the real partnership and back to it: as its commands and pages do it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_commands import SET_UP, free_port, new_home, rallyround, serving, wait_for
from tests.shared import copy_prepared, environment

# A coordinator with an approved module for a group, made through the actions in the real database.
REAL = """
from rallyround.cli.environment import prepare
ready = prepare()
from django.utils import timezone
from rallyround.people import actions as people
from rallyround.people.models import User
from tests.factories import make_organisation
from tests.response_factories import make_group, make_ready_module
now = timezone.now()
user = User.objects.get()
people.give_role(by=user.actor, at=now, user=user, organisation=make_organisation(), role="coordinator")
user.forget_memberships()
make_ready_module(at=now, user=user, groups=[make_group(at=now)])
ready.stop()
"""
# The same person activates it in the exercise, where the group has become another too.
PLAYED = """
import os
os.environ["RALLYROUND_EXERCISE"] = "heron"
from rallyround.cli.environment import prepare
ready = prepare("rallyround_exercise_heron")
from django.utils import timezone
from rallyround.people.models import User
from rallyround.response import actions
from rallyround.response.models import Module
from tests.response_factories import make_group
now, user, module = timezone.now(), User.objects.get(email="ann@example.org"), Module.objects.get()
[group] = module.groups.all()
actions.link_groups(by=user.actor, at=now, module=module, groups=[group, make_group("Another", at=now)])
new = actions.NewIncident(name="Exercise Heron", hazard="flood", phase="during")
activation = actions.activate(by=user.actor, at=now, module=module, incident=new, groups=[group], trigger="forecast",
                              reason="The exercise begins.")
actions.tick_item(by=user.actor, at=now, item=activation.checklist.get(number=1))
ready.stop()
"""
# What came home, twice the same file; then how many rows the real database has of what an exercise makes.
BROUGHT_IN = """
import sys
from pathlib import Path
from rallyround.cli.environment import prepare
ready = prepare()
from django.utils import timezone
from rallyround.people.models import User
from rallyround.groups.models import PriorityGroup
from rallyround.incidents.models import Incident
from rallyround.messaging.models import Message
from rallyround.register.models import Need
from rallyround.response import actions, queries
from rallyround.response.models import Activation, ExerciseSummary
user = User.objects.get(email="ann@example.org")
for _ in range(2):
    actions.bring_in_exercise(by=user.actor, at=timezone.now(), summary=Path(sys.argv[1]).read_bytes())
[result] = queries.exercise_results("prepare-your-home")
print(result.name, result.checklist_done, result.checklist_in_time, result.checklist_total)
print(*(model.objects.count() for model in (Incident, Activation, Need, Message, ExerciseSummary, PriorityGroup)))
ready.stop()
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A home with its database, which another test makes from nothing."""
    with new_home() as folder:
        copy_prepared(folder)
        yield folder


def python(home: Path, code: str, *arguments: str) -> str:
    """Run a script on this home; what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


@pytest.mark.manual_part("S7.c19")
def test_a_module_is_exercised_apart_and_only_what_it_showed_comes_home(home: Path, tmp_path: Path) -> None:
    rallyround(home, *SET_UP)
    python(home, REAL)
    port = free_port()
    with serving(home, "exercise", "start", "heron", "--port", str(port)):
        wait_for(f"http://127.0.0.1:{port}/")
        python(home, PLAYED)
    file = tmp_path / "heron.json"
    assert "in 1 activation, and nobody's details" in rallyround(
        home, "exercise", "end", "heron", "--to", str(file)
    )
    assert "never overwritten" in rallyround(home, "exercise", "end", "heron", "--to", str(file), code=1)
    text = file.read_text("utf-8")
    assert [module["key"] for module in json.loads(text)["modules"]] == ["prepare-your-home"]
    for told in ("ann", "Ann", "example.org", "Homes by the Mere", "The exercise begins"):
        assert told not in text
    assert python(home, BROUGHT_IN, str(file)).splitlines() == ["heron 1 1 7", "0 0 0 0 1 1"]


def test_an_exercise_that_never_began_has_no_summary(home: Path, tmp_path: Path) -> None:
    said = rallyround(home, "exercise", "end", "nowhere", "--to", str(tmp_path / "x.json"), code=1)
    assert "There is no exercise called nowhere here." in said
    assert "small letters" in rallyround(home, "exercise", "end", "No Where", code=1)
