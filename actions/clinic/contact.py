"""Telephone numbers and e-mail addresses in what a patient types."""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberMatcher, PhoneNumberType

LONGEST_TEXT = 500
"""Of a longer text only the beginning is read."""

_COUNTRIES = {31: "NL", 32: "BE"}
_PERSONAL_TYPES = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
    PhoneNumberType.UAN,
}
_SHORTEST_NATIONAL = 8
_DUTCH_MOBILE = re.compile(r"06")
_PLUS_FORGOTTEN = re.compile(r"(?<![\d+])(?=3[12]\d{8,9}(?!\d))")
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w+-]+(?:\.[\w+-]+)*@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,24}(?![\w-])"
)
_LONGEST_EMAIL = 254


@dataclass(frozen=True)
class PhoneNumber:
    """A telephone number to store (E.164) and to show (as it is dialled in its country)."""

    e164: str
    national: str


def parse_phone(text: str) -> PhoneNumber | None:
    """Return the first Dutch or Belgian number, mobile or fixed, in the text.

    A number that is valid in both countries counts as Dutch. Numbers of services, such as 0800 and
    0900, do not count.
    """
    text = _PLUS_FORGOTTEN.sub("+", text[:LONGEST_TEXT])
    for region in _COUNTRIES.values():
        for match in PhoneNumberMatcher(text, region):
            # A Dutch mobile number that lacks a digit would pass for a Belgian fixed one.
            half_mobile = region == "BE" and _DUTCH_MOBILE.match(match.raw_string)
            if not half_mobile and _is_personal(match.number):
                return PhoneNumber(
                    e164=phonenumbers.format_number(match.number, PhoneNumberFormat.E164),
                    national=phonenumbers.format_number(match.number, PhoneNumberFormat.NATIONAL),
                )
    return None


def parse_email(text: str) -> str | None:
    """Return the first e-mail address in the text, its domain in lower case."""
    for match in _EMAIL.finditer(text[:LONGEST_TEXT]):
        mailbox, _, domain = match[0].rpartition("@")
        if len(match[0]) <= _LONGEST_EMAIL:
            return f"{mailbox}@{domain.lower()}"
    return None


def _is_personal(number: phonenumbers.PhoneNumber) -> bool:
    return (
        number.country_code in _COUNTRIES
        and len(str(number.national_number)) >= _SHORTEST_NATIONAL
        and phonenumbers.number_type(number) in _PERSONAL_TYPES
    )
