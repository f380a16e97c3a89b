"""Letters, words and meaning of texts as one matrix for linear models."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.text import fold


class TextMatrix:
    """Sentence vectors around their mean beside n-grams of letters and of words, by row."""

    def __init__(self, dense_weight: float = 1.0) -> None:
        """Prepare; ``dense_weight`` is the vectors' length beside the n-grams' length of 1."""
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
        self._centre = np.zeros(0, dtype=np.float32)

    @property
    def dimensions(self) -> int:
        """The length of the sentence vectors it was fitted on."""
        return len(self._centre)

    def fit(self, texts: Sequence[str], vectors: np.ndarray) -> "TextMatrix":
        """Learn the n-grams of texts and the mean of their vectors, shape ``(texts, dim)``."""
        folded = [fold(text) for text in texts]
        self._centre = vectors.mean(axis=0)
        self._letters.fit(folded)
        self._words.fit(folded)
        return self

    def rows(self, texts: Sequence[str], vectors: np.ndarray) -> csr_matrix:
        """Return the features of texts with their vectors, shape ``(texts, features)``."""
        folded = [fold(text) for text in texts]
        centred = vectors - self._centre
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
