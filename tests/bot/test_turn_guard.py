"""What goes before every rule."""

import pytest
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.policies.turn_guard import next_guarded_action


def tracker(intent, *turn):
    user = UserUttered("tekst", {"name": intent, "confidence": 1.0})
    events = [ActionExecuted("action_listen"), user, *turn]
    return DialogueStateTracker.from_events("patient", events, slots=[])


SAID = BotUttered("antwoord")
CASES = {
    "nothing done yet": ("faq", [], None),
    "alarm": ("urgent", [], "utter_urgent"),
    "alarm said": ("urgent", [ActionExecuted("utter_urgent"), SAID], "action_listen"),
    "alarm said in a form": (
        "urgent",
        [ActiveLoop("appointment_form"), ActionExecuted("utter_urgent"), SAID],
        "action_deactivate_loop",
    ),
    "action failed on a question": ("faq", [ActionExecuted("action_answer_question")], "utter_faq"),
    "action failed elsewhere": (
        "ask_repeat",
        [ActionExecuted("action_repeat_answer")],
        "utter_unavailable",
    ),
    "apology said": (
        "ask_repeat",
        [ActionExecuted("action_repeat_answer"), ActionExecuted("utter_unavailable"), SAID],
        "action_listen",
    ),
    "second action failed after an answer": (
        "faq",
        [
            ActionExecuted("action_answer_question"),
            SAID,
            ActionExecuted("action_offer_appointment"),
        ],
        "action_listen",
    ),
    "action was quiet on purpose": (
        "faq",
        [ActionExecuted("action_offer_appointment"), SlotSet("offers_made", 1)],
        None,
    ),
}


@pytest.mark.parametrize(("intent", "turn", "expected"), CASES.values(), ids=CASES.keys())
def test_next_guarded_action(intent, turn, expected):
    assert next_guarded_action(tracker(intent, *turn)) == expected


def test_next_guarded_action_when_no_message_yet_then_none():
    assert next_guarded_action(DialogueStateTracker.from_events("patient", [], slots=[])) is None
