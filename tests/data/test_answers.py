"""The answers say what the article's points say, and nothing else."""

import re

import pytest

from tests.support import PROJECT, read_yaml

POINTS = read_yaml(PROJECT / "tests/data/points.yml")
COMMON_NAMES = {"U", "Bron"}
NUMBER_WORDS = (
    r"twee|drie|vier|vijf|zes|zeven|acht|negen|tien|twintig|honderd(?:en)?|duizend(?:en)?"
)
MOST_CHARACTERS = 1024  # of a WhatsApp message with buttons


def names_and_numbers(text):
    """Return every number, number word, gene and name in a text.

    A name is a capitalised word that does not begin a sentence or line; a gene is a word with a
    capital after its first letter, or with capitals and digits.
    """
    numbers = re.findall(r"\b\d+\b(?!\.\s)", text)
    words = re.findall(rf"\b(?:{NUMBER_WORDS})\b", text.lower())
    inside = re.findall(r"(?<![.!?:\n-] )(?<!^)(?<!\n)(?<!\")\b[A-Z]\w*", text)
    genes = re.findall(r"\b\w*[A-Z]\w*[A-Z0-9]\w*(?:-[A-Z0-9α-ω]+)?", text)
    return {*numbers, *words, *inside, *genes} - COMMON_NAMES


def answer_of(responses, topic):
    return responses[f"utter_faq/{topic}"]


def body_of(response):
    return response["text"].rsplit("\n", 1)[0]


def test_every_point_has_exactly_one_answer(responses):
    answered = {name[len("utter_faq/") :] for name in responses if name.startswith("utter_faq/")}

    assert answered == set(POINTS)
    assert {answer_of(responses, topic)["metadata"]["point"] for topic in POINTS} == {
        f"K{number:02d}" for number in range(1, 55)
    }


@pytest.mark.parametrize("topic", POINTS)
def test_answer_ends_with_its_section(responses, topic):
    response = answer_of(responses, topic)

    assert response["metadata"]["point"] == POINTS[topic]["point"]
    assert response["text"].splitlines()[-1] == f"Bron: {POINTS[topic]['section']}"


@pytest.mark.parametrize("topic", POINTS)
def test_answer_holds_no_number_gene_or_name_that_its_point_does_not_hold(responses, topic):
    response = answer_of(responses, topic)
    allowed = {word for name in POINTS[topic]["names"] for word in re.findall(r"[\w-]+", name)}
    allowed |= {part for word in allowed for part in word.split("-")}

    for text in (body_of(response), response["metadata"]["simple"]):
        assert names_and_numbers(text) <= allowed


@pytest.mark.parametrize("topic", POINTS)
def test_answer_holds_every_number_gene_and_name_of_its_point(responses, topic):
    text = body_of(answer_of(responses, topic))

    assert [
        name for name in POINTS[topic]["names"] if name not in text and name != "MoveWell"
    ] == []


@pytest.mark.parametrize("topic", POINTS)
def test_answer_is_two_to_four_sentences_in_u_form_and_fits_a_message(responses, topic):
    body = body_of(answer_of(responses, topic))
    sentences = re.findall(r"[^.!?:]+[.!?:](?=\s|$)|(?m:^(?:-|\d\.) .+$)", body)

    assert 2 <= len(sentences) <= 5, sentences
    assert not re.search(r"\b(je|jij|jouw|jullie)\b", body.lower())
    assert len(answer_of(responses, topic)["text"]) <= MOST_CHARACTERS


@pytest.mark.parametrize("topic", POINTS)
def test_answer_offers_two_or_three_other_points_as_quick_replies(responses, topic):
    response = answer_of(responses, topic)
    questions = {answer_of(responses, other)["metadata"]["question"] for other in POINTS}
    buttons = [button["payload"] for button in response["buttons"]]

    assert 2 <= len(buttons) <= 3
    assert len(set(buttons)) == len(buttons)
    assert set(buttons) <= questions - {response["metadata"]["question"]}


def test_names_and_numbers_when_a_gene_is_added_then_it_is_seen():
    assert names_and_numbers("Dat doet het gen BRCA1 bij 12 mensen in Zweden.") == {
        "BRCA1",
        "12",
        "Zweden",
    }
