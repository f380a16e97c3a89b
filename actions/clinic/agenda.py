"""Which times are free, and why a time is not: working hours, days off and what is taken.

A ``Planner`` looks at the agenda at one moment, without a database. Days and times of day are the
clinic's; slots are in UTC, so that the days on which the clock changes need no special care.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from actions.clinic.errors import SlotUnavailableError
from actions.clinic.models import Slot
from actions.clinic.settings import AppointmentKind, Chiropractor, Period, Settings


@dataclass(frozen=True)
class Window:
    """Days, first and last included, and the part of each day in which an appointment may start.

    ``time_from`` counts, ``time_to`` does not, unless they are equal: then it is that very time.
    """

    first: date
    last: date
    time_from: time | None = None
    time_to: time | None = None

    @property
    def exact_time(self) -> time | None:
        """The time of day, if it is one exact time."""
        return self.time_from if self.time_from == self.time_to else None

    def allows(self, moment: time) -> bool:
        """Whether an appointment may start at this time of the day."""
        if self.exact_time:
            return moment == self.exact_time
        return not (
            (self.time_from and moment < self.time_from)
            or (self.time_to and moment >= self.time_to)
        )


class ClosedReason(str, Enum):
    """Why there is no time on a day."""

    PAST = "past"
    BEYOND_HORIZON = "beyond_horizon"
    HOLIDAY = "holiday"
    CLOSED_DATE = "closed_date"
    CLOSED_WEEKDAY = "closed_weekday"
    NOT_WORKING = "not_working"  # this chiropractor never works on that weekday; somebody else does
    LEAVE = "leave"
    OFF_GRID = "off_grid"  # the exact time is not one at which appointments start
    OUTSIDE_HOURS = "outside_hours"
    TOO_SOON = "too_soon"
    FULL = "full"


@dataclass(frozen=True)
class Closed:
    """Why there is no time; ``holiday`` is its Dutch name, if it is one."""

    reason: ClosedReason
    holiday: str | None = None


@lru_cache(maxsize=16)
def _holidays_of(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("NL", years=year, language="nl").items())


def public_holiday(day: date, settings: Settings) -> str | None:
    """Return the Dutch name of the public holiday on which the clinic is closed, if it is one."""
    name = _holidays_of(day.year).get(day)
    return None if name in settings.agenda.open_holidays else name


class Planner:
    """The agenda at one moment."""

    def __init__(self, settings: Settings, now: datetime, busy: Iterable[Slot] = ()) -> None:
        """Look at the agenda.

        Args:
            settings: the clinic's settings.
            now: this moment, aware.
            busy: what is booked or held.
        """
        self._settings = settings
        self._agenda = settings.agenda
        self._zone = ZoneInfo(settings.agenda.timezone)
        self._now = now.astimezone(timezone.utc)
        self._busy: dict[tuple[str, date], list[Slot]] = defaultdict(list)
        for slot in busy:
            self._busy[slot.chiropractor_id, self._local(slot.start).date()].append(slot)

    @property
    def today(self) -> date:
        """The date in the clinic."""
        return self._local(self._now).date()

    @property
    def last_day(self) -> date:
        """The last day that can be booked."""
        return self.today + timedelta(days=self._agenda.horizon_days)

    def free_slots(
        self,
        kind_id: str,
        window: Window | None = None,
        chiropractor_id: str | None = None,
        *,
        limit: int | None = None,
        gap: timedelta = timedelta(0),
    ) -> list[Slot]:
        """Return free slots, earliest first.

        Without a chiropractor there is one slot for each starting time, spread evenly and
        predictably over the chiropractors who are free.

        Args:
            kind_id: the kind of appointment, which says how long it takes.
            window: when; None is any time.
            chiropractor_id: with whom; None is anybody.
            limit: at most so many.
            gap: at least this much between the starts of two slots.
        """
        window = window or Window(self.today, self.last_day)
        found: list[Slot] = []
        turns: Counter[str] = Counter()
        for day in self._days(window):
            starts: dict[datetime, list[Slot]] = defaultdict(list)
            for slot in self._free_on(day, kind_id, chiropractor_id):
                if window.allows(self._local(slot.start).time()):
                    starts[slot.start].append(slot)
            for start in sorted(starts):
                if found and start < found[-1].start + gap:
                    continue
                slot = self._whose_turn(starts[start], day, turns)
                turns[slot.chiropractor_id] += 1
                found.append(slot)
                if len(found) == limit:
                    return found
        return found

    def nearest_slots(
        self,
        kind_id: str,
        wished: datetime,
        chiropractor_id: str | None = None,
        limit: int = 3,
    ) -> list[Slot]:
        """Return the free slots that start nearest to the wished moment, earliest first."""
        slots = self.free_slots(kind_id, chiropractor_id=chiropractor_id)
        slots.sort(key=lambda slot: (abs(slot.start - wished), slot.start))
        return sorted(slots[:limit], key=lambda slot: slot.start)

    def why_closed(
        self, kind_id: str, window: Window, chiropractor_id: str | None = None
    ) -> Closed | None:
        """Return why there is nothing free on the window's first day, or None if there is."""
        day, exact = window.first, window.exact_time
        if day < self.today or (exact and self._moment(day, exact) <= self._now):
            return Closed(ClosedReason.PAST)
        if day > self.last_day:
            return Closed(ClosedReason.BEYOND_HORIZON)
        if holiday := public_holiday(day, self._settings):
            return Closed(ClosedReason.HOLIDAY, holiday)
        if day in self._agenda.closed_dates:
            return Closed(ClosedReason.CLOSED_DATE)
        if not any(person.working_hours[day.weekday()] for person in self._settings.chiropractors):
            return Closed(ClosedReason.CLOSED_WEEKDAY)
        return self._why_nobody(kind_id, window, chiropractor_id)

    def check(self, slot: Slot, kind_id: str) -> None:
        """Check that the slot is one that may be booked, taken or not.

        Raises:
            SlotUnavailableError: it is outside working hours, lead time or horizon, is not on the
                grid or does not have the length of its kind.
        """
        day = self._local(slot.start).date()
        if slot not in self._bookable_on(day, kind_id, slot.chiropractor_id):
            raise SlotUnavailableError("not a time that can be booked")

    def _why_nobody(
        self, kind_id: str, window: Window, chiropractor_id: str | None
    ) -> Closed | None:
        day, exact = window.first, window.exact_time
        staff = [p for p in self._staff(chiropractor_id) if p.working_hours[day.weekday()]]
        if not staff:
            return Closed(ClosedReason.NOT_WORKING)
        if all(_on_leave(person, day) for person in staff):
            return Closed(ClosedReason.LEAVE)
        if exact and (exact.hour * 60 + exact.minute) % self._agenda.step_minutes:
            return Closed(ClosedReason.OFF_GRID)
        return self._why_no_time(kind_id, window, chiropractor_id)

    def _why_no_time(
        self, kind_id: str, window: Window, chiropractor_id: str | None
    ) -> Closed | None:
        day = window.first
        fitting = [
            slot
            for slot in self._grid(day, kind_id, chiropractor_id)
            if window.allows(self._local(slot.start).time())
        ]
        if not fitting:
            return Closed(ClosedReason.OUTSIDE_HOURS)
        in_time = [slot for slot in fitting if self._is_in_time(slot)]
        if not in_time:
            gone = all(slot.start <= self._now for slot in fitting)
            return Closed(ClosedReason.PAST if gone else ClosedReason.TOO_SOON)
        if not any(self._is_free(slot, day) for slot in in_time):
            return Closed(ClosedReason.FULL)
        return None

    def _days(self, window: Window) -> Iterator[date]:
        day, last = max(window.first, self.today), min(window.last, self.last_day)
        while day <= last:
            yield day
            day += timedelta(days=1)

    def _free_on(self, day: date, kind_id: str, chiropractor_id: str | None) -> Iterator[Slot]:
        slots = self._bookable_on(day, kind_id, chiropractor_id)
        return (slot for slot in slots if self._is_free(slot, day))

    def _bookable_on(self, day: date, kind_id: str, chiropractor_id: str | None) -> Iterator[Slot]:
        if not self.today <= day <= self.last_day or self._is_day_off(day):
            return iter(())
        grid = self._grid(day, kind_id, chiropractor_id)
        return (slot for slot in grid if self._is_in_time(slot))

    def _grid(self, day: date, kind_id: str, chiropractor_id: str | None) -> Iterator[Slot]:
        """Yield every slot of the working hours on that day."""
        length = timedelta(minutes=self._kind(kind_id).minutes)
        for person in self._staff(chiropractor_id):
            if _on_leave(person, day):
                continue
            for period in person.working_hours[day.weekday()]:
                for start in self._starts(day, period, length):
                    yield Slot(person.id, start, start + length)

    def _starts(self, day: date, period: Period, length: timedelta) -> Iterator[datetime]:
        step = self._agenda.step_minutes
        start, end = self._moment(day, period.start), self._moment(day, period.end)
        start += timedelta(minutes=-(period.start.hour * 60 + period.start.minute) % step)
        while start + length <= end:
            yield start
            start += timedelta(minutes=step)

    def _is_day_off(self, day: date) -> bool:
        return bool(public_holiday(day, self._settings)) or day in self._agenda.closed_dates

    def _is_in_time(self, slot: Slot) -> bool:
        return slot.start >= self._now + timedelta(minutes=self._agenda.lead_time_minutes)

    def _is_free(self, slot: Slot, day: date) -> bool:
        return not any(slot.overlaps(taken) for taken in self._busy[slot.chiropractor_id, day])

    def _whose_turn(self, slots: list[Slot], day: date, turns: Counter[str]) -> Slot:
        """Choose the chiropractor with the fewest turns; who goes first changes by the day."""
        order = [person.id for person in self._settings.chiropractors]
        return min(
            slots,
            key=lambda slot: (
                turns[slot.chiropractor_id],
                (order.index(slot.chiropractor_id) - day.toordinal()) % len(order),
            ),
        )

    def _staff(self, chiropractor_id: str | None) -> list[Chiropractor]:
        staff = self._settings.chiropractors
        return [person for person in staff if chiropractor_id in (None, person.id)]

    def _kind(self, kind_id: str) -> AppointmentKind:
        for kind in self._agenda.kinds:
            if kind.id == kind_id:
                return kind
        raise SlotUnavailableError("unknown kind of appointment")

    def _moment(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self._zone).astimezone(timezone.utc)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone)


def _on_leave(person: Chiropractor, day: date) -> bool:
    return any(leave.first <= day <= leave.last for leave in person.leave)
