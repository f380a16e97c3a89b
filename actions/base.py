"""The base of every action: no exception reaches Rasa, no patient is left in silence."""

import logging
import secrets
from abc import ABC, abstractmethod

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

logger = logging.getLogger(__name__)


class SafeAction(Action, ABC):
    """An action that apologises when it fails.

    Subclasses implement ``perform``. It returns at least one event, also when it has nothing to
    say: the Rasa server takes an action without any event for a failed one (see TurnGuardPolicy).
    An exception is logged under a short id, without any text of the patient, and the patient is
    told that id.
    """

    def name(self) -> str:
        """Return the action's name: the class name in snake case."""
        return snake_case(type(self).__name__)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Perform the action; apologise when it raises."""
        messages_before = len(dispatcher.messages)
        try:
            return await self.perform(dispatcher, tracker, domain)
        except Exception as error:
            del dispatcher.messages[messages_before:]
            apologise(dispatcher, self.name(), error)
            return self.events_after_error(tracker)

    def events_after_error(self, tracker: Tracker) -> list[EventType]:
        """Return the events of a failed action: none, the apology is enough."""
        return []

    @abstractmethod
    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Do the work and return the events."""


def apologise(dispatcher: CollectingDispatcher, action: str, error: Exception) -> None:
    """Log the error's type and place under a new id and tell the patient that id.

    The error's own text stays out of the log: it may quote what the patient typed.
    """
    error_id = secrets.token_hex(3).upper()
    logger.error("%s failed, id %s: %s", action, error_id, describe(error))
    dispatcher.utter_message(response="utter_error", error_id=error_id)


def describe(error: BaseException) -> str:
    """Return the error's type and the line that raised it, nothing else."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown place"
    return f"{type(error).__name__} at {place}"


def snake_case(name: str) -> str:
    """Return ``ActionAnswerQuestion`` as ``action_answer_question``."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
