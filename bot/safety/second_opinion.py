"""The trained layer of the alarm detector: a linear classifier over meaning and spelling."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from sklearn.svm import LinearSVC

from bot.nlu.text_matrix import TextMatrix
from bot.safety.rules import RuleBook

TRAINING_FILE = Path(__file__).with_name("training.tsv")
NO_ALARM = "none"
MOST_ORDINARY = 8000
SEED = 7


@dataclass(frozen=True)
class Example:
    """A sentence with its theme, or a kind of near miss, and the persona that would write it."""

    label: str
    persona: str
    text: str


@dataclass(frozen=True)
class Opinion:
    """How sure the layer is of an alarm, and of which theme it would be."""

    confidence: float
    """That there is any, 0..1."""
    theme: str
    """The likeliest one."""
    theme_confidence: float
    """That it is this one, 0..1."""


class SecondOpinion:
    """Says how likely a message holds an alarm sign, and of which theme.

    Linear support vector machines tell the themes of alarms, the kinds of near misses and ordinary
    messages apart; a softmax over the distances to their planes makes them confidences. That there
    are kinds of near misses, rather than one class of all that is no alarm, is what makes it good.
    """

    def __init__(self, dense_weight: float = 1.0, c: float = 1.0, sharpness: float = 3.0) -> None:
        """Prepare the untrained model.

        Args:
            dense_weight: the length of the sentence vector beside the n-grams' length of 1.
            c: inverse regularisation.
            sharpness: factor on the distances before the softmax.
        """
        self._sharpness = sharpness
        self._matrix = TextMatrix(dense_weight)
        self._planes = LinearSVC(C=c, random_state=SEED)
        self._is_theme = np.zeros(0, dtype=bool)

    @property
    def dimensions(self) -> int:
        """The length of the sentence vectors that it takes."""
        return self._matrix.dimensions

    def fit(
        self, examples: Sequence[Example], dense: np.ndarray, themes: Sequence[str]
    ) -> "SecondOpinion":
        """Learn from examples and their sentence vectors, shape ``(examples, dim)``."""
        texts = [example.text for example in examples]
        rows = self._matrix.fit(texts, dense).rows(texts, dense)
        self._planes.fit(rows, [example.label for example in examples])
        self._is_theme = np.isin(self._planes.classes_, list(themes))
        return self

    def judge(self, texts: Sequence[str], dense: np.ndarray) -> list[Opinion]:
        """Return an opinion on each text, given the sentence vectors."""
        distances = self._planes.decision_function(self._matrix.rows(texts, dense))
        weights = np.exp(self._sharpness * (distances - distances.max(axis=1, keepdims=True)))
        confidences = (weights / weights.sum(axis=1, keepdims=True))[:, self._is_theme]
        themes = self._planes.classes_[self._is_theme]
        return [
            Opinion(float(row.sum()), str(themes[row.argmax()]), float(row.max()))
            for row in confidences
        ]


def agreed(one: Opinion, other: Opinion) -> Opinion:
    """Return the opinion halfway between two."""
    surer, less_sure = sorted((one, other), key=lambda o: -o.theme_confidence)
    support = less_sure.theme_confidence if less_sure.theme == surer.theme else 0.0
    return Opinion(
        (one.confidence + other.confidence) / 2,
        surer.theme,
        (surer.theme_confidence + support) / 2,
    )


def ordinary_sample(book: RuleBook, texts: Iterable[str]) -> list[Example]:
    """Return ordinary messages that the rules let pass, as no alarm; a fixed sample of many."""
    chosen = sorted(set(texts), key=lambda text: hashlib.sha256(text.encode()).digest())
    passed = (text for text in chosen if not book.find(text))
    return [Example(NO_ALARM, "", text) for text in islice(passed, MOST_ORDINARY)]


def read_examples(path: Path = TRAINING_FILE) -> list[Example]:
    """Read a file of three columns: theme or kind of near miss, persona, sentence."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Example(*line.split("\t")) for line in lines if line.strip()]
