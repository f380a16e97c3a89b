"""Rasa's check of what an action server returns, made as quick as it can be."""

from functools import lru_cache
from typing import Any, Dict, Text

from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def check_schema_once() -> None:
    """Let Rasa check the schema of action results once, not again at every action.

    ``RemoteAction`` validates each result with ``jsonschema.validate``, which first validates the
    schema itself, always the same one: 20 to 30 ms, half of a turn. The result is still checked.
    """
    RemoteAction._validate_action_result = _validate  # type: ignore[method-assign]


def _validate(action: RemoteAction, result: Dict[Text, Any]) -> bool:
    error = best_match(_validator().iter_errors(result))
    if error is not None:
        raise error
    return True


@lru_cache(maxsize=1)
def _validator() -> Any:
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)
    validator.check_schema(schema)
    return validator(schema)
