"""The readable layer of the alarm detector: patterns of words, read from ``signs.yml``.

How a message is judged:

1. It is cut into sentences, clauses and folded word forms. Figurative phrases are masked.
2. Words and phrases of each concept are found. Long words may hold one typing error.
3. A pattern holds where its concepts stand close together in one sentence.
4. What is negated, past, healed, about a pet, told of a film, or merely asked about is dropped.

All windows are bounded, so the work grows linearly with the length of the message.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.safety.doubts import (
    WINDOW,
    Match,
    asserted,
    is_about_pet,
    is_asked_about,
    is_denied_next,
    is_fiction,
    is_past,
    negated,
)
from bot.safety.lexicon import Occurrence
from bot.safety.reading import Reader, Sentence

SIGNS_FILE = Path(__file__).with_name("signs.yml")
CANDIDATES = 4


@dataclass(frozen=True)
class Finding:
    """A sign that a pattern found in a message."""

    sign: str
    level: str


@dataclass(frozen=True)
class Evidence:
    """Why a sign was found: the pattern and the words. For tests and evaluation, never logged."""

    sign: str
    pattern: str
    words: str


@dataclass(frozen=True)
class Level:
    """How fast which help is needed; ``rank`` 0 is the most urgent."""

    id: str
    rank: int
    title: str
    advice: str


@dataclass(frozen=True)
class Pattern:
    """Concepts that stand within ``window`` tokens, and concepts needed anywhere in the message."""

    text: str
    near: tuple[str, ...]
    elsewhere: tuple[str, ...]
    window: int


@dataclass(frozen=True)
class Sign:
    """An alarm sign with the patterns that tell it."""

    id: str
    theme: str
    title: str
    why: str
    level: str
    source: str
    examples: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    unless: tuple[str, ...]
    past_counts: bool
    accident: bool


class RuleBook:
    """The signs, levels and concepts of ``signs.yml``, ready to judge messages."""

    def __init__(self, content: dict[str, Any]) -> None:
        """Read the parsed file; raise ValueError when it contradicts itself."""
        self.levels = {
            name: Level(name, rank, entry["title"], entry["advice"])
            for rank, (name, entry) in enumerate(content["levels"].items())
        }
        self.signs = {entry["id"]: sign_of(entry) for entry in content["signs"]}
        self.themes: dict[str, str] = content["themes"]
        self.kinds: dict[str, str] = content["kinds"]
        self.columns: list[str] = content["columns"]
        self.never: list[str] = content["never"]
        self.reader = Reader(content)
        self._elsewhere = frozenset(
            name for sign in self.signs.values() for p in sign.patterns for name in p.elsewhere
        )
        self._check()

    def _check(self) -> None:
        for sign in self.signs.values():
            if sign.level not in self.levels:
                raise ValueError(f"{sign.id}: unknown level {sign.level}")
            if self.signs[self.themes[sign.theme]].theme != sign.theme:
                raise ValueError(f"{sign.id}: theme {sign.theme} names a sign of another theme")
            used = {c for p in sign.patterns for c in (*p.near, *p.elsewhere)} | set(sign.unless)
            unknown = used - self.reader.lexicon.names
            if unknown:
                raise ValueError(f"{sign.id}: unknown concepts {sorted(unknown)}")

    def find(self, text: str) -> list[Finding]:
        """Return the signs in a message, most urgent first, each once."""
        found = {evidence.sign: Finding(evidence.sign, self.signs[evidence.sign].level)
                 for evidence in self.explain(text)}  # fmt: skip
        return sorted(found.values(), key=lambda finding: self.levels[finding.level].rank)

    def explain(self, text: str) -> list[Evidence]:
        """Return for each sign in a message the first pattern that holds and its words."""
        sentences = self.reader.read(text)
        present = {name for sentence in sentences for name in sentence.occurrences}
        said = {
            name
            for sentence in sentences
            for name in self._elsewhere & sentence.occurrences.keys()
            if any(asserted(sentence, o) for o in sentence.occurrences[name])
        }
        found = []
        for sign in self.signs.values():
            candidates = (
                (pattern, number)
                for pattern in sign.patterns
                if present.issuperset(pattern.near) and said.issuperset(pattern.elsewhere)
                for number in range(len(sentences))
            )
            for pattern, number in candidates:
                match = self._match(sign, pattern, sentences, number)
                if match:
                    positions = sorted({p for o in match for p in o.positions})
                    words = " ".join(sentences[number].tokens[p] for p in positions)
                    found.append(Evidence(sign.id, pattern.text, words))
                    break
        return found

    def _match(
        self, sign: Sign, pattern: Pattern, sentences: Sequence[Sentence], number: int
    ) -> Match | None:
        """Return where the pattern holds in the sentence when nothing takes it back."""
        sentence = sentences[number]
        if not all(sentence.has(concept) for concept in pattern.near):
            return None
        if any(sentence.has(concept) for concept in sign.unless):
            return None
        following = sentences[number + 1] if number + 1 < len(sentences) else None
        previous = sentences[number - 1] if number else None
        if is_fiction(sentence, previous) or is_denied_next(sentence, following):
            return None
        for match in combinations(sentence, pattern):
            if not (
                negated(sentence, match)
                or (not sign.past_counts and is_past(sentence, following, match, sign.accident))
                or is_about_pet(sentence, previous, match)
                or is_asked_about(sentence, match)
            ):
                return match
        return None


def combinations(sentence: Sentence, pattern: Pattern) -> list[Match]:
    """Return for each place of the first concept the nearest places of the others."""
    first, *others = (sentence.occurrences[concept] for concept in pattern.near)
    starts = [[o.start for o in sorted(other, key=lambda o: o.start)] for other in others]
    ordered = [sorted(other, key=lambda o: o.start) for other in others]
    matches = []
    for anchor in first:
        partners = []
        for places, candidates in zip(starts, ordered):
            middle = bisect_left(places, anchor.start)
            close = [
                c
                for c in candidates[max(0, middle - CANDIDATES) : middle + CANDIDATES]
                if distance(anchor, c) <= pattern.window
            ]
            partners.append(sorted(close, key=lambda c: distance(anchor, c)))
        if all(partners):
            depth = max((len(p) for p in partners), default=1)
            for choice in range(depth):
                matches.append((anchor, *(p[min(choice, len(p) - 1)] for p in partners)))
    return matches


def distance(one: Occurrence, other: Occurrence) -> int:
    """Return how many tokens lie from one occurrence to the other, 0 when they overlap."""
    return max(one.start - other.end, other.start - one.end, 0)


def sign_of(entry: dict[str, Any]) -> Sign:
    """Read one sign of the file."""
    return Sign(
        id=entry["id"],
        theme=entry["theme"],
        title=entry["title"],
        why=entry["why"],
        level=entry["level"],
        source=entry["source"],
        examples=tuple(entry["examples"]),
        patterns=tuple(pattern_of(text) for text in entry["patterns"]),
        unless=tuple(entry.get("unless", ())),
        past_counts=entry.get("past_counts", False),
        accident=entry.get("accident", False),
    )


def pattern_of(text: str) -> Pattern:
    """Read a pattern: ``a + b (12) & c``."""
    near, *elsewhere = (part.strip() for part in text.split("&"))
    window = re.search(r"\((\d+)\)", near)
    return Pattern(
        text=text,
        near=tuple(re.sub(r"\(\d+\)", "", near).replace(" ", "").split("+")),
        elsewhere=tuple(elsewhere),
        window=int(window[1]) if window else WINDOW,
    )


@lru_cache(maxsize=1)
def load() -> RuleBook:
    """Return the rule book of ``signs.yml``."""
    return RuleBook(yaml.safe_load(SIGNS_FILE.read_text(encoding="utf-8")))
