"""Puts together what a sentence says about days and times: corrections, choices, refusals."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from actions.clinic.dates import words
from actions.clinic.dates.amounts import AmountReader
from actions.clinic.dates.calendar_days import Span, one_day
from actions.clinic.dates.day_clue import MOST_ALTERNATIVES, DayClue, resolve
from actions.clinic.dates.day_reader import DayReader
from actions.clinic.dates.lexer import read_sentence
from actions.clinic.dates.moment import Moment, Reason
from actions.clinic.dates.time_clue import MINUTES_IN_HOUR, Clock, Hours, TimeClue, later_today
from actions.clinic.dates.time_clue import resolve as resolve_time
from actions.clinic.dates.time_reader import TimeReader
from actions.clinic.dates.units import Kind, Length, Sentence

LONGEST_WAIT_HOURS = 48
_MINUTES = {Length.MINUTE: 1, Length.QUARTER_HOUR: 15, Length.HOUR: MINUTES_IN_HOUR}


@dataclass(frozen=True)
class Item:
    """A day, a time or both, and the place in the sentence where it is said."""

    start: int
    end: int
    day: DayClue | None = None
    time: TimeClue | None = None


@dataclass(frozen=True)
class Wish:
    """A day with its time; a text may hold several.

    With ``contradicts`` the day was said together with that of the wish before it.
    """

    day: DayClue | None = None
    time: TimeClue | None = None
    contradicts: bool = False


def read_moment(text: str, now: datetime, day_starts: time = time(8)) -> Moment:
    """Read the day and time that a Dutch text names.

    Args:
        text: any text.
        now: this moment in the clinic's time.
        day_starts: a time such as "half drie" is within the twelve hours from then.
    """
    sentence = read_sentence(text)
    items = _read_items(sentence, now)
    if _tells_what_happened(sentence, items):
        items = []
    wishes = _Wishes(sentence)
    for item, said_no in zip(items, _refused(sentence, items)):
        if not said_no:
            wishes.add(item)
    starts = day_starts.hour * MINUTES_IN_HOUR + day_starts.minute
    return _Outcome(now, starts).moment(wishes.all)


def _read_items(sentence: Sentence, now: datetime) -> list[Item]:
    days, times = DayReader(sentence, now.date()), TimeReader(sentence)
    items: list[Item] = []
    index = 0
    dropping_from = -1  # where what belongs to a recurring or past moment may go on
    while index < len(sentence):
        item = _read_item(sentence, days, times, index, now)
        if item is None:
            if sentence.text(index) in words.RECURRING or (
                dropping_from == index
                and (
                    sentence.text(index) in words.BETWEEN_DAYS | {"al"}
                    or sentence.kind(index) is Kind.SPAN
                )
            ):
                dropping_from = index + 1
            index += 1
            continue
        if dropping_from == index:
            dropping_from = item.end
        else:
            items.append(item)
        index = item.end
    return items


def _read_item(
    sentence: Sentence, days: DayReader, times: TimeReader, index: int, now: datetime
) -> Item | None:
    if waiting := _read_wait(sentence, index, now):
        return waiting
    if read_day := days.read(index):
        return Item(index, read_day[1], day=read_day[0])
    if read_time := times.read(index):
        return Item(index, read_time[1], time=read_time[0])
    return None


def _read_wait(sentence: Sentence, index: int, now: datetime) -> Item | None:
    """Read "over een uur", "over 20 minuten", "binnen 24 uur"."""
    if sentence.text(index) not in ("over", "binnen"):
        return None
    start = index + 1
    amount = AmountReader(sentence, now.date()).amount(start)
    if sentence.is_length(start, Length.QUARTER_HOUR):
        amount = (2, start)
    if not amount or not sentence.is_length(amount[1], *_MINUTES):
        return None
    halves, end = amount
    minutes = halves * _MINUTES[sentence.at(end).value] // 2
    if minutes > LONGEST_WAIT_HOURS * MINUTES_IN_HOUR:
        return None
    moment = now.replace(tzinfo=None) + timedelta(minutes=minutes)
    if sentence.text(index) == "binnen":
        return Item(index, end + 1, day=DayClue(Span(now.date(), moment.date())))
    clock = Clock(moment.hour * MINUTES_IN_HOUR + moment.minute, around_the_clock=True)
    return Item(index, end + 1, DayClue(one_day(moment.date())), TimeClue(clock, clock))


def _tells_what_happened(sentence: Sentence, items: list[Item]) -> bool:
    """Whether the text tells of complaints and asks for nothing, naming no clock time."""
    said = set(sentence.texts(0, len(sentence)))
    if said & words.ASKING or any(item.time and item.time.has_clock for item in items):
        return False
    if said & words.HAPPENED:
        return True
    vague = all(item.day is None or _is_today(sentence, item) for item in items)
    return bool(said & words.GOING_ON) and vague


def _is_today(sentence: Sentence, item: Item) -> bool:
    unit = sentence.at(item.start)
    return unit.kind is Kind.RELATIVE_DAY and unit.value == 0


def _refused(sentence: Sentence, items: list[Item]) -> list[bool]:
    """Return for each item whether the text says that it is not wanted."""
    refused = [False] * len(items)
    for place, item in enumerate(items):
        previous_end = items[place - 1].end if place else 0
        before = item.start - 1
        while before >= previous_end and sentence.text(before) in words.BETWEEN_NO:
            before -= 1
        gap = sentence.texts(previous_end, item.start)
        negated = before >= previous_end and sentence.text(before) in words.NO
        goes_on = place > 0 and refused[place - 1] and _only(gap, words.BETWEEN_REFUSED)
        if negated or goes_on or _is_replaced(sentence, gap, previous_end):
            refused[place] = True
        if _is_unfit(sentence, item.end, _start(items, place + 1, len(sentence))):
            first = place
            while first and _only(
                sentence.texts(items[first - 1].end, items[first].start), words.JOINING | {"om"}
            ):
                first -= 1
            refused[first : place + 1] = [True] * (place + 1 - first)
    return refused


def _start(items: list[Item], place: int, end: int) -> int:
    return items[place].start if place < len(items) else end


def _only(gap: tuple[str, ...], allowed: frozenset[str]) -> bool:
    return all(word in allowed for word in gap)


def _is_replaced(sentence: Sentence, gap: tuple[str, ...], previous_end: int) -> bool:
    """Whether the gap says that what follows gives way: "liever X dan Y", "in plaats van Y"."""
    if "ipv" in gap or ("plaats" in gap[:-1] and gap[gap.index("plaats") + 1] == "van"):
        return True
    if not gap or gap[0] != "dan" or not _only(gap[1:], words.BETWEEN_NO):
        return False
    start = max(previous_end - 8, 0)
    return bool({"liever", "eerder", "beter"} & set(sentence.texts(start, previous_end)))


def _is_unfit(sentence: Sentence, index: int, end: int) -> bool:
    """Whether the words here say no to the item before: "kan ik niet", "heb ik geen tijd"."""
    for _ in range(6):
        if index >= end or sentence.text(index) not in words.UNFIT:
            break
        index += 1
    if sentence.text(index) == "geen":
        return sentence.text(index + 1) in ("tijd", "optie")
    if index >= end or sentence.text(index) != "niet":
        return False
    belongs_to_next = sentence.skip(index + 1, words.BETWEEN_NO, 2) >= end
    return not belongs_to_next or end == len(sentence)


class _Wishes:
    """The wishes so far; what is said later adds to, corrects or stands beside them."""

    def __init__(self, sentence: Sentence) -> None:
        self._sentence = sentence
        self._end = 0
        self.all: list[Wish] = [Wish()]
        self._refined_from = 0  # wishes before this one are not changed any more

    def add(self, item: Item) -> None:
        """Take in the next item."""
        gap = self._sentence.texts(self._end, item.start)
        first = self._end == 0
        self._end = item.end
        joined = bool(gap) and gap[0] in words.JOINING | words.RANGE and not first
        joined = joined or "anders" in gap
        corrects = not first and bool(words.CORRECTING & set(gap))
        if "naar" in gap and not first:
            kept = None if item.day else self.all[-1].day
            self.all = [Wish(day=kept)]
        if item.day:
            together = not first and not joined and _only(gap, words.BETWEEN_DAYS - {","})
            self._add_day(item.day, joined, corrects, together)
        if item.time:
            self._add_time(item.time, joined and not item.day, corrects)

    def _add_day(self, day: DayClue, joined: bool, corrects: bool, together: bool) -> None:
        last = self.all[-1]
        if last.day is None:
            self.all[-1] = replace(last, day=day)
            return
        merged = None if joined and not _narrows(last.day, day) else last.day.merged(day)
        if merged:
            if last.contradicts:
                self.all = [replace(last, contradicts=False)]
            self.all[-1] = replace(self.all[-1], day=merged)
            self._share(day)
        elif corrects:
            self.all = [replace(last, day=_in_same_week(last.day, day))]
        else:
            self.all.append(Wish(_in_same_week(last.day, day), contradicts=together))

    def _share(self, day: DayClue) -> None:
        """Let "volgende week" count for both days in "maandag of dinsdag volgende week"."""
        for place in range(len(self.all) - 2, -1, -1):
            earlier = self.all[place].day
            merged = earlier.merged(day) if earlier and not earlier.span else None
            if not merged:
                break
            self.all[place] = replace(self.all[place], day=merged)

    def _add_time(self, time_clue: TimeClue, joined: bool, corrects: bool) -> None:
        last = self.all[-1]
        if last.time is None:
            self.all[-1] = replace(last, time=time_clue)
            return
        merged = last.time.merged(time_clue)
        if merged:
            self.all[-1] = replace(last, time=merged)
        elif corrects:
            self.all = [replace(wish, time=time_clue) for wish in self.all]
        else:
            self.all.append(Wish(last.day, time_clue))


def _narrows(earlier: DayClue, day: DayClue) -> bool:
    """Whether a joined day is said of the earlier one: "maandag, 30 november"."""
    return bool(earlier.weekday and day.span and day.span.is_one_day and not earlier.span)


def _in_same_week(earlier: DayClue, day: DayClue) -> DayClue:
    """Let the week of an earlier day count for a later weekday: "volgende week ma of di"."""
    if earlier.weekday and earlier.span and not earlier.span.is_one_day and not day.span:
        return DayClue(earlier.span).merged(day) or day
    return day


@dataclass(frozen=True)
class _Outcome:
    """Turns wishes into the moment they mean."""

    now: datetime
    day_starts: int

    def moment(self, wishes: list[Wish]) -> Moment:
        """Return the moment."""
        said = [wish for wish in wishes if wish.day or wish.time]
        if not said:
            return Moment(reason=Reason.NO_DATE)
        if any(wish.time and wish.time.impossible for wish in said):
            return Moment(reason=Reason.IMPOSSIBLE)
        spans: list[Span] = []
        likeliest: Span | None = None
        contradicts = any(wish.contradicts for wish in said)
        for wish in said:
            if wish.day is None:
                continue
            days = resolve(wish.day, self.now.date())
            if days.impossible:
                return Moment(reason=Reason.IMPOSSIBLE, suggestion=days.suggestion)
            spans.extend(days.spans)
            if len(days.spans) > 1:
                likeliest = days.likeliest
                contradicts = contradicts or not (days.likeliest or wish.day.options)
        return self._with_days(said, spans, likeliest, contradicts)

    def _with_days(
        self, said: list[Wish], spans: list[Span], likeliest: Span | None, contradicts: bool
    ) -> Moment:
        today = self.now.date()
        coming = [span for span in dict.fromkeys(spans) if not span.last or span.last >= today]
        if spans and not coming:
            return Moment(reason=Reason.PAST)
        hours = self._hours([wish for wish in said if wish.time], coming)
        if hours is None:
            return Moment(reason=Reason.PAST)
        time_from, time_to = hours.as_times()
        joined = None if contradicts and len(coming) > 1 else _joined(coming)
        said_for_each = {(wish.day, wish.time) for wish in said if wish.day and wish.time}
        differ = len({day for day, _ in said_for_each}) > 1 < len({c for _, c in said_for_each})
        if differ:
            time_from = time_to = None
        if joined and not differ:
            return Moment(joined.first, joined.last, time_from, time_to)
        if not coming:
            return Moment(None, None, time_from, time_to)
        days = (span.first or span.last for span in coming)
        alternatives = sorted({max(day, today) for day in days if day})
        shown = likeliest if likeliest in coming else None
        shown = shown or Span(alternatives[0], max(_last(span) for span in coming))
        if contradicts:
            shown = Span(None, None)
        return Moment(
            shown.first,
            shown.last,
            time_from,
            time_to,
            Reason.AMBIGUOUS,
            alternatives=tuple(alternatives[:MOST_ALTERNATIVES]),
        )

    def _hours(self, said: list[Wish], spans: list[Span]) -> Hours | None:
        """Return the times, or None if they are past."""
        now = self.now.hour * MINUTES_IN_HOUR + self.now.minute
        today = [one_day(self.now.date())] == spans
        found = Hours()
        for place, wish in enumerate(said):
            clue = wish.time or TimeClue()
            if today:
                clue = later_today(clue, now, self.day_starts)
            hours = resolve_time(clue, self.day_starts)
            found = found.around(hours) if place else hours
        return None if today and found.high is not None and found.high < now else found


def _last(span: Span) -> date:
    return span.last or span.first or date.min


def _joined(spans: list[Span]) -> Span | None:
    """Return the one span that adjoining days make, or None if there is a gap between them."""
    if len(spans) == 1:
        return spans[0]
    if not spans or any(span.first is None or span.last is None for span in spans):
        return None
    ordered = sorted(spans, key=lambda span: (span.first or date.min, _last(span)))
    joined = ordered[0]
    for span in ordered[1:]:
        if span.first and span.first > _last(joined) + timedelta(days=1):
            return None
        joined = Span(joined.first, max(_last(joined), _last(span)))
    return joined
