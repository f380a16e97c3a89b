"""Free times and the reasons why a time is not free."""

from datetime import date, datetime, time, timedelta, timezone
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from clinic_helpers import MONDAY_NINE, make_settings, slot_at
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from actions.clinic.agenda import Closed, ClosedReason, Planner, Window, public_holiday
from actions.clinic.errors import SlotUnavailableError
from actions.clinic.models import Slot
from actions.clinic.settings import Settings

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NIGHT = {"saturday": ["00:00-06:00"], "sunday": ["00:00-06:00"]}


def day_window(
    day: date, time_from: str | None = None, time_to: str | None = None, last: date | None = None
) -> Window:
    return Window(
        day,
        last or day,
        time.fromisoformat(time_from) if time_from else None,
        time.fromisoformat(time_to) if time_to else None,
    )


def clock_times(slots: list[Slot]) -> list[str]:
    return [f"{slot.start.astimezone(AMSTERDAM):%H:%M}" for slot in slots]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def reason(
    window: Window,
    who: str | None = None,
    settings: Settings | None = None,
    busy: list[Slot] | None = None,
) -> ClosedReason | None:
    planner = Planner(settings or make_settings(), MONDAY_NINE, busy or [])
    closed = planner.why_closed("follow_up", window, who)
    return closed.reason if closed else None


def test_free_slots_when_the_day_is_empty_then_fill_the_hours_around_the_break() -> None:
    planner = Planner(make_settings(), MONDAY_NINE)
    slots = planner.free_slots("first_visit", day_window(date(2026, 11, 24)), "sten_hofstad")
    times = clock_times(slots)
    assert times[:2] == ["09:00", "09:15"]
    assert times[times.index("11:45") + 1] == "13:00"  # 45 minutes end before the break at 12:30
    assert times[-1] == "16:45"
    assert {slot.end - slot.start for slot in slots} == {timedelta(minutes=45)}


def test_free_slots_when_it_is_nine_then_the_first_is_after_the_lead_time() -> None:
    slots = Planner(make_settings(), MONDAY_NINE).free_slots("follow_up", limit=1)
    assert slots[0].start == MONDAY_NINE + timedelta(hours=2)


def test_free_slots_when_something_is_taken_then_touching_slots_stay_free() -> None:
    busy = [slot_at(24, 9, 30)]
    planner = Planner(make_settings(), MONDAY_NINE, busy)
    window = day_window(date(2026, 11, 24), "09:00", "11:00")
    assert clock_times(planner.free_slots("follow_up", window, "sten_hofstad")) == [
        *("09:00", "10:00", "10:15", "10:30", "10:45")
    ]


def test_free_slots_when_there_is_no_preference_then_one_a_time_shared_evenly() -> None:
    planner = Planner(make_settings(), MONDAY_NINE)
    slots = planner.free_slots("follow_up", day_window(date(2026, 11, 24)), limit=10)
    assert len({slot.start for slot in slots}) == 10
    shares = [
        sum(slot.chiropractor_id == who for slot in slots)
        for who in ("jarco_schol", "sten_hofstad")
    ]
    assert shares == [5, 5]
    assert slots == planner.free_slots("follow_up", day_window(date(2026, 11, 24)), limit=10)


def test_free_slots_when_there_is_no_preference_then_first_turns_change_by_the_day() -> None:
    planner = Planner(make_settings(), MONDAY_NINE)
    first = {
        planner.free_slots("follow_up", day_window(date(2026, 11, day)), limit=1)[0].chiropractor_id
        for day in (24, 25)
    }
    assert first == {"jarco_schol", "sten_hofstad"}


def test_free_slots_when_a_gap_is_asked_then_starts_lie_apart() -> None:
    planner = Planner(make_settings(), MONDAY_NINE)
    slots = planner.free_slots(
        "follow_up", day_window(date(2026, 11, 24)), limit=4, gap=timedelta(minutes=90)
    )
    assert clock_times(slots) == ["09:00", "10:30", "12:00", "13:30"]


@pytest.mark.parametrize(
    ("time_from", "time_to", "times"),
    [
        ("14:00", "14:00", ["14:00"]),
        ("14:00", "15:00", ["14:00", "14:15", "14:30", "14:45"]),
        ("16:30", None, ["16:30", "16:45", "17:00"]),
        (None, "09:30", ["09:00", "09:15"]),
        ("12:30", "13:00", []),
    ],
)
def test_free_slots_when_times_are_given_then_start_within_them(
    time_from: str | None, time_to: str | None, times: list[str]
) -> None:
    planner = Planner(make_settings(), MONDAY_NINE)
    window = day_window(date(2026, 11, 24), time_from, time_to)
    assert clock_times(planner.free_slots("follow_up", window, "jarco_schol")) == times


def test_free_slots_when_hours_begin_off_the_grid_then_start_on_it() -> None:
    settings = make_settings(working_hours={"tuesday": ["09:10-10:30"]})
    slots = Planner(settings, MONDAY_NINE).free_slots("follow_up", None, "sten_hofstad", limit=4)
    assert clock_times(slots) == ["09:15", "09:30", "09:45", "10:00"]


def test_free_slots_when_the_horizon_ends_then_so_do_they() -> None:
    planner = Planner(make_settings({"horizon_days": 3}), MONDAY_NINE)
    days = {slot.start.date() for slot in planner.free_slots("follow_up")}
    assert days == {date(2026, 11, 23 + n) for n in range(4)}


@pytest.mark.parametrize(
    ("day", "offset_before", "starts_utc"),
    [
        # The clock jumps from 2:00 to 3:00: there is no 2:30, and six hours last five.
        (date(2027, 3, 28), 1, ["23:00", "00:00", "01:00", "02:00", "03:00"]),
        # The clock goes back from 3:00 to 2:00: six hours last seven.
        (
            date(2026, 10, 25),
            2,
            ["22:00", "23:00", "00:00", "01:00", "02:00", "03:00", "04:00"],
        ),
    ],
)
def test_free_slots_when_the_clock_changes_then_each_lasts_its_real_length(
    day: date, offset_before: int, starts_utc: list[str]
) -> None:
    agenda = {
        "step_minutes": 60,
        "kinds": [{"id": "long", "label": "lang", "minutes": 60}],
        "open_holidays": ["Eerste paasdag"],
    }
    settings = make_settings(agenda, working_hours=NIGHT)
    now = datetime(day.year, day.month, day.day, tzinfo=timezone.utc) - timedelta(days=2)
    slots = Planner(settings, now).free_slots("long", day_window(day), "sten_hofstad")
    assert [f"{slot.start:%H:%M}" for slot in slots] == starts_utc
    assert slots[0].start.astimezone(AMSTERDAM).utcoffset() == timedelta(hours=offset_before)
    assert {slot.end - slot.start for slot in slots} == {timedelta(hours=1)}
    assert all(one.end == other.start for one, other in pairwise(slots))


@pytest.mark.parametrize(
    ("day", "hour_utc"),
    [
        (date(2026, 10, 23), 7),
        (date(2026, 10, 26), 8),
        (date(2027, 3, 25), 12),
        (date(2027, 3, 30), 7),
    ],
)
def test_free_slots_when_days_lie_around_a_clock_change_then_open_at_the_same_local_time(
    day: date, hour_utc: int
) -> None:
    now = datetime(day.year, day.month, day.day, tzinfo=timezone.utc) - timedelta(days=7)
    slot = Planner(make_settings(), now).free_slots("follow_up", day_window(day), limit=1)[0]
    assert (slot.start.date(), slot.start.hour) == (day, hour_utc)


def test_nearest_slots_when_the_wish_is_taken_then_lie_around_it() -> None:
    busy = [slot_at(24, 14), slot_at(24, 14, 30)]
    planner = Planner(make_settings(), MONDAY_NINE, busy)
    nearest = planner.nearest_slots("follow_up", local("2026-11-24T14:15"), "sten_hofstad")
    assert clock_times(nearest) == ["13:15", "13:30", "15:00"]


def test_nearest_slots_when_the_wish_is_a_sunday_then_lie_on_the_days_around() -> None:
    planner = Planner(make_settings(), MONDAY_NINE)
    nearest = planner.nearest_slots("follow_up", local("2026-11-29T10:00"), limit=2)
    assert [f"{s.start.astimezone(AMSTERDAM):%a %H:%M}" for s in nearest] == [
        "Mon 09:00",
        "Mon 09:15",
    ]


def test_nearest_slots_when_asked_for_any_then_are_quick_to_find() -> None:
    busy = [slot_at(day, 9 + n // 2, 30 * (n % 2)) for day in range(24, 31) for n in range(12)]
    planner = Planner(make_settings(), MONDAY_NINE, busy)
    assert len(planner.nearest_slots("follow_up", local("2026-12-10T10:00"))) == 3


@pytest.mark.parametrize(
    ("window", "who", "expected"),
    [
        (day_window(date(2026, 11, 20)), None, ClosedReason.PAST),
        (day_window(date(2026, 11, 23), "08:30", "08:30"), None, ClosedReason.PAST),
        (day_window(date(2026, 11, 23), "10:00", "10:00"), None, ClosedReason.TOO_SOON),
        (day_window(date(2026, 11, 23), "11:00", "11:00"), None, None),
        (day_window(date(2027, 1, 22)), None, None),
        (day_window(date(2027, 1, 25)), None, ClosedReason.BEYOND_HORIZON),
        (day_window(date(2026, 12, 25)), None, ClosedReason.HOLIDAY),
        (day_window(date(2026, 11, 29)), None, ClosedReason.CLOSED_WEEKDAY),
        (day_window(date(2026, 11, 28)), None, ClosedReason.CLOSED_WEEKDAY),
        (day_window(date(2026, 12, 1)), "sten_hofstad", ClosedReason.LEAVE),
        (day_window(date(2026, 12, 1)), None, None),
        (day_window(date(2026, 12, 4)), None, ClosedReason.CLOSED_DATE),
        (day_window(date(2026, 11, 24), "10:05", "10:05"), None, ClosedReason.OFF_GRID),
        (day_window(date(2026, 11, 24), "12:30", "12:30"), None, ClosedReason.OUTSIDE_HOURS),
        (day_window(date(2026, 11, 24), "18:00", "22:00"), None, ClosedReason.OUTSIDE_HOURS),
        (day_window(date(2026, 11, 25), "14:00", "16:00"), None, ClosedReason.OUTSIDE_HOURS),
        (day_window(date(2026, 11, 24), "09:00", "09:00"), "sten_hofstad", ClosedReason.FULL),
        (day_window(date(2026, 11, 24), "09:00", "09:00"), None, None),
    ],
)
def test_why_closed_when_asked_then_gives_the_first_reason_that_holds(
    window: Window, who: str | None, expected: ClosedReason | None
) -> None:
    settings = make_settings({"closed_dates": ["2026-12-04"]}, leave=["2026-11-30/2026-12-02"])
    assert reason(window, who, settings, [slot_at(24, 9)]) is expected


def test_why_closed_when_only_this_chiropractor_is_away_that_weekday_then_says_so() -> None:
    settings = make_settings(working_hours={"tuesday": ["09:00-12:30"]})
    window = day_window(date(2026, 11, 25))
    assert reason(window, "sten_hofstad", settings) is ClosedReason.NOT_WORKING
    assert reason(window, None, settings) is None


def test_why_closed_when_the_whole_day_is_taken_then_it_is_full() -> None:
    free = Planner(make_settings(), MONDAY_NINE).free_slots("follow_up", None, "sten_hofstad")
    busy = [slot for slot in free if slot.start.date() == date(2026, 11, 25)]
    window = day_window(date(2026, 11, 25))
    assert reason(window, "sten_hofstad", busy=busy) is ClosedReason.FULL


def test_why_closed_when_it_is_late_today_then_what_is_left_is_past_or_too_soon() -> None:
    evening = local("2026-11-23T16:30")
    planner = Planner(make_settings(), evening)
    today = date(2026, 11, 23)
    assert planner.why_closed("follow_up", day_window(today)) == Closed(ClosedReason.TOO_SOON)
    morning = day_window(today, "06:00", "12:00")
    assert planner.why_closed("follow_up", morning) == Closed(ClosedReason.PAST)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 4, 3), "Goede Vrijdag"),
        (date(2026, 4, 6), "Tweede paasdag"),
        (date(2026, 4, 27), "Koningsdag"),
        (date(2027, 4, 27), "Koningsdag"),
        (date(2025, 5, 5), "Bevrijdingsdag"),
        (date(2026, 5, 5), None),
        (date(2030, 5, 5), "Bevrijdingsdag"),
        (date(2026, 5, 14), "Hemelvaartsdag"),
        (date(2026, 5, 25), "Tweede Pinksterdag"),
        (date(2026, 12, 26), "Tweede Kerstdag"),
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), "Nieuwjaarsdag"),
    ],
)
def test_public_holiday_when_the_clinic_closes_then_has_its_dutch_name(
    day: date, name: str | None
) -> None:
    assert public_holiday(day, make_settings()) == name


def test_public_holiday_when_the_clinic_is_open_then_is_a_day_like_others() -> None:
    settings = make_settings({"open_holidays": ["Goede Vrijdag"]})
    planner = Planner(settings, local("2026-04-01T09:00"))
    window = day_window(date(2026, 4, 3))
    assert planner.why_closed("follow_up", window) is None
    assert planner.free_slots("follow_up", window)


@pytest.mark.parametrize(
    "change",
    [
        {"start": slot_at(24, 12, 30).start, "end": slot_at(24, 12, 30).end},
        {"start": slot_at(24, 9, 5).start, "end": slot_at(24, 9, 5).end},
        {"end": slot_at(24, 9).end + timedelta(minutes=15)},
        {"start": slot_at(23, 9).start, "end": slot_at(23, 9).end},
        {"chiropractor_id": "somebody_else"},
    ],
)
def test_check_when_the_slot_cannot_be_booked_then_refuses(change: dict[str, Any]) -> None:
    planner = Planner(make_settings(), MONDAY_NINE)
    good = slot_at(24, 9)
    planner.check(good, "follow_up")
    with pytest.raises(SlotUnavailableError):
        planner.check(Slot(**{**vars(good), **change}), "follow_up")
    with pytest.raises(SlotUnavailableError):
        planner.check(good, "massage")


@hypothesis_settings(max_examples=60, deadline=None, derandomize=True)
@given(
    hours=st.integers(0, 24 * 365),
    kind_id=st.sampled_from(["first_visit", "follow_up"]),
    taken=st.lists(st.tuples(st.integers(1, 20), st.integers(8, 19), st.sampled_from([0, 15, 30]))),
    who=st.sampled_from([None, "jarco_schol", "sten_hofstad"]),
)
def test_free_slots_when_anything_is_asked_then_lie_in_the_hours_and_overlap_nothing(
    hours: int, kind_id: str, taken: list[tuple[int, int, int]], who: str | None
) -> None:
    now = MONDAY_NINE + timedelta(hours=hours)
    day = now.astimezone(AMSTERDAM).date()
    busy = []
    for days, hour, minute in taken:
        start = datetime.combine(day + timedelta(days=days), time(hour, minute), AMSTERDAM)
        start = start.astimezone(timezone.utc)
        busy.append(Slot("sten_hofstad", start, start + timedelta(minutes=50)))
    settings = make_settings(leave=[f"{day + timedelta(days=4)}/{day + timedelta(days=6)}"])
    window = Window(day - timedelta(days=3), day + timedelta(days=21))
    slots = Planner(settings, now, busy).free_slots(kind_id, window, who)
    assert slots
    assert [slot.start for slot in slots] == sorted({slot.start for slot in slots})
    for slot in slots:
        start, end = slot.start.astimezone(AMSTERDAM), slot.end.astimezone(AMSTERDAM)
        person = next(p for p in settings.chiropractors if p.id == slot.chiropractor_id)
        assert who in (None, person.id)
        assert any(
            period.start <= start.time() and end.time() <= period.end
            for period in person.working_hours[start.weekday()]
        )
        assert start.minute % 15 == 0
        assert slot.start >= now + timedelta(minutes=120)
        assert public_holiday(start.date(), settings) is None
        assert not any(leave.first <= start.date() <= leave.last for leave in person.leave)
        assert not any(slot.overlaps(other) for other in busy)
