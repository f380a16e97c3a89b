"""What a follow-up means after an answer: "en bij vrouwen dan?"."""

from collections.abc import Mapping
from typing import Any, Optional

from rasa.shared.core.trackers import DialogueStateTracker

FOLLOW_UP = "follow_up"
"""The label of a message that cannot be understood without the answer before it."""
ANSWER_INTENT, CLARIFY_INTENT = "faq", "unclear_question"
AFTER_AN_ANSWER = (ANSWER_INTENT, "choose_option", "ask_more", "ask_simpler", "ask_repeat")
"""What a patient said before a message that may lean on the answer."""
LAST_ANSWERS_SLOT, CHOICES_SLOT = "last_answers", "choices"

Ranking = list[dict[str, Any]]
"""``[{"name", "confidence"}]``, best first."""


def topics_at_hand(tracker: Optional[DialogueStateTracker]) -> list[dict[str, Any]]:
    """Return the topics that the turn before answered or offered as choices, outside a booking."""
    before = tracker.latest_message if tracker else None
    if tracker is None or before is None or tracker.active_loop_name:
        return []
    intent = before.intent.get("name")
    if intent in AFTER_AN_ANSWER:
        return tracker.get_slot(LAST_ANSWERS_SLOT) or []
    return tracker.get_slot(CHOICES_SLOT) or [] if intent == CLARIFY_INTENT else []


def in_context(ranking: Ranking, shares: Mapping[str, float]) -> Ranking:
    """Return the ranking with the confidence that it is a follow-up shared out over the points."""
    found = confidences_of(ranking)
    to_share = found.pop(FOLLOW_UP, 0.0)
    for point, share in shares.items():
        found[point] = found.get(point, 0.0) + to_share * share
    return sorted(
        ({"name": name, "confidence": value} for name, value in found.items()),
        key=lambda label: -label["confidence"],
    )


def confidences_of(ranking: Ranking) -> dict[str, float]:
    """Return the confidence of each label of a ranking."""
    return {label["name"]: label["confidence"] for label in ranking}
