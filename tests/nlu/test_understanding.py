"""Understanding on fixed messages that nothing was trained on, with floors."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.clinic.wording import spoken_time
from bench.cases import (
    DOUBLES,
    DOUBLES_SECOND,
    FOLLOW_UPS,
    FOLLOW_UPS_SECOND,
    HELD_OUT,
    OUT_OF_SCOPE,
    OUT_OF_SCOPE_SECOND,
    QUESTIONS_SECOND,
    Reader,
    read_cases,
    share,
)
from bench.sentences import training_sentences

FEWEST_TRAINED, FEWEST_HELD_OUT = 80, 3


@pytest.fixture(scope="module")
def reader():
    return Reader()


@pytest.fixture(scope="module")
def cases(reader):
    return reader.judge(read_cases(HELD_OUT) + read_cases(QUESTIONS_SECOND))


def test_every_point_has_enough_training_sentences_and_held_out_questions():
    trained = [label for label, _ in training_sentences() if label.startswith("faq/")]
    held_out = [label for label, _, _ in read_cases(HELD_OUT) if label.startswith("faq/")]

    assert min(trained.count(label) for label in set(trained)) >= FEWEST_TRAINED
    assert min(held_out.count(label) for label in set(trained)) >= FEWEST_HELD_OUT


def test_questions_are_answered_right(cases):
    questions = [case for case in cases if case.is_question]

    assert share(questions, "right") >= 0.95
    assert share(questions, "wrong") <= 0.03


def test_small_talk_and_appointments_are_understood(cases):
    talk = [case for case in cases if not case.is_question and not case.is_out_of_scope]
    right = [case for case in talk if case.intent == case.label.split("/")[0]]

    assert len(right) / len(talk) >= 0.93


def test_offered_times_are_read_as_such(reader):
    zone = ZoneInfo("Europe/Amsterdam")
    first = datetime(2026, 12, 1, 8, 30, tzinfo=zone)
    times = [first + timedelta(days=day, minutes=75 * (day % 7)) for day in range(60)]
    texts = [spoken_time(time, zone) for time in times]

    misread = [text for text in texts if reader.parse(text)["intent"]["name"] != "inform"]
    assert misread == []


def test_ordinary_messages_rarely_alarm(cases):
    assert share(cases, "urgent") <= 0.02


def test_out_of_scope_is_declined(reader, cases):
    outside = reader.judge(read_cases(OUT_OF_SCOPE) + read_cases(OUT_OF_SCOPE_SECOND))
    outside += [case for case in cases if case.is_out_of_scope]

    assert share(outside, "declined", "other", "urgent") >= 0.96
    assert share(outside, "right", "wrong") <= 0.03


def test_both_of_two_questions_are_answered(reader):
    doubles = reader.judge(read_cases(DOUBLES) + read_cases(DOUBLES_SECOND))

    assert sum(case.both_answered for case in doubles) / len(doubles) >= 0.85


def test_follow_ups_are_understood_from_context(reader):
    follow_ups = reader.judge_follow_ups(read_cases(FOLLOW_UPS) + read_cases(FOLLOW_UPS_SECOND))

    assert sum(case.is_understood for case in follow_ups) / len(follow_ups) >= 0.86
