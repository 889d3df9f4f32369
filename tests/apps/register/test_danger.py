"""Words that mean danger to life are noticed, and ordinary words are not."""

import pytest

from rallyround.register.danger import means_danger

DANGER = [
    "He can't breathe",
    "my dad is struggling to breathe, please come",
    "She is not breathing",
    "Mum has chest pains",
    "I think he is having a heart attack",
    "she may be having a stroke",
    "found her UNCONSCIOUS on the stairs",
    "Gran has collapsed",
    "he won’t wake up",
    "my baby had a seizure",
    "bleeding a lot from the arm",
    "took an overdose",
    "we are trapped upstairs",
    "stuck on the roof with two children",
    "car was swept away",
    "the water is still rising",
    "water up to my waist in the kitchen",
    "the house is on fire",
    "strong smell of gas",
    "power line is down across the road",
    "oxygen machine is running out",
    "his ventilator has failed",
    "no insulin left",
    "she says she will kill herself",
    "he is dying",
    "my wife is in labour",
    "dyw hi ddim yn anadlu",
    "mae dad yn gaeth yn y tŷ",
]

ORDINARY = [
    "We need sandbags before tonight",
    "Two of us have no food or water",
    "Please walk my dog",
    "I stroke the cat but she will not eat",
    "the fireplace is wet and we have no firewood",
    "my car is stuck at the garage",
    "The kitchen floor is ruined and needs cleaning up",
    "Lonely, would like a call",
    "dying to know when the road opens",
    "power is off since six",
    "I need my prescription collected by Friday",
    "the oxygen bottles were delivered yesterday, thank you",
    "gas bill question",
    "Need a lift to the station",
]


@pytest.mark.parametrize("words", DANGER)
def test_words_of_danger_are_noticed(words: str) -> None:
    assert means_danger(words)


@pytest.mark.parametrize("words", ORDINARY)
def test_ordinary_words_are_not(words: str) -> None:
    assert not means_danger(words)


def test_one_report_too_many_is_read_rather_than_one_too_few() -> None:
    assert means_danger("nobody is trapped")
