"""The demo's programme: one group through all eight steps, one halfway, one begun, seven listed."""

from rallyround.cli.demo.programme.afterwards import evaluate, exercise
from rallyround.cli.demo.programme.groups import Groups, ten_groups
from rallyround.cli.demo.programme.partnership import set_course
from rallyround.cli.demo.programme.stage import Stage
from rallyround.cli.demo.programme.work import halfway, prepare_flood_place

__all__ = [
    "Groups",
    "Stage",
    "evaluate",
    "exercise",
    "halfway",
    "prepare_flood_place",
    "set_course",
    "ten_groups",
]
