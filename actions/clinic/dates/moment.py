"""What was read from a text: the result of the date grammar."""

from dataclasses import dataclass
from datetime import date, time
from enum import Enum

END_OF_DAY = time.max  # shown as 24:00


class Reason(str, Enum):
    """Why a text has no day and time that can be used as they are."""

    NO_DATE = "no_date"
    IMPOSSIBLE = "impossible"
    PAST = "past"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True)
class Moment:
    """The days and times that a text names; None is what it does not say.

    Attributes:
        first_day: the first day; with ``last_day`` alone the days are open at this end.
        last_day: the last day, included.
        time_from: the earliest time of the day; equal to ``time_to`` if the time is exact.
        time_to: the latest time; ``END_OF_DAY`` for midnight.
        reason: None if the text was read.
        suggestion: with an impossible date, the nearest day that exists.
        alternatives: with an ambiguous text, days that it may mean, in order.
    """

    first_day: date | None = None
    last_day: date | None = None
    time_from: time | None = None
    time_to: time | None = None
    reason: Reason | None = None
    suggestion: date | None = None
    alternatives: tuple[date, ...] = ()

    @property
    def has_day(self) -> bool:
        """Whether a day was said."""
        return self.first_day is not None or self.last_day is not None

    @property
    def has_time(self) -> bool:
        """Whether a time was said."""
        return self.time_from is not None or self.time_to is not None

    @property
    def exact_time(self) -> time | None:
        """The time, if it is one exact time."""
        return self.time_from if self.time_from == self.time_to else None

    def as_json(self) -> dict[str, str | None]:
        """Return the object that the command line prints."""
        return {
            "from": _day_text(self.first_day),
            "to": _day_text(self.last_day),
            "time_from": _time_text(self.time_from),
            "time_to": _time_text(self.time_to),
            "reason": self.reason.value if self.reason else None,
        }


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _time_text(clock: time | None) -> str | None:
    if clock is None:
        return None
    return "24:00" if clock == END_OF_DAY else f"{clock:%H:%M}"
