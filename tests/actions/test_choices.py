"""Which of the choices of a clarifying question a patient points at."""

import pytest

from actions.answers.question import pick

CHOICES = [{"topic": "faq/a"}, {"topic": "faq/b"}, {"topic": "faq/c"}]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("de eerste", "a"),
        ("1", "a"),
        ("De tweede graag", "b"),
        ("die 2e", "b"),
        ("optie 2", "b"),
        ("de derde", "c"),
        ("die laatste bedoel ik", "c"),
        ("allebei", "abc"),
        ("geen idee", ""),
        ("nummer 12", ""),
    ],
)
def test_pick(text, expected):
    assert "".join(choice["topic"][-1] for choice in pick(CHOICES, text)) == expected


def test_pick_when_the_number_is_beyond_the_choices_then_none():
    assert pick(CHOICES[:2], "de derde") == []
