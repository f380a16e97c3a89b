"""One-against-the-rest support vector machines over the features of Rasa messages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.svm import LinearSVC

SEED = 7
Blocks = dict[str, np.ndarray | csr_matrix]
"""The features of each featurizer by its name, one row a message; dense or sparse."""


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
    """Planes between labels; ``weights`` has for each block an array ``(features, labels)``."""

    labels: list[str]
    weights: dict[str, np.ndarray]
    bias: np.ndarray

    @classmethod
    def fit(cls, blocks: Blocks, labels: Sequence[str], c: float) -> "LinearModel":
        """Train; ``c`` is the inverse regularisation."""
        scales = {o: DenseScale.fit(rows) for o, rows in blocks.items() if _is_dense(rows)}
        scaled = [scales[o].apply(rows) if o in scales else rows for o, rows in blocks.items()]
        matrix = hstack([csr_matrix(rows) for rows in scaled], format="csr")
        model = LinearSVC(C=c, random_state=SEED).fit(matrix, labels)

        weights, bias = {}, model.intercept_
        widths = np.cumsum([rows.shape[1] for rows in blocks.values()])
        for origin, part in zip(blocks, np.split(model.coef_.T, widths[:-1])):
            norm = scales[origin].norm if origin in scales else 1.0
            weights[origin] = np.ascontiguousarray(part / norm, dtype=np.float32)
            if origin in scales:  # folded in, so that a message's features need no scaling
                bias = bias - scales[origin].mean @ weights[origin]
        return cls([str(label) for label in model.classes_], weights, bias.astype(np.float32))

    def distances(self, blocks: Blocks) -> np.ndarray:
        """Return the distances of messages to the labels' planes, shape ``(messages, labels)``."""
        return sum((blocks[o] @ weights for o, weights in self.weights.items()), self.bias)


@dataclass(frozen=True)
class ScopedModel:
    """A model of the labels, helped by a model of their scopes (few, so surer of themselves)."""

    label_model: LinearModel
    scope_model: LinearModel
    scope_of_label: np.ndarray
    """For each label the place of its scope, shape ``(labels,)``."""
    scope_weight: float

    @classmethod
    def fit(
        cls,
        blocks: Blocks,
        labels: Sequence[str],
        scope_of: Callable[[str], str],
        c: float,
        scope_weight: float,
    ) -> "ScopedModel":
        """Train both; ``scope_of`` gives a label's scope."""
        label_model = LinearModel.fit(blocks, labels, c)
        scope_model = LinearModel.fit(blocks, [scope_of(label) for label in labels], c)
        places = [scope_model.labels.index(scope_of(label)) for label in label_model.labels]
        return cls(label_model, scope_model, np.array(places), scope_weight)

    @property
    def labels(self) -> list[str]:
        """The labels, in the order of the confidences."""
        return self.label_model.labels

    def confidences(self, blocks: Blocks, sharpness: float) -> np.ndarray:
        """Return the confidences of messages, shape ``(messages, labels)``; each row sums to 1."""
        scopes = self.scope_model.distances(blocks)[:, self.scope_of_label]
        distances = self.label_model.distances(blocks) + self.scope_weight * scopes
        weights = np.exp(sharpness * (distances - distances.max(axis=1, keepdims=True)))
        confidences: np.ndarray = weights / weights.sum(axis=1, keepdims=True)
        return confidences


def blocks_of(messages: Sequence[Message]) -> Blocks:
    """Return the sentence features of the messages."""
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
