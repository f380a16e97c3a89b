"""Reads weeks, weekends, months and their parts: "volgende week", "eind december", "week 50"."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from actions.clinic.dates import words
from actions.clinic.dates.amounts import DAYS_IN_HALF_MONTH, AmountReader, shift_of
from actions.clinic.dates.calendar_days import (
    DAYS_IN_WEEK,
    LONGEST_MONTH,
    MONTHS_IN_YEAR,
    Span,
    add,
    month_of,
    next_weekday,
    one_day,
    week_of,
)
from actions.clinic.dates.context import is_quantity
from actions.clinic.dates.date_reader import DateReader
from actions.clinic.dates.day_clue import (
    WEEKEND,
    WORKWEEK,
    DayClue,
    DayRead,
    Weekday,
    date_clue,
    resolve,
)
from actions.clinic.dates.units import LAST, Choice, Kind, Length, Portion, Sentence, Unit

CHRISTMAS = (25, 12)
CHRISTMAS_DAYS = (1, 2)
MOST_WEEKS = 53
COMING_DAYS = {"dagen": DAYS_IN_WEEK, "weken": 4 * DAYS_IN_WEEK, "maanden": 13 * DAYS_IN_WEEK}
PORTIONS_OF_WEEK = {Portion.BEGIN: (0, 2), Portion.MIDDLE: (1, 3), Portion.END: (3, 2)}
PORTIONS_OF_MONTH = {Portion.BEGIN: (1, 10), Portion.MIDDLE: (11, 20), Portion.END: (21, 31)}
MONTHS_IN_PORTION = 4


class PeriodReader:
    """Reads the periods of one sentence."""

    def __init__(self, sentence: Sentence, today: date, dates: DateReader) -> None:
        """Keep the sentence, the day it is said on and the reader of its dates."""
        self._sentence = sentence
        self._today = today
        self._dates = dates
        self._amounts = AmountReader(sentence, today)
        self.readers: dict[Kind, Callable[[int], DayRead | None]] = {
            Kind.ORDINAL: self._of_month,
            Kind.CHOICE: self._choice,
            Kind.PORTION: self._portion,
            Kind.HALF: self._portion,
            Kind.SPAN: self._span,
            Kind.FEAST: self._feast,
        }

    def _of_month(self, index: int) -> DayRead | None:
        """Read "eerste maandag van december", "laatste week van de maand"."""
        sentence, rank = self._sentence, self._sentence.at(index).value
        what = sentence.at(index + 1)
        if what.text == "kerstdag" and rank in CHRISTMAS_DAYS:
            return date_clue(self._today, CHRISTMAS[0] + rank - 1, CHRISTMAS[1]), index + 2
        start = sentence.skip(index + 2, words.OF_THE, 2)
        month = self._whole_month(start)
        if not month:
            coming = rank == 1 and what.kind is Kind.WEEKDAY and what.sure
            return (DayClue(weekday=Weekday(what.value)), index + 2) if coming else None
        span, end = month
        if what.text == "helft":
            middle = span.first.replace(day=DAYS_IN_HALF_MONTH) if span.first else None
            half = Span(span.first, middle) if rank == 1 else Span(_next_day(middle), span.last)
            return DayClue(half), end
        if what.kind is Kind.SPAN and what.value == Length.WEEK:
            return DayClue(_ranked_week(span, rank)), end
        if what.kind is Kind.WEEKDAY or sentence.is_length(index + 1, Length.WEEKEND):
            weekday = Weekday(what.value) if what.kind is Kind.WEEKDAY else WEEKEND
            return _ranked_weekday(span, rank, weekday), end
        return None

    def _whole_month(self, index: int) -> tuple[Span, int] | None:
        """Read a month: "december", "december 2026", "volgende maand", "maand"."""
        if self._sentence.is_length(index, Length.MONTH):
            return month_of(self._today.year, self._today.month), index + 1
        reader = {Kind.MONTH: self._dates.month, Kind.CHOICE: self._choice}.get(
            self._sentence.kind(index)
        )
        read = reader(index) if reader else None
        span = read[0].span if read else None
        if not read or not span or not span.first or span.first.day != 1 or span.is_one_day:
            return None
        return span, read[1]

    def _choice(self, index: int) -> DayRead | None:
        """Read "volgende week", "komende dinsdag", "deze middag", "komende twee weken"."""
        choice, unit = self._sentence.at(index).value, self._sentence.at(index + 1)
        if unit.kind is Kind.PART and choice == Choice.THIS:
            return DayClue(one_day(self._today)), index + 1  # the part itself is a time
        if unit.kind is Kind.NUMBER:
            return self._counted(choice, index + 1)
        clue = self._chosen(choice, unit)
        return (clue, index + 2) if clue else None

    def _counted(self, choice: int, index: int) -> DayRead | None:
        """Read "komende twee weken", "afgelopen drie dagen"."""
        counted = self._amounts.counted(index)
        if not counted:
            return None
        halves, length, end = counted
        if choice == Choice.PREVIOUS:
            first = self._amounts.moved(shift_of(halves, length, -1))
            return DayClue(Span(first, self._today - timedelta(days=1))), end
        return DayClue(Span(self._today, self._amounts.moved(shift_of(halves, length)))), end

    def _chosen(self, choice: int, unit: Unit) -> DayClue | None:
        """Return this, the coming, the next or the previous day or period of that name."""
        tomorrow = self._today + timedelta(days=1)
        clue: DayClue | None = None
        if unit.kind is Kind.WEEKDAY:
            clue = DayClue(weekday=Weekday(unit.value, choice))
        elif unit.kind is Kind.PART and choice == Choice.PREVIOUS:
            clue = DayClue(one_day(self._today - timedelta(days=1)))
        elif unit.kind is Kind.MONTH and choice != Choice.PREVIOUS:
            year = self._today.year + (unit.value < self._today.month)
            clue = DayClue(month_of(year, unit.value))
        elif unit.text == "werkdag" and choice in (Choice.COMING, Choice.NEXT):
            in_weekend = tomorrow.weekday() >= WEEKEND.value
            clue = DayClue(one_day(next_weekday(tomorrow, 0) if in_weekend else tomorrow))
        elif unit.kind is Kind.SPAN:
            clue = self._chosen_span(choice, unit)
        return clue

    def _chosen_span(self, choice: int, unit: Unit) -> DayClue | None:
        offset = {Choice.THIS: 0, Choice.PREVIOUS: -1}.get(choice, 1)
        span: Span | None = None
        if unit.value == Length.WEEKEND:
            return DayClue(weekday=replace(WEEKEND, choice=choice))
        if unit.text in COMING_DAYS:
            last = self._today + timedelta(days=COMING_DAYS[unit.text])
            coming = choice in (Choice.THIS, Choice.COMING)
            span = Span(self._today, last) if coming else None
        elif unit.value == Length.WEEK:
            span = week_of(self._today).shifted(offset * DAYS_IN_WEEK, 0)
        elif unit.value == Length.MONTH:
            month = add(self._today.replace(day=1), months=offset)
            span = month_of(month.year, month.month)
        elif unit.value == Length.YEAR and choice != Choice.THIS:
            year = self._today.year + offset
            span = Span(date(year, 1, 1), date(year, MONTHS_IN_YEAR, LONGEST_MONTH))
        return DayClue(span) if span else None

    def _portion(self, index: int) -> DayRead | None:
        """Read "begin december", "eind volgende week", "half januari"."""
        sentence, unit = self._sentence, self._sentence.at(index)
        portion = Portion.MIDDLE if unit.kind is Kind.HALF else unit.value
        start = sentence.skip(index + 1, words.OF_THE, 2)
        if unit.kind is Kind.HALF and sentence.kind(start) is not Kind.MONTH:
            return None
        if sentence.is_length(start, Length.WEEK):
            first, length = PORTIONS_OF_WEEK[portion]
            return DayClue(weekday=Weekday(first, length=length)), start + 1
        if month := self._whole_month(start):
            return DayClue(_portion_of(month[0], portion)), month[1]
        read = self._choice(start) if sentence.kind(start) is Kind.CHOICE else None
        if read and read[0].span and sentence.is_length(read[1] - 1, Length.WEEK):
            first, length = PORTIONS_OF_WEEK[portion]
            return replace(read[0], weekday=Weekday(first, length=length)), read[1]
        return None

    def _span(self, index: int) -> DayRead | None:
        """Read "weekend", "doordeweeks", "week 50", "week van 7 december"."""
        unit, before = self._sentence.at(index), self._sentence.kind(index - 1)
        if unit.value == Length.WEEKEND and before is not Kind.NUMBER:
            return DayClue(weekday=WEEKEND), index + 1
        if unit.value == Length.WORKWEEK:
            return DayClue(weekday=WORKWEEK), index + 1
        if unit.text != "week":
            return None
        number = self._sentence.at(index + 1)
        if number.kind is Kind.NUMBER and number.text.isdigit():
            known = 1 <= number.value <= MOST_WEEKS and not is_quantity(self._sentence, index + 2)
            return (DayClue(self._week(number.value)), index + 2) if known else None
        return self._week_with(index + 1)

    def _week_with(self, index: int) -> DayRead | None:
        """Read the rest of "week van 7 december", "week na volgende week"."""
        if self._sentence.follows(index, "na", "volgende", "week"):
            after_next = self._today + timedelta(days=2 * DAYS_IN_WEEK)
            return DayClue(week_of(after_next)), index + 3
        if self._sentence.text(index) != "van":
            return None
        start = self._sentence.skip(index + 1, words.ARTICLES, 1)
        reader = self._dates.readers.get(self._sentence.kind(start))
        read = reader(start) if reader else None
        days = resolve(read[0], self._today).spans if read else ()
        if read and len(days) == 1 and days[0].first and days[0].is_one_day:
            return DayClue(week_of(days[0].first)), read[1]
        return None

    def _week(self, number: int) -> Span:
        """Return the week of that number, of next year if this year's is over."""
        week = Span(None, None)
        for year in (self._today.year, self._today.year + 1):
            # 4 January is always in week 1.
            first = week_of(date(year, 1, 4))
            week = first.shifted((number - 1) * DAYS_IN_WEEK, 0)
            if week.last and week.last >= self._today:
                break
        return week

    def _feast(self, index: int) -> DayRead:
        unit = self._sentence.at(index)
        first = date(self._today.year, unit.second, unit.value)
        if first < self._today:
            first = add(first, months=MONTHS_IN_YEAR)
        return DayClue(Span(first, first + timedelta(days=unit.third - 1))), index + 1


def _next_day(day: date | None) -> date | None:
    return day + timedelta(days=1) if day else None


def _portion_of(month: Span, portion: int) -> Span:
    first, last = PORTIONS_OF_MONTH[portion]
    if not month.first or not month.last:
        return month
    if month.last - month.first > timedelta(days=LONGEST_MONTH):  # a year
        start = add(month.first, months=MONTHS_IN_PORTION * portion)
        return Span(start, add(start, days=-1, months=MONTHS_IN_PORTION))
    last = min(last, month.last.day)
    return Span(month.first.replace(day=first), month.first.replace(day=last))


def _ranked_week(month: Span, rank: int) -> Span | None:
    if not month.first or not month.last:
        return None
    if rank == LAST:
        return Span(month.last - timedelta(days=DAYS_IN_WEEK - 1), month.last)
    first = month.first + timedelta(days=DAYS_IN_WEEK * (rank - 1))
    return Span(first, first + timedelta(days=DAYS_IN_WEEK - 1)).intersect(month)


def _ranked_weekday(month: Span, rank: int, weekday: Weekday) -> DayClue:
    first = month.first or date.min
    first += timedelta(days=(weekday.value - first.weekday()) % DAYS_IN_WEEK)
    if rank == LAST and month.last:
        first = month.last - timedelta(days=(month.last.weekday() - weekday.value) % DAYS_IN_WEEK)
    else:
        first += timedelta(days=DAYS_IN_WEEK * (rank - 1))
    return DayClue(weekday.starting(first)) if month.holds(first) else DayClue(impossible=True)
