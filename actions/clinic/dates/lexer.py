"""From a text to its units, in one pass over its characters."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from actions.clinic.dates import words
from actions.clinic.dates.units import Kind, Length, Part, Sentence, Unit
from actions.clinic.dates.vocabulary import look_up

NOON = 12
HOURS_IN_DAY = 24
MINUTES_IN_HOUR = 60
DIGITS_OF_PHONE_NUMBER = 9
AROUND_THE_CLOCK = "24/7"

_RUN = re.compile(r"[^\s()\[\]\"!?;<>*_|…]+|[!?;…]")
_WORD_OR_MARK = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|[^\w\s']|[0-9]+")
_STARTS_WITH_LETTERS = re.compile(r"([^\W\d_]+)([-./:,]*)(.*)", re.DOTALL)
_PHONE_PIECE = re.compile(r"\+?[0-9][0-9/-]*")
_UNIFORM = str.maketrans(
    {"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"}
)
_SPELLINGS = {
    "a.s": "as", "j.l": "jl", "t/m": "tm", "i.p.v": "ipv", "t.m": "tm", "m.i.v": "vanaf",
    "z'n": "zijn", "'t": "het", "'n": "een", "zo'n": "zoveel", "a.u.b": "aub", "s.v.p": "svp",
    "n.a.v": "nav", "o.i.d": "oid", "±": "rond", "&": "en", "vóór": "vóór", "één": "één",
    "éen": "één", "à": "à",
}  # fmt: skip
_Maker = Callable[[re.Match[str]], list[Unit] | None]


def _number(digits: str) -> Unit:
    return Unit(Kind.NUMBER, int(digits), text=digits)


def _date(match: re.Match[str], day: int, month: int, year: int) -> list[Unit]:
    numbers = int(match[day]), int(match[month]), int(match[year].lstrip("'"))
    return [Unit(Kind.DATE, *numbers, text=match[0])]


def _clock(match: re.Match[str]) -> list[Unit]:
    hour, minute = int(match[1]), int(match[2] or 0)
    around_the_clock = hour > NOON or match[1].startswith("0")
    return [Unit(Kind.CLOCK, hour, minute, text=match[0], sure=around_the_clock)]


def _pair(match: re.Match[str]) -> list[Unit]:
    if match[0] == AROUND_THE_CLOCK:
        return [_JUNK]
    hour, minute = int(match[1]), int(match[3])
    could_be_clock = (
        len(match[3]) == len("00") and hour <= HOURS_IN_DAY and minute < MINUTES_IN_HOUR
    )
    zero = match[1].startswith("0")
    is_decimal = match[2] == "." and len(match[3]) == 1
    mark = "," if is_decimal else match[2]
    units = [Unit(Kind.PAIR, hour, minute, int(zero), text=mark, sure=could_be_clock)]
    return [*units, _HOUR] if match[4] else units


def _number_and_word(match: re.Match[str]) -> list[Unit] | None:
    meaning = _HOUR_UNITS if match[2] in ("u", "h") else look_up(match[2])
    if not meaning or meaning[0].kind not in (Kind.SPAN, Kind.MONTH):
        return None
    year = [_number(match[3])] if match[3] else []
    return [_number(match[1]), *meaning, *year]


_HOUR = Unit(Kind.SPAN, Length.HOUR, text="uur")
_HOUR_UNITS = (_HOUR,)
_SHAPES: tuple[tuple[re.Pattern[str], _Maker], ...] = (
    (
        re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})"),
        lambda match: _date(match, 3, 2, 1),
    ),
    (
        re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|'?[0-9]{2})"),
        lambda match: _date(match, 1, 2, 3),
    ),
    (re.compile(r"([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?(?:u|h|uur)?"), _clock),
    (re.compile(r"([0-9]{1,2})[uh]([0-9]{2})?"), _clock),
    (re.compile(r"([0-9]{1,2})[.,]([0-9]{2})(?:u|h|uur)"), _clock),
    (re.compile(r"([0-9]{1,2})([-/.,])([0-9]{1,2})(u|h|uur)?"), _pair),
    (
        re.compile(r"([0-9]{1,2})-?(?:e|de|ste|sten|den)"),
        lambda match: [Unit(Kind.ORDINAL, int(match[1]), text=match[0])],
    ),
    (
        re.compile(r"([0-9]{1,3})[-/.]?([a-z]+)(?:[-/.']{0,2}([0-9]{4}|[0-9]{2}))?"),
        _number_and_word,
    ),
    (re.compile(r"([0-9]{1,4})"), lambda match: [_number(match[1])]),
)
_JUNK = Unit(Kind.JUNK)
_DASH = Unit(Kind.MARK, text="-")
_LONGEST_SHAPE = 24


def _plain(text: str) -> str:
    """Return the text in lower case, with one form of every quote and dash, digits as 0-9."""
    return unicodedata.normalize("NFKC", text).lower().translate(_UNIFORM)


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    letters = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _word_units(word: str) -> list[Unit]:
    spelled = _SPELLINGS.get(word)
    if spelled is None:
        spelled = _without_accents(word)
        spelled = spelled.removeprefix("s'")
    meaning = look_up(spelled)
    return list(meaning) if meaning else [Unit(Kind.WORD, text=spelled)]


def _read_words(run: str) -> Iterator[Unit]:
    """Read a run without digits."""
    bare = run.rstrip(".,:")
    known = bare in _SPELLINGS
    if known:
        yield from _word_units(bare)
    rest = run[len(bare) :] if known else run.lstrip("'")
    for match in _WORD_OR_MARK.finditer(rest):
        word = match[0]
        if word[0].isalpha():
            if word != "s":
                yield from _word_units(word)
        elif word.isascii() or not word.isdigit():
            yield Unit(Kind.MARK, text=word)


def _read_shape(run: str) -> list[Unit] | None:
    if len(run) > _LONGEST_SHAPE:
        return None
    for pattern, make in _SHAPES:
        if (match := pattern.fullmatch(run)) and (units := make(match)):
            return units
    return None


def _read_pieces(run: str) -> list[Unit]:
    """Read two times or dates that are joined by a dash; anything else is junk."""
    first, dash, second = run.partition("-")
    if dash and (one := _read_shape(first)) and (other := _read_shape(second)):
        return [*one, _DASH, *other]
    return [_JUNK]


def _read_digits(run: str) -> Iterator[Unit]:
    """Read a run that holds a digit."""
    body = run.strip("'.,:-/")
    if lettered := _STARTS_WITH_LETTERS.fullmatch(body):
        word, mark, rest = lettered.groups()
        if (mark or word in words.GLUED_BEFORE_DIGITS) and rest[:1].isdigit():
            yield from _word_units(word)
            yield from _read_shape(rest) or _read_pieces(rest)
        else:
            yield _JUNK
    else:
        yield from _read_shape(body) or _read_pieces(body)
    if run.endswith((",", ".", ":")):
        yield Unit(Kind.MARK, text=run[-1])


def _phone_pieces(runs: list[str]) -> set[int]:
    """Return the indexes of runs that together are a telephone number."""
    found: set[int] = set()
    start = 0
    while start < len(runs):
        end = start
        while end < len(runs) and _PHONE_PIECE.fullmatch(runs[end].rstrip(".,")):
            end += 1
        digits = sum(letter.isdigit() for run in runs[start:end] for letter in run)
        looks_dialled = runs[start].startswith(("0", "+")) and not _SHAPES[1][0].fullmatch(
            runs[start]
        )
        if looks_dialled and digits >= DIGITS_OF_PHONE_NUMBER:
            found.update(range(start, end))
        start = max(end, start + 1)
    return found


def _read_runs(text: str) -> Iterator[Unit]:
    runs = [piece for run in _RUN.findall(_plain(text)) for piece in _at_commas(run)]
    phone = _phone_pieces(runs)
    for index, run in enumerate(runs):
        priced = run.startswith("€") or (index > 0 and runs[index - 1] == "€")
        has_digit = any(letter in "0123456789" for letter in run)
        if index in phone or (priced and has_digit):
            yield _JUNK
        elif has_digit:
            yield from _read_digits(run)
        else:
            yield from _read_words(run)


def _at_commas(run: str) -> list[str]:
    """Split a run after its commas, except in a number such as 1,5."""
    return re.findall(r"(?:[^,]|(?<=[0-9]),(?=[0-9]))+,?|,", run)


def _settle(units: list[Unit]) -> list[Unit]:
    """Settle words whose meaning depends on the word before: "morgen", "u", "goede middag"."""
    settled: list[Unit] = []
    for unit in units:
        before = settled[-1] if settled else Unit(Kind.END)
        is_morning = (
            unit.text == "morgen"
            and unit.kind is Kind.RELATIVE_DAY
            and (
                before.kind in (Kind.WEEKDAY, Kind.RELATIVE_DAY)
                or before.text in words.MORNING_AFTER
                or (before.kind is Kind.CHOICE and before.text in ("deze", "volgende"))
            )
        )
        now = Unit(Kind.PART, Part.MORNING, text="morgen") if is_morning else unit
        if now.text in ("u", "h") and before.kind in (Kind.NUMBER, Kind.PAIR):
            now = _HOUR
        is_name = before.text in words.NAMED or (
            before.text == "is" and len(settled) > 1 and settled[-2].text == "naam"
        )
        if is_name and now.kind is Kind.MONTH:
            now = Unit(Kind.WORD, text=now.text)  # "ik heet Mei"
        if before.text in words.GREETING and now.kind in (Kind.PART, Kind.SPAN):
            now = Unit(Kind.WORD, text=now.text)
        settled.append(now)
    return settled


def read_sentence(text: str) -> Sentence:
    """Return the units of a text."""
    return Sentence(_settle(list(_read_runs(text))))
