"""Decides what a message gets: an answer, a clarifying question, or an honest decline."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any, Dict, List, Optional, Text, Tuple

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.context import (
    ANSWER_INTENT,
    CLARIFY_INTENT,
    FOLLOW_UP,
    Ranking,
    confidences_of,
    in_context,
    topics_at_hand,
)
from bot.nlu.follow_ups import (
    FOLLOW_UPS_FILE,
    FollowUpModel,
    Neighbours,
    read_follow_ups,
)
from bot.nlu.label_classifier import LABEL_RANKING
from bot.nlu.segments import SEGMENTS
from bot.nlu.stored_component import StoredComponent

LIMITS_INTENT = "limits"
FALLBACK_INTENT = "nlu_fallback"
SELECTION = "selection"
NO_WORDS_LABEL = "smalltalk/no_words"
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
class AnswerSelector(StoredComponent, IntentClassifier):
    """Turns the label ranking into a decision, by the confidence of the labels and their margin.

    - Two parts of the message ask for two points, or the whole is divided between two: both are
      answered.
    - The first label is sure enough, or far enough ahead of the next: its intent stands.
    - The limits together are sure enough: the first of them stands.
    - One to three article points share the confidence: intent ``unclear_question``.
    - Else: intent ``nlu_fallback``.

    Sets ``selection`` (``{"topics": [Topic, ...]}``: to answer, to choose from, or nearest) and,
    in the form that Rasa's own retrieval actions read, ``response_selector``. Each segment gets a
    ``selection`` of what it would be answered with by itself.
    """

    learns_from = (FOLLOW_UPS_FILE,)

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the default settings; all are confidences in 0..1.

        ``answer``: the first label is trusted from here on; ``margin``: or from this lead over the
        second; ``clarify``: the share that the points together need for a clarifying question;
        ``choice``: the least share of a choice; ``most_choices``: how many choices are shown;
        ``segment``: a part of a message is trusted to ask for a point of its own from here on, or
        from ``supported_segment`` on if the whole message asks for it with ``support``; ``both``:
        two points that each have this share are both answered;
        ``surely``: from here on a message is not read in view of the answer before it, nor when it
        has more words than ``longest_follow_up``; ``context_weight`` and ``doubtful``: see
        ``bot.nlu.context.in_context``.
        """
        return {
            "answer": 0.4,
            "margin": 0.2,
            "clarify": 0.4,
            "choice": 0.05,
            "most_choices": 3,
            "segment": 0.65,
            "supported_segment": 0.3,
            "support": 0.1,
            "both": 0.25,
            "surely": 0.9,
            "longest_follow_up": 12,
            "context_weight": 0.3,
            "doubtful": 0.4,
        }

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Prepare the untrained component."""
        super().__init__(config, model_storage, resource)
        self._catalogue: Dict[Text, Dict[Text, Any]] = {}
        self._follow_ups: Optional[FollowUpModel] = None

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the catalogue of points and the follow-ups, and store both."""
        catalogue = {
            name[len("utter_") :]: asdict(topic_of(name[len("utter_") :], variations[0]))
            for name, variations in sorted(training_data.responses.items())
            if name.startswith(f"utter_{ANSWER_INTENT}/")
        }
        examples = [e for e in training_data.intent_examples if e.get(INTENT) == ANSWER_INTENT]
        follow_ups = FollowUpModel(
            list(catalogue),
            [topic["question"] for topic in catalogue.values()],
            neighbours_in(catalogue),
        ).fit(
            [example.get(TEXT) for example in examples],
            [example.get(INTENT_RESPONSE_KEY) for example in examples],
            read_follow_ups(),
        )
        return self.store((catalogue, follow_ups))

    def restore(self, learned: Tuple[Dict[Text, Dict[Text, Any]], FollowUpModel]) -> None:
        """Take over the catalogue of points and the model of follow-ups."""
        self._catalogue, self._follow_ups = learned

    def process(
        self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None
    ) -> List[Message]:
        """Set the decided intent and the selection."""
        at_hand = [topic["topic"] for topic in topics_at_hand(tracker)]
        for message in messages:
            ranking = self._ranking_of(message, at_hand)
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

    def _ranking_of(self, message: Message, at_hand: List[Text]) -> Ranking:
        """Return the ranking of a message, a follow-up's in view of the points at hand."""
        ranking: Ranking = message.get(LABEL_RANKING) or []
        text = message.get(TEXT) or ""
        known = [point for point in at_hand if point in self._catalogue]
        if not (known and ranking and self._follow_ups):
            return ranking
        first = ranking[0]
        stands_alone = first["name"] != FOLLOW_UP and first["confidence"] >= self._config["surely"]
        if stands_alone or len(text.split()) > self._config["longest_follow_up"]:
            return ranking
        return in_context(
            ranking,
            self._follow_ups.shares(known, text),
            self._config["context_weight"],
            self._config["doubtful"],
            self._config["answer"],
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
        """Return the two points that a message asks for, or nothing.

        Two segments each ask for a point (of more, the two that are surest count), or the message
        as a whole is divided between two. It must be about the article, and near both points. Each
        segment is read in view of the point before it.
        """
        if not ranking or intent_of(ranking[0]["name"]) != ANSWER_INTENT:
            return []
        whole = confidences_of(ranking)
        points: Dict[Text, float] = {}
        before: List[Text] = []
        for segment in message.get(SEGMENTS) or []:
            first = next(iter(self._ranking_of(segment, before)), None)
            if first and intent_of(first["name"]) == ANSWER_INTENT and self._asks_for(first, whole):
                points[first["name"]] = max(points.get(first["name"], 0.0), first["confidence"])
                before = [first["name"]]
        if len(points) > 1:
            surest = sorted(points, key=lambda point: -points[point])[:2]
            return [point for point in points if point in surest]
        divided = [
            label["name"]
            for label in of_intent(ranking[:2], ANSWER_INTENT)
            if label["confidence"] >= self._config["both"]
        ]
        return divided if len(divided) > 1 else []

    def _asks_for(self, first: Dict[Text, Any], whole: Dict[Text, float]) -> bool:
        """Whether a segment asks for its first label, given the ranking of the whole message."""
        if first["name"] not in whole:
            return False
        is_supported = whole[first["name"]] >= self._config["support"]
        least = self._config["supported_segment" if is_supported else "segment"]
        return bool(first["confidence"] >= least)


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


def neighbours_in(catalogue: Dict[Text, Dict[Text, Any]]) -> Neighbours:
    """Return which points are linked by a related question, and which share a section."""
    places = {topic["question"]: place for place, topic in enumerate(catalogue.values())}
    sections = np.array([topic["section"] for topic in catalogue.values()])
    near = np.zeros((len(catalogue), len(catalogue)), dtype=bool)
    for place, topic in enumerate(catalogue.values()):
        near[place, [places[question] for question in topic["related"] if question in places]] = (
            True
        )
    return Neighbours(near | near.T, sections[:, np.newaxis] == sections)


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
