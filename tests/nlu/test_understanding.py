"""Understanding on held-out messages, with floors."""

import pytest

from bench.understanding import judge, read_held_out, share
from bot.nlu.text import key
from tests.support import PROJECT, read_yaml


@pytest.fixture(scope="module")
def cases():
    return judge(read_held_out())


def training_sentences():
    for path in (PROJECT / "data/nlu").glob("*.yml"):
        for block in read_yaml(path).get("nlu", []):
            for line in block["examples"].splitlines():
                yield block["intent"], line.removeprefix("- ").strip()


@pytest.fixture(scope="module")
def double_questions():
    rows = read_held_out(PROJECT / "tests/nlu/development.tsv")
    return judge(row for row in rows if "+" in row[0])


def test_no_held_out_message_is_a_training_sentence():
    development = read_held_out(PROJECT / "tests/nlu/development.tsv")
    held_out = {key(text) for _, _, text in [*read_held_out(), *development] if key(text)}

    assert {key(text) for _, text in training_sentences()} & held_out == set()


def test_no_training_sentence_has_two_labels():
    seen, conflicts = {}, []
    for label, text in training_sentences():
        if seen.setdefault(key(text) or text, label) != label:
            conflicts.append(text)

    assert conflicts == []


def test_every_point_has_enough_training_sentences_and_held_out_questions():
    trained = [label for label, _ in training_sentences() if label.startswith("faq/")]
    held_out = [label for label, _, _ in read_held_out() if label.startswith("faq/")]

    assert min(trained.count(label) for label in set(trained)) >= 80
    assert min(held_out.count(label) for label in set(trained)) >= 3


def test_questions_are_answered_right(cases):
    questions = [case for case in cases if case.is_question]

    assert share(questions, "right") >= 0.90
    assert share(questions, "wrong") <= 0.03


def test_out_of_scope_is_declined(cases):
    outside = [case for case in cases if case.is_out_of_scope]

    assert share(outside, "right", "wrong") <= 0.05


def test_ordinary_messages_rarely_alarm(cases):
    assert share(cases, "urgent") <= 0.02


def test_both_of_two_questions_are_answered(double_questions):
    both = [case for case in double_questions if set(case.topics) == set(case.label.split("+"))]

    assert len(both) / len(double_questions) >= 0.8
