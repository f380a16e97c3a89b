"""The patient's name in what a patient types."""

import re
from collections.abc import Iterable, Sequence

from actions.clinic.contact import LONGEST_TEXT
from actions.clinic.vocabulary import (
    AFTER_A_NAME,
    ARTICLES,
    NOT_A_NAME,
    PARTICLES,
    PREPOSITIONS,
)

LONGEST_NAME = 80
MOST_WORDS = 5
"""Words of a name, those like *van* and *der* not counted."""

_OF_FAMILY = (
    r"(?:(?:mijn|m'n|onze)\s+(?:man|vrouw|partner|dochter|zoon|kind|moeder|vader|zus|broer),?\s+)?"
)
_SURE = re.compile(
    r"\b(?:naam|voornaam|achternaam)\s*(?:is\b|luidt\b|:|=)\s*"
    r"|\bik\s+heet\b\s*"
    rf"|\b(?:op|onder)\s+(?:de\s+)?naam\s+van\s+{_OF_FAMILY}",
    re.IGNORECASE,
)
_LIKELY = re.compile(
    r"\b(?:ik\s+ben|(?:het|dit|dat)\s+is|u\s+spreekt\s+met|je\s+spreekt\s+met|spreekt\s+u\s+met"
    rf"|hier\s+is|afspraak\s+voor)\b\s*{_OF_FAMILY}",
    re.IGNORECASE,
)
_AFTERWARDS = re.compile(r"\s+(?:is|was)\s+(?:mijn|m'n|de)\s+naam\b", re.IGNORECASE)
_TITLE = re.compile(
    r"\s*(?:de\s+)?(?:heer|dhr|meneer|mevrouw|mevr|mevr|mw|mvr|dr|drs|ir|mr|fam|familie)\b\.?\s+",
    re.IGNORECASE,
)
_NOT_THE_PATIENT = re.compile(
    r"\b(?:bij|naar|met|door|van|dokter|dr|chiropractor)\.?\s+(?:de\s+)?$", re.IGNORECASE
)

_CONTACT = re.compile(r"\S*@\S*|[+(]?\d[\d\s()./+-]{5,}")
_BREAK = re.compile(r"[,;:!?\n()\[\]\"/]|\s-\s")
_INITIALS = re.compile(
    r"[^\W\d_](?:\.[^\W\d_])*\.?|(?:chr?|fr|ij|jac|joh|ph|sj|th|tj)\.", re.IGNORECASE
)
_NAME_WORD = re.compile(r"'?[^\W\d_]+(?:['-][^\W\d_]+)*'?")
_CONTRACTED = re.compile(r"([^\W\d_])'([^\W\d_].*)")


def parse_name(text: str, person_entities: Sequence[str] = (), asked: bool = False) -> str | None:
    """Return the patient's name as it is written, or None.

    A phrase such as "mijn naam is" is always enough. One such as "ik ben", which may introduce
    anything, needs a name in capitals or one that the language model saw, unless the name was just
    asked for. Then a bare name does, too.

    Args:
        text: what the patient typed.
        person_entities: names of persons that the language model saw in it.
        asked: whether the patient was just asked for the name.
    """
    text = re.sub("[’‘ʼ`´]", "'", text[:LONGEST_TEXT])
    text = _CONTACT.sub(", ", text)
    for match in _SURE.finditer(text):
        words, _ = leading_words(text[match.end() :])
        if words:
            return _written(words)
    if after := _AFTERWARDS.search(text):
        words, following = leading_words(text[: after.start()])
        if words and following is None:
            return _written(words)
    for match in _LIKELY.finditer(text):
        words, following = leading_words(text[match.end() :])
        if words and (
            _is_seen(words, person_entities)
            or _is_in_capitals(words)
            or (asked and (following is None or following in AFTER_A_NAME))
        ):
            return _written(words)
    return _bare_name(text, person_entities) if asked else None


def _bare_name(text: str, person_entities: Sequence[str]) -> str | None:
    if "?" in text:
        return None
    for part in _BREAK.split(text):
        words, following = leading_words(part)
        if words and (following is None or following in AFTER_A_NAME):
            return _written(words)
        if not NOT_A_NAME.issuperset(part.lower().split()):
            break  # more than "ja," before the name: this is a sentence
    for entity in person_entities:
        before, found, _ = text.partition(entity)
        words, following = leading_words(entity)
        if found and words and following is None and not _NOT_THE_PATIENT.search(before):
            return _written(words)
    return None


def leading_words(text: str) -> tuple[list[str], str | None]:
    """Return the words of the name that the text begins with, and the word after them if any.

    The words are as they were typed; there are none if the text does not begin with a name.
    """
    if title := _TITLE.match(text):
        text = text[title.end() :]
    typed = _BREAK.split(text, maxsplit=1)[0].split()
    words: list[str] = []
    following: str | None = None
    for position, word in enumerate(typed):
        plain = word.lower().rstrip(".")
        next_plain = typed[position + 1].lower() if position + 1 < len(typed) else ""
        if plain in PREPOSITIONS:
            fits = bool(words) and next_plain in ARTICLES
        elif plain in PARTICLES:
            fits = True
        else:
            # "Jan de Goede" has a word that is none by itself.
            is_surname = bool(words) and words[-1].lower() in ARTICLES and word[:1].isupper()
            fits = (is_surname or plain not in NOT_A_NAME) and _is_name_word(word)
        if not fits:
            following = plain
            break
        ends_sentence = word.endswith(".") and not _INITIALS.fullmatch(word)
        words.append(word.rstrip(".") if ends_sentence else word)
        if ends_sentence:
            break
    while words and words[-1].lower() in PARTICLES:
        following = following or words[-1].lower()
        words.pop()
    names = [word for word in words if word.lower() not in PARTICLES]
    is_name = any(len(name.strip(".")) > 1 for name in names) and len(names) <= MOST_WORDS
    if not is_name or len(" ".join(words)) > LONGEST_NAME:
        return [], following
    return words, following


def _is_name_word(word: str) -> bool:
    return bool(_INITIALS.fullmatch(word) or _NAME_WORD.fullmatch(word.rstrip(".")))


def _is_in_capitals(words: Sequence[str]) -> bool:
    names = [word for word in words if word.lower() not in PARTICLES]
    return len(names) > 1 and all(_first_letter(word).isupper() for word in names)


def _first_letter(word: str) -> str:
    letters = word.removeprefix("d'").lstrip("'")
    return letters[:1]


def _is_seen(words: Sequence[str], person_entities: Iterable[str]) -> bool:
    seen = {part.lower() for entity in person_entities for part in entity.split()}
    return any(word.lower() in seen for word in words if word.lower() not in PARTICLES)


def _written(words: Sequence[str]) -> str:
    """Return the words with capitals where a Dutch name has them."""
    joined = " ".join(words)
    if joined.isupper() and not all(_INITIALS.fullmatch(word) for word in words):
        words = joined.lower().split()
    return " ".join(_word_written(word, is_first=not i) for i, word in enumerate(words))


def _word_written(word: str, *, is_first: bool) -> str:
    if _INITIALS.fullmatch(word):
        return word.upper() if "." in word[:2] or len(word) == 1 else word.capitalize()
    if not word.islower():
        return word
    if word in PARTICLES and (not is_first or word.startswith("'")):
        return word
    first, *others = word.split("-")
    return "-".join(
        [_capitalised(first, is_first=is_first)]
        + [part if part in PARTICLES else _capitalised(part, is_first=False) for part in others]
    )


def _capitalised(part: str, *, is_first: bool) -> str:
    if contracted := _CONTRACTED.fullmatch(part):
        letter, rest = contracted.groups()
        small = letter == "d" and not is_first
        return f"{letter if small else letter.upper()}'{_capitalised(rest, is_first=False)}"
    if part.startswith("ij"):
        return "IJ" + part[2:]
    return part[:1].upper() + part[1:]
