"""The form that makes an appointment: its validation, its questions, its end."""

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.appointments.agenda_access import (
    booking_service,
    chiropractor_name,
    clinic_zone,
    kind_label,
)
from actions.appointments.booking_turn import BookingTurn
from actions.appointments.message import message_of
from actions.appointments.state import BookingState
from actions.appointments.time_question import utter_times
from actions.base import SafeAction
from actions.clinic.errors import StoreError
from actions.clinic.intake import NO_EMAIL, Field
from actions.clinic.wording import spoken_phone, spoken_time


class ValidateAppointmentForm(SafeAction):
    """Reads a message into the booking and stores the appointment when it is confirmed."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Return what changed and what to ask; nothing when it is about something else."""
        state = BookingState(tracker)
        turn = BookingTurn(state, message_of(tracker))
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
        return BookingState(tracker).unchanged()


class ActionAskAppointmentTime(SafeAction):
    """Offers the times to choose from."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Offer the times as text and as buttons."""
        state = BookingState(tracker)
        utter_times(dispatcher, state.offers)
        return state.noted()


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
        return state.noted()


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
        return BookingState.cleared()


class ActionCloseAppointment(SafeAction):
    """Empties the booking after its end, so that the next one starts anew."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Empty the slots."""
        return BookingState.cleared()
