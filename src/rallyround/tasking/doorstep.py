"""The doorstep word: the helper says it at the door, and who asked for help has it too. Easy to say and to hear."""

import secrets

# Common, concrete, of two syllables and spelt as spoken; none names a danger, a body or a person.
WORDS = (
    "acorn", "apple", "apron", "autumn", "badger", "barley", "basket", "beetle", "blanket", "bramble", "bucket",
    "button", "cabbage", "candle", "carpet", "carrot", "castle", "cherry", "chestnut", "clover", "cotton", "cricket",
    "curtain", "daisy", "donkey", "fiddle", "garden", "ginger", "hammer", "harbour", "hazel", "heather", "hedgehog",
    "honey", "island", "jacket", "jigsaw", "kettle", "ladder", "lemon", "lantern", "magpie", "maple", "marble",
    "meadow", "mitten", "mustard", "nutmeg", "orchard", "otter", "paddle", "pancake", "parsley", "pebble", "pencil",
    "pepper", "pigeon", "pillow", "pocket", "poppy", "pumpkin", "puzzle", "rabbit", "ribbon", "robin", "rocket",
    "saddle", "salmon", "sandwich", "satchel", "shepherd", "silver", "sparrow", "squirrel", "sunset", "tablet",
    "teapot", "thimble", "thistle", "ticket", "timber", "tractor", "trumpet", "tulip", "turnip", "velvet", "violet",
    "walnut", "wagon", "whistle", "willow", "window", "winter", "zebra",
)  # fmt: skip


def doorstep_word() -> str:
    """One of the words, by chance that nobody can foresee."""
    return secrets.choice(WORDS)
