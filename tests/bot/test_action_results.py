"""Results of the action server: what has the wrong shape counts as a failed action."""

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction

from bot.policies.action_results import check_shape_only

check_shape_only()
ACTION = RemoteAction("action_x", None)


@pytest.mark.parametrize(
    "result",
    [
        {"events": [], "responses": []},
        {"events": [{"event": "slot", "name": "a", "value": 1}], "responses": [{"text": "hoi"}]},
        {},
    ],
    ids=["empty", "full", "nothing"],
)
def test_result_when_it_holds_lists_of_objects_then_is_accepted(result):
    assert ACTION._validate_action_result(result)


@pytest.mark.parametrize(
    "result",
    [{"events": {}}, {"events": ["slot"]}, {"responses": "hoi"}, {"responses": None}],
    ids=["object", "list of words", "text", "null"],
)
def test_result_when_it_has_another_shape_then_is_refused(result):
    with pytest.raises(ValidationError):
        ACTION._validate_action_result(result)
