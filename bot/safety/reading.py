"""Cuts a message into sentences and clauses of folded words, and finds ages and other numbers.

The words are cut here and not by spaCy: this layer must work without any model, and read "mn been
sliep" or "38,5graden" as patients type it, where a tagger's lemmas go wrong. The lists of forms in
``signs.yml`` (with ``*`` and room for one typing error) do what lemmas would.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.nlu.text import fold
from bot.safety.lexicon import Lexicon, Occurrence

MAX_CHARACTERS = 4000
MAX_TOKEN = 40
MAX_SENTENCE, OVERLAP = 80, 20
SENTENCE_END = frozenset(".!?\n")
CLAUSE_END = frozenset(",;:()")
TOKEN = re.compile(r"[a-z]+|[0-9]+|[.!?,;:()\n]")
DECIMAL = re.compile(r"([0-9])[.,]([0-9])")
YEARS = re.compile(r"(19|20)[0-9]{2}")
ADULT_AGE, OLD_AGE, OLDEST = 18, 60, 110
FEVER_DEGREES = range(38, 42)
PREGNANT_WEEKS = range(4, 43)


@dataclass
class Sentence:
    """The tokens of one sentence, with what the checks need to know of it."""

    tokens: list[str]
    clauses: list[int]
    question: bool
    occurrences: dict[str, list[Occurrence]] = field(default_factory=dict)
    _starts: dict[str, set[int]] = field(default_factory=dict)

    def has(self, concept: str) -> bool:
        """Whether the concept occurs."""
        return bool(self.occurrences.get(concept))

    def marks(self, position: int, concept: str) -> bool:
        """Whether an occurrence of the concept begins at the position."""
        if concept not in self._starts:
            self._starts[concept] = {o.start for o in self.occurrences.get(concept, ())}
        return position in self._starts[concept]


class Reader:
    """Reads messages with the word lists of ``signs.yml``."""

    def __init__(self, content: dict[str, Any]) -> None:
        """Take the concepts, the spellings and the grammar from the parsed file."""
        grammar = content["grammar"]
        self.lexicon = Lexicon(content["concepts"], content["real_words"].split())
        self._spellings: dict[str, str] = content["spellings"]
        self._short_forms: dict[str, str] = grammar["short_forms"]
        self._and: str = grammar["and"]
        self._clause_words = frozenset(grammar["clause_words"].split())
        self._clause_words_after_and = frozenset(grammar["clause_words_after_and"].split())
        self._numbers = {w: str(n) for n, w in enumerate(grammar["numbers"].split())}
        self._numbers |= {word: str(number) for word, number in grammar["tens"].items()}
        self._age = {name: frozenset(words.split()) for name, words in grammar["age"].items()}

    def read(self, text: str) -> list[Sentence]:
        """Return the sentences of a message with the concepts in each.

        A sentence without an end (dictated text) is read in overlapping pieces, so that the work
        grows linearly with the length of the message.
        """
        sentences = []
        for tokens, clauses, end in self._split(text[:MAX_CHARACTERS]):
            for start in range(0, max(1, len(tokens) - OVERLAP), MAX_SENTENCE - OVERLAP):
                piece = slice(start, start + MAX_SENTENCE)
                sentences.append(self._sentence(tokens[piece], clauses[piece], end == "?"))
        return sentences

    def _sentence(self, tokens: list[str], clauses: list[int], question: bool) -> Sentence:
        """Find the concepts; what lies half in a figurative phrase counts for nothing."""
        occurrences = self.lexicon.find(tokens, clauses, self._number_atoms(tokens))
        masked = {
            position
            for occurrence in occurrences
            if occurrence.concept == "figurative"
            for position in occurrence.positions
        }
        sentence = Sentence(tokens, clauses, question)
        for occurrence in occurrences:
            hidden = sum(position in masked for position in occurrence.positions)
            if occurrence.concept == "figurative" or 2 * hidden < len(occurrence.positions):
                sentence.occurrences.setdefault(occurrence.concept, []).append(occurrence)
        return sentence

    def _split(self, text: str) -> list[tuple[list[str], list[int], str]]:
        """Return per sentence its tokens, the number of each token's clause, and how it ends."""
        lines = "\n".join(fold(line) for line in text.replace("\u2019", "'").splitlines())
        lines = DECIMAL.sub(r"\1 \2", lines)
        for short, full in self._short_forms.items():
            lines = lines.replace(short, full)
        sentences: list[tuple[list[str], list[int], str]] = []
        tokens: list[str] = []
        clauses: list[int] = []
        clause = 0
        for token in [*TOKEN.findall(lines), "\n"]:
            if token in SENTENCE_END:
                if tokens:
                    sentences.append((tokens, clauses, token))
                tokens, clauses, clause = [], [], 0
            elif token in CLAUSE_END:
                clause += 1
            else:
                word = re.sub(r"([a-z])\1{2,}", r"\1\1", token[:MAX_TOKEN])
                for part in self._spellings.get(word, word).split():
                    clause += self._begins_clause(part, tokens)
                    tokens.append(part)
                    clauses.append(clause)
        return sentences

    def _begins_clause(self, word: str, before: Sequence[str]) -> bool:
        after_and = bool(before) and before[-1] == self._and
        return word in self._clause_words or (after_and and word in self._clause_words_after_and)

    def _number_atoms(self, tokens: Sequence[str]) -> dict[int, set[str]]:
        """Return atoms such as ``#child_age`` and ``#year`` by the position of the number."""
        found = {}
        padded = ["", *tokens, "", ""]
        for position, token in enumerate(tokens):
            before, after, later = padded[position], padded[position + 2], padded[position + 3]
            digits = self._numbers.get(token, token)
            for ending in self._age["endings"]:
                if token.endswith(ending) and token != ending:
                    digits, after = self._numbers.get(token[: -len(ending)], ""), ending
            if digits.isdigit():
                atom = self._number_atom(int(digits[:4]), token, (before, after, later))
                if atom:
                    found[position] = {atom}
        return found

    def _number_atom(self, number: int, token: str, around: tuple[str, str, str]) -> str:
        """Return what a number stands for, from the word before and the two words after it."""
        before, after, later = around
        words = self._age
        if YEARS.fullmatch(token):
            return "#year"
        if (
            number in FEVER_DEGREES
            and after.isdigit()
            and len(after) == 1
            and before not in words["not_before"]
        ):
            return "#fever"
        if after in self._age["weeks"]:
            lasting = before in self._age["not_before_weeks"] or later in self._age["ago"]
            return "#weeks" if number in PREGNANT_WEEKS and not lasting else ""
        if not self._is_age(token, around):
            return self._bare_number_atom(number, token, around)
        if number < ADULT_AGE:
            return "#child_age"
        return "#old_age" if OLD_AGE <= number <= OLDEST else ""

    def _bare_number_atom(self, number: int, token: str, around: tuple[str, str, str]) -> str:
        """Return what a number without a unit may stand for, beside a word for a child or first."""
        before, after, _ = around
        words = self._age
        if after in words["units"] or before in words["not_before"] or after.isdigit():
            return ""
        if before in words["children"] and 2 < number < ADULT_AGE:  # noqa: PLR2004
            return "#child_age"
        if number in range(OLD_AGE, 100) and token.isdigit():
            return "#old_number"
        return ""

    def _is_age(self, token: str, around: tuple[str, str, str]) -> bool:
        before, after, later = around
        words = self._age
        if after in words["endings"]:
            return True
        if after in words["years"]:
            return before not in words["not_before_years"] and later not in words["not_after_years"]
        return (
            before in words["before"]
            and token.isdigit()
            and after not in words["not_after"]
            and not after.isdigit()
        )
