"""Patterns that find the clinic's chiropractors, also where one letter is wrong."""

import string
from typing import Any

from wordfreq import zipf_frequency

LETTERS = string.ascii_lowercase + "éë"
OTHER_SPELLINGS = {"desiree": ["desire", "desiré", "desirée", "désirée", "désiree"]}
SHORT = 4
"""Parts of a name up to this length have common words one letter away, such as "zijn"."""
KNOWN, KNOWN_SHORT = 2.5, 2.0
"""Zipf frequency in Dutch from which a misspelling counts as a word: of a part, of a short one."""
NEVER = {"mijn", "pijn", "zijn"}
"""Not even a person before the right last name: "waar zijn Kooren en Schol?"."""

Pattern = dict[str, Any]


def full_name_patterns(names: list[str]) -> list[Pattern]:
    """Return patterns for first and last name, of which one may have a letter wrong."""
    patterns = []
    for name in names:
        first, last = name.lower().split()
        rights = [spellings(first), spellings(last)]
        wrongs = [right + misspellings(right[0]) for right in rights]
        patterns += [_pattern(rights[0], wrongs[1]), _pattern(wrongs[0], rights[1])]
    return patterns


def part_patterns(names: list[str]) -> list[Pattern]:
    """Return patterns for a first or last name alone, or with one letter wrong but no word."""
    return [
        _pattern([*spellings(part), *filter(_is_no_word, misspellings(part))])
        for name in names
        for part in name.lower().split()
    ]


def spellings(part: str) -> list[str]:
    """Return the right ways to write a part of a name, the plain one first."""
    forms = [part, *OTHER_SPELLINGS.get(part, [])]
    return forms + [f"{form}'s" for form in forms]


def misspellings(word: str) -> list[str]:
    """Return all forms with one letter left out, added, replaced, or swapped with the next."""
    splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    left_out = {head + tail[1:] for head, tail in splits if tail}
    added = {head + letter + tail for head, tail in splits for letter in LETTERS}
    replaced = {head + letter + tail[1:] for head, tail in splits if tail for letter in LETTERS}
    swapped = {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    return sorted((left_out | added | replaced | swapped) - NEVER - {word})


def _is_no_word(form: str) -> bool:
    # A form one letter longer or shorter than a short part is judged as one too.
    limit = KNOWN_SHORT if len(form) <= SHORT + 1 else KNOWN
    return zipf_frequency(form, "nl") < limit


def _pattern(*tokens: list[str]) -> Pattern:
    forms = [{"LOWER": {"IN": sorted(set(token))}} for token in tokens]
    return {"label": "PERSON", "pattern": forms}
