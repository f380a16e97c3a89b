"""Follow-ups are read in view of the points that were answered or offered."""

import pytest
from rasa.shared.core.events import ActiveLoop, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.context import FOLLOW_UP, in_context, topics_at_hand

SHARES = {"faq/women": 0.8, "faq/men": 0.2}
UNWEIGHED = {"weight": 0.0, "doubtful": 0.0, "sure": 0.9}
SLOTS = [AnySlot("last_answers", mappings=[{}]), AnySlot("choices", mappings=[{}])]


def ranking(**confidences):
    return [{"name": name.replace("__", "/"), "confidence": c} for name, c in confidences.items()]


def tracker(intent, *events):
    said = UserUttered("tekst", {"name": intent, "confidence": 1.0})
    return DialogueStateTracker.from_events("patient", [said, *events], slots=SLOTS)


def test_follow_up_when_shared_out_then_added_to_what_the_words_say():
    found = in_context(ranking(follow_up=0.5, faq__men=0.3, greet=0.2), SHARES, **UNWEIGHED)

    assert {label["name"]: label["confidence"] for label in found} == pytest.approx(
        {"faq/women": 0.4, "faq/men": 0.4, "greet": 0.2}
    )
    assert FOLLOW_UP not in {label["name"] for label in found}


def test_ranking_when_no_follow_up_then_as_it_was():
    alone = ranking(faq__dna=0.7, limits__ask_costs=0.3)

    found = in_context(alone, SHARES, **UNWEIGHED)

    assert [label["name"] for label in found[:2]] == ["faq/dna", "limits/ask_costs"]
    assert found[0]["confidence"] == pytest.approx(0.7)


def test_ranking_when_weighed_then_a_likely_point_gains_and_an_unlikely_one_loses():
    alone = ranking(faq__women=0.3, faq__men=0.3, greet=0.4)

    found = in_context(alone, SHARES, weight=1.0, doubtful=0.0, sure=0.9)

    # women: .3 x (.8 x 2), men: .3 x (.2 x 2), of .48 + .12 + .4 in all
    assert {label["name"]: label["confidence"] for label in found} == pytest.approx(
        {"faq/women": 0.48, "greet": 0.4, "faq/men": 0.12}
    )


def test_ranking_when_no_label_is_sure_then_a_part_is_shared_out():
    alone = ranking(greet=0.45, faq__men=0.45)

    found = in_context(alone, SHARES, weight=0.0, doubtful=0.4, sure=0.9)

    # .4 x (1 - .45 / .9) = .2 is shared out: women .8 x .2, men .45 x .8 + .2 x .2; .92 in all
    assert {label["name"]: label["confidence"] for label in found} == pytest.approx(
        {"faq/men": 0.40 / 0.92, "greet": 0.36 / 0.92, "faq/women": 0.16 / 0.92}
    )


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
