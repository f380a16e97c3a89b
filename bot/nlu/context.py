"""What a follow-up means after an answer: "en bij vrouwen dan?"."""

from collections.abc import Mapping
from typing import Any, Optional

from rasa.shared.core.trackers import DialogueStateTracker

FOLLOW_UP = "follow_up"
"""The label of a message that cannot be understood without the answer before it."""
ANSWER_INTENT, CLARIFY_INTENT = "faq", "unclear_question"
AFTER_AN_ANSWER = (ANSWER_INTENT, "choose_option", "ask_more", "ask_simpler", "ask_repeat")
"""What a patient said before a message that may lean on the answer."""
RANKING_LENGTH = 10
"""How many labels a ranking in view of an answer keeps."""
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


def in_context(
    ranking: Ranking, shares: Mapping[str, float], weight: float, doubtful: float, sure: float
) -> Ranking:
    """Return the ranking of a message in view of the answer before it.

    The confidence that it is a follow-up is shared out over the points; so is a part of the others
    when none of them is sure. Then each point is weighed by how likely it is asked for after that
    answer.

    Args:
        ranking: of the message by itself.
        shares: how likely each point is asked for after the answer; they sum to 1.
        weight: exponent of a point's share relative to an even one; at 0 it does not count.
        doubtful: the part that is shared out when no label has any confidence.
        sure: the confidence of the first label from which nothing of it is shared out.
    """
    found = confidences_of(ranking)
    to_share = found.pop(FOLLOW_UP, 0.0)
    doubt = doubtful * max(0.0, 1 - max(found.values(), default=0.0) / sure)
    to_share += doubt * (1 - to_share)
    weighed = {name: value * (1 - doubt) for name, value in found.items()}
    for point, share in shares.items():
        evenly = share * len(shares)
        weighed[point] = (weighed.get(point, 0.0) + to_share * share) * evenly**weight
    total = sum(weighed.values())
    best_first = sorted(weighed.items(), key=lambda label: -label[1])[:RANKING_LENGTH]
    return [{"name": name, "confidence": value / total} for name, value in best_first]


def confidences_of(ranking: Ranking) -> dict[str, float]:
    """Return the confidence of each label of a ranking."""
    return {label["name"]: label["confidence"] for label in ranking}
