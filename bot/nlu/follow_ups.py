"""Learns which point a follow-up asks for, from points and what patients type after them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import logsumexp

from bot.nlu.linear_model import LinearModel
from bot.nlu.ngram_matrix import NgramMatrix

FOLLOW_UPS_FILE = Path(__file__).with_name("follow_ups.tsv")
FOLDS = 5
C_POINTS, C_SAME = 0.5, 0.3
"""Inverse regularisation of the planes between points, and of those between staying and going."""
RIDGE = 0.3
"""Regularisation of the weights of the evidence."""
SHARPNESS = 10.0
"""How much more an alike follow-up counts than one less alike (factor on the cosine)."""
EVIDENCE = 7
"""How many kinds of evidence there are for a point."""
UNTRAINED = "the model of follow-ups is not trained"
RARE = 0.02
"""What following up with any other point counts beside one known follow-up."""


@dataclass(frozen=True)
class FollowUp:
    """What was typed after the answer of a point, and the points that answer it."""

    answers: frozenset[str]
    after: str
    text: str


@dataclass(frozen=True)
class Neighbours:
    """Which points belong together, both of shape ``(points, points)`` and symmetric."""

    near: np.ndarray
    """Linked by a related question."""
    beside: np.ndarray
    """In the same section of the article."""


@dataclass(frozen=True)
class _Read:
    """Features of follow-ups, one row each."""

    rows: csr_matrix
    alone: np.ndarray
    """Distances to the planes of the points, by the words alone."""
    together: np.ndarray
    """The same with the question that was answered before the words."""


@dataclass(frozen=True)
class _Known:
    """What is learned from known follow-ups as such."""

    stays: LinearModel
    """Tells follow-ups on the same point from those that go on to another."""
    rows: csr_matrix
    after: np.ndarray
    """The place of the point answered before."""
    answers: np.ndarray
    """Shares of the points that answer it, shape ``(follow-ups, points)``."""

    @classmethod
    def of(cls, read: _Read, after: np.ndarray, answers: np.ndarray) -> "_Known":
        same = answers[np.arange(len(after)), after] > 0
        stays = LinearModel.fit(read.rows, ["stays" if s else "goes on" for s in same], C_SAME)
        shares = answers / answers.sum(axis=1, keepdims=True)
        return cls(stays, read.rows, after, shares)

    def share(self, at_hand: Sequence[int], row: csr_matrix) -> np.ndarray:
        """Return how the known follow-ups after these points went on, the alike ones first."""
        cosines = (self.rows @ row.T).toarray()[:, 0] / 2  # a row is two blocks of length 1
        alike = np.exp(SHARPNESS * (cosines - 1)) * np.isin(self.after, at_hand)
        found: np.ndarray = alike @ self.answers + RARE / self.answers.shape[1]
        return found / (alike.sum() + RARE)


class FollowUpModel:
    """A log-linear model of the point that a follow-up asks for, given the points at hand.

    The evidence for a point: it is at hand itself, near or beside one at hand; the distance to its
    plane, by the words alone and together with the question answered; whether the words stay on
    the same point; and how known follow-ups after the same point went on.
    """

    def __init__(
        self, points: Sequence[str], questions: Sequence[str], neighbours: Neighbours
    ) -> None:
        """Prepare the untrained model; ``points`` in alphabetical order, with their questions."""
        self._points = list(points)
        self._questions = list(questions)
        self._neighbours = neighbours
        self._matrix = NgramMatrix()
        self._planes: LinearModel | None = None
        self._known: _Known | None = None
        self._weights = np.zeros(EVIDENCE)

    def fit(
        self,
        texts: Sequence[str],
        labels: Sequence[str],
        follow_ups: Sequence[FollowUp],
    ) -> "FollowUpModel":
        """Learn from questions with the labels of their points, and from follow-ups.

        What is learned from the follow-ups as such is weighed on others than it was learned from.

        Raises:
            ValueError: a point has no question, or a follow-up an unknown point.
        """
        if sorted(set(labels)) != self._points:
            raise ValueError("every point needs questions, and every question a point")
        self._planes = LinearModel.fit(self._matrix.fit(texts).rows(texts), labels, C_POINTS)
        places = {point: place for place, point in enumerate(self._points)}
        unknown = {p for f in follow_ups for p in (*f.answers, f.after)} - set(places)
        if unknown:
            raise ValueError(f"follow-ups with unknown points: {sorted(unknown)}")
        after = np.array([places[follow_up.after] for follow_up in follow_ups])
        answers = np.zeros((len(follow_ups), len(places)))
        for row, follow_up in enumerate(follow_ups):
            answers[row, [places[point] for point in follow_up.answers]] = 1
        read = self._read(after, [follow_up.text for follow_up in follow_ups])
        evidence = np.zeros((len(follow_ups), len(places), EVIDENCE))
        for fold in range(FOLDS):
            held_out = np.arange(len(follow_ups)) % FOLDS == fold
            known = _Known.of(_some(read, ~held_out), after[~held_out], answers[~held_out])
            for row in np.flatnonzero(held_out):
                evidence[row] = self._evidence([after[row]], _some(read, [row]), known)
        self._weights = fit_log_linear(evidence, answers > 0)
        self._known = _Known.of(read, after, answers)
        return self

    def shares(self, at_hand: Sequence[str], text: str) -> dict[str, float]:
        """Return how likely a follow-up asks for each point; they sum to 1.

        Raises:
            ValueError: it learned nothing yet.
        """
        if self._known is None:
            raise ValueError(UNTRAINED)
        places = [self._points.index(point) for point in at_hand]
        read = self._read(places[:1], [text])
        scores = self._evidence(places, read, self._known) @ self._weights
        return dict(zip(self._points, np.exp(scores - logsumexp(scores)).tolist()))

    def _read(self, after: Iterable[int], texts: Sequence[str]) -> _Read:
        if self._planes is None:
            raise ValueError(UNTRAINED)
        together = [f"{self._questions[place]} {text}" for place, text in zip(after, texts)]
        rows = self._matrix.rows(texts)
        return _Read(
            rows,
            self._planes.distances(rows),
            self._planes.distances(self._matrix.rows(together)),
        )

    def _evidence(self, at_hand: Sequence[int], read: _Read, known: _Known) -> np.ndarray:
        """Return the evidence for each point from one follow-up, shape ``(points, EVIDENCE)``."""
        same = np.isin(np.arange(len(self._points)), at_hand)
        near = self._neighbours.near[at_hand].any(axis=0) & ~same
        beside = self._neighbours.beside[at_hand].any(axis=0) & ~same & ~near
        return np.column_stack(
            [
                same,
                near,
                beside,
                read.alone[0],
                read.together[0],
                same * known.stays.distances(read.rows)[0, 0],
                np.log(known.share(at_hand, read.rows[0])),
            ]
        )


def fit_log_linear(evidence: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the weights under which the right choices are likeliest.

    Args:
        evidence: shape ``(cases, choices, kinds)``.
        right: shape ``(cases, choices)``, at least one true in each row.
    """

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = evidence @ weights
        among_right = np.where(right, scores, -np.inf)
        all_sum = logsumexp(scores, axis=1, keepdims=True)
        right_sum = logsumexp(among_right, axis=1, keepdims=True)
        pull = np.exp(among_right - right_sum) - np.exp(scores - all_sum)
        value = RIDGE * weights @ weights - (right_sum - all_sum).sum()
        return value, 2 * RIDGE * weights - np.einsum("cp,cpk->k", pull, evidence)

    found: np.ndarray = minimize(loss, np.zeros(evidence.shape[2]), jac=True).x
    return found


def read_follow_ups(path: Path = FOLLOW_UPS_FILE) -> list[FollowUp]:
    """Read a file of three columns: points that answer it (``a|b``), point before, follow-up."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [FollowUp(frozenset(right.split("|")), after, text) for right, after, text in rows]


def _some(read: _Read, chosen: np.ndarray | list[int]) -> _Read:
    return _Read(read.rows[chosen], read.alone[chosen], read.together[chosen])
