"""A linear classifier over intents and article points together."""

from typing import Any, Dict, List, Optional, Text

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.linear_model import LinearModel
from bot.nlu.text import has_words, key

LABEL_RANKING = "label_ranking"
MODEL_FILE = "classifier.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LabelClassifier(GraphComponent, IntentClassifier):
    """Linear support vector machines, one for each label, on all dense and sparse features.

    A label is an intent (``greet``) or, for a retrieval intent, the intent with its response key
    (``faq/in_the_family``). One distribution over all of them makes the confidence of a point and
    of "out of scope" comparable. A message that is a training sentence to the letter (case,
    accents and punctuation aside), such as the text of a quick reply, gets that label outright.

    Sets ``label_ranking``: ``[{"name", "confidence"}]``, best first, confidences in 0..1. A message
    without any word gets an empty ranking.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the default settings.

        ``C``: inverse regularisation; ``sharpness``: factor on the distances to the separating
        planes before the softmax that makes them confidences; ``ranking_length``: how many labels
        are kept.
        """
        return {"C": 0.5, "sharpness": 3.0, "ranking_length": 10}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "LabelClassifier":
        """Create the untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "LabelClassifier":
        """Load the trained classifier."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component._model, component._known = joblib.load(folder / MODEL_FILE)
        return component

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Prepare the untrained classifier."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model: Optional[LinearModel] = None
        self._known: Dict[Text, Text] = {}

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all examples that have a text and an intent, and store the result."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        labels = [label_of(example) for example in examples]
        self._model = LinearModel.fit(examples, labels, self._config["C"])
        self._known = {key(e.get(TEXT)): label for e, label in zip(examples, labels)}
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump((self._model, self._known), folder / MODEL_FILE)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the ranking of labels and, from its first, the intent."""
        for message in messages:
            ranking = self._ranking(message)
            message.set(LABEL_RANKING, ranking, add_to_output=True)
            intent = ranking[0]["name"].split("/")[0] if ranking else None
            confidence = ranking[0]["confidence"] if ranking else 0.0
            message.set(INTENT, {"name": intent, "confidence": confidence}, add_to_output=True)
        return messages

    def _ranking(self, message: Message) -> List[Dict[Text, Any]]:
        text = message.get(TEXT) or ""
        if not has_words(text):
            return []
        known = self._known.get(key(text))
        if known:
            return [{"name": known, "confidence": 1.0}]
        if self._model is None:
            return []
        distances = self._model.distances(message) * self._config["sharpness"]
        weights = np.exp(distances - distances.max())
        confidences = weights / weights.sum()
        best_first = np.argsort(confidences)[::-1][: self._config["ranking_length"]]
        return [
            {"name": self._model.labels[index], "confidence": float(confidences[index])}
            for index in best_first
        ]


def label_of(example: Message) -> Text:
    """Return the example's label: its intent, with the response key if it has one."""
    label: Text = example.get(INTENT_RESPONSE_KEY) or example.get(INTENT)
    return label
