"""No exception reaches Rasa, and no text of a patient reaches the log."""

import re

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.base import SafeAction, snake_case

SECRET = "mijn geheim"


class ActionThatFails(SafeAction):
    async def perform(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text="half een antwoord")
        raise ValueError(SECRET)


class ActionThatWorks(SafeAction):
    async def perform(self, dispatcher, tracker, domain):
        return [SlotSet("done", True)]


def tracker():
    return Tracker("patient", {}, {"text": SECRET}, [], False, None, {}, "action_listen")


async def test_action_when_it_raises_then_apology_with_the_logged_id(caplog):
    dispatcher = CollectingDispatcher()

    events = await ActionThatFails().run(dispatcher, tracker(), {})

    [message] = dispatcher.messages
    assert events == []
    assert message["response"] == "utter_error"
    assert message["error_id"] in caplog.text


async def test_action_when_it_raises_then_log_names_type_and_place_only(caplog):
    await ActionThatFails().run(CollectingDispatcher(), tracker(), {})

    assert SECRET not in caplog.text
    assert re.search(r"ValueError at .*test_base\.py:\d+", caplog.text)


async def test_action_when_it_works_then_its_events():
    assert await ActionThatWorks().run(CollectingDispatcher(), tracker(), {}) == [
        SlotSet("done", True)
    ]


def test_name_is_the_class_name_in_snake_case():
    assert ActionThatWorks().name() == "action_that_works"
    assert snake_case("ValidateAppointmentForm") == "validate_appointment_form"
