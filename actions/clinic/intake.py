"""Reads one message of a patient who is making an appointment.

Only reads: what the message fills in, and what is wrong with it. Nothing is stored or looked up.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from actions.clinic.chiropractors import MatchKind, parse_chiropractor
from actions.clinic.contact import parse_email, parse_phone
from actions.clinic.dates import Moment, read_moment
from actions.clinic.names import parse_name
from actions.clinic.settings import Settings

ANY_CHIROPRACTOR = "any"
NO_EMAIL = "none"


class Field(str, Enum):
    """What an appointment needs, in the order in which it is asked."""

    CHIROPRACTOR = "chiropractor"
    KIND = "kind"
    TIME = "time"
    CONSENT = "consent"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    CONFIRMED = "confirmed"


PERSONAL = frozenset({Field.NAME, Field.PHONE, Field.EMAIL})
"""Asked after consent only."""

FEWEST_PHONE_DIGITS = 5
"""From this many digits on, a text that is no telephone number was meant as one."""
REFUSAL = re.compile(r"\b(geen|zonder|niet|hoeft|neen?|liever)\b", re.IGNORECASE)
MOST_REFUSAL_WORDS = 6
ABOUT_APPOINTMENT = re.compile(r"\b(afspra|boeking|reservering)", re.IGNORECASE)
CHANGE_WORDS = re.compile(r"\b(bij|liever|toch|voorkeur)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Problem:
    """Something the patient must be told: a response and the values it needs."""

    response: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass
class Reading:
    """What a message fills in, the moment it names if any, and what is wrong with it."""

    values: dict[Field, Any] = field(default_factory=dict)
    moment: Moment | None = None
    problems: list[Problem] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether the message says anything about the appointment."""
        return bool(self.values or self.moment or self.problems)


def read_message(
    text: str,
    asked: Field | None,
    yes: bool | None,
    persons: Sequence[str],
    settings: Settings,
    now: datetime,
) -> Reading:
    """Read a message.

    Args:
        text: what the patient typed.
        asked: the field that was asked for, None when nothing was.
        yes: whether the message says yes (True) or no (False), None for neither.
        persons: names that the language model found in the text.
        settings: the clinic's settings.
        now: the present, aware.
    """
    reading = Reading()
    _read_chiropractor(reading, text, asked, persons, settings)
    _read_kind(reading, text, asked, settings)
    if asked in PERSONAL:
        _read_personal(reading, text, asked, persons)
    else:
        _read_volunteered(reading, text, persons, settings)
    if asked not in PERSONAL or not reading:
        _read_moment(reading, text, now)
    if asked is Field.EMAIL and not reading and (yes is False or _refuses(text)):
        reading.values[Field.EMAIL] = NO_EMAIL
    if asked in (Field.CONSENT, Field.CONFIRMED) and yes is not None:
        reading.values[asked] = yes
    elif asked is Field.CONSENT and not reading and _refuses(text):
        reading.values[Field.CONSENT] = False
    return reading


def _refuses(text: str) -> bool:
    """Whether a short text refuses what was asked, rather than the appointment as a whole."""
    is_short = len(text.split()) <= MOST_REFUSAL_WORDS and "?" not in text
    return is_short and bool(REFUSAL.search(text)) and not ABOUT_APPOINTMENT.search(text)


def _read_chiropractor(
    reading: Reading, text: str, asked: Field | None, persons: Sequence[str], settings: Settings
) -> None:
    is_asked = asked is Field.CHIROPRACTOR
    if asked in PERSONAL and not CHANGE_WORDS.search(text):
        return  # a patient may be called Sten
    match = parse_chiropractor(text, settings, persons, asked=is_asked)
    if match.kind is MatchKind.FOUND:
        reading.values[Field.CHIROPRACTOR] = match.chiropractor_id
    elif match.kind is MatchKind.NO_PREFERENCE:
        reading.values[Field.CHIROPRACTOR] = ANY_CHIROPRACTOR
    elif match.kind is MatchKind.UNKNOWN and asked in (None, Field.CHIROPRACTOR):
        reading.problems.append(Problem("utter_unknown_chiropractor", {"asked_name": match.name}))
    elif match.kind is MatchKind.AMBIGUOUS:
        names = [c.name for c in settings.chiropractors if c.id in match.ids]
        reading.problems.append(Problem("utter_which_chiropractor", {"names": " of ".join(names)}))


def _read_kind(reading: Reading, text: str, asked: Field | None, settings: Settings) -> None:
    for kind in settings.agenda.kinds:
        words = [kind.label, *kind.phrases, *(kind.words if asked is Field.KIND else ())]
        if any(re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) for word in words):
            reading.values[Field.KIND] = kind.id
            return


def _read_personal(
    reading: Reading, text: str, asked: Field | None, persons: Sequence[str]
) -> None:
    """Read the answer to a question for personal data."""
    if asked is Field.NAME:
        name = parse_name(text, persons, asked=True)
        if name:
            reading.values[Field.NAME] = name
    phone, email = parse_phone(text), parse_email(text)
    if phone:
        reading.values[Field.PHONE] = phone.e164
    elif asked is Field.PHONE and _has_digits(text) and not CHANGE_WORDS.search(text):
        reading.problems.append(Problem("utter_wrong_phone"))
    if email:
        reading.values[Field.EMAIL] = email
    elif asked is Field.EMAIL and "@" in text:
        reading.problems.append(Problem("utter_wrong_email"))


def _has_digits(text: str) -> bool:
    return len(re.findall(r"\d", text)) >= FEWEST_PHONE_DIGITS


def _read_volunteered(
    reading: Reading, text: str, persons: Sequence[str], settings: Settings
) -> None:
    """Read a name, telephone number or address that was not asked for."""
    staff = {part.lower() for c in settings.chiropractors for part in c.name.split()}
    patients = [p for p in persons if not staff & set(p.lower().split())]
    name = parse_name(text, patients, asked=False)
    phone, email = parse_phone(text), parse_email(text)
    if name:
        reading.values[Field.NAME] = name
    if phone:
        reading.values[Field.PHONE] = phone.e164
    if email:
        reading.values[Field.EMAIL] = email


def _read_moment(reading: Reading, text: str, now: datetime) -> None:
    moment = read_moment(text, now)
    if moment.reason != "no_date":
        reading.moment = moment
