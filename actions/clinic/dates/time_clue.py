"""What a text says about the time of the day, and which times that are in clinic hours."""

from dataclasses import dataclass, replace
from datetime import time

from actions.clinic.dates.moment import END_OF_DAY
from actions.clinic.dates.units import Part, Portion

MINUTES_IN_HOUR = 60
HALF_DAY = 12 * MINUTES_IN_HOUR
DAY = 2 * HALF_DAY

_PARTS = {
    Part.MORNING: (6, 12),
    Part.AFTERNOON: (12, 18),
    Part.EVENING: (18, 24),
    Part.NIGHT: (0, 6),
    Part.MIDDAY: (12, 14),
}
_PORTIONS = {
    (Part.MORNING, Portion.BEGIN): (6, 10),
    (Part.MORNING, Portion.END): (10, 12),
    (Part.AFTERNOON, Portion.BEGIN): (12, 14),
    (Part.AFTERNOON, Portion.MIDDLE): (14, 16),
    (Part.AFTERNOON, Portion.END): (16, 18),
    (Part.EVENING, Portion.BEGIN): (18, 20),
    (Part.EVENING, Portion.END): (21, 24),
}


@dataclass(frozen=True)
class Clock:
    """Minutes after midnight; unless ``around_the_clock``, perhaps twelve hours later."""

    minutes: int
    around_the_clock: bool = False

    def in_part(self, part: int) -> int:
        """Return the minutes after midnight in that part of the day."""
        if self.around_the_clock:
            return self.minutes
        morning = self.minutes % HALF_DAY
        if part == Part.NIGHT:
            return morning if morning < HALF_DAY // 2 else morning + HALF_DAY
        if part == Part.EVENING and morning < MINUTES_IN_HOUR:
            return morning + DAY if morning == 0 else morning
        in_morning = part == Part.MORNING and morning >= MINUTES_IN_HOUR
        return morning if in_morning else morning + HALF_DAY

    def resolved(self, part: int | None, day_starts: int) -> int:
        """Return the minutes after midnight, in that part of the day if it is said."""
        return self.in_clinic_hours(day_starts) if part is None else self.in_part(part)

    def in_clinic_hours(self, day_starts: int) -> int:
        """Return the minutes after midnight in the twelve hours from the start of the day."""
        if self.around_the_clock:
            return self.minutes
        return day_starts + (self.minutes - day_starts) % HALF_DAY


@dataclass(frozen=True)
class Hours:
    """Times of the day in minutes after midnight; None is an open end."""

    low: int | None = None
    high: int | None = None

    def around(self, other: "Hours") -> "Hours":
        """Return the times from the earlier to the later of both."""
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        high = None if self.high is None or other.high is None else max(self.high, other.high)
        return Hours(low, high)

    def as_times(self) -> tuple[time | None, time | None]:
        """Return both ends as times of the day."""
        return _as_time(self.low), _as_time(self.high)


def _as_time(minutes: int | None) -> time | None:
    if minutes is None:
        return None
    return END_OF_DAY if minutes >= DAY else time(*divmod(minutes, MINUTES_IN_HOUR))


@dataclass(frozen=True)
class TimeClue:
    """What is said about the time; the same clock at both ends is an exact time."""

    low: Clock | None = None
    high: Clock | None = None
    part: int | None = None
    portion: int | None = None
    impossible: bool = False

    @property
    def exact(self) -> Clock | None:
        """The exact time, if it is one."""
        return self.low if self.low == self.high else None

    @property
    def has_clock(self) -> bool:
        """Whether a clock time is said, not only a part of the day."""
        return bool(self.low or self.high)

    def merged(self, other: "TimeClue") -> "TimeClue | None":
        """Return one clue that says both, or None if they are different times."""
        if self == other:
            return self
        if self.impossible or other.impossible:
            return None
        if self.part is not None and other.part not in (None, self.part):
            return None
        if (self.low and other.low) or (self.high and other.high):
            return None
        if (self.exact or other.exact) and self.has_clock and other.has_clock:
            return None
        part, portion = (self, other)[self.part is None].part, self.portion
        portion = other.portion if portion is None else portion
        return TimeClue(self.low or other.low, self.high or other.high, part, portion)


def resolve(clue: TimeClue, day_starts: int) -> Hours:
    """Return the times that a clue means."""
    low, high = _clocks(clue, day_starts)
    if clue.exact or (low is not None and high is not None) or clue.part is None:
        return Hours(low, high)
    hours = _PARTS[clue.part]
    if clue.portion is not None:
        hours = _PORTIONS.get((clue.part, clue.portion), hours)
    starts, ends = (hour * MINUTES_IN_HOUR for hour in hours)
    if low is None:
        low = starts if high is None or starts < high else None
    if high is None:
        high = ends if low is None or low < ends else None
    return Hours(low, high)


def later_today(clue: TimeClue, now: int, day_starts: int) -> TimeClue:
    """Return the clue with "8 uur" as 20:00 if it is past eight in the morning."""
    exact = clue.exact
    if exact and not exact.around_the_clock and clue.part is None:
        minutes = exact.in_clinic_hours(day_starts)
        if minutes <= now < minutes + HALF_DAY < DAY:
            clock = Clock(minutes + HALF_DAY, around_the_clock=True)
            return replace(clue, low=clock, high=clock)
    return clue


def _clocks(clue: TimeClue, day_starts: int) -> tuple[int | None, int | None]:
    low = clue.low.resolved(clue.part, day_starts) if clue.low else None
    high = clue.high.resolved(clue.part, day_starts) if clue.high else None
    if low is None or high is None or clue.exact or not clue.low or not clue.high:
        return low, high
    if low >= high and not clue.low.around_the_clock:
        low = clue.low.minutes % HALF_DAY
    if low >= high and not clue.high.around_the_clock:
        high += HALF_DAY
    return min(low, high), max(low, high)
