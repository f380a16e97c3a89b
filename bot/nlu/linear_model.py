"""One-against-the-rest support vector machines over sparse rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

SEED = 7


@dataclass(frozen=True)
class LinearModel:
    """Planes between labels; a single plane, with the second label above it, where there are two.

    scikit-learn's own ``decision_function`` copies all weights at every call; here they lie the
    way they are multiplied.
    """

    labels: list[str]
    weights: np.ndarray
    """Shape ``(features, planes)``, float32."""
    bias: np.ndarray
    """Shape ``(planes,)``."""

    @classmethod
    def fit(cls, rows: csr_matrix, labels: Sequence[str], c: float) -> "LinearModel":
        """Train; ``c`` is the inverse regularisation."""
        model = LinearSVC(C=c, random_state=SEED).fit(rows, labels)
        weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        bias = model.intercept_.astype(np.float32)
        return cls([str(label) for label in model.classes_], weights, bias)

    def distances(self, rows: csr_matrix) -> np.ndarray:
        """Return the distances of rows to the planes, shape ``(rows, planes)``."""
        found: np.ndarray = rows @ self.weights + self.bias
        return found

    def confidences(self, rows: csr_matrix, sharpness: float) -> np.ndarray:
        """Return a softmax over the distances, shape ``(rows, labels)``; each row sums to 1.

        There must be three labels at least, each with a plane of its own.
        """
        return softmax(self.distances(rows), sharpness)


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
        rows: csr_matrix,
        labels: Sequence[str],
        scope_of: Callable[[str], str],
        c: float,
        scope_weight: float,
    ) -> "ScopedModel":
        """Train both; ``scope_of`` gives a label's scope."""
        label_model = LinearModel.fit(rows, labels, c)
        scope_model = LinearModel.fit(rows, [scope_of(label) for label in labels], c)
        places = [scope_model.labels.index(scope_of(label)) for label in label_model.labels]
        return cls(label_model, scope_model, np.array(places), scope_weight)

    @property
    def labels(self) -> list[str]:
        """The labels, in the order of the confidences."""
        return self.label_model.labels

    def confidences(self, rows: csr_matrix, sharpness: float) -> np.ndarray:
        """Return the confidences of rows, shape ``(rows, labels)``; each row sums to 1."""
        scopes = self.scope_model.distances(rows)[:, self.scope_of_label]
        return softmax(self.label_model.distances(rows) + self.scope_weight * scopes, sharpness)


def softmax(distances: np.ndarray, sharpness: float) -> np.ndarray:
    """Return confidences from distances to planes, row by row; ``sharpness`` is their factor."""
    weights = np.exp(sharpness * (distances - distances.max(axis=1, keepdims=True)))
    confidences: np.ndarray = weights / weights.sum(axis=1, keepdims=True)
    return confidences
