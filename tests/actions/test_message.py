"""Whether a message says yes or no."""

import pytest

from actions.appointments.message import Message


def said(text, intent):
    return Message(text=text, holder="a", intent=intent, confidence=0.9).yes


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("ja", "affirm"),
        ("klopt", "affirm"),
        ("leg maar vast", "stop"),
        ("zet hem er maar in", None),
        ("Oké dan", "smalltalk"),
        ("top", "smalltalk"),
    ],
)
def test_yes_when_the_text_agrees_then_is_true(text, intent):
    assert said(text, intent) is True


@pytest.mark.parametrize(("text", "intent"), [("nee", "deny"), ("Nee, liever niet", None)])
def test_yes_when_the_text_refuses_then_is_false(text, intent):
    assert said(text, intent) is False


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("tja", "affirm"),
        ("hm tja", "affirm"),
        ("hmm", "affirm"),
        ("ja misschien", "affirm"),
        ("daar moet ik over nadenken", "affirm"),
        ("weet ik niet", None),
        ("boek maar niet", None),
        ("boek maar een andere tijd", None),
        ("leg het liever niet vast", None),
        ("wat is epigenetica", "faq"),
    ],
)
def test_yes_when_the_text_is_not_clear_then_is_neither(text, intent):
    assert said(text, intent) is None
