"""Names of persons and places, read from the spaCy document that the message already has."""

from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import SPACY_DOCS
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class DocEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Takes the entities of the document that SpacyNLP made.

    Rasa's own SpacyEntityExtractor runs the model a second time for each message. That is not
    needed here, since SpacyNLP keeps the case (``case_sensitive: true``).
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the default settings: which entity labels are kept."""
        return {"dimensions": ["PERSON", "GPE"]}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "DocEntityExtractor":
        """Create the component."""
        return cls(config)

    def __init__(self, config: Dict[Text, Any]) -> None:
        """Keep the wanted labels."""
        self._dimensions = frozenset(config["dimensions"])

    def process(self, messages: List[Message]) -> List[Message]:
        """Add entities to each message that has a document."""
        for message in messages:
            doc = message.get(SPACY_DOCS[TEXT])
            if doc is None:
                continue
            found = [
                {
                    "entity": span.label_,
                    "value": span.text,
                    "start": span.start_char,
                    "end": span.end_char,
                }
                for span in doc.ents
                if span.label_ in self._dimensions
            ]
            found = self.add_extractor_name(found)
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
