"""Checks of single fields: each maker returns a function from the text of a cell to its value.

The functions raise ValueError with half a sentence that follows the value: "is not a postcode".
"""

import re
from collections.abc import Callable

GSS_CODE = re.compile(r"[EWSNKJLM][0-9]{8}")
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


def text(cell: str) -> str:
    """A name: not blank, no invisible characters, outer spaces taken off.

    >>> text(" Sheffield 018A ")
    'Sheffield 018A'
    """
    stripped = cell.strip()
    if not stripped:
        raise ValueError("is blank")
    if not stripped.isprintable():
        raise ValueError("holds invisible characters")
    return stripped


def code(*prefixes: str) -> Callable[[str], str]:
    """A code of the Government Statistical Service: a prefix and digits, nine characters in all.

    >>> code("E01")("E01007317")
    'E01007317'
    """
    whole_code = re.compile("|".join(f"{p}[0-9]{{{9 - len(p)}}}" for p in prefixes))
    problem = f"is not a code such as {prefixes[0]:0<8}1"

    def parse(cell: str) -> str:
        if whole_code.fullmatch(cell) is None:
            raise ValueError(problem)
        return cell

    return parse


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number between two limits, both included.

    >>> whole(1, 10)("7")
    7
    """
    problem = f"is not a whole number from {low:,} to {high:,}"

    def parse(cell: str) -> int:
        try:
            value = int(cell)
        except ValueError:
            raise ValueError(problem) from None
        # int() also takes "1_000", which no publisher means.
        if not low <= value <= high or "_" in cell:
            raise ValueError(problem)
        return value

    return parse


def number(low: float, high: float) -> Callable[[str], float]:
    """A decimal number between two limits, both included; never infinite, never "nan".

    >>> number(-90, 90)("53.4")
    53.4
    """
    problem = f"is not a number from {low:,} to {high:,}"

    def parse(cell: str) -> float:
        try:
            value = float(cell)
        except ValueError:
            raise ValueError(problem) from None
        if not low <= value <= high or "_" in cell:
            raise ValueError(problem)
        return value

    return parse


def one_of(*allowed: str) -> Callable[[str], str]:
    """One of a few words, as written.

    >>> one_of("TRUE", "FALSE")("TRUE")
    'TRUE'
    """
    known = frozenset(allowed)
    problem = "is not one of " + ", ".join(allowed)

    def parse(cell: str) -> str:
        if cell not in known:
            raise ValueError(problem)
        return cell

    return parse


def postcode(cell: str) -> str:
    """A British postcode in capitals with one space before its last three characters.

    Shape only, as in the address standard BS 7666: whether it is in use is known by Code-Point.

    >>> postcode("s1  2hh"), postcode("DN551PT")
    ('S1 2HH', 'DN55 1PT')
    """
    found = POSTCODE.fullmatch(cell.replace(" ", "").upper())
    if found is None:
        raise ValueError("is not a postcode")
    return f"{found[1]} {found[2]}"
