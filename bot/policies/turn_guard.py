"""What goes before every rule: urgent advice first, and a reply when an action fails."""

from typing import Any, Dict, List, Optional, Text

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_DEACTIVATE_LOOP_NAME, ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, UserUttered
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.context import ANSWER_INTENT
from bot.policies.action_results import check_shape_only

URGENT_INTENT = "urgent"
URGENT_RESPONSE = "utter_urgent"
NOT_TODAY_LEVEL = "see_doctor_soon"
ANSWER_ACTION = "action_answer_question"
PAUSE_ACTION = "action_pause_conversation"
ANSWER_RESPONSE = "utter_faq"
UNAVAILABLE_RESPONSE = "utter_unavailable"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class TurnGuardPolicy(Policy):
    """Decides the two cases that hold in every state of a conversation.

    1. A message with alarm signs gets the urgent advice before a form, rule or story has a say.
       What else it asked is answered after it, unless it is a crisis. A running form stops, and
       what it knows is kept until the patient chooses; only where seeing a doctor within days is
       enough it goes on at once.
    2. An action that failed (the action server is down) leaves no events behind. Rasa would go on
       in silence; here the article's answer is given by the Rasa server itself, or else a fixed
       apology.

    In any other case it predicts nothing. It needs a priority above that of RulePolicy.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the default settings."""
        return {"priority": 10}

    def train(
        self,
        training_trackers: List[TrackerWithCachedStates],
        domain: Domain,
        **kwargs: Any,
    ) -> Resource:
        """Learn nothing: the decisions are fixed."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: Optional[Dict[Text, Any]] = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the guarded action with certainty, or nothing."""
        action = next_guarded_action(tracker)
        if action is None:
            return self._prediction(self._default_predictions(domain))
        probabilities = self._default_predictions(domain)
        probabilities[domain.index_for_action(action)] = 1.0
        return self._prediction(probabilities, is_no_user_prediction=True)

    @classmethod
    def load(cls, *args: Any, **kwargs: Any) -> "TurnGuardPolicy":
        """Create the policy: there is nothing to load, but results of actions to check."""
        check_shape_only()
        return cls.create(*args, **kwargs)


def next_guarded_action(tracker: DialogueStateTracker) -> Optional[Text]:
    """Return the action that must come now whatever the rules say, or None."""
    turn = _events_of_turn(tracker)
    if turn is None:
        return None
    intent = tracker.latest_message.intent.get("name") if tracker.latest_message else None
    done = [event.action_name for event in turn if isinstance(event, ActionExecuted)]

    if intent == URGENT_INTENT:
        return _next_after_alarm(tracker, done, failed=_last_action_failed(turn))
    if done and done[-1] in (UNAVAILABLE_RESPONSE, ANSWER_RESPONSE):
        return ACTION_LISTEN_NAME
    if not _last_action_failed(turn):
        return None
    if any(isinstance(event, BotUttered) for event in turn):
        return ACTION_LISTEN_NAME
    return ANSWER_RESPONSE if intent == ANSWER_INTENT else UNAVAILABLE_RESPONSE


def _next_after_alarm(tracker: DialogueStateTracker, done: List[Text], failed: bool) -> Text:
    """Return what comes next: the advice, the answer to what else was asked, the pause."""
    if failed and done[-1] == ANSWER_ACTION:
        return ANSWER_RESPONSE
    message = tracker.latest_message.parse_data if tracker.latest_message else {}
    steps = [URGENT_RESPONSE]
    if (message.get("selection") or {}).get("topics"):
        steps.append(ANSWER_ACTION)
    form = tracker.active_loop_name
    goes_on = form and (message.get("alarm") or {}).get("level") == NOT_TODAY_LEVEL
    steps.append(form if form and goes_on else PAUSE_ACTION)
    if form and not goes_on:
        steps.append(ACTION_DEACTIVATE_LOOP_NAME)
    return next((step for step in steps if step not in done), ACTION_LISTEN_NAME)


def _events_of_turn(tracker: DialogueStateTracker) -> Optional[List[Event]]:
    """Return the events since the user's last message, oldest first; None before any message."""
    turn: List[Event] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return turn[::-1]
        turn.append(event)
    return None


def _last_action_failed(turn: List[Event]) -> bool:
    """Whether the turn ends with an action that left no event: every action of ours leaves one."""
    last = turn[-1] if turn else None
    return isinstance(last, ActionExecuted) and last.action_name != ACTION_LISTEN_NAME
