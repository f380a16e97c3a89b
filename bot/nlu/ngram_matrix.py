"""Texts as rows of weighted n-grams of letters and of words, made within a millisecond."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.text import fold

WORD = r"\w+"


class NgramMatrix:
    """Two blocks side by side, each weighted by tf-idf (sublinear) and scaled to length 1.

    - n-grams of letters inside words: typing errors, compounds and gene names;
    - n-grams of words: what the words say together.

    scikit-learn learns both vocabularies. Its own ``transform`` takes some milliseconds for a
    single text; here the n-grams of a word are looked up once and, if it is one of the training
    texts, remembered (what else patients write is not: it may be a name).
    """

    def __init__(
        self, letters: Sequence[int] = (2, 5), words: Sequence[int] = (1, 2), least: int = 2
    ) -> None:
        """Prepare the empty matrix.

        Args:
            letters: the shortest and the longest n-gram of letters.
            words: the shortest and the longest n-gram of words.
            least: in how many texts an n-gram must occur.
        """
        self._letters, self._words, self._least = tuple(letters), tuple(words), least
        self._letter_places: dict[str, int] = {}
        self._word_places: dict[str, int] = {}
        self._letter_idf = self._word_idf = np.zeros(0, dtype=np.float32)
        self._remembered: dict[str, np.ndarray] = {}

    @property
    def width(self) -> int:
        """How many features a row has."""
        return len(self._letter_idf) + len(self._word_idf)

    def fit(self, texts: Sequence[str]) -> "NgramMatrix":
        """Learn the n-grams of texts and how telling each is."""
        folded = [fold(text) for text in texts]
        letters, words = self.vectorizers()
        for vectorizer in (letters, words):
            vectorizer.fit(folded)
        self._letter_places, self._letter_idf = letters.vocabulary_, letters.idf_.astype(np.float32)
        self._word_places, self._word_idf = words.vocabulary_, words.idf_.astype(np.float32)
        self._remembered = {}
        return self

    def vectorizers(self) -> tuple[TfidfVectorizer, TfidfVectorizer]:
        """Return the untrained vectorizers of letters and words, for folded texts."""
        common = {"min_df": self._least, "sublinear_tf": True, "lowercase": False}
        return (
            TfidfVectorizer(analyzer="char_wb", ngram_range=self._letters, **common),
            TfidfVectorizer(token_pattern=WORD, ngram_range=self._words, **common),
        )

    def rows(self, texts: Iterable[str]) -> csr_matrix:
        """Return the features of texts, shape ``(texts, width)``, float32."""
        parts: list[tuple[np.ndarray, np.ndarray]] = []
        ends = [0]
        for text in texts:
            folded = fold(text)
            words, word_weights = _weighted(self._places_of_words(folded), self._word_idf)
            letters, letter_weights = _weighted(self._places_of_letters(folded), self._letter_idf)
            parts += [(letters, letter_weights), (words + len(self._letter_idf), word_weights)]
            ends.append(ends[-1] + len(letters) + len(words))
        places = np.concatenate([place for place, _ in parts]) if parts else np.zeros(0, np.int32)
        weights = np.concatenate([weight for _, weight in parts]) if parts else np.zeros(0)
        shape = (len(ends) - 1, self.width)
        return csr_matrix((weights, places, ends), shape=shape, dtype=np.float32)

    def _places_of_words(self, folded: str) -> np.ndarray:
        words = re.findall(WORD, folded)
        shortest, longest = self._words
        ngrams = (
            " ".join(words[at : at + size])
            for size in range(shortest, longest + 1)
            for at in range(len(words) - size + 1)
        )
        places = (self._word_places.get(ngram) for ngram in ngrams)
        return np.array([place for place in places if place is not None], dtype=np.int32)

    def _places_of_letters(self, folded: str) -> np.ndarray:
        found = [self._places_in(word) for word in folded.split()]
        return np.concatenate(found) if found else np.zeros(0, dtype=np.int32)

    def _places_in(self, word: str) -> np.ndarray:
        known = self._remembered.get(word)
        if known is None:
            places = (self._letter_places.get(n) for n in letter_ngrams(word, *self._letters))
            known = np.array([place for place in places if place is not None], dtype=np.int32)
            if word in self._word_places:
                self._remembered[word] = known
        return known

    def __getstate__(self) -> dict[str, Any]:
        """Return what is stored: all but the remembered words."""
        return self.__dict__ | {"_remembered": {}}


def letter_ngrams(word: str, shortest: int, longest: int) -> list[str]:
    """Return the n-grams of a word between spaces; those as long as itself but once."""
    padded = f" {word} "
    sizes = range(shortest, min(longest, len(padded)) + 1)
    return [padded[at : at + n] for n in sizes for at in range(len(padded) - n + 1)] or [padded]


def _weighted(places: np.ndarray, idf: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct places and their weights, together of length 1."""
    distinct, counts = np.unique(places, return_counts=True)
    weights = (1 + np.log(counts)) * idf[distinct]
    length = np.sqrt(weights @ weights)
    return distinct, (weights / length if length else weights).astype(np.float32)
