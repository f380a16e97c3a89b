"""A booking that an alarm sign stopped: kept until the patient chooses."""

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import slots
from actions.base import SafeAction

BOOKING_FORM = "appointment_form"


class ActionPauseConversation(SafeAction):
    """After an alarm sign: a bare "ja" no longer answers what was asked before it."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say nothing; remember whether a booking was stopped."""
        was_paused = tracker.get_slot(slots.PENDING_QUESTION) in (
            slots.PENDING_PAUSED,
            slots.PENDING_RESUME,
        )
        stops = tracker.active_loop.get("name") == BOOKING_FORM
        pending = slots.PENDING_PAUSED if stops or was_paused else slots.PENDING_NOTHING
        return [SlotSet(slots.PENDING_QUESTION, pending)]


class ActionAskResume(SafeAction):
    """Asks whether the patient wants to go on with the booking."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Ask."""
        dispatcher.utter_message(response="utter_ask_resume")
        return [SlotSet(slots.PENDING_QUESTION, slots.PENDING_RESUME)]
