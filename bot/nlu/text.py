"""One spelling for texts that are compared."""

import re
import unicodedata

GREEK = str.maketrans({"α": "alfa", "β": "beta"})


def fold(text: str) -> str:
    """Return the text in lower case, without accents, with white space as single spaces."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(GREEK))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"\s+", " ", plain).strip()


def key(text: str) -> str:
    """Return what two texts share that differ in case, accents and punctuation only."""
    return re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()


def has_words(text: str) -> bool:
    """Whether the text has any letter or digit, in whatever script."""
    return any(char.isalnum() for char in text)
