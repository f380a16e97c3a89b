"""What the words around a number say about it: a date, a time, a count or a rank."""

from actions.clinic.dates import words
from actions.clinic.dates.calendar_days import MONTHS_IN_YEAR
from actions.clinic.dates.units import Kind, Length, Sentence

HOURS_IN_DAY = 24
STEP_OF_MINUTES = 5
MOST_NUMBERS = 5


def follows_freely(sentence: Sentence, index: int) -> bool:
    """Whether what stands here does not make the number before it a count or a rank."""
    for _ in range(MOST_NUMBERS):
        unit = sentence.at(index)
        number = sentence.skip(index + 1, words.ARTICLES, 1)
        counts_on = unit.text in words.JOINING | words.RANGE and sentence.kind(number) in (
            Kind.NUMBER, Kind.ORDINAL,
        )  # fmt: skip
        if not counts_on:
            break
        index = number + 1  # "de vierde en vijfde wervel"
    unit = sentence.at(index)
    if unit.kind is Kind.WORD:
        return unit.text in words.FOLLOWERS
    if unit.kind is Kind.MARK:
        joins_word = unit.text == "-" and sentence.kind(index + 1) is Kind.WORD
        return unit.text not in ("%", "€") and not joins_word
    if unit.kind is Kind.SPAN:
        return unit.value in (Length.HOUR, Length.WEEKEND)
    return unit.kind not in (Kind.NUMBER, Kind.JUNK, Kind.MONTH)


def is_clock_pair(sentence: Sentence, index: int) -> bool:
    """Whether 14.30, 9-12 or 10.12 is a time or times rather than a date."""
    unit, previous = sentence.at(index), sentence.at(index - 1)
    if sentence.is_length(index + 1, Length.HOUR):
        return True
    if unit.text in "-/":
        hours = unit.value < unit.second and unit.second <= HOURS_IN_DAY and unit.value > 0
        valid_date = 1 <= unit.second <= MONTHS_IN_YEAR
        before_times = previous.text in ("tussen", "van", "om", "rond")
        after_day = previous.kind in (Kind.WEEKDAY, Kind.RELATIVE_DAY, Kind.MONTH)
        return unit.text == "-" and hours and (before_times or (after_day and not valid_date))
    if not unit.sure:
        return False
    is_date = 1 <= unit.second <= MONTHS_IN_YEAR and unit.value > 0
    return previous.text in words.BEFORE_CLOCK or not is_date or unit.second % STEP_OF_MINUTES == 0


def is_quantity(sentence: Sentence, index: int) -> bool:
    """Whether the word here says what the number before it counts."""
    unit = sentence.at(index)
    return unit.text in words.QUANTITIES or (
        unit.kind is Kind.SPAN and unit.value != Length.WEEKEND
    )


def after_range_word(sentence: Sentence, index: int) -> int | None:
    """Return where the other end starts if "tot", "t/m" or a dash stands here."""
    if sentence.follows(index, "tot", "en", "met"):
        return index + 3
    return index + 1 if sentence.text(index) in words.RANGE else None
