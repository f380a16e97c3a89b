"""Finds the times to offer for what a patient wishes, and which of them the patient takes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.clinic.agenda import Closed, ClosedReason, Planner, Window
from actions.clinic.dates import Moment
from actions.clinic.models import Slot
from actions.clinic.ordinals import ORDINALS

OFFERS = 3
GAP = timedelta(minutes=90)
"""Between two offered times when the patient named none: 9:00, 9:15, 9:30 is no choice."""

DAYS_EXPLAINED = 7
"""Of a longer wish that cannot be met, only the first days are looked at for the reason."""
TODAY_ONLY = (ClosedReason.PAST, ClosedReason.TOO_SOON)


@dataclass(frozen=True)
class Offer:
    """Times to choose from; ``exact`` when the patient named just this one time and it is free.

    ``closed`` says why nothing fits the wish, when ``slots`` are the nearest instead.
    """

    slots: tuple[Slot, ...]
    exact: bool = False
    closed: Closed | None = None


def find_times(
    planner: Planner,
    kind_id: str,
    chiropractor_id: str | None,
    wish: Window | None,
    zone: ZoneInfo,
    after: datetime | None = None,
) -> Offer:
    """Return the times to offer.

    Args:
        planner: the agenda as it is now.
        kind_id: the kind of appointment, which gives its length.
        chiropractor_id: None for no preference.
        wish: the days and hours that the patient named, None for none.
        zone: the clinic's time zone.
        after: the last time that was offered, when the patient wants others.
    """
    if after is not None:
        wish = _later(wish, after.astimezone(zone), planner)
    if wish is None:
        slots = planner.free_slots(kind_id, None, chiropractor_id, limit=OFFERS, gap=GAP)
        return Offer(tuple(slots))
    slots = planner.free_slots(kind_id, wish, chiropractor_id, limit=OFFERS, gap=_gap(wish))
    if slots:
        one_moment = wish.first == wish.last and wish.time_from is not None
        exact = one_moment and wish.time_from == wish.time_to
        return Offer(tuple(slots[:1] if exact else slots), exact)
    closed = _why_closed(planner, kind_id, chiropractor_id, wish)
    nearest: list[Slot] = []
    if wish.time_from is None:
        later = Window(max(wish.first, planner.today), planner.last_day)
        nearest = planner.free_slots(kind_id, later, chiropractor_id, limit=OFFERS, gap=GAP)
    if not nearest:
        wished = datetime.combine(wish.first, wish.time_from or time(12), zone)
        nearest = planner.nearest_slots(kind_id, wished, chiropractor_id, limit=OFFERS)
    return Offer(tuple(nearest), closed=closed)


def _why_closed(
    planner: Planner, kind_id: str, chiropractor_id: str | None, wish: Window
) -> Closed | None:
    """Return why nothing fits the wish; "past" only when that holds for all its days."""
    days = min((wish.last - wish.first).days, DAYS_EXPLAINED - 1)
    windows = [replace(wish, first=wish.first + timedelta(days=n)) for n in range(days + 1)]
    reasons = [planner.why_closed(kind_id, window, chiropractor_id) for window in windows]
    later = [closed for closed in reasons if closed and closed.reason not in TODAY_ONLY]
    return later[0] if later else reasons[0]


def _gap(wish: Window) -> timedelta:
    return GAP if wish.time_from is None else timedelta(0)


def _later(wish: Window | None, after: datetime, planner: Planner) -> Window:
    """Return the rest of a wish after a time: later that day, or else from the next day on."""
    if wish and wish.first == wish.last and wish.exact_time is None:
        return replace(wish, time_from=(after + timedelta(minutes=1)).time())
    tomorrow = after.date() + timedelta(days=1)
    is_range = wish is not None and wish.first != wish.last
    return Window(tomorrow, max(wish.last, tomorrow) if wish and is_range else planner.last_day)


def window_of(moment: Moment, planner: Planner) -> Window:
    """Return a moment as a window of the agenda; without a day: any day that can be booked."""
    return Window(
        first=moment.first_day or planner.today,
        last=moment.last_day or planner.last_day,
        time_from=moment.time_from,
        time_to=moment.time_to,
    )


FILLER = (
    r"(?:de|het|doe|maar|graag|die|dat|optie|nummer|nr|tijd|keuze|ja|ok|oke|oké|is|goed|prima|dan"
    r"|past|neem|ik|alstublieft|aub)"
)


def chosen_offer(text: str, offers: Sequence[Slot]) -> Slot | None:
    """Return the offer that a text such as "de tweede graag" points at, None when it names none."""
    position = chosen_position(text, len(offers))
    return None if position is None else offers[position]


def chosen_position(text: str, count: int) -> int | None:
    """Return which of so many choices a text points at, from 0; None when it names none.

    The text may hold nothing but the ordinal and filler words, so that "2 december" is a date.
    """
    words = re.sub(r"[.,!]", " ", text.lower()).strip()
    for position, ordinal in ORDINALS.items():
        if re.fullmatch(rf"(?:{FILLER}\s+)*(?:{ordinal})(?:\s+{FILLER})*", words):
            wanted = position if position >= 0 else count - 1
            return wanted if 0 <= wanted < count else None
    return None


ANOTHER_TIME = re.compile(r"\bandere? (tijd\w*|moment\w*|dag\w*|datum)\b", re.IGNORECASE)
OTHER_TIMES = re.compile(
    r"\b(ander\w*|meer|volgende|nog) (tijd\w*|moment\w*|opties?|dag\w*|keuze\w*|mogelijkhe\w*)"
    r"|\bgeen (van (deze|die|drie|alle)|een)\b"
    r"|\bpast (me|mij)? ?(allemaal |alle drie )?niet\b|\bkan (dan )?niet\b",
    re.IGNORECASE,
)


def wants_other_times(text: str, asked: bool) -> bool:
    """Whether the patient asks for other times than the offered ones.

    Args:
        text: what the patient typed.
        asked: whether the patient was asked for the time; else only the plain words count.
    """
    return bool((OTHER_TIMES if asked else ANOTHER_TIME).search(text))
