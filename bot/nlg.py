"""Response texts with the clinic's own facts filled in."""

import re
from typing import Any, Dict, List, Optional, Text

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from actions.clinic.settings import load_settings
from actions.clinic.texts import without_unset

Responses = Dict[Text, List[Dict[Text, Any]]]
FACT = re.compile(r"{(clinic_\w+)}")


class ClinicResponseGenerator(TemplatedNaturalLanguageGenerator):
    """Fills the clinic's facts, such as ``{clinic_phone}``, into responses.

    A line of a response that holds a fact which is not set in the settings file, or a value that
    an action gives as None, is left out.
    """

    def __init__(self, endpoint_config: EndpointConfig, domain: Domain) -> None:
        """Read the facts once; Rasa sets the responses again when it has loaded the model."""
        self._facts = load_settings().clinic.facts()
        super().__init__(domain.responses)

    @property
    def responses(self) -> Responses:
        """Return the responses with the facts filled in."""
        return self._filled

    @responses.setter
    def responses(self, responses: Responses) -> None:
        self._filled = {
            name: [fill_facts(variation, self._facts) for variation in variations]
            for name, variations in responses.items()
        }

    def _fill_response(
        self,
        response: Dict[Text, Any],
        filled_slots: Optional[Dict[Text, Any]] = None,
        **kwargs: Any,
    ) -> Dict[Text, Any]:
        """Leave out the lines without a value; Rasa fills in the rest."""
        if response.get("text"):
            response["text"] = without_unset(response["text"], kwargs)
        filled: Dict[Text, Any] = super()._fill_response(response, filled_slots, **kwargs)
        return filled


def fill_facts(response: Dict[Text, Any], facts: Dict[Text, Optional[Text]]) -> Dict[Text, Any]:
    """Return the response with its facts filled in and the lines without a fact left out."""
    if "text" not in response:
        return response
    lines = without_unset(response["text"], facts)
    return {**response, "text": FACT.sub(lambda match: facts[match[1]] or "", lines)}
