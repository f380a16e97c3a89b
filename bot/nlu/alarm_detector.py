"""Alarm signs: found by rules, by a trained classifier, or by both, whatever the intent was."""

import logging
import re
from typing import Any, Callable, Dict, List, Optional, Sequence, Text, Tuple, TypeVar

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.answer_selector import SELECTION, intent_of, retrieved
from bot.nlu.context import ANSWER_INTENT
from bot.nlu.label_classifier import LABEL_RANKING
from bot.nlu.segments import SEGMENTS
from bot.nlu.stored_component import StoredComponent
from bot.nlu.text import has_words
from bot.safety import rules
from bot.safety.second_opinion import (
    TRAINING_FILE,
    Example,
    Opinion,
    SecondOpinion,
    ordinary_sample,
    read_examples,
)

logger = logging.getLogger(__name__)

Found = TypeVar("Found")

URGENT_INTENT = "urgent"
BARE_INTENT, SURELY = "inform", 0.6
ALARM = "alarm"
RULES_LAYER = "rules"
CLASSIFIER_LAYER = "classifier"
CRISIS_LEVELS = ("call_112", "call_113")
LONG_MESSAGE = 25  # words; from here on the classifier reads each sentence apart, too
MOST_SENTENCES = 12
FEWEST_WORDS = 3
MOST_ANSWERS = 2
"""How many of the other questions of a message are answered after the advice."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AlarmDetector(StoredComponent, IntentClassifier):
    """Sets the intent ``urgent`` on a message with an alarm sign; belongs last in the pipeline.

    Two layers judge each message: the rules of ``bot.safety.rules`` and a classifier trained on
    ``bot/safety/training.tsv`` and the ordinary questions of the bot. What the classifier sees
    counts by itself; a sign that only the rules see does unless the classifier doubts it: an alarm
    is less likely than not, or for the levels 112 and 113 hardly likely at all. Of several signs
    the most urgent level wins. A message with an alarm gets the intent ``urgent`` with confidence
    1, the response key ``urgent/<level>``, and the property ``alarm``:
    ``{"sign", "level", "layers"}``. Any other message stays as it is.

    What else the message asks is kept as its ``selection``: the points of its other questions, to
    be answered after the advice; none beside a sign of the levels 112 and 113.

    A detector without its classifier does not load. At work it never raises: if one layer fails
    the other decides. It logs levels and signs, never a text.
    """

    learns_from = (TRAINING_FILE, rules.SIGNS_FILE)

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the default settings.

        ``alarm``: the classifier's confidence that is enough by itself; ``crisis``: that in a theme
        of the levels 112 and 113 alone; ``surer``: instead of both, for a sentence out of a long
        message, and in a message that surely asks what the article answers; ``doubt``: below it a
        less urgent sign of the rules is dropped; ``crisis_doubt``: below it one of the levels 112
        and 113 is.
        """
        return {
            "alarm": 0.5,
            "crisis": 0.3,
            "surer": 0.9,
            "doubt": 0.5,
            "crisis_doubt": 0.2,
        }

    def __init__(
        self,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
    ) -> None:
        """Read the rules; the classifier comes by ``fit``, ``train`` or ``load``."""
        super().__init__(config, model_storage, resource)
        self._rules = rules.load()
        self._classifier: Optional[SecondOpinion] = None

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the classifier on the alarm sentences and the bot's own questions, and store it."""
        return self.store(self.fit(read_examples() + self._ordinary(training_data)))

    def restore(self, learned: SecondOpinion) -> None:
        """Take over the classifier, and let it judge a message.

        Raises:
            Exception: it judges nothing: the bot must not start without it.
        """
        self._classifier = learned
        self._opinions(Message({TEXT: "hoi"}))

    def fit(self, examples: Sequence[Example]) -> SecondOpinion:
        """Fit the classifier on examples and return it."""
        self._classifier = SecondOpinion().fit(examples, list(self._rules.themes))
        return self._classifier

    def process(self, messages: List[Message]) -> List[Message]:
        """Mark each message that holds an alarm sign."""
        for message in messages:
            text = message.get(TEXT)
            if not isinstance(text, str) or not has_words(text):
                continue
            found = self._alarms(message)
            if found:
                self._mark(message, found)
        return messages

    def _alarms(self, message: Message) -> List[Tuple[Text, Text]]:
        """Return the signs in a message, each with the layer that saw it."""
        signs = self._guarded(self._by_rules, RULES_LAYER, message)
        opinions = self._guarded(self._opinions, CLASSIFIER_LAYER, message)
        found = [(sign, RULES_LAYER) for sign in signs if not self._is_refuted(sign, opinions)]
        found += [
            (self._rules.themes[opinion.theme], CLASSIFIER_LAYER)
            for place, opinion in enumerate(opinions)
            if self._is_sure(opinion, self._least(message, is_part=place > 0))
            and (self._is_crisis(self._rules.themes[opinion.theme]) or not is_bare(message))
        ]
        return found

    def _other_questions(self, message: Message) -> List[Dict[Text, Any]]:
        """Return the points that the message asks for in questions without an alarm sign."""
        return [
            topic
            for segment in message.get(SEGMENTS) or []
            if segment.get(TEXT).rstrip().endswith("?") and not self._alarms(segment)
            for topic in segment.get(SELECTION)["topics"]
        ][:MOST_ANSWERS]

    def _by_rules(self, message: Message) -> List[Text]:
        """Return the signs that the rules find."""
        return [finding.sign for finding in self._rules.find(message.get(TEXT))]

    def _opinions(self, message: Message) -> List[Opinion]:
        """Return the classifier's opinions on the message and, if it is long, its sentences."""
        text = message.get(TEXT)
        return self._classifier.judge([text, *sentences_of(text)]) if self._classifier else []

    def _least(self, message: Message, is_part: bool) -> float:
        """Return the least confidence that counts in a message, or in a sentence of a long one."""
        return self._config["surer"] if is_part or asks_article(message) else 0.0

    def _is_sure(self, opinion: Opinion, least: float = 0.0) -> bool:
        """Whether the classifier alone may raise an alarm."""
        if opinion.confidence >= max(self._config["alarm"], least):
            return True
        crisis = self._is_crisis(self._rules.themes[opinion.theme])
        return crisis and opinion.theme_confidence >= max(self._config["crisis"], least)

    def _is_refuted(self, sign: Text, opinions: List[Opinion]) -> bool:
        """Whether the classifier is sure that nothing in the message is an alarm."""
        doubt = self._config["crisis_doubt" if self._is_crisis(sign) else "doubt"]
        return bool(opinions) and all(opinion.confidence < doubt for opinion in opinions)

    def _is_crisis(self, sign: Text) -> bool:
        return self._rules.signs[sign].level in CRISIS_LEVELS

    def _guarded(
        self, judge: Callable[[Message], List[Found]], layer: Text, message: Message
    ) -> List[Found]:
        """Return what a layer finds; nothing when it fails: the other one decides."""
        try:
            return judge(message)
        except Exception as error:
            logger.error("Alarm layer %s failed: %s", layer, type(error).__name__)
            return []

    def _mark(self, message: Message, found: List[Tuple[Text, Text]]) -> None:
        """Set the intent, the response and the alarm of the most urgent sign."""
        sign = min(
            (self._rules.signs[name] for name, _ in found),
            key=lambda s: self._rules.levels[s.level].rank,
        )
        layers = sorted({layer for _, layer in found})
        topics = [] if self._is_crisis(sign.id) else self._other_questions(message)
        message.set(INTENT, {INTENT_NAME_KEY: URGENT_INTENT, "confidence": 1.0}, add_to_output=True)
        message.set(
            "response_selector",
            retrieved([f"{URGENT_INTENT}/{sign.level}", *(topic["topic"] for topic in topics[:1])]),
            add_to_output=True,
        )
        message.set(SELECTION, {"topics": topics}, add_to_output=True)
        message.set(
            ALARM, {"sign": sign.id, "level": sign.level, "layers": layers}, add_to_output=True
        )
        logger.info("Alarm: level=%s sign=%s layers=%s", sign.level, sign.id, "+".join(layers))

    def _ordinary(self, training_data: TrainingData) -> List[Example]:
        """Return the bot's own training sentences that the rules let pass, as no alarm."""
        texts = {e.get(TEXT) for e in training_data.intent_examples if e.get(TEXT)}
        return ordinary_sample(self._rules, texts)


def asks_article(message: Message) -> bool:
    """Whether a point of the article is surely what the message asks for."""
    return any(
        intent_of(first["name"]) == ANSWER_INTENT and first["confidence"] >= SURELY
        for first in (message.get(LABEL_RANKING) or [])[:1]
    )


def is_bare(message: Message) -> bool:
    """Whether a message is surely no more than a day, a time or a name ("om 3 uur 's nachts")."""
    intent = message.get(INTENT) or {}
    return intent.get(INTENT_NAME_KEY) == BARE_INTENT and intent["confidence"] >= SURELY


def sentences_of(text: Text) -> List[Text]:
    """Return the sentences of a long message, at most a dozen; none for a short one."""
    if len(text.split()) < LONG_MESSAGE:
        return []
    parts = [part.strip() for part in re.split(r"[.!?\n]+", text)]
    parts = [part for part in parts if len(part.split()) >= FEWEST_WORDS]
    return parts[-MOST_SENTENCES:] if len(parts) > 1 else []
