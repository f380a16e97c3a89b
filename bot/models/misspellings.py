"""Patterns that find the clinic's chiropractors, also misspelt by one letter."""

import string
from typing import Any

from wordfreq import zipf_frequency

KNOWN = 2.0
"""Zipf frequency (log 10 of the count in a billion words) from which a form is a word itself."""
COMMON = 4.5
"""Zipf frequency from which a word is so common that its own misspellings are to be expected."""
SHORT = 4
"""Up to this many letters a misspelling may as well be one of a common word."""


def patterns(names: list[str]) -> list[dict[str, Any]]:
    """Return patterns for spaCy's entity ruler, on the lower-case form of tokens.

    A part of a name on its own is accepted as it is and in the misspellings that are no Dutch
    word and, for a short part, not near a common one ("tjin" but not "zijn" or "dijn"). A full
    name is accepted when one part is right and the other has at most one letter wrong.
    """
    found = []
    for name in names:
        first, last = name.lower().split()
        found += [_pattern([part, *_safe_misspellings(part)]) for part in (first, last)]
        found += [_pattern([first], [last, *misspelt(last)]), _pattern(misspelt(first), [last])]
    return found


def _pattern(*tokens: list[str]) -> dict[str, Any]:
    return {"label": "PERSON", "pattern": [{"LOWER": {"IN": sorted(forms)}} for forms in tokens]}


def _safe_misspellings(part: str) -> list[str]:
    return [
        form
        for form in misspelt(part)
        if zipf_frequency(form, "nl") < KNOWN and not (len(part) <= SHORT and _near_common(form))
    ]


def _near_common(form: str) -> bool:
    return any(zipf_frequency(word, "nl") >= COMMON for word in misspelt(form))


def misspelt(word: str) -> list[str]:
    """Return every word that differs by one deletion, insertion, substitution or transposition."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    deletions = {a + b[1:] for a, b in splits if b}
    transpositions = {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
    substitutions = {a + c + b[1:] for a, b in splits if b for c in string.ascii_lowercase}
    insertions = {a + c + b for a, b in splits for c in string.ascii_lowercase}
    return sorted((deletions | transpositions | substitutions | insertions) - {word})
