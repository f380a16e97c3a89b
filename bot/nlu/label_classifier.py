"""A linear classifier over intents and article points together."""

from typing import Any, Dict, List, Optional, Text, Tuple

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, vstack

from bot.nlu.linear_model import ScopedModel
from bot.nlu.segments import with_segments
from bot.nlu.stored_component import StoredComponent
from bot.nlu.text import has_words, key

LABEL_RANKING = "label_ranking"
SCOPES = ("faq", "limits")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LabelClassifier(StoredComponent, IntentClassifier):
    """Linear support vector machines, one for each label, on all sparse sentence features.

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
        planes before the softmax that makes them confidences; ``scope_weight``: how much "is it
        about the article at all" counts beside the label; ``ranking_length``: how many labels are
        kept.
        """
        return {
            "C": 0.5,
            "sharpness": 5.0,
            "scope_weight": 0.4,
            "ranking_length": 10,
        }

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Prepare the untrained classifier."""
        super().__init__(config, model_storage, resource)
        self._model: Optional[ScopedModel] = None
        self._known: Dict[Text, Text] = {}

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all examples that have a text and an intent, and store the result."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        labels = [label_of(example) for example in examples]
        model = ScopedModel.fit(
            rows_of(examples), labels, scope_of, self._config["C"], self._config["scope_weight"]
        )
        known = {key(e.get(TEXT)): label for e, label in zip(examples, labels)}
        return self.store((model, known))

    def restore(self, learned: Tuple[ScopedModel, Dict[Text, Text]]) -> None:
        """Take over the model and the training sentences."""
        self._model, self._known = learned

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the ranking of labels and, from its first, the intent."""
        for message in messages:
            parts = list(with_segments([message]))
            for part, ranking in zip(parts, self._rankings(parts)):
                intent = ranking[0]["name"].split("/")[0] if ranking else None
                confidence = ranking[0]["confidence"] if ranking else 0.0
                part.set(LABEL_RANKING, ranking, add_to_output=True)
                part.set(INTENT, {"name": intent, "confidence": confidence}, add_to_output=True)
        return messages

    def _rankings(self, parts: List[Message]) -> List[List[Dict[Text, Any]]]:
        """Return the ranking of a message and of each of its segments."""
        rankings: List[List[Dict[Text, Any]]] = []
        unknown: List[int] = []
        for place, part in enumerate(parts):
            text = part.get(TEXT) or ""
            label = self._known.get(key(text)) if has_words(text) else None
            rankings.append([{"name": label, "confidence": 1.0}] if label else [])
            if not label and has_words(text):
                unknown.append(place)
        if unknown and self._model:
            rows = rows_of([parts[place] for place in unknown])
            found = self._model.confidences(rows, self._config["sharpness"])
            for place, confidences in zip(unknown, found):
                rankings[place] = self._ranked(self._model.labels, confidences)
        return rankings

    def _ranked(self, labels: List[Text], confidences: np.ndarray) -> List[Dict[Text, Any]]:
        best_first = np.argsort(confidences)[::-1][: self._config["ranking_length"]]
        return [{"name": labels[i], "confidence": float(confidences[i])} for i in best_first]


def rows_of(messages: List[Message]) -> csr_matrix:
    """Return the sparse sentence features of messages, one row each."""
    return vstack([m.get_sparse_features(TEXT)[1].features for m in messages], format="csr")


def label_of(example: Message) -> Text:
    """Return the example's label: its intent, with the response key if it has one."""
    label: Text = example.get(INTENT_RESPONSE_KEY) or example.get(INTENT)
    return label


def scope_of(label: Text) -> Text:
    """Return whether a label is about the article, beyond the bot's limits, or something else."""
    intent = label.split("/")[0]
    return intent if intent in SCOPES else "conversation"
