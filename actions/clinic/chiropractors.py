"""Which chiropractor a patient asks for."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from actions.clinic.contact import LONGEST_TEXT
from actions.clinic.names import leading_words, parse_name
from actions.clinic.settings import Chiropractor, Settings
from actions.clinic.vocabulary import (
    BEFORE_A_NAME,
    CORRECTIONS,
    NAME_CUES,
    NAME_LINKS,
    NEAR_NAMES,
    NOT_A_NAME,
    PARTICLES,
    REFUSALS,
)


class MatchKind(str, Enum):
    """What was said about the chiropractor."""

    NOTHING = "nothing"
    FOUND = "found"
    NO_PREFERENCE = "no_preference"
    UNKNOWN = "unknown"  # somebody who does not work here
    AMBIGUOUS = "ambiguous"  # more than one


@dataclass(frozen=True)
class Match:
    """What was said: ``ids`` of chiropractors, the ``name`` of somebody else, who is unwanted."""

    kind: MatchKind
    ids: tuple[str, ...] = ()
    name: str | None = None
    excluded: tuple[str, ...] = ()

    @property
    def chiropractor_id(self) -> str | None:
        """The chiropractor, if exactly one was named."""
        return self.ids[0] if self.kind is MatchKind.FOUND else None


_NO_PREFERENCE = re.compile(
    r"\bgeen\s+(?:\w+e\s+)?voorkeur"
    r"|\bmaakt?\s+(?:\w+\s+){0,4}niet?s?\s+(?:\w+\s+){0,2}uit\b"
    r"|\bmaakt?\s+niet\s+uit|\bboeit\s+(?:\w+\s+)?niet|\bkan\s+(?:me|mij)\s+niet\s+schelen"
    r"|\b(?:wie|welke)\s+dan\s+ook|\bom\s+het\s+even|\b(?:eender|gelijk|ongeacht)\s+wie"
    r"|\bwie\s+(?:er\s+|het\s+)?(?:maar\s+|ook\s+|dan\s+|als\s+|eerste?\s+|plek\s+|plaats\s+|tijd\s+)*"
    r"(?:kan|vrij|beschikbaar|heeft)\b"
    r"|\b(?:iedereen|allemaal)\s+(?:is\s+)?(?:goed|prima|best)|\bkies\s+(?:jij|u)\s+maar"
    r"|\b(?:doe|geef)\s+(?:me\s+)?maar\s+iemand|\bgeeft\s+niet\s+wie|\bwillekeurig",
    re.IGNORECASE,
)
_ABOUT_TIME = re.compile(r"\b(?:dag|tijd|tijdstip|wanneer|datum|uur|hoe\s+laat)\b", re.IGNORECASE)
_WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:-[^\W\d_]+)*")
_SHORTEST_MISSPELT, _SHORT, _MIDDLING = 4, 4, 6
_BARE_REPLY = 3
"""A message of at most so many words may be nothing but a name."""


@dataclass(frozen=True)
class _Word:
    typed: str
    gap: str
    """What stands between the word before and this one."""
    end: int

    @property
    def plain(self) -> str:
        return self.typed.lower()


@dataclass(frozen=True)
class _Mention:
    """A chiropractor's name in the text: the positions of its first and last word."""

    id: str
    first: int
    last: int


def parse_chiropractor(
    text: str, settings: Settings, person_entities: Sequence[str] = (), asked: bool = False
) -> Match:
    """Return which chiropractor the text asks for.

    A first or a last name is enough, and it may be misspelt by a letter or two. The patient's own
    name, as in "ik ben Sten Jansen", does not count.

    Args:
        text: what the patient typed.
        settings: the clinic's settings.
        person_entities: names of persons that the language model saw in it.
        asked: whether the patient was just asked with whom.
    """
    text = _without_patient(text[:LONGEST_TEXT], settings, person_entities)
    words = _words(text)
    mentions = _mentions(words, settings, asked)
    strangers = {m: name for m in mentions if (name := _other_surname(text, words, m))}
    mentions = _after_correction(words, [m for m in mentions if m not in strangers])
    refused = {m.id for m in mentions if _is_refused(words, m, mentions)}
    wanted = tuple(dict.fromkeys(m.id for m in mentions if m.id not in refused))
    excluded = tuple(dict.fromkeys(m.id for m in mentions if m.id in refused))
    if wanted:
        kind = MatchKind.AMBIGUOUS if len(wanted) > 1 else MatchKind.FOUND
        return Match(kind, wanted, excluded=excluded)
    phrase = _NO_PREFERENCE.search(text)
    if phrase and (asked or not _ABOUT_TIME.search(text[: phrase.start()])):
        return Match(MatchKind.NO_PREFERENCE, excluded=excluded)
    stranger = next(iter(strangers.values()), None)
    if not stranger and not excluded:
        stranger = _stranger(text, words, person_entities, asked)
    if stranger:
        return Match(MatchKind.UNKNOWN, name=stranger, excluded=excluded)
    return Match(MatchKind.NOTHING, excluded=excluded)


def _words(text: str) -> list[_Word]:
    words, end = [], 0
    for match in _WORD.finditer(text):
        words.append(_Word(match[0], text[end : match.start()], match.end()))
        end = match.end()
    return words


def _without_patient(text: str, settings: Settings, person_entities: Sequence[str]) -> str:
    """Take the patient's own name out of the text, unless it is a chiropractor's."""
    name = parse_name(text, person_entities)
    if not name or any(_folded(name) == _folded(p.name) for p in settings.chiropractors):
        return text
    return re.sub(re.escape(name), ",", text, flags=re.IGNORECASE)


def _mentions(words: Sequence[_Word], settings: Settings, asked: bool) -> list[_Mention]:
    mentions: list[_Mention] = []
    for position, word in enumerate(words):
        distances = _distances(word, settings)
        last = mentions[-1] if mentions else None
        if last and last.id in distances and last.last == position - 1 and not word.gap.strip():
            mentions[-1] = _Mention(last.id, last.first, position)
            continue
        most_wrong = _most_letters_wrong(words, position, asked)
        mentions += [
            _Mention(id_, position, position)
            for id_, distance in distances.items()
            if distance == min(distances.values())
            and distance <= most_wrong
            and (most_wrong or word.plain not in NOT_A_NAME)
        ]
    return mentions


def _most_letters_wrong(words: Sequence[_Word], position: int, asked: bool) -> int:
    """Return how badly a name may be misspelt, by how likely it is that one stands here."""
    if len(words) <= _BARE_REPLY or (position and words[position - 1].plain in BEFORE_A_NAME):
        return 2
    if asked or (position and words[position].typed[:1].isupper()):
        return 1
    return 0


def _distances(word: _Word, settings: Settings) -> dict[str, int]:
    """Return by how many letters the word differs from each chiropractor's name, if by few."""
    distances = {person.id: _distance_to(word, person) for person in settings.chiropractors}
    return {id_: distance for id_, distance in distances.items() if distance is not None}


def _distance_to(word: _Word, person: Chiropractor) -> int | None:
    """Return how many letters the word is away from a part of the name; None: too many."""
    typed = _folded(re.sub("['’]s$", "", word.typed))
    distances = []
    for part in person.name.split():
        name = _folded(part)
        if part in PARTICLES:
            continue
        distance = _distance(typed, name)
        if distance and (
            word.plain in NEAR_NAMES
            or word.plain in NOT_A_NAME
            or distance > _tolerance(name)
            or (len(name) <= _SHORT and typed[:1] != name[:1])
        ):
            continue
        distances.append(distance)
    return min(distances, default=None)


def _tolerance(name: str) -> int:
    if len(name) < _SHORTEST_MISSPELT:
        return 0
    return 1 if len(name) <= _MIDDLING else 2


def _folded(text: str) -> str:
    """Return the text without capitals and accents, and with one spelling for equal sounds."""
    text = unicodedata.normalize("NFD", text.lower())
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"\by", "j", text).replace("y", "ij")
    return text.replace("c", "k")


def _distance(one: str, other: str) -> int:
    """Count the letters to add, drop, exchange or swap with the next to get from one to other."""
    previous: list[int] = []
    current = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        before_previous, previous, current = previous, current, [i]
        for j, b in enumerate(other, start=1):
            best = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                best = min(best, before_previous[j - 2] + 1)
            current.append(best)
    return current[-1]


def _other_surname(text: str, words: Sequence[_Word], mention: _Mention) -> str | None:
    """Return the whole name if the first name is followed by somebody else's last name."""
    after = text[words[mention.last].end :]
    surname, _ = leading_words(after) if after[:1] == " " else ([], None)
    names = [part for part in surname if part not in PARTICLES]
    if not names or len(names[0].strip(".")) == 1 or not names[0][:1].isupper():
        return None
    mentioned = [word.typed for word in words[mention.first : mention.last + 1]]
    return " ".join(mentioned + surname)


def _after_correction(words: Sequence[_Word], mentions: list[_Mention]) -> list[_Mention]:
    """Drop what was said before a correction: "bij Sten, nee, toch liever Desiree"."""
    for position in range(len(words) - 1, 0, -1):
        if words[position].plain in CORRECTIONS:
            later = [m for m in mentions if m.first > position]
            if later:
                return later
    return mentions


def _is_refused(words: Sequence[_Word], mention: _Mention, mentions: Sequence[_Mention]) -> bool:
    mentioned = {i for m in mentions for i in range(m.first, m.last + 1)}
    position = mention.first
    while position and not words[position].gap.strip():
        position -= 1
        plain = words[position].plain
        if plain in REFUSALS or (plain == "dan" and position - 1 in mentioned):
            return True
        if plain not in NAME_LINKS and position not in mentioned:
            return False
    return False


def _stranger(
    text: str, words: Sequence[_Word], person_entities: Sequence[str], asked: bool
) -> str | None:
    """Return the name of somebody who does not work here."""
    seen = {part for entity in person_entities for part in entity.split()}
    for word in words:
        if word.plain in NAME_CUES:
            name, _ = leading_words(text[word.end :].lstrip(". "))
            typed = [part for part in name if part not in PARTICLES]
            if typed and (asked or typed[0][:1].isupper() or seen.intersection(typed)):
                return " ".join(name)
    return parse_name(text, person_entities, asked=True) if asked else None
