"""Reads days of the calendar: "3 december", "27-11", "de 27e", "december"."""

from collections.abc import Callable
from datetime import date

from actions.clinic.dates import words
from actions.clinic.dates.calendar_days import (
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_MONTH,
    MONTHS_IN_YEAR,
    Span,
    month_length,
    month_of,
    year_for,
)
from actions.clinic.dates.context import (
    MOST_NUMBERS,
    after_range_word,
    follows_freely,
    is_clock_pair,
    is_quantity,
)
from actions.clinic.dates.day_clue import DayClue, DayRead, date_clue, resolve
from actions.clinic.dates.units import LAST, Kind, Length, Sentence

CENTURY = 100
YEARS_AHEAD = 20  # of a year in two digits
YEARS_AHEAD_AFTER_MONTH = 2
MIN_YEAR_AFTER_MONTH = 25  # below, two digits after a month are more likely a time
HIGHEST_READ_AS_DAY = 99
BEST_SCORE = 10


class DateReader:
    """Reads the dates of one sentence."""

    def __init__(self, sentence: Sentence, today: date) -> None:
        """Keep the sentence and the day it is said on."""
        self._sentence = sentence
        self._today = today
        self.readers: dict[Kind, Callable[[int], DayRead | None]] = {
            Kind.DATE: self._date,
            Kind.PAIR: self._pair,
            Kind.NUMBER: self._number,
            Kind.MONTH: self.month,
        }

    def _date(self, index: int) -> DayRead:
        unit = self._sentence.at(index)
        year = unit.third
        if year < CENTURY:
            year += self._today.year // CENTURY * CENTURY
            if year > self._today.year + YEARS_AHEAD:
                year -= CENTURY
        return date_clue(self._today, unit.value, unit.second, year), index + 1

    def _pair(self, index: int) -> DayRead | None:
        """Read 27-11, 27/11 or 27.11, if that is no clock time, score or measure."""
        sentence, unit = self._sentence, self._sentence.at(index)
        day, month, following = unit.value, unit.second, sentence.at(index + 1)
        if following.kind is Kind.MONTH and unit.text in "-/":
            return self._days_in_month([day, month], index + 1, is_range=True)
        if unit.text not in "-/." or is_clock_pair(sentence, index):
            return None
        is_score = (
            unit.text == "/" and month == BEST_SCORE and sentence.text(index - 1) in words.SCORED
        )
        if is_score or is_quantity(sentence, index + 1):
            return None
        highest = MONTHS_IN_YEAR if unit.text == "." else LONGEST_MONTH
        if month > highest or (month > MONTHS_IN_YEAR and day > LONGEST_MONTH):
            return None
        return date_clue(self._today, day, month), index + 1

    def _number(self, index: int) -> DayRead | None:
        return self.numbers_in_month(index) or self._spaced_date(index) or self._bare_number(index)

    def numbers_in_month(self, index: int) -> DayRead | None:
        """Read "3 december", "3 of 4 december", "1 t/m 5 december"."""
        sentence = self._sentence
        days: list[int] = []
        is_range = sentence.text(index - 1) == "tussen"
        while len(days) < MOST_NUMBERS:
            index = sentence.skip(index, words.ARTICLES, 1)
            unit = sentence.at(index)
            is_number = unit.kind is Kind.NUMBER and unit.sure
            if not is_number and (unit.kind is not Kind.ORDINAL or unit.value == LAST):
                return None
            days.append(unit.value)
            index += 1
            after = after_range_word(sentence, index)
            is_range = is_range or (after is not None and sentence.text(index) != "/")
            if after is None and sentence.text(index) in words.JOINING:
                after = index + 1
            if after is None or sentence.kind(after) is Kind.MONTH:
                index = after or index
                break
            index = after
        index = sentence.skip(index, words.BEFORE_MONTH, 1)
        if sentence.kind(index) is not Kind.MONTH:
            return None
        return self._days_in_month(days, index, is_range)

    def _days_in_month(self, days: list[int], index: int, is_range: bool) -> DayRead | None:
        """Return the days of the month named at the index."""
        if max(days) > HIGHEST_READ_AS_DAY:
            return None
        month = self._sentence.at(index).value
        year, end = self._year(index + 1)
        clues = [date_clue(self._today, day, month, year) for day in days]
        for clue in clues:
            if clue.impossible or len(clues) == 1:
                return clue, end
        dates = sorted({clue.span.first for clue in clues if clue.span and clue.span.first})
        adjoining = (dates[-1] - dates[0]).days == len(dates) - 1
        if is_range or adjoining:
            return DayClue(Span(dates[0], dates[-1])), end
        return DayClue(options=tuple(dates)), end

    def _year(self, index: int) -> tuple[int | None, int]:
        """Read the year after a month, if there is one."""
        sentence = self._sentence
        start = sentence.skip(index, words.AFTER_MONTH, 1)
        unit = sentence.at(start)
        if unit.kind is not Kind.NUMBER:
            return None, index
        if FIRST_YEAR <= unit.value <= LAST_YEAR and not sentence.is_length(start + 1, Length.HOUR):
            return unit.value, start + 1
        this_year = self._today.year % CENTURY
        ahead = unit.value - this_year
        said_short = start == index and unit.text.isdigit() and unit.value >= MIN_YEAR_AFTER_MONTH
        if said_short and 0 <= ahead <= YEARS_AHEAD_AFTER_MONTH:
            return self._today.year + ahead, start + 1
        return None, index

    def _spaced_date(self, index: int) -> DayRead | None:
        """Read "27 11 2026"."""
        day, month, year = (self._sentence.at(index + offset) for offset in range(3))
        if any(unit.kind is not Kind.NUMBER for unit in (day, month, year)):
            return None
        if not FIRST_YEAR <= year.value <= LAST_YEAR or max(day.value, month.value) >= CENTURY:
            return None
        return date_clue(self._today, day.value, month.value, year.value), index + 3

    def _bare_number(self, index: int) -> DayRead | None:
        """Read the number in "dinsdag 24" and "op de 24" as a day of the month."""
        sentence, unit = self._sentence, self._sentence.at(index)
        if not unit.text.isdigit() or not 1 <= unit.value <= LONGEST_MONTH:
            return None
        previous, following = sentence.at(index - 1), sentence.at(index + 1)
        if following.kind in (Kind.SPAN, Kind.NUMBER) or not follows_freely(sentence, index + 1):
            return None
        beyond = sentence.kind(index + 2)
        if following.text in ("over", "voor", "na") or (
            following.text in words.RANGE | words.JOINING
            and beyond in (Kind.NUMBER, Kind.CLOCK, Kind.HALF, Kind.QUARTER)
        ):
            return None
        if previous.kind is Kind.WEEKDAY:
            clue = DayClue(day=unit.value)
            spans = resolve(clue, self._today).spans
            day = spans[0].first if spans else None
            return (clue, index + 1) if day and day.weekday() == previous.value else None
        before = sentence.at(index - 2)
        one_in = sentence.kind(index - 3) is Kind.NUMBER  # "1 op de 3"
        on_the = previous.text == "de" and before.text == "op" and not one_in
        if on_the or (previous.text == "de" and before.kind is Kind.WEEKDAY):
            return DayClue(day=unit.value), index + 1
        return None

    def day_of_month(self, index: int) -> DayRead | None:
        """Read "de 27e", but not "de 27e keer"."""
        sentence, unit = self._sentence, self._sentence.at(index)
        previous = sentence.at(index - 1)
        in_digits = unit.text[0].isdigit()
        introduced = previous.text in ("de", "den", "op") or (
            in_digits
            and (
                previous.kind in (Kind.WEEKDAY, Kind.END)
                or previous.text in words.JOINING | words.RANGE | {"vanaf", "na", "voor"}
            )
        )
        if unit.value == LAST or not introduced:
            return None
        end = index + 1
        if sentence.follows(end, "van", "de", "maand"):
            end += 3
        return (DayClue(day=unit.value), end) if follows_freely(sentence, end) else None

    def month(self, index: int) -> DayRead | None:
        """Read a month without a day."""
        unit = self._sentence.at(index)
        year, end = self._year(index + 1)
        if not unit.sure and year is None:
            return None
        length = month_length(self._today.year, unit.value)
        year = year_for(self._today, unit.value, length) if year is None else year
        return DayClue(month_of(year, unit.value)), end
