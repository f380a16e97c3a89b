"""Telephone numbers and e-mail addresses."""

import time

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from actions.clinic.contact import PhoneNumber, parse_email, parse_phone


@pytest.mark.parametrize(
    ("text", "e164", "national"),
    [
        ("0612345678", "+31612345678", "06 12345678"),
        ("06-12345678", "+31612345678", "06 12345678"),
        ("06 12 34 56 78", "+31612345678", "06 12345678"),
        ("06 - 123 456 78", "+31612345678", "06 12345678"),
        ("06.12.34.56.78", "+31612345678", "06 12345678"),
        ("+31612345678", "+31612345678", "06 12345678"),
        ("+31 (0)6 12345678", "+31612345678", "06 12345678"),
        ("0031 6 12345678", "+31612345678", "06 12345678"),
        ("31612345678", "+31612345678", "06 12345678"),
        ("tel:0612345678", "+31612345678", "06 12345678"),
        ("u kunt mij bellen op 06-12345678 na vieren", "+31612345678", "06 12345678"),
        ("0612345678.", "+31612345678", "06 12345678"),
        ("0612345678 of 0356123456", "+31612345678", "06 12345678"),
        ("(035) 612 34 56", "+31356123456", "035 612 3456"),
        ("085-1234567", "+31851234567", "085 123 4567"),
        ("088 123 4567", "+31881234567", "088 123 4567"),
        ("0470 12 34 56", "+32470123456", "0470 12 34 56"),
        ("+32 470 12 34 56", "+32470123456", "0470 12 34 56"),
        ("0032470123456", "+32470123456", "0470 12 34 56"),
        ("32470123456", "+32470123456", "0470 12 34 56"),
        ("02 212 34 56", "+3222123456", "02 212 34 56"),
        ("dinsdag 24-11-2026 om 10.30, mijn nummer is 0612345678", "+31612345678", "06 12345678"),
    ],
)
def test_parse_phone_when_dutch_or_belgian_then_is_understood(
    text: str, e164: str, national: str
) -> None:
    assert parse_phone(text) == PhoneNumber(e164, national)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "geen",
        "06-1234567",
        "061234567",
        "06123456789",
        "24-11-2026",
        "dinsdag om 10.30 uur",
        "112",
        "0900 1234567",
        "0800-0113",
        "+49 151 23456789",
        "+1 212 555 0123",
        "123456789012345",
        "MW-7KQ4-XT2D",
        "L4 en L5",
    ],
)
def test_parse_phone_when_it_is_no_such_number_then_returns_none(text: str) -> None:
    assert parse_phone(text) is None


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("a.b@voorbeeld.nl", "a.b@voorbeeld.nl"),
        ("Mijn mail is Jan.Jansen+rug@Voorbeeld.NL.", "Jan.Jansen+rug@voorbeeld.nl"),
        ("(jan_de-boer@mail.voorbeeld.co.uk)", "jan_de-boer@mail.voorbeeld.co.uk"),
        ("0612345678, jan@voorbeeld.nl", "jan@voorbeeld.nl"),
        ("jan@fout jan@goed.nl", "jan@goed.nl"),
    ],
)
def test_parse_email_when_there_is_one_then_returns_it(text: str, email: str) -> None:
    assert parse_email(text) == email


@pytest.mark.parametrize(
    "text",
    [
        *("", "nee", "jan@", "@voorbeeld.nl", "jan@localhost", "jan@a..nl", "jan@-a.nl"),
        *("jan.nl", "jan@voorbeeld.n1", "a" * 250 + "@voorbeeld.nl"),
    ],
)
def test_parse_email_when_there_is_none_then_returns_none(text: str) -> None:
    assert parse_email(text) is None


@hypothesis_settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=300))
def test_parsers_when_given_anything_then_return_something_sound(text: str) -> None:
    phone, email = parse_phone(text), parse_email(text)
    assert phone is None or phone.e164.startswith(("+31", "+32"))
    assert email is None or (email in text or email.lower() in text.lower())


@pytest.mark.parametrize("piece", ["0", "06 ", "a@", "a.", "+31 ", "(", "a-", "@a.", "1/"])
def test_parsers_when_the_text_is_long_and_repeats_then_are_quick(piece: str) -> None:
    start = time.monotonic()
    parse_phone(piece * 4000)
    parse_email(piece * 4000)
    assert time.monotonic() - start < 2
