"""What a follow-up means after an answer: "en bij vrouwen dan?"."""

from collections.abc import Mapping, Sequence
from typing import Any

FOLLOW_UP = "follow_up"
"""The label of a message that cannot be understood without the answer before it."""

Ranking = list[dict[str, Any]]
"""``[{"name", "confidence"}]``, best first."""


def in_context(
    ranking: Ranking,
    at_hand: Sequence[str],
    near: Mapping[str, set[str]],
    weights: Mapping[str, float],
) -> Ranking:
    """Return the ranking of a message in view of the points at hand.

    The confidence that it is a follow-up is shared out: to the points at hand and to their
    neighbours, the more the likelier they are by the message's own words.

    Args:
        ranking: the labels by the words alone, ``follow_up`` among them.
        at_hand: the labels of the points just answered, or offered as choices.
        near: for each point the labels of its neighbours.
        weights: how much the same point (``same``) and a neighbour (``near``) count, and ``floor``,
            the confidence of a point that the words alone do not rank.
    """
    confidences = {label["name"]: label["confidence"] for label in ranking}
    to_share = confidences.pop(FOLLOW_UP, 0.0)
    neighbours = {name for point in at_hand for name in near.get(point, ())} - set(at_hand)
    shares = {
        name: weight * (confidences.get(name, 0.0) + weights["floor"])
        for names, weight in ((at_hand, weights["same"]), (neighbours, weights["near"]))
        for name in names
    }
    total = sum(shares.values())
    for name, share in shares.items():
        confidences[name] = confidences.get(name, 0.0) + to_share * share / total
    found = [{"name": name, "confidence": value} for name, value in confidences.items()]
    return sorted(found, key=lambda label: -label["confidence"])
