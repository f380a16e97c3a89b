"""The parts of a message, each understood like a message of its own."""

import re
from typing import Any, Dict, Iterator, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

SEGMENTS = "segments"
BOUNDARY = re.compile(
    r"(?<=[?!.;])\s+|\s*(?:,\s*)?\b(?:en (?:ook|verder|daarnaast)|daarnaast|en)\b:?\s+|,\s*of\s+"
)
FEWEST_WORDS = 2
FEWEST_SEGMENTS, MOST_SEGMENTS = 2, 6


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SegmentSplitter(GraphComponent):
    """Splits a message with several questions, so that each can be understood by itself.

    Sets ``segments``: a list of messages of their own, which the featurizers and the classifier
    after this component treat like any other; empty when there is nothing to split.
    """

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SegmentSplitter":
        """Create the component."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:
        """Set the segments of each message."""
        for message in messages:
            text = message.get(TEXT) or ""
            message.set(SEGMENTS, [Message({TEXT: text[at]}) for at in spans(text)])
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training examples whole."""
        return training_data


def spans(text: Optional[Text]) -> List[slice]:
    """Return where the segments stand: none in a single question, only the questions in a story."""
    text = text or ""
    starts, ends = [0], []
    for boundary in BOUNDARY.finditer(text):
        ends.append(boundary.start())
        starts.append(boundary.end())
    ends.append(len(text))
    found = [
        slice(start, end)
        for start, end in zip(starts, ends)
        if len(text[start:end].split()) >= FEWEST_WORDS
    ]
    if len(found) > MOST_SEGMENTS:
        return [at for at in found if text[at].endswith("?")][:MOST_SEGMENTS]
    return found if len(found) >= FEWEST_SEGMENTS else []


def with_segments(messages: List[Message]) -> Iterator[Message]:
    """Yield each message and its segments."""
    for message in messages:
        yield message
        yield from message.get(SEGMENTS) or []
