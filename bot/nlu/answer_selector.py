"""Decides what a message gets: an answer, a clarifying question, or an honest decline."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any, Dict, List, Optional, Set, Text, Tuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.utils.io import dump_obj_as_json_to_file, read_json_file

from bot.nlu.context import (
    ANSWER_INTENT,
    CLARIFY_INTENT,
    Ranking,
    Surroundings,
    in_context,
    topics_at_hand,
)
from bot.nlu.label_classifier import LABEL_RANKING
from bot.nlu.segments import IN_CONTEXT, SEGMENTS

LIMITS_INTENT = "limits"
FALLBACK_INTENT = "nlu_fallback"
SELECTION = "selection"
NO_WORDS_LABEL = "smalltalk/no_words"
CATALOGUE_FILE = "catalogue.json"
SOURCE_MARK = "Bron: "


@dataclass(frozen=True)
class Topic:
    """An answerable point: the key of its response and how to speak of it in human words."""

    topic: Text
    question: Text
    simple: Text
    section: Text
    related: List[Text]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AnswerSelector(GraphComponent, IntentClassifier):
    """Turns the label ranking into a decision, by the confidence of the labels and their margin.

    - Two parts of the message surely ask for two points: both are answered.
    - The first label is sure enough, or far enough ahead of the next: its intent stands.
    - The limits together are sure enough: the first of them stands.
    - One to three article points share the confidence: intent ``unclear_question``.
    - Else: intent ``nlu_fallback``.

    Sets ``selection`` (``{"topics": [Topic, ...]}``: to answer, to choose from, or nearest) and,
    in the form that Rasa's own retrieval actions read, ``response_selector``. Each segment gets a
    ``selection`` of what it would be answered with by itself.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the default settings; all are confidences in 0..1.

        ``answer``: the first label is trusted from here on; ``margin``: or from this lead over the
        second; ``clarify``: the share that the points together need for a clarifying question;
        ``choice``: the least share of a choice; ``most_choices``: how many choices are shown;
        ``segment``: a part of a message is trusted to ask for a point of its own from here on;
        ``context``: how a follow-up is shared out, see ``bot.nlu.context.in_context``.
        """
        return {
            "answer": 0.4,
            "margin": 0.2,
            "clarify": 0.4,
            "choice": 0.05,
            "most_choices": 3,
            "segment": 0.7,
            "context": {"same": -2.4, "near": 3.3, "beside": 1.9, "alone": 1.0, "after": 1.3},
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "AnswerSelector":
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
    ) -> "AnswerSelector":
        """Load the catalogue of points."""
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component._learn(read_json_file(folder / CATALOGUE_FILE))
        return component

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Prepare the untrained component."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._catalogue: Dict[Text, Dict[Text, Any]] = {}
        self._near: Dict[Text, Set[Text]] = {}

    def train(self, training_data: TrainingData) -> Resource:
        """Read the catalogue of points from the responses and store it."""
        self._learn(
            {
                name[len("utter_") :]: asdict(topic_of(name[len("utter_") :], variations[0]))
                for name, variations in training_data.responses.items()
                if name.startswith(f"utter_{ANSWER_INTENT}/")
            }
        )
        with self._model_storage.write_to(self._resource) as folder:
            dump_obj_as_json_to_file(folder / CATALOGUE_FILE, self._catalogue)
        return self._resource

    def process(
        self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None
    ) -> List[Message]:
        """Set the decided intent and the selection."""
        around = self._surroundings([topic["topic"] for topic in topics_at_hand(tracker)])
        for message in messages:
            ranking = self._ranking_of(message, around)
            intent, labels = self._decide(ranking)
            both = self._two_points(message, ranking)
            if both:
                intent, labels = ANSWER_INTENT, both
            confidence = ranking[0]["confidence"] if ranking else 0.0
            message.set(
                INTENT, {INTENT_NAME_KEY: intent, "confidence": confidence}, add_to_output=True
            )
            topics = [self._catalogue[label] for label in labels if label in self._catalogue]
            message.set(SELECTION, {"topics": topics}, add_to_output=True)
            message.set("response_selector", retrieved(labels[:1]), add_to_output=True)
            for segment in message.get(SEGMENTS) or []:
                intent, labels = self._decide(segment.get(LABEL_RANKING) or [])
                topics = [self._catalogue[name] for name in labels if intent == ANSWER_INTENT]
                segment.set(SELECTION, {"topics": topics})
        return messages

    def _learn(self, catalogue: Dict[Text, Dict[Text, Any]]) -> None:
        """Keep the catalogue and who is whose neighbour: a related question, either way."""
        self._catalogue = catalogue
        label_of = {topic["question"]: label for label, topic in catalogue.items()}
        self._near = {label: set() for label in catalogue}
        for label, topic in catalogue.items():
            for other in (label_of[q] for q in topic["related"] if q in label_of):
                self._near[label].add(other)
                self._near[other].add(label)

    def _surroundings(self, at_hand: List[Text]) -> Surroundings:
        """Return what lies around the points at hand."""
        near = {name for point in at_hand for name in self._near.get(point, ())}
        sections = {self._catalogue[p]["section"] for p in at_hand if p in self._catalogue}
        beside = {name for name, topic in self._catalogue.items() if topic["section"] in sections}
        return Surroundings(
            at_hand,
            frozenset(near.difference(at_hand)),
            frozenset(beside.difference(near, at_hand)),
        )

    def _ranking_of(self, message: Message, around: Surroundings) -> Ranking:
        """Return the ranking of a message, after an answer in view of it."""
        ranking: Ranking = message.get(LABEL_RANKING) or []
        if not ranking or not around.at_hand:
            return ranking
        both = message.get(IN_CONTEXT)
        after_question = both.get(LABEL_RANKING) if both else []
        return in_context(
            ranking, after_question, list(self._catalogue), around, self._config["context"]
        )

    def _decide(self, ranking: List[Dict[Text, Any]]) -> Tuple[Text, List[Text]]:
        """Return the intent and the labels that go with it, best first."""
        if not ranking:
            return intent_of(NO_WORDS_LABEL), [NO_WORDS_LABEL]
        first = ranking[0]
        second = ranking[1]["confidence"] if len(ranking) > 1 else 0.0
        lead = first["confidence"] - second
        if first["confidence"] >= self._config["answer"] or lead >= self._config["margin"]:
            return intent_of(first["name"]), [first["name"]]

        shares: Dict[Text, float] = defaultdict(float)
        for label in ranking:
            shares[intent_of(label["name"])] += label["confidence"]
        if shares[LIMITS_INTENT] >= self._config["answer"]:
            return LIMITS_INTENT, [of_intent(ranking, LIMITS_INTENT)[0]["name"]]

        choices = [
            label["name"]
            for label in of_intent(ranking, ANSWER_INTENT)
            if label["confidence"] >= self._config["choice"]
        ][: self._config["most_choices"]]
        if choices and shares[ANSWER_INTENT] >= self._config["clarify"]:
            return CLARIFY_INTENT, choices
        return FALLBACK_INTENT, choices

    def _two_points(self, message: Message, ranking: List[Dict[Text, Any]]) -> List[Text]:
        """Return the two points that two segments surely ask for, or nothing.

        The message as a whole must be about the article, and near both points.
        """
        if not ranking or intent_of(ranking[0]["name"]) != ANSWER_INTENT:
            return []
        near = {label["name"] for label in ranking}
        firsts = [segment.get(LABEL_RANKING)[:1] for segment in message.get(SEGMENTS) or []]
        points = [
            label["name"]
            for first in firsts
            for label in first
            if label["confidence"] >= self._config["segment"] and label["name"] in near
        ]
        distinct = list(dict.fromkeys(p for p in points if intent_of(p) == ANSWER_INTENT))
        return distinct[:2] if len(distinct) > 1 else []


def intent_of(label: Text) -> Text:
    """Return the intent of a label such as ``faq/in_the_family``."""
    return label.split("/")[0]


def of_intent(ranking: List[Dict[Text, Any]], intent: Text) -> List[Dict[Text, Any]]:
    """Return the labels of one retrieval intent, in the order of the ranking."""
    return [label for label in ranking if intent_of(label["name"]) == intent]


def retrieved(labels: List[Text]) -> Dict[Text, Any]:
    """Return the first label in the form in which Rasa's retrieval actions look it up."""
    return {
        intent_of(label): {
            "response": {"intent_response_key": label, "utter_action": f"utter_{label}"},
            "ranking": [],
        }
        for label in labels
        if "/" in label
    } | {"all_retrieval_intents": sorted({intent_of(label) for label in labels if "/" in label})}


def topic_of(label: Text, response: Dict[Text, Any]) -> Topic:
    """Read a point from its response: text with the source as last line, metadata and buttons."""
    section = response["text"].splitlines()[-1]
    if not section.startswith(SOURCE_MARK):
        raise InvalidConfigException(f"utter_{label} does not end with a line '{SOURCE_MARK}...'.")
    return Topic(
        topic=label,
        question=response["metadata"]["question"],
        simple=response["metadata"]["simple"],
        section=section[len(SOURCE_MARK) :],
        related=[button["payload"] for button in response.get("buttons", [])],
    )
