"""The trained layer of the alarm detector: a linear classifier over letters and words."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bot.nlu.linear_model import LinearModel
from bot.nlu.ngram_matrix import NgramMatrix
from bot.safety.rules import RuleBook

TRAINING_FILE = Path(__file__).with_name("training.tsv")
NO_ALARM = "none"
MOST_ORDINARY = 16000


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

    def __init__(self, c: float = 1.0, sharpness: float = 3.0) -> None:
        """Prepare the untrained model.

        Args:
            c: inverse regularisation.
            sharpness: factor on the distances before the softmax.
        """
        self._c, self._sharpness = c, sharpness
        self._matrix = NgramMatrix()
        self._planes: LinearModel | None = None
        self._theme_places: list[int] = []

    def fit(self, examples: Sequence[Example], themes: Sequence[str]) -> "SecondOpinion":
        """Learn from examples; the labels that are no themes are kinds of no alarm."""
        rows = self._matrix.fit([example.text for example in examples]).rows(
            example.text for example in examples
        )
        self._planes = LinearModel.fit(rows, [example.label for example in examples], self._c)
        labels = self._planes.labels
        self._theme_places = [labels.index(theme) for theme in themes if theme in labels]
        return self

    def judge(self, texts: Sequence[str]) -> list[Opinion]:
        """Return an opinion on each text.

        Raises:
            ValueError: it learned nothing yet.
        """
        if self._planes is None:
            raise ValueError("the second opinion is not trained")
        found = self._planes.confidences(self._matrix.rows(texts), self._sharpness)
        confidences = found[:, self._theme_places]
        themes = [self._planes.labels[place] for place in self._theme_places]
        return [
            Opinion(float(row.sum()), themes[row.argmax()], float(row.max())) for row in confidences
        ]


def ordinary_sample(book: RuleBook, texts: Iterable[str]) -> list[Example]:
    """Return ordinary messages that the rules let pass, as no alarm; a fixed sample of many."""
    chosen = sorted(set(texts), key=lambda text: hashlib.sha256(text.encode()).digest())
    passed = (text for text in chosen if not book.find(text))
    return [Example(NO_ALARM, "", text) for text in islice(passed, MOST_ORDINARY)]


def read_examples(path: Path = TRAINING_FILE) -> list[Example]:
    """Read a file of three columns: theme or kind of near miss, persona, sentence."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Example(*line.split("\t")) for line in lines if line.strip()]
