"""Readers and writers of published formats. Pure: no Django, no network; an analyst can use them alone.

Each reader is a module with a frozen dataclass for a row and `read(path, *, progress=None)`, which streams.
"""

from rallyround.formats.kinds import Kind, recognise
from rallyround.formats.problem import BadFile
from rallyround.formats.text import Progress

__all__ = ["BadFile", "Kind", "Progress", "recognise"]
