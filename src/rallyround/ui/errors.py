"""What the product says when it will not do what was asked: one sentence for the person, no more.

Raise them anywhere; `ui.middleware.SpeakPlainly` makes the page. Any other exception is a bug and is logged.
"""

from typing import ClassVar

from django.utils.functional import Promise


class Refused(Exception):
    """The answer is no. `sentence` says why and what to do instead."""

    status: ClassVar[int] = 409

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refused):
    """This person may not do it, whatever the state."""

    status = 403


class WrongState(Refused):
    """It could be done, but not as things stand now: somebody was quicker, or a step is missing."""

    status = 409


class NotFound(Refused):
    """There is no such thing, or none that this person may know of."""

    status = 404
