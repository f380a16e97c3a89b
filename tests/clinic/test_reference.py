"""Reference codes."""

import re

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from actions.clinic.reference import ALPHABET, new_reference, parse_reference


def test_new_reference_when_made_often_then_each_is_new_and_readable() -> None:
    codes = {new_reference() for _ in range(2000)}
    assert len(codes) == 2000
    for code in codes:
        assert re.fullmatch(rf"MW-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", code)
        assert not set(code[3:]) & set("AEIOUL")


@pytest.mark.parametrize(
    "text",
    [
        "MW-7KQ4-XT20",
        "mw-7kq4-xt20",
        "mw7kq4xt20",
        "7KQ4-XT20",
        "7kq4xt20",
        "7KQ4 XT2O",
        "MW - 7KQ4 - XT2o",
        "m w 7 k q 4 x t 2 0",
        "Mijn code is MW-7KQ4-XT20.",
        "mw 7kq4–xt20, tel 0612345678",
        "de code (7kq4xt20) en 1234",
    ],
)
def test_parse_reference_when_written_loosely_then_is_understood(text: str) -> None:
    assert parse_reference(text) == "MW-7KQ4-XT20"


@pytest.mark.parametrize("text", ["MW-1BC2-01DF", "MW-IBC2-OLDF", "mw-lbc2-oidf"])
def test_parse_reference_when_letters_and_digits_are_confused_then_is_understood(
    text: str,
) -> None:
    assert parse_reference(text) == "MW-1BC2-01DF"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mijn koop",
        "0612345678",
        "06 1234 5678",
        "mw jansen 06 1234 5678",
        "MW-7KQ4-XT2",
        "MW-7KQ4-XT200",
        "MW-7KA4-XT20",
        "dinsdag om 14.30 uur",
        "1234 5678",
        "X" * 4000,
        "m " * 2000,
    ],
)
def test_parse_reference_when_there_is_none_then_returns_none(text: str) -> None:
    assert parse_reference(text) is None


@hypothesis_settings(max_examples=200, deadline=None, derandomize=True)
@given(st.data())
def test_parse_reference_when_retyped_then_comes_back_the_same(data: st.DataObject) -> None:
    drawn = st.text(ALPHABET, min_size=8, max_size=8).filter(
        lambda text: re.search("[2-9]", text) and re.search("[A-Z]", text)
    )
    characters = data.draw(drawn)
    code = f"MW-{characters[:4]}-{characters[4:]}"
    typed = code.replace("-", data.draw(st.sampled_from(["-", " ", "", ". "])))
    if data.draw(st.booleans()):
        typed = typed.lower()
    zero = data.draw(st.sampled_from("0Oo"))
    one = data.draw(st.sampled_from("1IlLi"))
    typed = typed.replace("0", zero).replace("1", one)
    around = data.draw(st.sampled_from(["{}", "mijn code is {}", "{}, 5678", "({})"]))
    assert parse_reference(around.format(typed)) == code
