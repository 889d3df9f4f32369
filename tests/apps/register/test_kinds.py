"""The table of kinds is complete and says what matching and safety go by."""

from rallyround.register.kinds import BY_SHORT, KINDS, SKILLS, UNKNOWN, WHOLE_DAY, DayPart, from_short, label


def test_every_kind_names_a_skill_that_can_be_offered() -> None:
    assert {kind.skill for kind in KINDS.values()} == set(SKILLS)


def test_every_kind_has_its_own_two_letters() -> None:
    assert len(BY_SHORT) == len(KINDS)
    assert all(len(short) == 2 and short.isalpha() for short in BY_SHORT)


def test_distance_is_irrelevant_to_a_telephone_call_only() -> None:
    assert {kind.key for kind in KINDS.values() if not kind.distance_matters} == {
        "welfare_call",
        "interpreting",
        "information",
    }


def test_nobody_goes_alone_into_a_home() -> None:
    homes = [kind for kind in KINDS.values() if kind.safeguarding in {"home", "regulated"}]
    assert homes
    assert all(kind.helpers >= 2 and "identity" in kind.checks for kind in homes)


def test_every_kind_has_words_that_help_without_us() -> None:
    assert all(len(str(kind.self_help)) > 20 for kind in KINDS.values())


def test_a_call_handler_types_two_letters() -> None:
    assert from_short(" SB ") == "prepare"
    assert from_short("welfare_call") == "welfare_call"
    assert from_short("") == UNKNOWN
    assert from_short("xx") == ""


def test_what_is_not_known_yet_is_said_so() -> None:
    assert str(label(UNKNOWN)) == "Not yet known"


def test_the_parts_of_the_day_make_a_whole() -> None:
    assert sum(DayPart) == WHOLE_DAY == 15
