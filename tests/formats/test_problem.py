"""The sentence about a bad file."""

import pickle

from rallyround.formats import BadFile
from rallyround.formats.problem import shown


def test_the_sentence_names_file_row_column_and_remedy() -> None:
    problem = BadFile("/srv/incoming/areas.csv", "this is wrong", "do that", 1234, "POP_2021")
    assert str(problem) == "areas.csv, row 1,234, column POP_2021: this is wrong; do that."


def test_the_sentence_leaves_out_what_is_not_known() -> None:
    assert str(BadFile("areas.csv", "the file is empty", "save it again")) == (
        "areas.csv: the file is empty; save it again."
    )


def test_a_bad_file_survives_the_way_between_processes() -> None:
    problem = BadFile("areas.csv", "this is wrong", "do that", 7, "POP_2021")
    again = pickle.loads(pickle.dumps(problem))  # noqa: S301 our own bytes
    assert (str(again), again.row, again.column, again.remedy) == (str(problem), 7, "POP_2021", "do that")


def test_a_shown_value_is_short_and_visible() -> None:
    assert shown("a\x1b[31mb") == '"a?[31mb"'
    assert len(shown("x" * 10_000)) < 50
