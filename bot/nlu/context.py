"""What a follow-up means after an answer: "en bij vrouwen dan?"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from rasa.shared.core.trackers import DialogueStateTracker

FOLLOW_UP = "follow_up"
"""The label of a message that cannot be understood without the answer before it."""
ANSWER_INTENT, CLARIFY_INTENT = "faq", "unclear_question"
AFTER_AN_ANSWER = (ANSWER_INTENT, "choose_option", "ask_more", "ask_simpler", "ask_repeat")
"""What a patient said before a message that may lean on the answer."""
LAST_ANSWERS_SLOT, CHOICES_SLOT = "last_answers", "choices"
RARE = 0.002
"""The confidence of a point that a ranking leaves out."""

Ranking = list[dict[str, Any]]
"""``[{"name", "confidence"}]``, best first."""


@dataclass(frozen=True)
class Surroundings:
    """What lies around the points at hand: labels of points."""

    at_hand: Sequence[str]
    """Just answered, or offered as choices."""
    near: frozenset[str]
    """Linked with one at hand by a related question."""
    beside: frozenset[str]
    """In the same section of the article."""


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
    alone: Ranking,
    after_question: Ranking,
    points: Sequence[str],
    around: Surroundings,
    weights: Mapping[str, float],
) -> Ranking:
    """Return the ranking of a message in view of the points at hand.

    The confidence that it is a follow-up is shared out over the points: the more to one the nearer
    it is to those at hand, and the likelier it is by the message's words, alone and after the
    question that was answered.

    Args:
        alone: the labels by the words alone, ``follow_up`` among them.
        after_question: the labels of the message put after that question; empty when unknown.
        points: the labels of all points.
        around: the points at hand and what lies around them.
        weights: of a log-linear model: of being at hand (``same``), ``near`` and ``beside``, and
            of the logarithms of both confidences (``alone``, ``after``).
    """
    by_words = confidences_of(alone)
    by_both = confidences_of(after_question)
    to_share = by_words.pop(FOLLOW_UP, 0.0)
    scores = np.array(
        [
            weights["same"] * (point in around.at_hand)
            + weights["near"] * (point in around.near)
            + weights["beside"] * (point in around.beside)
            + weights["alone"] * np.log(by_words.get(point, 0.0) + RARE)
            + weights["after"] * np.log(by_both.get(point, 0.0) + RARE) * bool(by_both)
            for point in points
        ]
    )
    shares = np.exp(scores - scores.max())
    for point, share in zip(points, to_share * shares / shares.sum()):
        by_words[point] = by_words.get(point, 0.0) + float(share)
    found = [{"name": name, "confidence": value} for name, value in by_words.items()]
    return sorted(found, key=lambda label: -label["confidence"])


def confidences_of(ranking: Ranking) -> dict[str, float]:
    """Return the confidence of each label of a ranking."""
    return {label["name"]: label["confidence"] for label in ranking}
