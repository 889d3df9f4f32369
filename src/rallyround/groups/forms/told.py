"""Saying on the form itself what the record refuses, so that nothing typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from rallyround.ui.errors import NotAllowed, NotFound, Refused


class Kept:
    """Whether what a form asked for was done."""

    def __init__(self) -> None:
        self.done = True

    def __bool__(self) -> bool:
        return self.done


@contextmanager
def told_on(form: forms.Form) -> Iterator[Kept]:
    """A rule that needs the record to be known is told on the form itself."""
    kept = Kept()
    try:
        yield kept
    except (NotAllowed, NotFound):
        raise
    except Refused as no:
        kept.done = False
        form.add_error(None, str(no))
