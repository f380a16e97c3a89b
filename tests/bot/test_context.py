"""Follow-ups are read in view of the points that were answered or offered."""

import pytest
from rasa.shared.core.events import ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.context import FOLLOW_UP, Surroundings, in_context, topics_at_hand

WEIGHTS = {"same": 1.0, "near": 1.0, "beside": 0.5, "alone": 1.0, "after": 1.0}
POINTS = ["faq/men", "faq/women", "faq/hormones", "faq/dna"]
AROUND = Surroundings(["faq/men"], frozenset({"faq/women"}), frozenset({"faq/hormones"}))
SLOTS = [AnySlot("last_answers", mappings=[{}]), AnySlot("choices", mappings=[{}])]


def ranking(**confidences):
    return [{"name": name.replace("__", "/"), "confidence": c} for name, c in confidences.items()]


def tracker(intent, *events):
    said = UserUttered("tekst", {"name": intent, "confidence": 1.0})
    return DialogueStateTracker.from_events("patient", [said, *events], slots=SLOTS)


def test_follow_up_when_words_say_nothing_then_the_point_just_answered_or_one_near():
    found = in_context(ranking(follow_up=0.9, greet=0.1), [], POINTS, AROUND, WEIGHTS)

    places = [label["name"] for label in found if label["name"] in POINTS]
    assert set(places[:2]) == {"faq/men", "faq/women"}
    assert places[2:] == ["faq/hormones", "faq/dna"]
    assert sum(label["confidence"] for label in found) == pytest.approx(1)
    assert FOLLOW_UP not in {label["name"] for label in found}


def test_follow_up_when_words_point_at_a_neighbour_then_the_neighbour():
    alone = ranking(follow_up=0.6, faq__women=0.4)

    found = in_context(alone, [], POINTS, AROUND, WEIGHTS)

    assert found[0]["name"] == "faq/women"
    assert found[0]["confidence"] > 0.9


def test_follow_up_when_the_question_before_makes_another_point_likely_then_that_one():
    after_question = ranking(faq__dna=0.9, faq__men=0.1)

    found = in_context(ranking(follow_up=1.0), after_question, POINTS, AROUND, WEIGHTS)

    assert found[0]["name"] == "faq/dna"


def test_ranking_when_no_follow_up_then_as_it_was():
    alone = ranking(faq__dna=0.7, limits__ask_costs=0.3)

    found = in_context(alone, [], POINTS, AROUND, WEIGHTS)

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
