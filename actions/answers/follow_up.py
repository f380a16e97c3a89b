"""What a patient may want after an answer: again, simpler, more."""

from abc import ABC, abstractmethod

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import slots
from actions.answers.question import question_buttons, utter_brief_answer
from actions.base import SafeAction
from actions.slots import Topic

MOST_RELATED_QUESTIONS = 3


class _FollowUp(SafeAction, ABC):
    """An action that comes back to the latest answers, or says that there are none."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Come back to the latest answers."""
        topics = slots.stored_list(tracker, slots.LAST_ANSWERS)
        if topics:
            self.come_back_to(dispatcher, topics)
        else:
            dispatcher.utter_message(response="utter_no_answer_yet")
        return [SlotSet(slots.PENDING_QUESTION, slots.PENDING_NOTHING)]

    @abstractmethod
    def come_back_to(self, dispatcher: CollectingDispatcher, topics: list[Topic]) -> None:
        """Utter what is asked about the topics."""


class ActionRepeatAnswer(_FollowUp):
    """Says the latest answer again."""

    def come_back_to(self, dispatcher: CollectingDispatcher, topics: list[Topic]) -> None:
        """Utter the full answers."""
        for topic in topics:
            dispatcher.utter_message(response=f"utter_{topic['topic']}")


class ActionSimplifyAnswer(_FollowUp):
    """Says the latest answer in simpler words."""

    def come_back_to(self, dispatcher: CollectingDispatcher, topics: list[Topic]) -> None:
        """Utter the answers in their simple form."""
        for topic in topics:
            utter_brief_answer(dispatcher, topic)


class ActionTellMore(_FollowUp):
    """Offers the questions that are near the latest answer."""

    def come_back_to(self, dispatcher: CollectingDispatcher, topics: list[Topic]) -> None:
        """Utter the related questions."""
        related = [question for topic in topics for question in topic["related"]]
        questions = list(dict.fromkeys(related))[:MOST_RELATED_QUESTIONS]
        dispatcher.utter_message(
            response="utter_tell_more",
            questions="\n".join(f"- {question}" for question in questions),
            buttons=question_buttons(questions),
        )
