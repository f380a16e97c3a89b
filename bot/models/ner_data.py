"""Training data for names: sentences from frames, and weakly labelled treebank sentences."""

import random
import re
from collections.abc import Iterator

from faker import Faker
from ner_frames import (
    CHIROPRACTORS,
    CLOSINGS,
    EXTRA_FIRST_NAMES,
    EXTRA_LAST_NAMES,
    OPENINGS,
    PARTICLES,
    PLACES,
    RELATIVES,
    WITH_NAME,
    WITHOUT_NAME,
)
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

LOCALES = ["nl_NL", "nl_NL", "nl_BE", "en_GB", "tr_TR", "pl_PL", "de_DE"]
LOWER_CASE_SHARE, CAPITAL_SHARE = 0.4, 0.2
NAMED_SHARE, SECOND_SENTENCE_SHARE = 0.62, 0.15
FULL_NAME, FIRST_NAME, LAST_NAME = 0.55, 0.23, 0.10
"""Shares of the ways to write a name; the rest is initials with a last name."""
TITLE = re.compile(r"^(de heer|mevrouw|dhr\.?|mw\.?|dr\.?|prof\.?|mr\.?)\s+", re.IGNORECASE)


class Names:
    """Draws names as they are found in the Netherlands."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._fakers = [Faker(locale) for locale in LOCALES]
        for number, faker in enumerate(self._fakers):
            faker.seed_instance(seed + number)

    def first(self) -> str:
        """Return a first name."""
        if self._random.random() < 0.35:
            return self._random.choice(EXTRA_FIRST_NAMES)
        return TITLE.sub("", self._random.choice(self._fakers).first_name())

    def last(self) -> str:
        """Return a last name, often with a tussenvoegsel, sometimes double."""
        chance = self._random.random()
        if chance < 0.35:
            name = self._random.choice(EXTRA_LAST_NAMES)
        else:
            name = self._random.choice(self._fakers).last_name()
        if self._random.random() < 0.3 and " " not in name:
            name = f"{self._random.choice(PARTICLES)} {name}"
        if self._random.random() < 0.12:
            name = f"{name}-{self._random.choice(EXTRA_LAST_NAMES)}"
        return name

    def person(self) -> str:
        """Return a name as a patient writes it: full, first, last, or with initials."""
        chance = self._random.random()
        if chance < FULL_NAME:
            return f"{self.first()} {self.last()}"
        if chance < FULL_NAME + FIRST_NAME:
            return self.first()
        last = self.last()
        if chance < FULL_NAME + FIRST_NAME + LAST_NAME:
            return last[0].upper() + last[1:]
        initials = "".join(f"{self.first()[0]}." for _ in range(self._random.randint(1, 3)))
        return f"{initials} {last}"

    def chiropractor(self) -> str:
        """Return a chiropractor of the clinic: full, first or last name."""
        name = self._random.choice(CHIROPRACTORS)
        return self._random.choice([name, name, *name.split()])


def chats(nlp: Language, count: int, seed: int) -> Iterator[Doc]:
    """Yield sentences from the frames, each with its names marked."""
    draw = random.Random(seed)
    writer = Writer(nlp, seed)
    for _ in range(count):
        frame = draw.choice(WITH_NAME if draw.random() < NAMED_SHARE else WITHOUT_NAME)
        if draw.random() < SECOND_SENTENCE_SHARE:
            frame = f"{frame} {draw.choice(WITHOUT_NAME)}"
        yield writer.write(frame)


def named_questions(nlp: Language, texts: list[str], count: int, seed: int) -> Iterator[Doc]:
    """Yield patients' questions into which names were put."""
    draw = random.Random(seed)
    writer = Writer(nlp, seed)
    for text in texts[:count]:
        relative = re.search(RELATIVES, text, re.IGNORECASE)
        if relative:
            replacement = draw.choice(["{0} {{p}}", "{0} {{p}}", "{0}, {{p}},", "{{p}}"])
            frame = (
                text[: relative.start()]
                + replacement.format(relative["whole"])
                + text[relative.end() :]
            )
        elif draw.random() < 0.5:
            frame = f"{draw.choice(OPENINGS)} {text}"
        else:
            frame = f"{text} {draw.choice(CLOSINGS)}"
        yield writer.write(frame)


class Writer:
    """Fills frames with names and places."""

    def __init__(self, nlp: Language, seed: int) -> None:
        self._nlp = nlp
        self._random = random.Random(seed)
        names = Names(seed)
        self._fill = {
            "{p}": lambda: (names.person(), "PERSON"),
            "{c}": lambda: (names.chiropractor(), "PERSON"),
            "{g}": lambda: (self._random.choice(PLACES), "GPE"),
        }

    def write(self, frame: str) -> Doc:
        """Return the filled frame with its names marked, sometimes in lower case."""
        text, spans = "", []
        for part in re.split(r"({[pcg]})", frame):
            value, label = self._fill[part]() if part in self._fill else (part, "")
            if label:
                spans.append((len(text), len(text) + len(value), label))
            text += value
        chance = self._random.random()
        if chance < LOWER_CASE_SHARE:
            text = _lower_case(text)
        elif chance < LOWER_CASE_SHARE + CAPITAL_SHARE:
            text = text[0].upper() + text[1:]
        doc = self._nlp.make_doc(text)
        marked = [doc.char_span(s, e, label=lab, alignment_mode="expand") for s, e, lab in spans]
        doc.set_ents([span for span in marked if span])
        return doc


def questions(nlp: Language, texts: list[str]) -> Iterator[Doc]:
    """Yield patients' questions that hold no name; those that may hold one are skipped."""
    first_names = {name.lower() for name in EXTRA_FIRST_NAMES}
    for text in texts:
        doc = nlp.make_doc(text)
        has_capital = any(t.text[:1].isupper() and not t.text.isupper() for t in doc[1:])
        if not has_capital and not first_names & {t.lower_ for t in doc}:
            doc.set_ents([])
            yield doc


def marked_sentences(nlp: Language, lines: list[str]) -> Iterator[Doc]:
    """Yield hand-marked sentences: the sentence, a tab, its persons with ``|`` between them."""
    for line in lines:
        sentence, _, persons = line.partition("\t")
        doc = nlp.make_doc(sentence)
        starts = [(sentence.index(p), p) for p in persons.split("|") if p.strip()]
        spans = [
            doc.char_span(at, at + len(p), label="PERSON", alignment_mode="expand")
            for at, p in starts
        ]
        doc.set_ents([span for span in spans if span])
        yield doc


def _lower_case(text: str) -> str:
    """Return the text in lower case, with the same length ("İ" has a longer lower case)."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def treebank(nlp: Language, docs: DocBin, seed: int) -> Iterator[Doc]:
    """Yield treebank sentences with weak labels on their proper nouns.

    PERSON where the first word is a first name, GPE for a known place; other proper nouns are
    left open (missing), not called "no name".
    """
    faker = Faker(["nl_NL", "nl_BE", "en_GB", "de_DE"])
    faker.seed_instance(seed)
    first_names = {faker.first_name() for _ in range(6000)} | set(EXTRA_FIRST_NAMES)
    for document in docs.get_docs(nlp.vocab):
        for sentence in document.sents:
            doc = sentence.as_doc()
            marked: list[Span] = []
            open_spans: list[Span] = []
            for start, end in _proper_nouns(doc):
                words = doc[start:end]
                if words[0].text in first_names and end - start > 1:
                    marked.append(Span(doc, start, end, label="PERSON"))
                elif end - start == 1 and words[0].text in PLACES:
                    marked.append(Span(doc, start, end, label="GPE"))
                else:
                    open_spans.append(words)
            words = [token.text for token in doc]
            clean = Doc(nlp.vocab, words=words, spaces=[bool(t.whitespace_) for t in doc])
            clean.set_ents(
                [Span(clean, s.start, s.end, label=s.label_) for s in marked],
                missing=[clean[s.start : s.end] for s in open_spans],
                default="outside",
            )
            yield clean


def _proper_nouns(doc: Doc) -> Iterator[tuple[int, int]]:
    """Yield the runs of proper nouns as (first token, token after the last)."""
    start = None
    for token in [*doc, None]:
        proper = token is not None and token.pos_ == "PROPN"
        if proper and start is None:
            start = token.i
        elif not proper and start is not None:
            yield start, token.i if token is not None else len(doc)
            start = None
