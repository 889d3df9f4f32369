"""Reference codes that survive a bad telephone line: eight signs in two groups, none that look alike, no vowels."""

import re
import secrets

# Left out: 0 O Q, 1 I L, 2 Z, 5 S, 8 B, U V (look alike) and the vowels, so that no code spells a word.
ALPHABET = "34679CDFGHJKMNPRTWXY"
GROUP = 4


def new_code() -> str:
    """A code that nobody can guess, such as `K7MD-4TXR`."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(2 * GROUP))
    return f"{signs[:GROUP]}-{signs[GROUP:]}"


def tidy(text: str) -> str:
    """What somebody typed as the code it means, or nothing: small letters, spaces and dashes do not matter.

    >>> tidy(" k7md 4txr")
    'K7MD-4TXR'
    >>> tidy("hello")
    ''
    """
    signs = re.sub(r"[\s\-\u2010-\u2015.]", "", text).upper()
    if len(signs) != 2 * GROUP or not set(signs) <= set(ALPHABET):
        return ""
    return f"{signs[:GROUP]}-{signs[GROUP:]}"
