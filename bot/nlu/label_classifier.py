"""A linear classifier over intents and article points together."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, List, Optional, Text, Tuple

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.encoders import ENCODERS
from bot.nlu.linear_model import Blocks, ScopedModel, blocks_of
from bot.nlu.segments import with_segments
from bot.nlu.stored_component import StoredComponent
from bot.nlu.text import has_words, key

LABEL_RANKING = "label_ranking"
SECOND_BLOCK = "second_encoder"
SCOPES = ("faq", "limits")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LabelClassifier(StoredComponent, IntentClassifier):
    """Linear support vector machines, one for each label, on all dense and sparse features.

    A label is an intent (``greet``) or, for a retrieval intent, the intent with its response key
    (``faq/in_the_family``). One distribution over all of them makes the confidence of a point and
    of "out of scope" comparable. A message that is a training sentence to the letter (case,
    accents and punctuation aside), such as the text of a quick reply, gets that label outright.

    A slower encoder is asked for a second opinion when the first model is not sure.

    Sets ``label_ranking``: ``[{"name", "confidence"}]``, best first, confidences in 0..1. A message
    without any word gets an empty ranking.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the default settings.

        ``C``: inverse regularisation; ``sharpness``: factor on the distances to the separating
        planes before the softmax that makes them confidences; ``scope_weight``: how much "is it
        about the article at all" counts beside the label; ``second_encoder``: a key of
        ``bot.nlu.encoders.ENCODERS`` or null; ``second_below``: it is asked when the best
        confidence is lower; ``ranking_length``: how many labels are kept.
        """
        return {
            "C": 0.5,
            "sharpness": 5.0,
            "scope_weight": 0.4,
            "second_encoder": None,
            "second_below": 0.6,
            "ranking_length": 10,
        }

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Prepare the untrained classifier."""
        super().__init__(config, model_storage, resource)
        self._first: Optional[ScopedModel] = None
        self._second: Optional[ScopedModel] = None
        self._known: Dict[Text, Text] = {}
        self._second_encode = (
            ENCODERS[config["second_encoder"]]() if config["second_encoder"] else None
        )

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all examples that have a text and an intent, and store the result."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        labels = [label_of(example) for example in examples]
        inputs = [blocks_of(examples)]
        if self._second_encode:
            vectors = self._second_encode([example.get(TEXT) for example in examples])
            inputs.append(inputs[0] | {SECOND_BLOCK: vectors})
        with ThreadPoolExecutor() as pool:
            models = list(pool.map(lambda blocks: self._fit(blocks, labels), inputs))
        known = {key(e.get(TEXT)): label for e, label in zip(examples, labels)}
        return self.store((models[0], models[1] if self._second_encode else None, known))

    def restore(self, learned: Tuple[ScopedModel, Optional[ScopedModel], Dict[Text, Text]]) -> None:
        """Take over both models and the training sentences."""
        self._first, self._second, self._known = learned

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

    def _fit(self, blocks: Blocks, labels: List[Text]) -> ScopedModel:
        return ScopedModel.fit(
            blocks, labels, scope_of, self._config["C"], self._config["scope_weight"]
        )

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
        if unknown and self._first:
            rows = self._confidences(self._first, [parts[place] for place in unknown])
            for place, confidences in zip(unknown, rows):
                rankings[place] = self._ranked(self._first.labels, confidences)
        return rankings

    def _ranked(self, labels: List[Text], confidences: np.ndarray) -> List[Dict[Text, Any]]:
        best_first = np.argsort(confidences)[::-1][: self._config["ranking_length"]]
        return [{"name": labels[i], "confidence": float(confidences[i])} for i in best_first]

    def _confidences(self, first: ScopedModel, parts: List[Message]) -> np.ndarray:
        """Return confidences of shape ``(parts, labels)``."""
        blocks, sharpness = blocks_of(parts), self._config["sharpness"]
        confidences = first.confidences(blocks, sharpness)
        unsure = np.flatnonzero(confidences.max(axis=1) < self._config["second_below"])
        if len(unsure) and self._second and self._second_encode:
            blocks = {origin: rows[unsure] for origin, rows in blocks.items()}
            blocks[SECOND_BLOCK] = self._second_encode([parts[row].get(TEXT) for row in unsure])
            confidences[unsure] = self._second.confidences(blocks, sharpness)
        return confidences


def label_of(example: Message) -> Text:
    """Return the example's label: its intent, with the response key if it has one."""
    label: Text = example.get(INTENT_RESPONSE_KEY) or example.get(INTENT)
    return label


def scope_of(label: Text) -> Text:
    """Return whether a label is about the article, beyond the bot's limits, or something else."""
    intent = label.split("/")[0]
    return intent if intent in SCOPES else "conversation"
