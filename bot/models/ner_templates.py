"""Training data for names: made-up messages of patients, and weakly labelled treebank sentences."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import srsly
from faker.providers.person import de_DE, en_GB, fr_FR, nl_BE, nl_NL, pl_PL, tr_TR
from spacy.language import Language
from spacy.tokens import Doc, Span

from bot.models.chiropractors import misspellings

SLOT = re.compile(r"({[a-z]})")
LABELS = {"p": "PERSON", "f": "PERSON", "l": "PERSON", "c": "PERSON", "g": "GPE"}
COUNTRIES = [(nl_NL, 12), (nl_BE, 3), (tr_TR, 2), (pl_PL, 1), (en_GB, 1), (de_DE, 1), (fr_FR, 1)]
CALENDAR = re.compile(
    r"(maan|dins|woens|donder|vrij|zater|zon)dag|(jan|febr)uari|maart|april|mei|ju[nl]i|augustus"
    r"|(septem|okto|novem|decem)ber"
)
WITH_NAME_SHARE = 0.55
LOWER_SHARE, UPPER_SHARE = 0.5, 0.03
TREEBANK_LOWER_SHARE = 0.3
FULL_NAME_SHARE, FIRST_NAME_SHARE, LAST_NAME_SHARE = 0.55, 0.2, 0.12
"""Ways in which people give their name; the rest gives initials."""
MADE_UP_SHARE, MISSPELT_SHARE = 0.3, 0.08
"""Names that are in no list, so that the context has to tell."""


class Templates:
    """The frames and lists of ``ner_templates.yml``, and a treebank's nouns and adjectives."""

    def __init__(self, path: Path, treebank: list[Doc]) -> None:
        lists: dict[str, str] = srsly.read_yaml(path)
        lines = {name: text.strip().split("\n") for name, text in lists.items()}
        self.chiropractors = lines["chiropractors"]
        self.with_name = lines["with_name"]
        self.without_name = lines["without_name"]
        self.greetings = lines["greetings"]
        self.places = lines["places"]
        self.fillers = {
            "g": self.places,
            "o": lines["others"],
            "v": lines["doings"],
            "y": lines["ages"],
            "r": lists["relations"].split(),
            "b": lists["jobs"].split(),
            "a": _words(treebank, "ADJ"),
        }
        self.nouns = _words(treebank, "NOUN")
        self.body_words = lists["body_words"].split()
        self.first_names = lists["first_names"].split()
        self.last_names = re.split(r"[;\n]", lists["last_names"].strip())


def _words(docs: list[Doc], pos: str) -> list[str]:
    words = {token.lower_ for doc in docs for token in doc if token.pos_ == pos}
    return sorted(word for word in words if word.isalpha())


class Chats:
    """Draws messages from the templates; the same seed gives the same messages."""

    def __init__(self, templates: Templates, seed: int) -> None:
        self._templates = templates
        self._random = random.Random(seed)
        self._weights = [weight for _, weight in COUNTRIES]
        self._first_names = [list(dict.fromkeys(c.Provider.first_names)) for c, _ in COUNTRIES]
        self._last_names = [list(dict.fromkeys(c.Provider.last_names)) for c, _ in COUNTRIES]
        self._slots: dict[str, Callable[[], str]] = {
            "p": self.person,
            "f": self.first_name,
            "l": self.last_name,
            "c": self.chiropractor,
            "n": self._noun,
            "t": self._phone,
            **{slot: partial(self._pick, words) for slot, words in templates.fillers.items()},
        }

    def docs(self, nlp: Language, count: int) -> Iterator[Doc]:
        """Yield messages with their persons and places marked."""
        for _ in range(count):
            text, spans = self._cased(*self._filled(self._message()))
            doc = nlp.make_doc(text)
            marked = [doc.char_span(*span, alignment_mode="expand") for span in spans]
            doc.set_ents([span for span in marked if span is not None])
            yield doc

    def _message(self) -> str:
        """Return a frame, perhaps between a greeting and another sentence."""
        templates = self._templates
        named = self._chance(WITH_NAME_SHARE)
        frame = self._pick(templates.with_name if named else templates.without_name)
        if self._chance(0.5):
            frame = frame[0].lower() + frame[1:]
        if self._chance(0.4):
            frame = frame.rstrip(".")
        if self._chance(0.2):
            frame = self._pick(templates.greetings) + self._pick([" ", ", ", "! ", ". "]) + frame
        if self._chance(0.15):
            joint = self._pick([" ", ", ", ". ", "\n"])
            frame = frame.rstrip(".") + joint + self._pick(templates.without_name)
        elif self._chance(0.15):
            frame = self._pick(templates.without_name) + self._pick(["", " ", "\n"]) + " " + frame
        return re.sub(" +", " ", frame)

    def _filled(self, frame: str) -> tuple[str, list[tuple[int, int, str]]]:
        frame = re.sub("{v}", lambda _: self._slots["v"](), frame)
        text, spans = "", []
        for part in SLOT.split(frame):
            slot = part[1:-1] if SLOT.fullmatch(part) else ""
            value = self._slots[slot]() if slot else part
            if slot in LABELS:
                spans.append((len(text), len(text) + len(value), LABELS[slot]))
            text += value
        return text, spans

    def _cased(
        self, text: str, spans: list[tuple[int, int, str]]
    ) -> tuple[str, list[tuple[int, int, str]]]:
        chance = self._random.random()
        if chance < LOWER_SHARE:
            # Letter by letter, so that the length stays ("İ" is longer in lower case).
            text = "".join(c.lower() if len(c.lower()) == 1 else "i" for c in text)
        elif chance < LOWER_SHARE + UPPER_SHARE:
            text = "".join(c.upper() if len(c.upper()) == 1 else c for c in text)
        return text, spans

    def person(self) -> str:
        """Return a name in one of the ways in which people give it."""
        chance = self._random.random()
        if chance < FULL_NAME_SHARE:
            return f"{self.first_name()} {self.last_name()}"
        if chance < FULL_NAME_SHARE + FIRST_NAME_SHARE:
            return self.first_name()
        last = self.last_name()
        if chance < FULL_NAME_SHARE + FIRST_NAME_SHARE + LAST_NAME_SHARE:
            return last[0].upper() + last[1:]
        initials = [self.first_name()[0] for _ in range(self._random.choice([1, 1, 2, 3]))]
        return "".join(f"{initial}." for initial in initials) + f" {last}"

    def first_name(self) -> str:
        """Return a first name; some are made up or misspelt, so that context has to tell."""
        name, other = self._listed(self._first_names, self._templates.first_names)
        if self._chance(0.05):
            return f"{name}-{other}"
        return self._altered(name, other)

    def last_name(self) -> str:
        """Return a last name, perhaps double."""
        name, other = self._listed(self._last_names, self._templates.last_names)
        if self._chance(0.08):
            return f"{name}{self._pick(['-', '-', ' - '])}{other}"
        return name if " " in name or "-" in name else self._altered(name, other)

    def chiropractor(self) -> str:
        """Return a name of a chiropractor in full or in part; some are misspelt."""
        name = self._pick(self._templates.chiropractors)
        part = self._pick([name, self._pick(name.split())])
        if self._chance(0.25):
            words = part.split()
            place = self._random.randrange(len(words))
            words[place] = self._pick(misspellings(words[place].lower())).title()
            part = " ".join(words)
        return part

    def _listed(self, faker: list[list[str]], ours: list[str]) -> tuple[str, str]:
        [names] = self._random.choices(faker, self._weights)
        names = ours if self._chance(0.4) else names
        return self._pick(names), self._pick(names)

    def _altered(self, name: str, other: str) -> str:
        if self._chance(MADE_UP_SHARE):
            return name[: len(name) // 2 + 1] + other[len(other) // 2 :].lower().strip("-' ")
        if self._chance(MISSPELT_SHARE):
            return self._pick(misspellings(name.lower())).title()
        return name

    def _noun(self) -> str:
        templates = self._templates
        return self._pick(templates.body_words if self._chance(0.5) else templates.nouns)

    def _phone(self) -> str:
        digits = "".join(self._pick("0123456789") for _ in range(8))
        return self._pick(["06", "06-", "06 ", "+316", "+31 6 "]) + digits

    def _pick(self, items: Sequence[str]) -> str:
        return self._random.choice(items)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share


def treebank_docs(templates: Templates, docs: list[Doc], seed: int) -> Iterator[Doc]:
    """Yield treebank sentences with weak labels: what may be a name is left open, not denied."""
    draw = random.Random(seed)
    first_names = set(templates.first_names)
    for country, _ in COUNTRIES:
        first_names |= set(country.Provider.first_names)
    for doc in docs:
        for sentence in doc.sents:
            yield _weakly_labelled(sentence.as_doc(), first_names, templates.places, draw)


def _weakly_labelled(
    doc: Doc, first_names: set[str], places: list[str], draw: random.Random
) -> Doc:
    lower = draw.random() < TREEBANK_LOWER_SHARE
    words = [token.lower_ if lower else token.text for token in doc]
    labelled = Doc(doc.vocab, words=words, spaces=[bool(token.whitespace_) for token in doc])
    entities: list[Span] = []
    missing: list[Span] = []
    for span in _proper_names(doc):
        label = ""
        if len(span) > 1 and span[0].text in first_names:
            label = "PERSON"
        elif len(span) == 1 and (span.text in places or _is_place(span)):
            label = "GPE"
        target = Span(labelled, span.start, span.end, label=label)
        (entities if label else missing).append(target)
    labelled.set_ents(entities, missing=missing, default="outside")
    return labelled


def _proper_names(doc: Doc) -> Iterator[Span]:
    """Yield the proper nouns, each with the words that the treebank joins to it as ``flat``."""
    end = 0
    for token in doc:
        if token.i < end or token.pos_ != "PROPN" or CALENDAR.fullmatch(token.lower_):
            continue
        end = token.i + 1
        while end < len(doc) and doc[end].dep_ == "flat" and doc[end].head == token:
            end += 1
        yield doc[token.i : end]


def _is_place(span: Span) -> bool:
    before = span.doc[span.start - 1].lower_ if span.start else ""
    return span[0].morph.get("Gender") == ["Neut"] and before in {"in", "uit", "te", "naar"}
