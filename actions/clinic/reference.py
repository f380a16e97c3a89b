"""Reference codes of appointments, such as ``MW-7KQ4-XT2D``: hard to guess, easy to read.

Eight characters out of thirty, about 39 bits. There are no vowels, so that no word comes out, and
no O, I or L: who reads 0 as O or 1 as I or L is understood. Each code has a letter and a digit
that cannot be taken for a letter, so that neither words nor telephone numbers pass for a code.
"""

import re
import secrets

ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"
LENGTH = 8

_CHARACTER = f"[{ALPHABET}OIL]"
_GAP = r"[\s.\-\u2013]{0,3}"
_WITH_PREFIX = re.compile(rf"(?<![^\W_])M{_GAP}W((?:{_GAP}{_CHARACTER}){{{LENGTH}}})(?![^\W_])")
_WITHOUT_PREFIX = re.compile(
    rf"(?<![^\W_])({_CHARACTER}{{4}}{_GAP}{_CHARACTER}{{4}})(?![^\W_])",
)
_AS_MEANT = str.maketrans("OIL", "011")


def new_reference() -> str:
    """Return a new random code."""
    while True:
        characters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if _is_distinct(characters):
            return _written(characters)


def parse_reference(text: str) -> str | None:
    """Return the first code in the text as ``new_reference`` writes it, or None."""
    for pattern in (_WITH_PREFIX, _WITHOUT_PREFIX):
        for match in pattern.finditer(text.upper()):
            characters = re.sub(r"[^A-Z0-9]", "", match[1]).translate(_AS_MEANT)
            if _is_distinct(characters):
                return _written(characters)
    return None


def _is_distinct(characters: str) -> bool:
    return bool(re.search("[2-9]", characters) and re.search("[A-Z]", characters))


def _written(characters: str) -> str:
    return f"MW-{characters[:4]}-{characters[4:]}"
