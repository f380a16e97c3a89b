"""Arithmetic with days, as people count them: weeks from Monday, months of their own length."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

DAYS_IN_WEEK = 7
MONTHS_IN_YEAR = 12
LONGEST_MONTH = 31
FIRST_YEAR, LAST_YEAR = 1500, 2999
DAYS_BACK_STILL_THIS_YEAR = 92


@dataclass(frozen=True)
class Span:
    """Days, first and last included; None is an open end."""

    first: date | None
    last: date | None

    @property
    def is_one_day(self) -> bool:
        """Whether this is a single day."""
        return self.first is not None and self.first == self.last

    def intersect(self, other: "Span") -> "Span | None":
        """Return the days in both, or None if there are none."""
        first = max((s.first for s in (self, other) if s.first), default=None)
        last = min((s.last for s in (self, other) if s.last), default=None)
        return None if first and last and first > last else Span(first, last)

    def holds(self, day: date) -> bool:
        """Whether a day is one of these."""
        return not ((self.first and day < self.first) or (self.last and day > self.last))

    def shifted(self, days: int, months: int) -> "Span":
        """Return the same days, so much later."""
        first, last = (add(day, days, months) if day else None for day in (self.first, self.last))
        return Span(first, last)


def one_day(day: date) -> Span:
    """Return a single day."""
    return Span(day, day)


def month_length(year: int, month: int) -> int:
    """Return the number of days of a month."""
    return monthrange(year, month)[1]


def add(day: date, days: int = 0, months: int = 0) -> date:
    """Return the day so much later; the last of a shorter month stands for days it lacks."""
    year, month = divmod(day.year * MONTHS_IN_YEAR + day.month - 1 + months, MONTHS_IN_YEAR)
    month += 1
    moved = date(year, month, min(day.day, month_length(year, month)))
    return moved + timedelta(days=days)


def week_of(day: date) -> Span:
    """Return the week that holds the day."""
    monday = day - timedelta(days=day.weekday())
    return Span(monday, monday + timedelta(days=DAYS_IN_WEEK - 1))


def month_of(year: int, month: int) -> Span:
    """Return a whole month."""
    return Span(date(year, month, 1), date(year, month, month_length(year, month)))


def next_weekday(day: date, weekday: int) -> date:
    """Return the first such weekday on or after the day."""
    return day + timedelta(days=(weekday - day.weekday()) % DAYS_IN_WEEK)


def year_for(today: date, month: int, day: int) -> int:
    """Return the year that a date without a year is in.

    Dates of the last three months were meant as said and lie in the past; those before that are
    next year's.
    """
    named = date(today.year, month, min(day, month_length(today.year, month)))
    longest_ago = today - timedelta(days=DAYS_BACK_STILL_THIS_YEAR)
    if named >= longest_ago:
        # In January, "20 december" was a month ago rather than eleven months ahead.
        last_year = date(today.year - 1, month, min(day, month_length(today.year - 1, month)))
        return today.year if last_year < longest_ago else today.year - 1
    return today.year + 1
