"""What a text says about the day, and which days that are once nothing more is said."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from actions.clinic.dates.calendar_days import (
    DAYS_IN_WEEK,
    FIRST_YEAR,
    LAST_YEAR,
    LONGEST_MONTH,
    MONTHS_IN_YEAR,
    Span,
    add,
    month_length,
    next_weekday,
    one_day,
    week_of,
    year_for,
)
from actions.clinic.dates.units import Choice

MOST_ALTERNATIVES = 4
MONTHS_AHEAD_FOR_WEEKDAY = 3


@dataclass(frozen=True)
class Weekday:
    """A weekday, or with a ``length`` the days from it on (a weekend, the working week)."""

    value: int
    choice: int = Choice.PLAIN
    length: int = 1

    def starting(self, first: date) -> Span:
        """Return these days, the first of them given."""
        return Span(first, first + timedelta(days=self.length - 1))


WEEKEND = Weekday(5, length=2)
WORKWEEK = Weekday(0, length=5)


@dataclass(frozen=True)
class Shift:
    """So much later; ``after_day`` if the day was said before it ("dinsdag over een week")."""

    days: int = 0
    months: int = 0
    after_day: bool = False


@dataclass(frozen=True)
class DayClue:
    """What is said about the day, each part None if it is not said.

    Attributes:
        span: days of the calendar.
        weekday: a weekday or weekend.
        day: a day of the month.
        shift: a time from today or from the day.
        options: several single days.
        impossible: the day does not exist.
        suggestion: the nearest day that does.
    """

    span: Span | None = None
    weekday: Weekday | None = None
    day: int | None = None
    shift: Shift | None = None
    options: tuple[date, ...] = ()
    impossible: bool = False
    suggestion: date | None = None

    def merged(self, other: "DayClue") -> "DayClue | None":
        """Return one clue that says both, or None if they cannot be said of one day."""
        if self.options or other.options or self.impossible or other.impossible:
            return self if self == other else None
        day = self.day or other.day
        shift = self.shift or other.shift
        if (self.shift and other.shift) or (shift and day):
            return None
        span = self.span or other.span
        if self.span and other.span:
            span = self.span.intersect(other.span)
            if span is None:
                return None
        weekday = self.weekday or other.weekday
        if (other.weekday and not _agree(weekday, other.weekday)) or other.day not in (None, day):
            return None
        if other.shift and (self.weekday or self.span):
            shift = replace(other.shift, after_day=True)
        clue = DayClue(span, weekday, day, shift)
        return None if clue.contradicts_itself() else clue

    def contradicts_itself(self) -> bool:
        """Whether none of the days is on the weekday, or the one day of the month, also said."""
        span = self.span
        if not span or not span.first or self.shift:
            return False
        if self.day and span.is_one_day and self.day != span.first.day:
            return True
        if not self.weekday or not span.last or _falls_on(span.first, self.weekday):
            return False
        return next_weekday(span.first, self.weekday.value) > span.last


DayRead = tuple[DayClue, int]  # and where in the sentence it ends


@dataclass(frozen=True)
class Days:
    """The days that a clue means: one span, or several that it may mean."""

    spans: tuple[Span, ...] = ()
    likeliest: Span | None = None
    impossible: bool = False
    suggestion: date | None = None


def _agree(one: Weekday | None, other: Weekday) -> bool:
    return one is not None and (one.value, one.length) == (other.value, other.length)


def _falls_on(day: date, weekday: Weekday) -> bool:
    return (day.weekday() - weekday.value) % DAYS_IN_WEEK < weekday.length


def date_clue(today: date, day: int, month: int, year: int | None = None) -> DayClue:
    """Return the clue of a date, the year of which may be left out."""
    if not 1 <= month <= MONTHS_IN_YEAR:
        return DayClue(impossible=True)
    year = year_for(today, month, max(day, 1)) if year is None else year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return DayClue(impossible=True)
    length = month_length(year, month)
    if 1 <= day <= length:
        return DayClue(one_day(date(year, month, day)))
    suggestion = date(year, month, length) if day > length else date(year, month, 1)
    return DayClue(impossible=True, suggestion=suggestion if suggestion >= today else None)


def resolve(clue: DayClue, today: date) -> Days:
    """Return the days that a clue means."""
    if clue.impossible:
        return Days(impossible=True, suggestion=clue.suggestion)
    if clue.options:
        return Days(tuple(one_day(day) for day in clue.options))
    if clue.shift:
        return Days((_shifted(clue, clue.shift, today),))
    if clue.day is not None:
        return _day_of_month(clue, clue.day, today)
    if clue.weekday:
        return _weekday(clue.weekday, clue.span, today)
    return Days((clue.span,) if clue.span else ())


def _shifted(clue: DayClue, shift: Shift, today: date) -> Span:
    if clue.weekday and shift.after_day:
        first = clue.span.first if clue.span and clue.span.first else today + timedelta(days=1)
        start = next_weekday(first, clue.weekday.value)
        return clue.weekday.starting(start).shifted(shift.days, shift.months)
    if clue.weekday:
        monday = week_of(add(today, shift.days, shift.months)).first or today
        return clue.weekday.starting(next_weekday(monday, clue.weekday.value))
    return (clue.span or one_day(today)).shifted(shift.days, shift.months)


def _day_of_month(clue: DayClue, day: int, today: date) -> Days:
    """Read a day of the month within the clue's span, or the first from today on."""
    if not 1 <= day <= LONGEST_MONTH:
        length = month_length(today.year, today.month)
        return Days(impossible=True, suggestion=today.replace(day=length))
    months = _months(clue.span or Span(today, None))
    found = [date(year, month, day) for year, month in months if day <= month_length(year, month)]
    if clue.span and not any(clue.span.holds(one) for one in found):
        last = clue.span.last
        return Days(impossible=True, suggestion=last if last and last >= today else None)
    found = [one for one in found if (clue.span or Span(today, None)).holds(one)]
    if not clue.weekday:
        return Days((one_day(found[0]),))
    for one in found[:MONTHS_AHEAD_FOR_WEEKDAY]:
        if _falls_on(one, clue.weekday):
            return Days((one_day(one),))
    after = next_weekday(today + timedelta(days=1), clue.weekday.value)
    return Days((one_day(after), one_day(found[0])))


def _months(span: Span) -> Iterator[tuple[int, int]]:
    """Yield the months from the first day on, a year at most."""
    first = span.first or span.last
    for months in range(MONTHS_IN_YEAR if first else 0):
        month = add(first.replace(day=1), months=months) if first else None
        if month is None or (span.last and month > span.last):
            return
        yield month.year, month.month


def _weekday(weekday: Weekday, span: Span | None, today: date) -> Days:
    if span:
        return _weekday_within(weekday, span, today)
    tomorrow = today + timedelta(days=1)
    first = next_weekday(tomorrow, weekday.value)
    running = week_of(today).first
    current = (running or today) + timedelta(days=weekday.value)
    if weekday.choice == Choice.PREVIOUS:
        before = next_weekday(today - timedelta(days=DAYS_IN_WEEK), weekday.value)
        return Days((weekday.starting(before),))
    if weekday.choice == Choice.NEXT and week_of(today).holds(first):
        later = weekday.starting(first + timedelta(days=DAYS_IN_WEEK))
        return Days((weekday.starting(first), later), likeliest=later)
    runs_today = current <= today <= (weekday.starting(current).last or today)
    if runs_today and (weekday.length > 1 or weekday.choice == Choice.THIS):
        return Days((weekday.starting(current),))
    return Days((weekday.starting(first),))


def _weekday_within(weekday: Weekday, span: Span, today: date) -> Days:
    """Read a weekday within a span; in a long one there may be several."""
    first = span.first or today
    if first < today and not week_of(first).holds(span.last or today):
        first = today  # "een dinsdag in december" is still to come
    start = next_weekday(first, weekday.value)
    if span.last and start > span.last:
        return Days((*_weekday(weekday, None, today).spans, span))
    found = [weekday.starting(start)]
    while span.last and len(found) < MOST_ALTERNATIVES:
        start += timedelta(days=DAYS_IN_WEEK)
        if start > span.last:
            break
        found.append(weekday.starting(start))
    return Days(tuple(found), likeliest=found[0])
