"""A patient's message as the appointments read it."""

import re
from dataclasses import dataclass, field

from rasa_sdk import Tracker

from actions import slots
from actions.clinic.time_choice import chosen_position

ARTICLE = frozenset(("faq", "limits"))
STOP = "stop"
URGENT = "urgent"
"""The intent of a message with an alarm sign."""
SURE = 0.8
"""Confidence from which a question goes before what else its message seems to say."""
QUESTIONS = ARTICLE | {"unclear_question"}
INTERRUPTING = QUESTIONS | {
    "smalltalk",
    "greet",
    "ask_repeat",
    "ask_simpler",
    "ask_more",
}
"""Intents that rules answer while a form waits, unless the message fits the form."""
YES = re.compile(
    r"\W*(ja+|jawel|jazeker|oke|oké|ok|akkoord|prima|top)\b"
    r"|\W*(leg|zet|boek)\b(?!.*\b(niet|liever|ander\w*)\b).{0,20}\b(vast|maar|erin)\b",
    re.IGNORECASE,
)
HESITATION = re.compile(
    r"\b(ts?ja+|h+m+|u+h+m*|e+h+m*|misschien|twijfel|denken|nadenken)\b", re.IGNORECASE
)
"""What is not a clear yes, whatever the language model makes of it."""
NO = re.compile(r"\W*(nee+|neen)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Message:
    """What a patient typed and what the language model made of it.

    ``holder`` is the conversation; ``chooses_question`` tells that the bot asked which of some
    questions the patient meant, and that this is the answer.
    """

    text: str
    holder: str
    intent: str | None = None
    confidence: float = 0.0
    persons: list[str] = field(default_factory=list)
    chooses_question: bool = False

    @property
    def yes(self) -> bool | None:
        """Whether it says yes (True) or no (False); None for neither, and for hesitation."""
        if HESITATION.search(self.text):
            return None
        if self.intent in ("affirm", "deny"):
            return self.intent == "affirm"
        if self.intent in QUESTIONS:
            return None
        if NO.match(self.text):
            return False
        return True if YES.match(self.text) else None

    @property
    def is_alarm(self) -> bool:
        """Whether it tells of an alarm sign, and so answers no question of a form."""
        return self.intent == URGENT

    @property
    def asks_article(self) -> bool:
        """Whether it surely is a question for the article."""
        return self.intent in ARTICLE and self.confidence >= SURE


def message_of(tracker: Tracker) -> Message:
    """Return the latest message of a conversation."""
    latest = tracker.latest_message
    intent = latest.get("intent") or {}
    is_choice = tracker.get_slot(slots.PENDING_QUESTION) == slots.PENDING_CHOICE
    choices = len(slots.stored_list(tracker, slots.CHOICES))
    points = chosen_position(latest.get("text") or "", choices) is not None
    return Message(
        text=latest.get("text") or "",
        holder=str(tracker.sender_id),
        intent=intent.get("name"),
        confidence=intent.get("confidence") or 0.0,
        persons=[e["value"] for e in latest.get("entities", []) if e.get("entity") == "PERSON"],
        chooses_question=is_choice and (points or intent.get("name") == "choose_option"),
    )
