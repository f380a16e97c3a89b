"""The readable rules: what they find, what they let pass, and how much work they do."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.safety.reading import MAX_SENTENCE
from bot.safety.rules import SIGNS_FILE, RuleBook, load

HERE = Path(__file__).parent
STORY = (
    "Ik ben 45 en werk in de zorg. Vorig jaar heb ik mijn rug verrekt bij het tillen van een bed. "
    "Mijn moeder had dat ook, dus ik dacht eerst dat het in de familie zat. {} "
    "Nu vraag ik me af of rugpijn erfelijk is en of ik er iets aan kan doen. Alvast bedankt!"
)


def rows(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines]


ALARMS, NEAR_MISSES = rows("alarms.tsv"), rows("near_misses.tsv")


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load()


def signs_in(book: RuleBook, text: str) -> list[str]:
    return [finding.sign for finding in book.find(text)]


@pytest.mark.parametrize(("sign", "text"), ALARMS, ids=lambda value: value[:40])
def test_alarm_in_own_words_is_found(book, sign, text):
    assert signs_in(book, text)


@pytest.mark.parametrize(("kind", "text"), NEAR_MISSES, ids=lambda value: value[:40])
def test_near_miss_is_let_pass(book, kind, text):
    assert not book.explain(text)


def test_examples_of_the_page_are_found_with_their_own_sign(book):
    for sign in book.signs.values():
        for example in sign.examples:
            assert sign.id in signs_in(book, example), example


def test_each_sign_has_six_paraphrases_and_each_kind_some_near_misses(book):
    counts = Counter(sign for sign, _ in ALARMS)
    assert set(counts) == set(book.signs)
    assert min(counts.values()) >= 6
    assert min(Counter(kind for kind, _ in NEAR_MISSES).values()) >= 4


def test_nearly_every_alarm_is_found_with_its_own_sign(book):
    own = sum(sign in signs_in(book, text) for sign, text in ALARMS)
    assert own / len(ALARMS) >= 0.95


@pytest.mark.parametrize(("sign", "text"), ALARMS[::5], ids=lambda value: value[:40])
def test_alarm_inside_a_long_story_is_found(book, sign, text):
    assert signs_in(book, STORY.format(text + "."))


def test_story_without_alarm_is_let_pass(book):
    assert not book.explain(STORY.format(""))


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("Ik heb geen koorts", False),
        ("Ik heb geen idee waarom maar mijn voet hangt slap", True),
        ("Ik kan mijn plas niet ophouden", True),
        ("Geen koorts, maar ik kan mijn plas niet meer ophouden", True),
        ("Ik heb geen auto en pijn op de borst", True),
        ("Koorts heb ik niet", False),
        ("Ik heb niet alleen rugpijn, ook koorts", True),
        ("zonder koorts of krachtverlies", False),
        ("Ik ben nog nooit zo benauwd geweest", True),
    ],
)
def test_negation_reaches_as_far_as_it_should(book, text, alarm):
    assert bool(book.find(text)) == alarm


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("Vorig jaar had ik een klapvoet", False),
        ("Sinds gisteren heb ik een klapvoet", True),
        ("Nu al twee dagen heb ik een klapvoet", True),
        ("Mijn klapvoet is weer over", False),
        ("Vorig jaar had ik een klapvoet en nu is hij weer terug", True),
        ("Tien jaar geleden heb ik borstkanker gehad en nu heb ik rugpijn", True),
        ("Tien jaar geleden ben ik van een paard gevallen en ik heb nu rugpijn", False),
        ("Het gevoel tussen mijn benen is weg", True),
    ],
)
def test_past_and_healed_do_not_count_but_cancer_does(book, text, alarm):
    assert bool(book.find(text)) == alarm


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("Mijn hond kan zijn plas niet ophouden", False),
        ("Ik ben over mijn hond gestruikeld en heb erge rugpijn", True),
        ("Mijn dochter is van haar paard gevallen en kan niet opstaan", True),
        ("Mijn vader kan zijn plas niet meer ophouden", True),
        ("Mijn kind van 9 kan ineens niet meer op zijn benen staan", True),
        ("In de film was een man verlamd", False),
        ("Ik keek een film en kreeg ineens pijn op mijn borst, ik heb het nog", True),
    ],
)
def test_it_matters_who_has_the_complaint(book, text, alarm):
    assert bool(book.find(text)) == alarm


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("Staat er in het artikel iets over koorts?", False),
        ("Ik heb koorts, staat daar iets over in het artikel?", True),
        ("Wat is het caudasyndroom?", False),
    ],
)
def test_question_about_the_article_is_no_complaint(book, text, alarm):
    assert bool(book.find(text)) == alarm


@pytest.mark.parametrize(
    "text",
    ["ik heb kortademigheid", "ik heb pijn op de borst en ben kortademg", "ik ben incontinant"],
)
def test_one_typing_error_in_a_long_word_is_tolerated(book, text):
    assert book.find(text)


def test_most_urgent_sign_comes_first(book):
    found = book.find("Ik heb koorts, mijn voet hangt slap en ik heb druk op mijn borst")
    assert found[0].level == "call_112"
    assert [book.levels[f.level].rank for f in found] == sorted(
        book.levels[f.level].rank for f in found
    )


@pytest.mark.parametrize(
    "filler", ["rug ", "geen koorts ", "mijn hond heeft koorts en ", "1 jaar "]
)
def test_work_grows_linearly_with_the_length_of_the_message(book, filler):
    text = (filler * 4000)[:4000]
    words = len(text.split())
    sentences = book.reader.read(text)
    assert max(len(sentence.tokens) for sentence in sentences) <= MAX_SENTENCE
    assert sum(len(sentence.tokens) for sentence in sentences) <= 1.5 * words + MAX_SENTENCE
    book.find(text)


def test_alarm_in_a_message_without_punctuation_is_found_wherever_it_stands(book):
    for before in range(0, 200, 7):
        text = "en dan zei ze weer wat " * before + "ik kan mijn plas niet meer ophouden"
        assert book.find(text[-4000:]), before


@pytest.mark.parametrize("text", ["", " ", "?!", "😀", "\x00", "a" * 4000, "niet " * 800])
def test_odd_messages_do_not_fail(book, text):
    assert book.find(text) == []


def test_file_with_an_unknown_concept_is_refused():
    content = yaml.safe_load(SIGNS_FILE.read_text(encoding="utf-8"))
    content["signs"][0]["patterns"].append("no_such_concept")
    with pytest.raises(ValueError, match="no_such_concept"):
        RuleBook(content)
