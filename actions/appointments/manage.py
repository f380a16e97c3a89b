"""The form for what comes after a booking: show, move or cancel an appointment, erase data."""

from abc import abstractmethod
from dataclasses import replace

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, Restarted
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.appointments.agenda_access import appointment_words, booking_service
from actions.appointments.manage_state import ManageState, Purpose
from actions.appointments.manage_turn import ManageTurn, appointment_lines
from actions.appointments.message import message_of
from actions.appointments.time_question import utter_times
from actions.base import SafeAction
from actions.clinic.errors import StoreError


class ManageAction(SafeAction):
    """An action of this form: it says so when the agenda is down, and the form stays."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Do the work, unless the agenda is down."""
        try:
            return self.talk(dispatcher, ManageTurn(ManageState(tracker), message_of(tracker)))
        except StoreError:
            dispatcher.utter_message(response="utter_appointment_store_down")
            return self.events_after_error(tracker)

    def events_after_error(self, tracker: Tracker) -> list[EventType]:
        """Change nothing."""
        return ManageState(tracker).noted()

    @abstractmethod
    def talk(self, dispatcher: CollectingDispatcher, turn: ManageTurn) -> list[EventType]:
        """Do the work and return the events.

        Raises:
            StoreError: the agenda is down.
        """


class ValidateManageForm(ManageAction):
    """Reads a message into what the patient wants, and does it when all is known."""

    def talk(self, dispatcher: CollectingDispatcher, turn: ManageTurn) -> list[EventType]:
        """Return what changed and what to ask; nothing when it is about something else."""
        if turn.is_interruption:
            return []
        for problem in turn.take_in():
            dispatcher.utter_message(response=problem.response, **problem.values)
        return turn.state.events()

    def events_after_error(self, tracker: Tracker) -> list[EventType]:
        """Keep the form where it is: it asks the same thing again."""
        return ManageState(tracker).unchanged()


class ActionAskManageAppointment(ManageAction):
    """Asks which of several appointments is meant."""

    def talk(self, dispatcher: CollectingDispatcher, turn: ManageTurn) -> list[EventType]:
        """Name the appointments."""
        coming = turn.coming()
        times = [appointment_words(each)["time"] for each in coming]
        dispatcher.utter_message(
            response="utter_ask_which_appointment",
            appointments=appointment_lines(coming),
            buttons=[{"title": time, "payload": time} for time in times],
        )
        return turn.state.noted()


class ActionAskManageTime(ManageAction):
    """Offers the times to which the appointment can move."""

    def talk(self, dispatcher: CollectingDispatcher, turn: ManageTurn) -> list[EventType]:
        """Offer the times as text and as buttons."""
        utter_times(dispatcher, turn.state.offers)
        return turn.state.noted()


class ActionAskManageConfirmed(ManageAction):
    """Says what is going to happen and asks to confirm it."""

    def talk(self, dispatcher: CollectingDispatcher, turn: ManageTurn) -> list[EventType]:
        """Sum up and ask."""
        if turn.state.purpose is Purpose.ERASE:
            own = turn.own()
            dispatcher.utter_message(
                response="utter_ask_erase" if own else "utter_ask_erase_conversation",
                appointments=appointment_lines(own),
            )
            return turn.state.noted()
        appointment = booking_service().get(turn.state.appointment_id or "")
        words = appointment_words(appointment)
        hold = turn.state.hold
        if hold:
            new = appointment_words(replace(appointment, slot=hold.slot))
            dispatcher.utter_message(
                response="utter_ask_move",
                old_time=words["time"],
                time=new["time"],
                chiropractor=new["chiropractor"],
            )
        else:
            dispatcher.utter_message(response="utter_ask_cancel", **words)
        return turn.state.noted()


class ActionStopManage(ManageAction):
    """Stops, and gives a held time back."""

    def talk(self, dispatcher: CollectingDispatcher, turn: ManageTurn) -> list[EventType]:
        """Stop; also when the agenda is down, since a hold ends by itself."""
        dispatcher.utter_message(response="utter_manage_stopped")
        if turn.state.hold:
            try:
                booking_service().release(turn.message.holder)
            except StoreError:
                dispatcher.utter_message(response="utter_appointment_hold_ends")
        return ManageState.cleared()


class ActionCloseManage(ManageAction):
    """Empties the form's slots after its end, so that the next time starts anew."""

    def talk(self, dispatcher: CollectingDispatcher, turn: ManageTurn) -> list[EventType]:
        """Empty the slots; after an erasure, restart: the store then erases what was said."""
        if turn.state.is_forgotten:
            return [Restarted()]
        return ManageState.cleared()
