"""The evaluation counts recall, false alarms and misses per layer."""

import pytest

from bot.safety.evaluate import evaluate
from bot.safety.rules import load
from bot.safety.second_opinion import Example, exceeded_by, read_examples

EXAMPLES = [
    Example("fever", "elderly", "koorts"),
    Example("fever", "young", "rillen"),
    Example("negated", "young", "geen koorts"),
    Example("mild", "young", "stijf"),
]


@pytest.fixture(scope="module")
def report():
    layers = {"rules": lambda text: "koorts" in text, "classifier": lambda text: text == "stijf"}
    return evaluate(EXAMPLES, layers, load())


def test_recall_and_false_alarms_are_counted_per_layer(report):
    assert report.share("rules", alarms=True) == 0.5
    assert report.share("rules", alarms=False) == 0.5
    assert report.share("classifier", alarms=False) == 0.5
    assert report.share("both", alarms=False) == 1.0


def test_every_wrong_decision_is_printed_unless_quiet(report):
    text = "\n".join(report.lines())
    assert "missed\tfever\trillen" in text
    assert "false alarm\tnegated\tgeen koorts" in text
    assert "rillen" not in "\n".join(report.lines(sentences=False))


def test_training_file_has_known_themes_and_no_sentence_twice():
    examples = read_examples()
    assert set(load().themes) <= {example.label for example in examples}
    texts = [example.text for example in examples]
    assert len(texts) == len(set(texts))


def test_threshold_lets_at_most_the_wanted_share_exceed_it():
    import numpy as np

    confidences = np.linspace(0, 1, 200)
    assert (confidences > exceeded_by(confidences, 0.01)).mean() <= 0.01
