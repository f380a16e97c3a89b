"""Finds the words and phrases of concepts in a sentence, typing errors included."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

FUZZY_LENGTH = 7
SWAP_LENGTH = 5
GAP = 4
SWAPPED = 2


@dataclass(frozen=True)
class Occurrence:
    """Where a concept stands: the positions of its words in the sentence."""

    concept: str
    positions: tuple[int, ...]

    @property
    def start(self) -> int:
        """Return the position of the first word."""
        return self.positions[0]

    @property
    def end(self) -> int:
        """Return the position of the last word."""
        return self.positions[-1]


class Lexicon:
    """Finds the words and phrases of concepts in a sentence."""

    def __init__(self, concepts: dict[str, str], real_words: Iterable[str]) -> None:
        """Read the concepts: name to phrases, separated by commas or new lines."""
        self._real_words = frozenset(real_words)
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._prefix: dict[str, set[str]] = defaultdict(set)
        self._suffix: dict[str, set[str]] = defaultdict(set)
        self._inside: dict[str, set[str]] = defaultdict(set)
        self._deletes: dict[str, set[tuple[str, str]]] = defaultdict(set)
        # first atom -> [(concept, [(alternatives, gap before)])]
        self._phrases: dict[str, list[tuple[str, list[tuple[frozenset[str], int]]]]] = defaultdict(
            list
        )
        self.names = frozenset(concepts)
        for concept, text in concepts.items():
            for phrase in filter(None, map(str.strip, re.split(r"[,\n]", text))):
                self._add_phrase(concept, phrase)

    def _add_phrase(self, concept: str, phrase: str) -> None:
        steps: list[tuple[frozenset[str], int]] = []
        gap = 0
        for part in phrase.split():
            if part == "...":
                gap = GAP
                continue
            alternatives = frozenset(part.split("/"))
            for atom in alternatives:
                self._add_atom(atom)
            steps.append((alternatives, gap))
            gap = 0
        for first in steps[0][0]:
            self._phrases[first].append((concept, steps))

    def _add_atom(self, atom: str) -> None:
        stem = atom.strip("*")
        if atom.startswith("#"):
            return
        if atom.startswith("*") and atom.endswith("*"):
            self._inside[stem].add(atom)
        elif atom.startswith("*"):
            self._suffix[stem].add(atom)
        elif atom.endswith("*"):
            self._prefix[stem].add(atom)
        else:
            self._exact[stem].add(atom)
        if len(stem) >= FUZZY_LENGTH and not atom.startswith("*"):
            for variant in one_deleted(stem):
                self._deletes[variant].add((stem, atom))

    def atoms_of(self, token: str) -> set[str]:
        """Return the atoms (``plas*``) that a token matches."""
        found = set(self._exact.get(token, ()))
        for end in range(1, len(token) + 1):
            found |= self._prefix.get(token[:end], set())
            found |= self._suffix.get(token[-end:], set())
        if self._inside:
            for start in range(len(token)):
                for end in range(start + 1, len(token) + 1):
                    found |= self._inside.get(token[start:end], set())
        return found or self._misspelt(token)

    def _misspelt(self, token: str) -> set[str]:
        """Return the atoms that an unknown word matches but for one error.

        A long word may have any letter wrong, a shorter one two letters swapped.
        """
        if token in self._real_words or len(token) < SWAP_LENGTH:
            return set()
        found: set[str] = set()
        for variant in swapped(token):
            found |= self._exact.get(variant, set())
        if len(token) < FUZZY_LENGTH - 1:
            return found
        for end in range(FUZZY_LENGTH - 1, len(token) + 1):
            start = token[:end]
            for variant in one_deleted(start):
                for stem, atom in self._deletes.get(variant, ()):
                    fits = atom.endswith("*") or start == token
                    if fits and start[0] == stem[0] and within_one_edit(start, stem):
                        found.add(atom)
        return found

    def find(
        self, tokens: Sequence[str], clauses: Sequence[int], extra: dict[int, set[str]]
    ) -> list[Occurrence]:
        """Return every occurrence of a concept; ``extra`` holds further atoms by position."""
        seen: dict[str, set[str]] = {}
        atoms = []
        for position, token in enumerate(tokens):
            if token not in seen:
                seen[token] = self.atoms_of(token)
            atoms.append(seen[token] | extra.get(position, set()))
        found = []
        for start, here in enumerate(atoms):
            for atom in here:
                for concept, steps in self._phrases.get(atom, ()):
                    positions = follow(steps, atoms, clauses, start)
                    if positions:
                        found.append(Occurrence(concept, positions))
        return found


def follow(
    steps: Sequence[tuple[frozenset[str], int]],
    atoms: Sequence[set[str]],
    clauses: Sequence[int],
    start: int,
) -> tuple[int, ...]:
    """Return the positions of a phrase that begins at a position; empty when it does not."""
    positions = [start]
    for alternatives, gap in steps[1:]:
        here = positions[-1] + 1
        for position in range(here, min(here + gap + 1, len(atoms))):
            if gap and clauses[position] != clauses[start]:
                return ()
            if not alternatives.isdisjoint(atoms[position]):
                positions.append(position)
                break
        else:
            return ()
    return tuple(positions)


def one_deleted(word: str) -> set[str]:
    """Return the word and every form of it with one letter left out."""
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def swapped(word: str) -> set[str]:
    """Return every form of the word with two neighbouring letters swapped."""
    return {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}


def within_one_edit(one: str, other: str) -> bool:
    """Whether one letter changed, added, left out or swapped with its neighbour makes one other."""
    if one == other:
        return True
    if len(one) == len(other):
        wrong = [i for i in range(len(one)) if one[i] != other[i]]
        return len(wrong) == 1 or (
            len(wrong) == SWAPPED
            and wrong[1] == wrong[0] + 1
            and one[wrong[0]] == other[wrong[1]]
            and one[wrong[1]] == other[wrong[0]]
        )
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(
        long[:i] + long[i + 1 :] == short for i in range(len(long))
    )
