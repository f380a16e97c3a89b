"""Follow-ups are read in view of the points that were answered or offered."""

import pytest
from rasa.shared.core.events import ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.context import FOLLOW_UP, in_context, topics_at_hand

SHARES = {"faq/women": 0.8, "faq/men": 0.2}
SLOTS = [AnySlot("last_answers", mappings=[{}]), AnySlot("choices", mappings=[{}])]


def ranking(**confidences):
    return [{"name": name.replace("__", "/"), "confidence": c} for name, c in confidences.items()]


def tracker(intent, *events):
    said = UserUttered("tekst", {"name": intent, "confidence": 1.0})
    return DialogueStateTracker.from_events("patient", [said, *events], slots=SLOTS)


def test_follow_up_when_shared_out_then_added_to_what_the_words_say():
    found = in_context(ranking(follow_up=0.5, faq__men=0.3, greet=0.2), SHARES)

    assert {label["name"]: label["confidence"] for label in found} == pytest.approx(
        {"faq/women": 0.4, "faq/men": 0.4, "greet": 0.2}
    )
    assert FOLLOW_UP not in {label["name"] for label in found}


def test_ranking_when_no_follow_up_then_as_it_was():
    alone = ranking(faq__dna=0.7, limits__ask_costs=0.3)

    found = in_context(alone, SHARES)

    assert [label["name"] for label in found[:2]] == ["faq/dna", "limits/ask_costs"]
    assert found[0]["confidence"] == pytest.approx(0.7)


def test_topics_at_hand_when_an_answer_was_given_then_its_topics():
    answered = SlotSet("last_answers", [{"topic": "faq/men"}])

    assert topics_at_hand(tracker("faq", answered)) == [{"topic": "faq/men"}]
    assert topics_at_hand(tracker("greet", answered)) == []
    assert topics_at_hand(tracker("faq", answered, ActiveLoop("appointment_form"))) == []


def test_topics_at_hand_when_choices_were_offered_then_those():
    offered = SlotSet("choices", [{"topic": "faq/men"}, {"topic": "faq/dna"}])

    assert topics_at_hand(tracker("unclear_question", offered)) == [
        {"topic": "faq/men"},
        {"topic": "faq/dna"},
    ]
    assert topics_at_hand(None) == []
