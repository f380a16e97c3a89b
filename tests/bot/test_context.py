"""Follow-ups are read in view of the points that were answered or offered."""

import pytest
from rasa.shared.core.events import ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.answer_selector import points_at_hand
from bot.nlu.context import FOLLOW_UP, in_context

WEIGHTS = {"same": 1.0, "near": 1.0, "floor": 0.02}
NEAR = {"faq/men": {"faq/women"}, "faq/women": {"faq/men"}, "faq/dna": set()}
SLOTS = [AnySlot("last_answers", mappings=[{}]), AnySlot("choices", mappings=[{}])]


def ranking(**confidences):
    return [{"name": name.replace("__", "/"), "confidence": c} for name, c in confidences.items()]


def tracker(intent, *events):
    said = UserUttered("tekst", {"name": intent, "confidence": 1.0})
    return DialogueStateTracker.from_events("patient", [said, *events], slots=SLOTS)


def test_follow_up_when_words_say_nothing_then_the_point_just_answered_or_a_neighbour():
    found = in_context(ranking(follow_up=0.9, greet=0.1), ["faq/men"], NEAR, WEIGHTS)

    assert {label["name"] for label in found[:2]} == {"faq/men", "faq/women"}
    assert sum(label["confidence"] for label in found) == pytest.approx(1)
    assert FOLLOW_UP not in {label["name"] for label in found}


def test_follow_up_when_words_point_at_a_neighbour_then_the_neighbour():
    found = in_context(ranking(follow_up=0.6, faq__women=0.4), ["faq/men"], NEAR, WEIGHTS)

    assert found[0]["name"] == "faq/women"
    assert found[0]["confidence"] > 0.9


def test_ranking_when_no_follow_up_then_as_it_was():
    found = in_context(ranking(faq__dna=0.7, limits__ask_costs=0.3), ["faq/men"], NEAR, WEIGHTS)

    assert [label["name"] for label in found[:2]] == ["faq/dna", "limits/ask_costs"]
    assert found[0]["confidence"] == pytest.approx(0.7)


def test_points_at_hand_when_an_answer_was_given_then_its_points():
    answered = SlotSet("last_answers", [{"topic": "faq/men"}])

    assert points_at_hand(tracker("faq", answered)) == ["faq/men"]
    assert points_at_hand(tracker("greet", answered)) == []
    assert points_at_hand(tracker("faq", answered, ActiveLoop("appointment_form"))) == []


def test_points_at_hand_when_choices_were_offered_then_those():
    offered = SlotSet("choices", [{"topic": "faq/men"}, {"topic": "faq/dna"}])

    assert points_at_hand(tracker("unclear_question", offered)) == ["faq/men", "faq/dna"]
    assert points_at_hand(None) == []
