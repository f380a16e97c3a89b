"""One-against-the-rest support vector machines over the features of Rasa messages."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.svm import LinearSVC

SEED = 7


@dataclass(frozen=True)
class DenseScale:
    """Centre and scale of one dense block, so that encoders weigh alike."""

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


@dataclass(frozen=True)
class LinearModel:
    """Weights of shape ``(features, labels)``; the features are those of every featurizer."""

    labels: list[str]
    weights: np.ndarray
    bias: np.ndarray
    scales: dict[str, DenseScale]

    @classmethod
    def fit(cls, messages: Sequence[Message], labels: Sequence[str], c: float) -> "LinearModel":
        """Train on featurized messages; ``c`` is the inverse regularisation."""
        blocks = _blocks(messages)
        scales = {o: DenseScale.fit(rows) for o, rows in blocks.items() if _is_dense(rows)}
        model = LinearSVC(C=c, random_state=SEED).fit(_side_by_side(blocks, scales), labels)
        return cls(
            labels=[str(label) for label in model.classes_],
            weights=np.ascontiguousarray(model.coef_.T, dtype=np.float32),
            bias=model.intercept_.astype(np.float32),
            scales=scales,
        )

    def distances(self, message: Message) -> np.ndarray:
        """Return the distance to each label's separating plane, shape ``(labels,)``."""
        features = _side_by_side(_blocks([message]), self.scales)
        distances: np.ndarray = (features @ self.weights)[0] + self.bias
        return distances


def _blocks(messages: Sequence[Message]) -> dict[str, np.ndarray | csr_matrix]:
    """Return the sentence features of each featurizer, by its name, one row a message."""
    rows: dict[str, list[np.ndarray | csr_matrix]] = {}
    for message in messages:
        for feature in message.features:
            if feature.type == FEATURE_TYPE_SENTENCE and feature.attribute == TEXT:
                rows.setdefault(feature.origin, []).append(feature.features)
    return {
        origin: np.vstack(found) if _is_dense(found[0]) else vstack(found, format="csr")
        for origin, found in sorted(rows.items())
    }


def _is_dense(rows: np.ndarray | csr_matrix) -> bool:
    return isinstance(rows, np.ndarray)


def _side_by_side(
    blocks: dict[str, np.ndarray | csr_matrix], scales: dict[str, DenseScale]
) -> csr_matrix:
    return hstack(
        [
            csr_matrix(scales[origin].apply(rows)) if origin in scales else rows
            for origin, rows in blocks.items()
        ],
        format="csr",
    )
