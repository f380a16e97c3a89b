"""The memory of sentence encoders."""

import numpy as np
import pytest

from bot.nlu.encoders import LONG_TEXTS, SHORT, remembering

LONG = "lang " * SHORT


@pytest.fixture
def counted():
    """Return an encoder that knows its texts' lengths, and what it was asked for."""
    asked: list[str] = []

    def encode(texts):
        asked.extend(texts)
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)

    return remembering(encode), asked


def test_encoder_when_asked_again_then_encodes_once(counted):
    encode, asked = counted

    assert encode(["hoi"]).tolist() == encode(["hoi"]).tolist() == [[3.0, 1.0]]
    assert encode([LONG]).tolist() == encode([LONG]).tolist()
    assert asked == ["hoi", LONG]


def test_encoder_when_some_texts_are_known_then_encodes_the_others_in_order(counted):
    encode, asked = counted
    encode(["twee"])

    assert encode(["een", "twee", "een", "negentig"])[:, 0].tolist() == [3.0, 4.0, 3.0, 8.0]
    assert asked == ["twee", "een", "negentig"]


def test_encoder_when_a_vector_is_changed_by_its_user_then_the_memory_is_not(counted):
    encode, _ = counted
    encode(["hoi"])[:] = 0

    assert encode(["hoi"]).tolist() == [[3.0, 1.0]]


def test_encoder_when_many_long_texts_came_since_then_forgot(counted):
    encode, asked = counted
    encode([LONG])
    for number in range(LONG_TEXTS):
        encode([f"{LONG} {number}"])
    encode([LONG])

    assert asked.count(LONG) == 2
