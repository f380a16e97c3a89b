"""The Dutch words of days and times, and what each of them means, typing errors included."""

from collections import defaultdict
from functools import lru_cache
from itertools import product

from actions.clinic.dates.units import LAST, Choice, Kind, Length, Part, Portion, Unit
from actions.clinic.dates.words import word_set

Units = tuple[Unit, ...]

SHORTEST_CORRECTED = 6
SHORTEST_WITH_ANY_EDIT = 7  # shorter words keep their first letter
SHORTEST_CORRECTED_NUMBER = 8
SHORTEST_TYPED = SHORTEST_CORRECTED - 1
LONGEST_TYPED = 24

_WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_WEEKDAY_ABBREVIATIONS = {
    "ma": 0, "maa": 0, "mnd": 0, "di": 1, "din": 1, "dins": 1, "wo": 2, "woe": 2, "woens": 2,
    "do": 3, "don": 3, "dond": 3, "vr": 4, "vrij": 4, "vrijd": 4, "za": 5, "zat": 5, "zo": 6,
    "zon": 6,
}  # fmt: skip
_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
_MONTH_ABBREVIATIONS = {
    "jan": 1, "feb": 2, "febr": 2, "mrt": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9,
    "sept": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH_VARIANTS = {"october": 10, "january": 1, "february": 2}
_PARTS = {
    "ochtend": Part.MORNING, "morgen": Part.MORNING, "voormiddag": Part.MORNING,
    "middag": Part.AFTERNOON, "namiddag": Part.AFTERNOON, "avond": Part.EVENING,
    "nacht": Part.NIGHT,
}  # fmt: skip
_RELATIVE_DAYS = {
    "vandaag": 0, "heden": 0, "morgen": 1, "overmorgen": 2, "gisteren": -1, "eergisteren": -2,
    "gister": -1, "eergister": -2,
}  # fmt: skip
_CHOICES = {
    Choice.THIS: "deze dit",
    Choice.COMING: "komende komend aankomende aankomend aanstaande aanstaand eerstvolgende "
    "eerstkomende as",
    Choice.NEXT: "volgende volgend",
    Choice.PREVIOUS: "vorige vorig afgelopen voorbije verleden jongstleden jl",
}
_LENGTHS = {
    Length.MINUTE: "minuut minuten minuutjes min",
    Length.QUARTER_HOUR: "kwartier kwartiertje",
    Length.HOUR: "uur uren uurtje uurtjes",
    Length.DAY: "dag dagen dagje dagjes",
    Length.WEEK: "week weken weekje weekjes wk wek weeek",
    Length.WEEKEND: "weekend weekeinde weekends",
    Length.WORKWEEK: "doordeweeks doordeweekse werkweek",
    Length.MONTH: "maand maanden maandje",
    Length.YEAR: "jaar jaren",
}
_PORTIONS = {
    Portion.BEGIN: "begin",
    Portion.MIDDLE: "midden medio halverwege mid",
    Portion.END: "eind einde",
}
_FEASTS = {  # day, month, number of days
    "kerst": (25, 12, 2), "kerstmis": (25, 12, 2), "kerstavond": (24, 12, 1),
    "sinterklaas": (5, 12, 1), "oudjaar": (31, 12, 1), "oudjaarsdag": (31, 12, 1),
    "nieuwjaar": (1, 1, 1), "nieuwjaarsdag": (1, 1, 1), "koningsdag": (27, 4, 1),
    "bevrijdingsdag": (5, 5, 1),
}  # fmt: skip
_ONES = (
    "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf",
    "twaalf", "dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien", "negentien",
)  # fmt: skip
_TENS = (
    "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig",
)  # fmt: skip
_IRREGULAR_ORDINALS = {1: "eerste", 3: "derde", 8: "achtste"}
_HIGHEST_ORDINAL = 39
_FIRST_ORDINAL_IN_STE = 20
_CLOCK_HOURS = (
    "enen", "tweeen", "drieen", "vieren", "vijven", "zessen", "zevenen", "achten", "negenen",
    "tienen", "elven", "twaalven",
)  # fmt: skip
_FUNCTION_WORDS = ("tussen", "uiterlijk")

# Words that are one letter from a word above but are words of their own.
_OTHER_WORDS = word_set(
    "mogen morgan morgans volgens volgen volgden komen aankomen kokende kopende vandaar vandaan "
    "vandaal oktobers"
)


def _number_words() -> dict[int, str]:
    words = dict(enumerate(_ONES, start=1))
    for tens, ten in enumerate(_TENS, start=2):
        words[tens * 10] = ten
        for one in range(1, 10):
            words[tens * 10 + one] = f"{_ONES[one - 1]}en{ten}"
    return words


def _ordinal(number: int, word: str) -> str:
    if number in _IRREGULAR_ORDINALS:
        return _IRREGULAR_ORDINALS[number]
    return word + ("ste" if number >= _FIRST_ORDINAL_IN_STE else "de")


def _days() -> dict[str, Units]:
    table: dict[str, Units] = {}
    for value, name in enumerate(_WEEKDAYS):
        table[name] = table[f"{name}s"] = (Unit(Kind.WEEKDAY, value, text=name),)
    for name, value in _WEEKDAY_ABBREVIATIONS.items():
        table[name] = (Unit(Kind.WEEKDAY, value, text=name, sure=False),)
    for name, value in _RELATIVE_DAYS.items():
        table[name] = (Unit(Kind.RELATIVE_DAY, value, text=name),)
    for value, name in enumerate(_MONTHS, start=1):
        table[name] = (Unit(Kind.MONTH, value, text=name),)
    for name, value in _MONTH_VARIANTS.items():
        table[name] = table[_MONTHS[value - 1]]
    for name, value in _MONTH_ABBREVIATIONS.items():
        table[name] = (Unit(Kind.MONTH, value, text=name, sure=False),)
    for name, (day, month, days) in _FEASTS.items():
        table[name] = (Unit(Kind.FEAST, day, month, days, text=name),)
    return table


def _parts() -> dict[str, Units]:
    table: dict[str, Units] = {}
    for name, value in _PARTS.items():
        part = (Unit(Kind.PART, value, text=name),)
        for form in (f"{name}s", f"s{name}s", *(() if name == "morgen" else (name,))):
            table[form] = part
        if name not in ("voormiddag", "namiddag"):
            table[f"van{name}"] = (Unit(Kind.RELATIVE_DAY, 0, text=f"van{name}"), *part)
    table["lunchtijd"] = table["middaguur"] = (Unit(Kind.PART, Part.MIDDAY, text="lunchtijd"),)
    bases = {name: (Kind.WEEKDAY, value) for value, name in enumerate(_WEEKDAYS)}
    bases |= {name: (Kind.RELATIVE_DAY, value) for name, value in _RELATIVE_DAYS.items()}
    for (base, (kind, value)), (name, part_value) in product(bases.items(), _PARTS.items()):
        units = (Unit(kind, value, text=base), Unit(Kind.PART, part_value, text=name))
        table[base + name] = table[f"{base}{name}s"] = units
    for name in ("morgenvroeg", "overmorgenvroeg"):
        day = name.removesuffix("vroeg")
        table[name] = (
            Unit(Kind.RELATIVE_DAY, _RELATIVE_DAYS[day], text=day),
            Unit(Kind.PART, Part.MORNING, text="vroeg"),
        )
    return table


def _lengths() -> dict[str, Units]:
    table: dict[str, Units] = {}
    for kind, words in ((Kind.CHOICE, _CHOICES), (Kind.SPAN, _LENGTHS), (Kind.PORTION, _PORTIONS)):
        for value, names in words.items():
            for name in names.split():
                text = names.split()[0] if kind is Kind.CHOICE and name != "as" else name
                table[name] = (Unit(kind, value, text=text),)
    for choice, length in product(("deze", "volgende", "komende", "vorige"), ("week", "maand")):
        table[choice + length] = (*table[choice], *table[length])
    table["laatste"] = (Unit(Kind.ORDINAL, LAST, text="laatste"),)
    table["half"] = table["halve"] = (Unit(Kind.HALF, text="half"),)
    table["kwart"] = (Unit(Kind.QUARTER, text="kwart"),)
    table["middernacht"] = (Unit(Kind.CLOCK, 24, text="middernacht"),)
    return table


def _numbers() -> dict[str, Units]:
    table: dict[str, Units] = {}
    for number, word in _number_words().items():
        table[word] = (Unit(Kind.NUMBER, number, text=word),)
        if number <= _HIGHEST_ORDINAL:
            ordinal = _ordinal(number, word)
            table[ordinal] = (Unit(Kind.ORDINAL, number, text=ordinal),)
    for hour, word in enumerate(_CLOCK_HOURS, start=1):
        table[word] = (Unit(Kind.CLOCK_HOUR, hour, text=word),)
    table["een"] = (Unit(Kind.NUMBER, 1, text="een", sure=False),)
    table["één"] = table["éen"] = (Unit(Kind.NUMBER, 1, text="één"),)
    return table


@lru_cache(maxsize=1)
def _words() -> dict[str, Units]:
    table = {word: (Unit(Kind.WORD, text=word),) for word in _FUNCTION_WORDS}
    return table | _days() | _parts() | _lengths() | _numbers()


def _without_one_letter(word: str) -> set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _may_be_mistyped(word: str, meaning: Units) -> bool:
    """Whether another word that looks like this one is likely to be a typing error."""
    unit = meaning[0]
    if unit.kind in (Kind.NUMBER, Kind.ORDINAL):
        return len(word) >= SHORTEST_CORRECTED_NUMBER
    if unit.kind is Kind.SPAN:
        return unit.value == Length.WEEKEND
    if unit.kind is Kind.CHOICE:
        return unit.value != Choice.PREVIOUS
    return unit.kind not in (Kind.CLOCK_HOUR, Kind.PORTION) and len(word) >= SHORTEST_CORRECTED


@lru_cache(maxsize=1)
def _neighbours() -> dict[str, tuple[str, ...]]:
    """Return the long words under themselves and under what is left without one letter."""
    found: dict[str, list[str]] = defaultdict(list)
    for word, meaning in _words().items():
        if _may_be_mistyped(word, meaning):
            for form in {word} | _without_one_letter(word):
                found[form].append(word)
    return {form: tuple(words) for form, words in found.items()}


def _is_one_edit(typed: str, word: str) -> bool:
    """Whether one letter is missing, too many or wrong, or two neighbours are swapped."""
    start = 0
    while start < min(len(typed), len(word)) and typed[start] == word[start]:
        start += 1
    rest, other = typed[start:], word[start:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )


def _corrected(typed: str) -> Units | None:
    table, index = _words(), _neighbours()
    meanings = set()
    for form in {typed} | _without_one_letter(typed):
        for word in index.get(form, ()):
            if len(word) < SHORTEST_WITH_ANY_EDIT and typed[0] != word[0]:
                continue
            if _is_one_edit(typed, word):
                meanings.add(table[word])
    return meanings.pop() if len(meanings) == 1 else None


@lru_cache(maxsize=4096)
def look_up(word: str) -> Units | None:
    """Return what a lower-case word means, or None if it is none of the vocabulary."""
    known = _words().get(word)
    if known or word in _OTHER_WORDS or not SHORTEST_TYPED <= len(word) <= LONGEST_TYPED:
        return known
    return _corrected(word)
