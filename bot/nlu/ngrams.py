"""Sparse features: weighted n-grams of letters and words."""

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.ngram_matrix import NgramMatrix
from bot.nlu.segments import with_segments
from bot.nlu.stored_component import StoredComponent


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class NgramFeaturizer(StoredComponent, SparseFeaturizer):
    """Sets one sparse sentence feature of shape ``(1, width)`` on each message with text.

    The features are those of ``bot.nlu.ngram_matrix.NgramMatrix``, which also describes the
    settings ``letters``, ``words`` and ``least``.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the default settings: see the class."""
        return {
            **SparseFeaturizer.get_default_config(),
            "letters": [2, 5],
            "words": [1, 2],
            "least": 2,
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
        """Prepare the empty matrix."""
        StoredComponent.__init__(self, config, model_storage, resource)
        SparseFeaturizer.__init__(self, name, config)
        self._matrix = NgramMatrix(config["letters"], config["words"], config["least"])

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Accept any settings: scikit-learn checks them."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the n-grams and store them."""
        texts = [e.get(TEXT) for e in training_data.training_examples if e.get(TEXT)]
        return self.store(self._matrix.fit(texts))

    def restore(self, learned: NgramMatrix) -> None:
        """Take over the n-grams."""
        self._matrix = learned

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the features to each message that has text, and to its segments."""
        for message in with_segments(messages):
            if message.get(TEXT):
                row = self._matrix.rows([message.get(TEXT)])
                message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to the training examples."""
        self.process(training_data.training_examples)
        return training_data
