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
    "alarm said": ("urgent", [ActionExecuted("utter_urgent"), SAID], "action_pause_conversation"),
    "alarm said and nothing waits": (
        "urgent",
        [
            ActionExecuted("utter_urgent"),
            SAID,
            ActionExecuted("action_pause_conversation"),
            SlotSet("pending_question", "nothing"),
        ],
        "action_listen",
    ),
    "alarm said in a form": (
        "urgent",
        [ActiveLoop("appointment_form"), ActionExecuted("utter_urgent"), SAID],
        "action_pause_conversation",
    ),
    "alarm said in a form and pausing failed": (
        "urgent",
        [
            ActiveLoop("appointment_form"),
            ActionExecuted("utter_urgent"),
            SAID,
            ActionExecuted("action_pause_conversation"),
        ],
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
            ActionExecuted("action_tell_more"),
        ],
        "action_listen",
    ),
    "action was quiet on purpose": (
        "faq",
        [ActionExecuted("action_pause_conversation"), SlotSet("offers_made", 1)],
        None,
    ),
}


@pytest.mark.parametrize(("intent", "turn", "expected"), CASES.values(), ids=CASES.keys())
def test_next_guarded_action(intent, turn, expected):
    assert next_guarded_action(tracker(intent, *turn)) == expected


def test_next_guarded_action_when_no_message_yet_then_none():
    assert next_guarded_action(DialogueStateTracker.from_events("patient", [], slots=[])) is None


TOPICS = {"selection": {"topics": [{"topic": "faq/in_the_family"}]}}
ADVISED = [ActionExecuted("utter_urgent"), SAID]
ANSWERED = [ActionExecuted("action_answer_question"), SAID, SlotSet("unanswered_in_a_row", 0)]
AFTER_ADVICE = {
    "another question": (TOPICS, ADVISED, "action_answer_question"),
    "another question answered": (TOPICS, [*ADVISED, *ANSWERED], "action_pause_conversation"),
    "another question that the action server could not answer": (
        TOPICS,
        [*ADVISED, ActionExecuted("action_answer_question")],
        "utter_faq",
    ),
    "no hurry in a form": (
        {"alarm": {"level": "see_doctor_soon"}},
        [ActiveLoop("appointment_form"), *ADVISED],
        "appointment_form",
    ),
    "no hurry in a form that goes on": (
        {"alarm": {"level": "see_doctor_soon"}},
        [ActiveLoop("appointment_form"), *ADVISED, ActionExecuted("appointment_form"), SAID],
        "action_listen",
    ),
    "today in a form": (
        {"alarm": {"level": "call_doctor_today"}},
        [ActiveLoop("appointment_form"), *ADVISED],
        "action_pause_conversation",
    ),
}


@pytest.mark.parametrize(
    ("parsed", "turn", "expected"), AFTER_ADVICE.values(), ids=AFTER_ADVICE.keys()
)
def test_next_guarded_action_after_the_advice(parsed, turn, expected):
    conversation = tracker("urgent", *turn)
    conversation.latest_message.parse_data.update(parsed)

    assert next_guarded_action(conversation) == expected
