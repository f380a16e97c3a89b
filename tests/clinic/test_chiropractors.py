"""Which chiropractor a patient asks for."""

import time

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from actions.clinic.chiropractors import Match, MatchKind, parse_chiropractor
from actions.clinic.settings import PROJECT, Settings, read_settings

JARCO, TIJN, DESIREE, STEN = "jarco_schol", "tijn_kooren", "desiree_griesel", "sten_hofstad"


@pytest.fixture(scope="module")
def settings() -> Settings:
    """Return the clinic's own settings: this is about its four names."""
    return read_settings(PROJECT / "clinic.yml")


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Sten Hofstad", STEN),
        ("sten", STEN),
        ("HOFSTAD", STEN),
        ("bij sten graag", STEN),
        ("Sten H.", STEN),
        ("de heer Hofstad", STEN),
        ("stne", STEN),
        ("bij Steen Hofstad", STEN),
        ("Hofstat", STEN),
        ("hofstaad", STEN),
        ("Jarco", JARCO),
        ("jarko", JARCO),
        ("Yarco", JARCO),
        ("jraco", JARCO),
        ("bij Schol", JARCO),
        ("Jarco Scholl", JARCO),
        ("Tijn", TIJN),
        ("tyn", TIJN),
        ("bij tijnn", TIJN),
        ("Koren", TIJN),
        ("Tein Kooren", TIJN),
        ("Desiree", DESIREE),
        ("Desirée", DESIREE),
        ("desire", DESIREE),
        ("bij Disiree", DESIREE),
        ("Griezel", DESIREE),
        ("mevrouw griessel", DESIREE),
        ("Desiree's agenda", DESIREE),
        ("Kan ik dinsdag om 10 uur bij Sten, ik ben Annelies de Boer, 0612345678", STEN),
        ("toch liever Desiree", DESIREE),
        ("bij Sten, nee toch liever Desiree", DESIREE),
        ("niet bij Sten maar bij Jarco", JARCO),
        ("liever Jarco dan Sten", JARCO),
        ("Sten, of anders maakt het niet uit", STEN),
    ],
)
def test_parse_chiropractor_when_one_is_meant_then_is_found(
    settings: Settings, text: str, who: str
) -> None:
    match = parse_chiropractor(text, settings)
    assert (match.kind, match.chiropractor_id) == (MatchKind.FOUND, who)


@pytest.mark.parametrize(
    "text",
    """
    zijn|mijn|pijn|tijd|steen|sterk|eten|bij mij|mijn pijn|geen tijd|school|komen|horen|hoofdstad
    mijn steen is sterk|zijn er tijden?|bij de 26ste keer|ik heb pijn in mijn rug en geen tijd
    bij voorkeur in de ochtend|dinsdag om tien uur|ik wil eten en komen|mijn kind op school
    hoe lang duurt het|bij de praktijk|is dat erfelijk?
    """.strip()
    .replace("\n    ", "|")
    .split("|"),
)
def test_parse_chiropractor_when_words_resemble_a_name_then_nothing_is_found(
    settings: Settings, text: str
) -> None:
    assert parse_chiropractor(text, settings) == Match(MatchKind.NOTHING)
    asked = parse_chiropractor(text, settings, asked=True)
    assert asked.kind in (MatchKind.NOTHING, MatchKind.UNKNOWN)


@pytest.mark.parametrize(
    "text",
    """
    geen voorkeur|Ik heb geen voorkeur|maakt niet uit|het maakt me niet uit|maakt mij niets uit
    maakt echt niet uit|wie dan ook|om het even|maakt niet uit wie|wie er eerst kan
    wie er plek heeft|gelijk wie|doe maar iemand|iedereen is goed
    kan me niet schelen|geen speciale voorkeur
    """.strip()
    .replace("\n    ", "|")
    .split("|"),
)
def test_parse_chiropractor_when_anybody_will_do_then_there_is_no_preference(
    settings: Settings, text: str
) -> None:
    assert parse_chiropractor(text, settings) == Match(MatchKind.NO_PREFERENCE)


@pytest.mark.parametrize("text", ["de tijd maakt niet uit", "welke dag maakt me niet uit"])
def test_parse_chiropractor_when_the_time_does_not_matter_then_says_nothing_about_whom(
    settings: Settings, text: str
) -> None:
    assert parse_chiropractor(text, settings) == Match(MatchKind.NOTHING)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("bij Peter de Vries", "Peter de Vries"),
        ("Kan ik terecht bij dokter Jansen?", "Jansen"),
        ("dr. Jansen", "Jansen"),
        ("bij Stijn", "Stijn"),
        ("ik wil bij Sten de Vries", "Sten de Vries"),
        ("bij Jarco Jansen op dinsdag", "Jarco Jansen"),
    ],
)
def test_parse_chiropractor_when_somebody_else_is_meant_then_gives_the_name(
    settings: Settings, text: str, name: str
) -> None:
    assert parse_chiropractor(text, settings) == Match(MatchKind.UNKNOWN, name=name)


def test_parse_chiropractor_when_asked_then_a_bare_name_is_somebody(settings: Settings) -> None:
    assert parse_chiropractor("peter", settings, asked=True).name == "Peter"
    assert parse_chiropractor("peter", settings) == Match(MatchKind.NOTHING)
    assert parse_chiropractor("bij peter", settings, ["peter"]).name == "peter"


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Sten of Desiree", (STEN, DESIREE)),
        ("bij Hofstad of bij Schol", (STEN, JARCO)),
        ("Tijn, Jarco of Sten", (TIJN, JARCO, STEN)),
    ],
)
def test_parse_chiropractor_when_more_are_named_then_is_ambiguous(
    settings: Settings, text: str, ids: tuple[str, ...]
) -> None:
    assert parse_chiropractor(text, settings) == Match(MatchKind.AMBIGUOUS, ids)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("liever niet bij Sten", Match(MatchKind.NOTHING, excluded=(STEN,))),
        ("behalve Sten en Jarco", Match(MatchKind.NOTHING, excluded=(STEN, JARCO))),
        ("maakt niet uit, behalve Tijn", Match(MatchKind.NO_PREFERENCE, excluded=(TIJN,))),
        ("niet meer bij Sten maar bij Tijn", Match(MatchKind.FOUND, (TIJN,), excluded=(STEN,))),
        ("in plaats van Sten graag Tijn", Match(MatchKind.FOUND, (TIJN,), excluded=(STEN,))),
    ],
)
def test_parse_chiropractor_when_one_is_refused_then_is_not_chosen(
    settings: Settings, text: str, match: Match
) -> None:
    assert parse_chiropractor(text, settings) == match


@pytest.mark.parametrize("text", ["ik ben Sten Jansen", "mijn naam is Tijn", "Jarco is mijn naam"])
def test_parse_chiropractor_when_it_is_the_patients_own_name_then_nothing_is_found(
    settings: Settings, text: str
) -> None:
    assert parse_chiropractor(text, settings) == Match(MatchKind.NOTHING)


@hypothesis_settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=150), st.booleans())
def test_parse_chiropractor_when_given_anything_then_answers_consistently(
    text: str, asked: bool
) -> None:
    match = parse_chiropractor(text, read_settings(PROJECT / "clinic.yml"), asked=asked)
    assert len(match.ids) == {MatchKind.FOUND: 1}.get(match.kind, len(match.ids))
    assert (match.kind is MatchKind.AMBIGUOUS) == (len(match.ids) > 1)
    assert (match.kind is MatchKind.UNKNOWN) == bool(match.name)


@pytest.mark.parametrize("piece", ["sten ", "niet ", "maakt ", "wie ", "bij Ab ", "x" * 100])
def test_parse_chiropractor_when_the_text_is_long_and_repeats_then_is_quick(
    settings: Settings, piece: str
) -> None:
    start = time.monotonic()
    parse_chiropractor(piece * 1000, settings, asked=True)
    assert time.monotonic() - start < 1
