"""Names of the slots, each in one place, and typed readers of the tracker."""

from typing import Any

from rasa_sdk import Tracker

LAST_ANSWERS = "last_answers"
ANSWERED_TOPICS = "answered_topics"
CHOICES = "choices"
PENDING_QUESTION = "pending_question"
OFFERS_MADE = "offers_made"
OFFER_DECLINED = "offer_declined"
UNANSWERED_IN_A_ROW = "unanswered_in_a_row"

PENDING_NOTHING = "nothing"
PENDING_OFFER = "offer"
PENDING_CHOICE = "choice"
PENDING_PAUSED = "paused"
"""A booking that an alarm sign stopped is kept."""
PENDING_RESUME = "resume"
"""The patient was asked whether to go on with it."""

Topic = dict[str, Any]
"""An answerable point as the answer selector describes it: ``topic`` (``utter_<topic>`` is its
response), ``question``, ``simple``, ``section`` and ``related`` (questions)."""


def selected_topics(tracker: Tracker) -> list[Topic]:
    """Return the topics that the answer selector chose for the latest message, best first."""
    selection: dict[str, Any] = tracker.latest_message.get("selection") or {}
    topics: list[Topic] = selection.get("topics", [])
    return topics


def stored_list(tracker: Tracker, slot: str) -> list[Any]:
    """Return a list slot's value; an unset slot is an empty list."""
    return list(tracker.get_slot(slot) or [])
