"""Answers from the article, and what is said when there is none."""

import re

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions import slots
from actions.appointments.offer import offer_sparingly
from actions.base import SafeAction
from actions.clinic.ordinals import ORDINALS
from actions.slots import Topic

UNANSWERED_BEFORE_PERSON = 2


class ActionAnswerQuestion(SafeAction):
    """Answers the selected topic, or both, and now and then offers an appointment after it."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Utter the answers: in full the first time, in short when asked again."""
        topics = slots.selected_topics(tracker)
        before = slots.stored_list(tracker, slots.ANSWERED_TOPICS)
        answers_given = len({*before, *(topic["topic"] for topic in topics)})
        events = answer(dispatcher, tracker, topics)
        return events + offer_sparingly(dispatcher, tracker, answers_given)


class ActionClarifyQuestion(SafeAction):
    """Asks which of two or three questions the patient means."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Offer the choices as text and as buttons, and remember them."""
        choices = slots.selected_topics(tracker)
        lines = [f"{number}. {choice['question']}" for number, choice in enumerate(choices, 1)]
        dispatcher.utter_message(
            response="utter_ask_choice",
            choices="\n".join(lines),
            buttons=question_buttons([choice["question"] for choice in choices]),
        )
        return [
            SlotSet(slots.CHOICES, choices),
            SlotSet(slots.PENDING_QUESTION, slots.PENDING_CHOICE),
        ]


class ActionChooseOption(SafeAction):
    """Answers the choice that the patient points at by number or order."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Answer the chosen topic; ask again when the number is not among the choices."""
        choices = slots.stored_list(tracker, slots.CHOICES)
        chosen = pick(choices, tracker.latest_message.get("text") or "")
        if chosen:
            return answer(dispatcher, tracker, chosen)
        if not choices:
            dispatcher.utter_message(response="utter_ask_rephrase")
            return [SlotSet(slots.PENDING_QUESTION, slots.PENDING_NOTHING)]
        dispatcher.utter_message(
            response="utter_ask_choice_again",
            buttons=question_buttons([choice["question"] for choice in choices]),
        )
        return [SlotSet(slots.PENDING_QUESTION, slots.PENDING_CHOICE)]


class ActionDeclineQuestion(SafeAction):
    """Says honestly that the article has no answer, and where to go instead."""

    async def perform(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Decline; offer the nearest questions, and a person when it happens again."""
        times = int(tracker.get_slot(slots.UNANSWERED_IN_A_ROW) or 0) + 1
        again = times >= UNANSWERED_BEFORE_PERSON
        dispatcher.utter_message(
            response="utter_decline_again" if again else "utter_decline",
            buttons=question_buttons(
                [topic["question"] for topic in slots.selected_topics(tracker)]
            ),
        )
        return [
            SlotSet(slots.UNANSWERED_IN_A_ROW, times),
            SlotSet(slots.PENDING_QUESTION, slots.PENDING_NOTHING),
        ]


def answer(
    dispatcher: CollectingDispatcher, tracker: Tracker, topics: list[Topic]
) -> list[EventType]:
    """Utter the answer of each topic and return the events that remember it."""
    answered = slots.stored_list(tracker, slots.ANSWERED_TOPICS)
    for topic in topics:
        if topic["topic"] in answered:
            utter_brief_answer(dispatcher, topic)
        else:
            dispatcher.utter_message(response=f"utter_{topic['topic']}")
            answered.append(topic["topic"])
    return [
        SlotSet(slots.LAST_ANSWERS, topics),
        SlotSet(slots.ANSWERED_TOPICS, answered),
        SlotSet(slots.UNANSWERED_IN_A_ROW, 0),
        SlotSet(slots.PENDING_QUESTION, slots.PENDING_NOTHING),
    ]


def utter_brief_answer(dispatcher: CollectingDispatcher, topic: Topic) -> None:
    """Utter a topic's answer in its short, simple form, with the same source."""
    dispatcher.utter_message(
        response="utter_brief_answer",
        answer=topic["simple"],
        section=topic["section"],
        buttons=question_buttons(topic["related"]),
    )


def question_buttons(questions: list[str]) -> list[dict[str, str]]:
    """Return buttons that ask the questions as if the patient had typed them."""
    return [{"title": question, "payload": question} for question in questions]


ALL = r"allebei|beide|alle|allemaal|alletwee|alledrie"


def pick(choices: list[Topic], text: str) -> list[Topic]:
    """Return the choices that a text such as "de tweede" or "allebei" points at; [] if none."""
    words = text.lower()
    if re.search(rf"\b({ALL})\b", words):
        return choices
    for position, pattern in ORDINALS.items():
        if re.search(rf"\b({pattern})\b", words):
            return choices[position:][:1]
    return []
