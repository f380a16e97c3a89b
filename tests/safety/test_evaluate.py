"""The evaluation counts recall, false alarms and misses per layer."""

import pytest

from bench.alarm_counts import evaluate
from bench.safety import page, wrong_lines
from bot.safety.rules import load
from bot.safety.second_opinion import Example, read_examples

EXAMPLES = [
    Example("fever", "elderly", "koorts"),
    Example("fever", "young", "rillen"),
    Example("negated", "young", "geen koorts"),
    Example("mild", "young", "stijf"),
]


@pytest.fixture(scope="module")
def report():
    layers = {
        "koorts": ["rules", "both"],
        "geen koorts": ["rules", "both"],
        "stijf": ["classifier", "both"],
    }
    return evaluate(EXAMPLES, lambda text: layers.get(text, []), load())


def test_recall_and_false_alarms_are_counted_per_layer(report):
    assert report.share("rules", alarms=True) == 0.5
    assert report.share("rules", alarms=False) == 0.5
    assert report.share("classifier", alarms=False) == 0.5
    assert report.share("both", alarms=False) == 1.0


def test_every_wrong_decision_is_listed(report):
    assert wrong_lines(report) == [
        "missed\tfever\tyoung\trillen\n",
        "false alarm\tnegated\tyoung\tgeen koorts\n",
        "false alarm\tmild\tyoung\tstijf\n",
    ]


def test_page_when_made_then_each_sign_with_its_share_and_the_weakest(report):
    text = page(report, load())

    assert "50.0%" in text
    assert "Zwakste teken: " + load().signs[load().themes["fever"]].title in text
    assert "rillen" not in text


def test_training_file_has_known_themes_and_no_sentence_twice():
    examples = read_examples()
    assert set(load().themes) <= {example.label for example in examples}
    texts = [example.text for example in examples]
    assert len(texts) == len(set(texts))
