"""The patient's name in what a patient types."""

import time

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from actions.clinic.names import LONGEST_NAME, parse_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Annelies de Boer", "Annelies de Boer"),
        ("annelies de boer", "Annelies de Boer"),
        ("ANNELIES DE BOER", "Annelies de Boer"),
        ("Annelies de boer", "Annelies de Boer"),
        ("Jan", "Jan"),
        ("jan", "Jan"),
        ("Ben", "Ben"),
        ("wil de jong", "Wil de Jong"),
        ("Piet de Jong", "Piet de Jong"),
        ("piet de groot", "Piet de Groot"),
        ("Jan de Goede", "Jan de Goede"),
        ("van den berg", "Van den Berg"),
        ("de boer", "De Boer"),
        ("J.P. van der Berg", "J.P. van der Berg"),
        ("j.p. van der berg", "J.P. van der Berg"),
        ("J P van der Berg", "J P van der Berg"),
        ("Th. de Boer", "Th. de Boer"),
        ("anne-marie jansen-de vries", "Anne-Marie Jansen-de Vries"),
        ("Jan Van Damme", "Jan Van Damme"),
        ("ijsbrand van 't hof", "IJsbrand van 't Hof"),
        ("Piet in 't Veld", "Piet in 't Veld"),
        ("piet in ’t veld", "Piet in 't Veld"),
        ("Kees op den Akker", "Kees op den Akker"),
        ("jan d'hondt", "Jan d'Hondt"),
        ("o'neill", "O'Neill"),
        ("René Müller", "René Müller"),
        ("rené müller", "René Müller"),
        ("Ş. Yılmaz", "Ş. Yılmaz"),
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("youssef el amrani", "Youssef el Amrani"),
        ("McDonald", "McDonald"),
        ("dhr. jansen", "Jansen"),
        ("Mevrouw A. van der Meer-Jansen", "A. van der Meer-Jansen"),
        ("ja, Annelies de Boer", "Annelies de Boer"),
        ("Annelies de Boer, 0612345678", "Annelies de Boer"),
        ("Annelies de Boer 06 12345678 a@b.nl", "Annelies de Boer"),
        ("Annelies de Boer graag", "Annelies de Boer"),
        ("Jan de Vries en mijn nummer is 06", "Jan de Vries"),
        ("ik ben annelies de boer", "Annelies de Boer"),
        ("dit is jan jansen", "Jan Jansen"),
        ("het is Karel", "Karel"),
        ("Wim ten Cate.", "Wim ten Cate"),
    ],
)
def test_parse_name_when_asked_then_takes_the_bare_name(text: str, name: str) -> None:
    assert parse_name(text, asked=True) == name


@pytest.mark.parametrize(
    "text",
    """
    ja|nee|ok|stop|laat maar|geen idee|ik weet het niet|dat zeg ik liever niet|hoe heet u?
    Jan?|waarom wilt u dat weten|morgen|dinsdag om 10 uur|4 mei|Hoofdstraat 12|0612345678
    jan@voorbeeld.nl|ik ben moe|ik ben van de trap gevallen|pijn in mijn rug|een afspraak|hallo
    van|de|bedankt|annuleren|ik ben bang voor naalden|is het erfelijk|bel mij maar|?|...|👍
    mijn naam is niet belangrijk|ik wil een andere tijd|mag ik ook komen met mijn kind
    """.strip()
    .replace("\n    ", "|")
    .split("|"),
)
def test_parse_name_when_asked_but_it_is_no_name_then_returns_none(text: str) -> None:
    assert parse_name(text, asked=True) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mijn naam is jan jansen", "Jan Jansen"),
        ("Mijn naam is Jan. Kan ik dinsdag?", "Jan"),
        ("m'n naam is jan", "Jan"),
        ("naam: jan jansen", "Jan Jansen"),
        ("ik heet annelies de boer en ik heb een vraag", "Annelies de Boer"),
        ("op naam van P. de Vries graag", "P. de Vries"),
        ("op naam van mijn dochter lisa jansen", "Lisa Jansen"),
        ("Jan Jansen is mijn naam", "Jan Jansen"),
        ("Ik ben Annelies de Boer, 0612345678", "Annelies de Boer"),
        (
            "Kan ik dinsdag om 10 uur bij Sten, ik ben Annelies de Boer, 0612345678",
            "Annelies de Boer",
        ),
        ("U spreekt met Jan van Dijk", "Jan van Dijk"),
    ],
)
def test_parse_name_when_not_asked_then_needs_an_introduction(text: str, name: str) -> None:
    assert parse_name(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "Annelies de Boer",
        "Jan",
        "ik ben moe",
        "ik ben erg benieuwd",
        "Ik ben Nederlander",
        "ik ben bang van naalden",
        "het is dinsdag",
        "kan ik bij Sten Hofstad terecht",
        "Wat is epigenetica?",
        "op naam van",
        "ik ben het kwijt",
    ],
)
def test_parse_name_when_not_asked_and_not_introduced_then_returns_none(text: str) -> None:
    assert parse_name(text) is None


def test_parse_name_when_the_model_saw_the_name_then_a_weak_introduction_is_enough() -> None:
    assert parse_name("ik ben annelies", ["annelies"]) == "Annelies"
    assert parse_name("ik ben annelies", ["Sten"]) is None
    assert parse_name("schrijf maar op Jan Smit", ["Jan Smit"], asked=True) == "Jan Smit"
    assert parse_name("kan ik ook bij Jan Smit", ["Jan Smit"], asked=True) is None


def test_parse_name_when_it_is_too_long_then_returns_none() -> None:
    assert parse_name("A" + "b" * LONGEST_NAME, asked=True) is None
    assert parse_name("Aa Bb Cc Dd Ee Ff Gg", asked=True) is None


@hypothesis_settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(max_size=120), st.booleans())
def test_parse_name_when_given_anything_then_has_letters_and_fits(text: str, asked: bool) -> None:
    name = parse_name(text, asked=asked)
    assert name is None or (
        1 < len(name) <= LONGEST_NAME and not any(character.isdigit() for character in name)
    )


@pytest.mark.parametrize("piece", ["ik ben ", "van ", "naam: ", "a.", "'a", "jan-", "(06) "])
def test_parse_name_when_the_text_is_long_and_repeats_then_is_quick(piece: str) -> None:
    start = time.monotonic()
    parse_name(piece * 1000, asked=True)
    assert time.monotonic() - start < 1
