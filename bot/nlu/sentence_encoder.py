"""Dense sentence features for the classifier."""

from typing import Any, Dict, List, Text

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoders import ENCODERS
from bot.nlu.segments import with_segments


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Sets one dense sentence feature of shape ``(1, dim)`` on each message with text.

    The setting ``encoder`` names the encoder (a key of ``bot.nlu.encoders.ENCODERS``).
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the default settings."""
        return {**DenseFeaturizer.get_default_config(), "encoder": "use"}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceEncoderFeaturizer":
        """Create the component."""
        return cls(execution_context.node_name, config)

    def __init__(self, name: Text, config: Dict[Text, Any]) -> None:
        """Load the encoder."""
        super().__init__(name, config)
        self._encode = ENCODERS[config["encoder"]]()

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Raise InvalidConfigException when the encoder does not exist."""
        if config["encoder"] not in ENCODERS:
            known = ", ".join(sorted(ENCODERS))
            raise InvalidConfigException(
                f"SentenceEncoderFeaturizer: encoder '{config['encoder']}' is not one of {known}."
            )

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the features to each message that has text."""
        with_text = [message for message in with_segments(messages) if message.get(TEXT)]
        if with_text:
            vectors = self._encode([message.get(TEXT) for message in with_text])
            for message, vector in zip(with_text, vectors):
                message.add_features(self._sentence_feature(vector))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to the training examples."""
        self.process(training_data.training_examples)
        return training_data

    def _sentence_feature(self, vector: np.ndarray) -> Features:
        return Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)
