"""The trained layer of the alarm detector: two linear classifiers over meaning and spelling."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from bot.nlu.text import fold
from bot.safety.rules import RuleBook

TRAINING_FILE = Path(__file__).with_name("training.tsv")
NO_ALARM = "none"
FOLDS = 4
MOST_ORDINARY = 3000
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
    theme: str


class SecondOpinion:
    """Says how likely a message holds an alarm sign, and of which theme.

    One logistic regression tells alarm from no alarm, a second one the themes of alarms apart.
    ``threshold`` is chosen on held-out folds: the lowest confidence at which at most
    ``false_alarms`` of the near misses, and at most a tenth of that of ordinary messages, exceed
    it.
    """

    def __init__(self, dense_weight: float = 3.0, c: float = 10.0) -> None:
        """Prepare the untrained models."""
        self._dense_weight = dense_weight
        self._letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=2, sublinear_tf=True, lowercase=False
        )
        self._words = TfidfVectorizer(
            token_pattern=r"\w+",  # noqa: S106
            ngram_range=(1, 3),
            min_df=2,
            sublinear_tf=True,
            lowercase=False,
        )
        self._c = c
        self._alarm = self._new_model()
        self._theme = self._new_model()
        self.threshold = 1.0
        self.dimensions = 0
        self._centre = np.zeros(0, dtype=np.float32)

    def fit(
        self,
        examples: Sequence[Example],
        dense: np.ndarray,
        themes: Sequence[str],
        false_alarms: float = 0.01,
    ) -> "SecondOpinion":
        """Learn from examples and their sentence vectors, shape ``(examples, dim)``."""
        texts = [fold(example.text) for example in examples]
        self.dimensions = dense.shape[1]
        self._centre = dense.mean(axis=0)
        self._letters.fit(texts)
        self._words.fit(texts)
        matrix = self._matrix([example.text for example in examples], dense)
        labels = np.array([example.label for example in examples])
        is_alarm = np.isin(labels, list(themes))
        self.threshold = self._choose_threshold(matrix, labels, is_alarm, false_alarms)
        self._alarm.fit(matrix, is_alarm)
        self._theme.fit(matrix[is_alarm], labels[is_alarm])
        return self

    def judge(self, texts: Sequence[str], dense: np.ndarray) -> list[Opinion]:
        """Return an opinion on each text, given the sentence vectors."""
        matrix = self._matrix(texts, dense)
        confidences = self._alarm.predict_proba(matrix)[:, 1]
        themes = self._theme.predict(matrix)
        return [Opinion(float(c), str(t)) for c, t in zip(confidences, themes)]

    def _choose_threshold(
        self, matrix: csr_matrix, labels: np.ndarray, is_alarm: np.ndarray, false_alarms: float
    ) -> float:
        confidences = np.zeros(len(labels))
        for train, held_out in StratifiedKFold(FOLDS, shuffle=True, random_state=SEED).split(
            matrix, is_alarm
        ):
            model = self._new_model().fit(matrix[train], is_alarm[train])
            confidences[held_out] = model.predict_proba(matrix[held_out])[:, 1]
        ordinary = labels == NO_ALARM
        near_miss = ~is_alarm & ~ordinary
        return max(
            exceeded_by(confidences[near_miss], false_alarms),
            exceeded_by(confidences[ordinary], false_alarms / 10),
        )

    def _matrix(self, texts: Sequence[str], dense: np.ndarray) -> csr_matrix:
        folded = [fold(text) for text in texts]
        centred = dense - self._centre
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        centred = centred / np.where(lengths == 0, 1, lengths)
        return hstack(
            [
                csr_matrix(centred * self._dense_weight),
                self._letters.transform(folded),
                self._words.transform(folded),
            ],
            format="csr",
        )

    def _new_model(self) -> LogisticRegression:
        return LogisticRegression(
            C=self._c, solver="liblinear", class_weight="balanced", random_state=SEED
        )


def exceeded_by(confidences: np.ndarray, share: float) -> float:
    """Return the least threshold that at most this share of the confidences exceeds."""
    if not len(confidences):
        return 0.5
    allowed = int(len(confidences) * share)
    return float(np.sort(confidences)[::-1][allowed])


def ordinary_sample(book: RuleBook, texts: Iterable[str]) -> list[Example]:
    """Return ordinary messages that the rules let pass, as no alarm; a fixed sample of many."""
    chosen = sorted(set(texts), key=lambda text: hashlib.sha256(text.encode()).digest())
    passed = (text for text in chosen if not book.find(text))
    return [Example(NO_ALARM, "", text) for text in islice(passed, MOST_ORDINARY)]


def read_examples(path: Path = TRAINING_FILE) -> list[Example]:
    """Read a file of three columns: theme or kind of near miss, persona, sentence."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Example(*line.split("\t")) for line in lines if line.strip()]
