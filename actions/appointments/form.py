"""The form that makes an appointment: its validation, its questions, its end."""

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.appointments.agenda_access import (
    booking_service,
    chiropractor_name,
    clinic_zone,
    kind_label,
)
from actions.appointments.booking_turn import BookingTurn
from actions.appointments.state import REQUESTED, TRIES, BookingState, cleared
from actions.base import SafeAction
from actions.clinic.errors import StoreError
from actions.clinic.intake import NO_EMAIL, Field
from actions.clinic.wording import short_time, spoken_phone, spoken_time


class ValidateAppointmentForm(SafeAction):
    """Reads a message into the booking and stores the appointment when it is confirmed."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Return what changed and what to ask; nothing when it is about something else."""
        state = BookingState(tracker)
        turn = turn_of(tracker, state)
        if turn.is_interruption:
            return []
        try:
            problems = turn.take_in()
        except StoreError:
            dispatcher.utter_message(response="utter_appointment_store_down")
            return self.events_after_error(tracker)
        for problem in problems:
            dispatcher.utter_message(response=problem.response, **problem.values)
        return state.events()

    def events_after_error(self, tracker: Tracker) -> list[EventType]:
        """Keep the form where it is: it asks the same thing again."""
        return [
            SlotSet(TRIES, tracker.get_slot(TRIES) or 0),
            SlotSet(REQUESTED, tracker.get_slot(REQUESTED)),
        ]


class ActionAskAppointmentTime(SafeAction):
    """Offers the times to choose from."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Offer the times as text and as buttons."""
        zone = clinic_zone()
        offers = BookingState(tracker).offers
        lines = [
            f"{number}. {spoken_time(slot.start, zone)}, {chiropractor_name(slot.chiropractor_id)}"
            for number, slot in enumerate(offers, 1)
        ]
        buttons = [
            {"title": short_time(slot.start, zone), "payload": spoken_time(slot.start, zone)}
            for slot in offers
        ]
        if offers:
            buttons.append({"title": "Andere tijden", "payload": "Andere tijden"})
        dispatcher.utter_message(
            response="utter_ask_time" if offers else "utter_ask_other_time",
            times="\n".join(lines),
            buttons=buttons,
        )
        return [SlotSet(TRIES, tracker.get_slot(TRIES))]


class ActionAskAppointmentConfirmed(SafeAction):
    """Sums up the booking and asks to confirm it."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Sum up and ask."""
        state = BookingState(tracker)
        hold = state.hold
        if hold is None:
            raise ValueError("a summary needs a held time")
        email = state.get(Field.EMAIL)
        dispatcher.utter_message(
            response="utter_ask_confirmation",
            chiropractor=chiropractor_name(hold.slot.chiropractor_id),
            kind=kind_label(hold.kind_id),
            time=spoken_time(hold.slot.start, clinic_zone()),
            name=state.get(Field.NAME),
            phone=spoken_phone(state.get(Field.PHONE)),
            email="geen" if email == NO_EMAIL else email,
        )
        return [SlotSet(TRIES, tracker.get_slot(TRIES))]


class ActionStopAppointment(SafeAction):
    """Stops the booking and gives the held time back."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Stop; also when the agenda is down, since the hold ends by itself."""
        dispatcher.utter_message(response="utter_stopped")
        try:
            booking_service().release(str(tracker.sender_id))
        except StoreError:
            dispatcher.utter_message(response="utter_appointment_hold_ends")
        return cleared()


class ActionCloseAppointment(SafeAction):
    """Empties the booking after its end, so that the next one starts anew."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Empty the slots."""
        return cleared()


def turn_of(tracker: Tracker, state: BookingState) -> BookingTurn:
    """Return the latest message as a turn of the booking."""
    message = tracker.latest_message
    intent = message.get("intent") or {}
    return BookingTurn(
        state,
        holder=str(tracker.sender_id),
        text=message.get("text") or "",
        intent=intent.get("name"),
        confidence=intent.get("confidence") or 0.0,
        persons=[e["value"] for e in message.get("entities", []) if e.get("entity") == "PERSON"],
    )
