"""The model of follow-ups: which point is asked for after another."""

import numpy as np
import pytest

from bot.nlu.follow_ups import (
    FollowUp,
    FollowUpModel,
    Neighbours,
    fit_log_linear,
    read_follow_ups,
)

POINTS = ["children", "men", "women"]
QUESTIONS = ["Hebben kinderen het ook?", "Hoe is dat bij mannen?", "Hoe is dat bij vrouwen?"]
TEXTS = {
    "children": [
        "geef ik het door aan mijn kinderen",
        "heeft mijn kind het ook",
        "kinderen en rug",
    ],
    "men": ["mannen met rugpijn", "is het bij mannen anders", "testosteron bij een man"],
    "women": ["vrouwen met rugpijn", "is het bij vrouwen anders", "oestrogeen bij een vrouw"],
}
FOLLOW_UPS = [
    FollowUp(frozenset({answer}), after, text)
    for answer, after, text in (
        ("women", "men", "en bij vrouwen"),
        ("men", "women", "en bij mannen"),
        ("children", "women", "en mijn kind dan"),
        ("children", "men", "en mijn zoontje"),
        *((point, point, text) for point in POINTS for text in ("hoezo dan", "leg uit", "echt")),
    )
]


@pytest.fixture(scope="module")
def neighbours():
    everything = np.ones((3, 3), dtype=bool)
    return Neighbours(near=~everything, beside=everything)


@pytest.fixture(scope="module")
def model(neighbours):
    texts = [text for point in POINTS for text in TEXTS[point]]
    labels = [point for point in POINTS for _ in TEXTS[point]]
    model = FollowUpModel(POINTS, QUESTIONS, neighbours)
    return model.fit(texts, labels, FOLLOW_UPS)


@pytest.mark.parametrize(
    ("after", "text", "point"),
    [
        ("men", "en hoe zit het bij vrouwen", "women"),
        ("women", "en hoe zit het bij mannen", "men"),
        ("men", "hoezo", "men"),
        ("children", "hoezo", "children"),
    ],
)
def test_follow_up_when_after_a_point_then_the_point_that_fits_both(model, after, text, point):
    shares = model.shares([after], text)

    assert max(shares, key=shares.__getitem__) == point
    assert sum(shares.values()) == pytest.approx(1)
    assert list(shares) == POINTS


def test_follow_up_when_choices_are_at_hand_then_each_is_taken_for_one_to_stay_on(model):
    both = model.shares(["men", "women"], "hoezo")

    assert both["children"] < min(both["men"], both["women"])


def test_follow_up_when_its_point_is_unknown_then_refused(neighbours):
    model = FollowUpModel(POINTS, QUESTIONS, neighbours)
    texts = [TEXTS[point][0] for point in POINTS]

    with pytest.raises(ValueError, match="animals"):
        model.fit(texts, POINTS, [FollowUp(frozenset({"animals"}), "men", "en dieren")])


def test_points_when_one_has_no_questions_then_refused(neighbours):
    model = FollowUpModel(POINTS, QUESTIONS, neighbours)

    with pytest.raises(ValueError, match="every point needs questions"):
        model.fit(["mannen", "vrouwen"], ["men", "women"], FOLLOW_UPS)


def test_weights_when_one_kind_of_evidence_tells_then_that_one_counts():
    right = np.eye(4, dtype=bool)
    telling, noise = right * 1.0, np.tile([1.0, 0.0, 1.0, 0.0], (4, 1))

    weights = fit_log_linear(np.stack([telling, noise], axis=2), right)

    assert weights[0] > 1
    assert abs(weights[1]) < 0.1


def test_known_follow_ups_name_points_of_the_article(responses):
    points = {name.removeprefix("utter_") for name in responses if name.startswith("utter_faq/")}
    found = read_follow_ups()

    assert {point for f in found for point in (*f.answers, f.after)} <= points
    assert {f.after for f in found} == points
