"""The labelled sentences are clean, and the checker finds what is not."""

from bench import sentences
from bot.nlu.follow_ups import FollowUp


def test_sentences_of_the_project_have_no_problem():
    assert {kind: lines for kind, lines in sentences.problems().items() if lines} == {}


def test_duplicates_when_case_and_accents_differ_then_found():
    rows = [("greet", "Hé hallo!"), ("greet", "he hallo"), ("stop", "genoeg zo")]

    assert len(sentences.duplicates(rows)) == 1


def test_conflicts_when_two_labels_have_almost_the_same_sentence_then_found():
    rows = [
        ("faq/a", "Kan ik mijn genen zelf veranderen?"),
        ("faq/b", "kan ik mijn genen zelf veranderen"),
        ("faq/b", "Hoe laat gaan jullie open op zaterdag?"),
    ]

    assert len(sentences.conflicts(rows)) == 1


def test_leaks_when_a_test_sentence_differs_by_a_letter_then_found():
    training = [("faq/a", "Wat betekent neuroplasticiteit voor mijn rug?"), ("greet", "hoi")]
    held_back = [
        ("held_out.tsv", "Wat betekend neuroplasticiteit voor mijn rug?"),
        ("held_out.tsv", "Heeft mijn moeder mij dit gegeven?"),
        ("held_out.tsv", "hoi"),
    ]

    assert len(sentences.leaks(training, held_back)) == 1


def test_follow_ups_when_they_stand_twice_or_in_a_test_set_then_found():
    men, women = frozenset({"faq/men"}), frozenset({"faq/women"})
    follow_ups = [
        FollowUp(women, "faq/men", "En hoe zit dat bij vrouwen?"),
        FollowUp(men, "faq/men", "en hoe zit dat bij vrouwen"),
        FollowUp(men, "faq/women", "en hoe zit dat bij mannen"),
    ]

    twice, leaked = sentences.known_follow_ups(
        follow_ups, ["en hoe zit dat bij mannen?", "en kinderen?"]
    )

    assert len(twice) == 1
    assert leaked == ["en hoe zit dat bij mannen?"]
