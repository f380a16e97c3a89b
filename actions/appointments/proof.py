"""Reads the proof of who one is: a reference code and the last digits of a telephone number."""

import re
from dataclasses import dataclass

from actions.clinic.booking import PROOF_DIGITS
from actions.clinic.contact import LONGEST_TEXT
from actions.clinic.reference import parse_reference

GAP = r"[\s.\-\u2013]{0,3}"
ALIKE = {"0": "[0O]", "1": "[1IL]"}
DIGITS = re.compile(r"\d(?:[ ./()+-]{0,2}\d){3,}")
MEANT_AS_CODE = re.compile(r"\bM[\s.-]?W\b.*\d", re.IGNORECASE | re.DOTALL)
HAS_NO_CODE = re.compile(
    r"\b(geen|zonder) (\w+ )?(code|nummer|cijfers)\b|\bkwijt\b|\bvergeten\b|\bverloren\b"
    r"|\bweet\b.*\bniet\b|\bheb (die|dat|hem|ik) (\w+ )?niet\b"
    r"|\bniet (meer )?(bewaard|gekregen|vinden)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ProofReading:
    """What a message holds of a proof.

    ``looks_wrong`` tells that something was meant as a code and is none, ``is_lost`` that the
    patient does not have the code.
    """

    code: str | None = None
    digits: str | None = None
    looks_wrong: bool = False
    is_lost: bool = False

    def __bool__(self) -> bool:
        """Whether the message says anything about the proof."""
        return bool(self.code or self.digits or self.looks_wrong or self.is_lost)


def read_proof(text: str, *, asked: bool) -> ProofReading:
    """Read a message; digits without a code count only when the proof was asked for."""
    text = text[:LONGEST_TEXT]
    code = parse_reference(text)
    if code:
        return ProofReading(code, _last_digits(_without(code, text)))
    if not asked:
        return ProofReading()
    if MEANT_AS_CODE.search(text):
        return ProofReading(looks_wrong=True)
    digits = _last_digits(text)
    return ProofReading(digits=digits, is_lost=not digits and bool(HAS_NO_CODE.search(text)))


def _without(code: str, text: str) -> str:
    """Take a code out of a text, however it was typed."""
    characters = GAP.join(ALIKE.get(c, c) for c in code[2:].replace("-", ""))
    return re.sub(rf"(?:M{GAP}W{GAP})?{characters}", ",", text, flags=re.IGNORECASE)


def _last_digits(text: str) -> str | None:
    """Return the last four digits of the last number of at least so many."""
    numbers = DIGITS.findall(text)
    return re.sub(r"\D", "", numbers[-1])[-PROOF_DIGITS:] if numbers else None
