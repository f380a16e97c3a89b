"""Names of persons, by the Dutch spaCy model."""

from typing import Any, Dict, List, Optional, Text

import spacy
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

UNUSED = ("tok2vec", "morphologizer", "tagger", "parser", "lemmatizer", "attribute_ruler")
"""Parts of the model that finding names does not need; its ``ner`` has vectors of its own."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class NameExtractor(GraphComponent, EntityExtractorMixin):
    """Adds the names in a message to its entities; belongs after what decides the intent.

    Rasa's SpacyNLP runs the whole model on every message, most of which ask what the article
    answers and hold no name of use. Here only the part that finds names runs, and outside a form
    only on messages whose intent is not among ``not_in``. Tags and lemmas made the understanding no
    better (docs/methods.md).
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the default settings.

        ``model``: the spaCy model; ``dimensions``: which labels are kept; ``not_in``: the intents
        whose messages are not read.
        """
        return {
            "model": "nl_core_news_sm",
            "dimensions": ["PERSON"],
            "not_in": ["faq", "unclear_question", "limits"],
        }

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "NameExtractor":
        """Create the component.

        Raises:
            InvalidConfigException: the model is not installed.
        """
        return cls(config)

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Load the model."""
        try:
            self._nlp = spacy.load(config["model"], exclude=UNUSED)
        except OSError as error:
            raise InvalidConfigException(f"No spaCy model '{config['model']}'.") from error
        self._dimensions = frozenset(config["dimensions"])
        self._not_in = frozenset(config["not_in"])

    def process(
        self, messages: List[Message], tracker: Optional[DialogueStateTracker] = None
    ) -> List[Message]:
        """Add the entities of each message that may hold a name."""
        in_form = tracker is not None and tracker.active_loop_name is not None
        for message in messages:
            intent = (message.get(INTENT) or {}).get(INTENT_NAME_KEY)
            if not message.get(TEXT) or (intent in self._not_in and not in_form):
                continue
            found = [
                {
                    "entity": span.label_,
                    "value": span.text,
                    "start": span.start_char,
                    "end": span.end_char,
                }
                for span in self._nlp(message.get(TEXT)).ents
                if span.label_ in self._dimensions
            ]
            found = self.add_extractor_name(found)
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
