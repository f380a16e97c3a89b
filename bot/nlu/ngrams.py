"""Sparse features: weighted n-grams of characters, words and lemmas."""

from typing import Any, Dict, List, Text, Tuple

import numpy as np
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.nlu.segments import with_segments
from bot.nlu.stored_component import StoredComponent
from bot.nlu.text import fold


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(StoredComponent, SparseFeaturizer):
    """Sets one sparse sentence feature of shape ``(1, vocabulary)`` on each message with text.

    Two blocks side by side, each weighted by tf-idf and scaled to length 1: n-grams of characters
    inside words (for typing errors, compounds and gene names) and n-grams of lemmas.
    ``characters`` and ``words`` are the shortest and longest n-gram, ``word_weight`` is the length
    of the second block, ``min_df`` the number of sentences a character n-gram must occur in.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the default settings: see the class."""
        return {
            **SparseFeaturizer.get_default_config(),
            "characters": [2, 5],
            "words": [1, 2],
            "word_weight": 0.7,
            "min_df": 2,
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "NgramFeaturizer":
        """Create the untrained component."""
        return cls(execution_context.node_name, config, model_storage, resource)

    def __init__(
        self, name: Text, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Prepare the untrained vectorizers."""
        StoredComponent.__init__(self, config, model_storage, resource)
        SparseFeaturizer.__init__(self, name, config)
        common = {"sublinear_tf": True, "lowercase": False, "dtype": np.float32}
        self._characters = TfidfVectorizer(
            analyzer="char_wb",
            ngram_range=tuple(config["characters"]),
            min_df=config["min_df"],
            **common,
        )
        self._words = TfidfVectorizer(
            token_pattern=r"\S+",  # noqa: S106
            ngram_range=tuple(config["words"]),
            **common,
        )

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Accept any settings: the vectorizers check their own."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the vocabularies and store them."""
        messages = [message for message in training_data.training_examples if message.get(TEXT)]
        self._characters.fit([fold(message.get(TEXT)) for message in messages])
        self._words.fit([lemmas(message) for message in messages])
        return self.store((self._characters, self._words))

    def restore(self, learned: Tuple[TfidfVectorizer, TfidfVectorizer]) -> None:
        """Take over the vocabularies."""
        self._characters, self._words = learned

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the features to each message that has text."""
        with_text = [message for message in with_segments(messages) if message.get(TEXT)]
        if not with_text:
            return messages
        rows: csr_matrix = hstack(
            [
                self._characters.transform([fold(message.get(TEXT)) for message in with_text]),
                self._words.transform([lemmas(message) for message in with_text])
                * self._config["word_weight"],
            ],
            format="csr",
        )
        for number, message in enumerate(with_text):
            message.add_features(
                Features(rows[number].tocoo(), FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
            )
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to the training examples."""
        self.process(training_data.training_examples)
        return training_data


def lemmas(message: Message) -> str:
    """Return the message's lemmas as one folded text; its words when it has no document."""
    doc = message.get(SPACY_DOCS[TEXT])
    if doc is None:
        return fold(message.get(TEXT))
    return fold(" ".join(token.lemma_ or token.text for token in doc if not token.is_punct))
