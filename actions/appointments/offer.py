"""The offer of an appointment after an answer."""

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import slots
from actions.appointments.message import URGENT
from actions.base import SafeAction
from actions.clinic.offers import should_offer


def offer_sparingly(
    dispatcher: CollectingDispatcher, tracker: Tracker, answers_given: int
) -> list[EventType]:
    """Offer an appointment with one of the chiropractors, or keep quiet; return the events."""
    offers_made = int(tracker.get_slot(slots.OFFERS_MADE) or 0)
    declined = bool(tracker.get_slot(slots.OFFER_DECLINED))
    in_booking = bool(tracker.active_loop.get("name"))
    unfit = in_booking or told_alarm(tracker)
    if unfit or not should_offer(answers_given, offers_made, declined):
        return []
    dispatcher.utter_message(response="utter_offer_appointment")
    return [
        SlotSet(slots.OFFERS_MADE, offers_made + 1),
        SlotSet(slots.PENDING_QUESTION, slots.PENDING_OFFER),
    ]


def told_alarm(tracker: Tracker) -> bool:
    """Whether the patient told of an alarm sign in this conversation."""
    return any(
        event.get("event") == "user"
        and ((event.get("parse_data") or {}).get("intent") or {}).get("name") == URGENT
        for event in tracker.events
    )


class ActionNoteOfferDeclined(SafeAction):
    """Remembers that the patient does not want an appointment."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Accept the no."""
        dispatcher.utter_message(response="utter_offer_declined")
        return [
            SlotSet(slots.OFFER_DECLINED, True),
            SlotSet(slots.PENDING_QUESTION, slots.PENDING_NOTHING),
        ]
