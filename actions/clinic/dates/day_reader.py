"""Reads days: from some place in a sentence, what is said about the day, and where that ends.

The atoms are read by ``DateReader``, ``WeekdayReader``, ``PeriodReader`` and ``OffsetReader``; here
they are put together ("dinsdag over een week") and limited ("vanaf dinsdag", "ma t/m do").
"""

from collections.abc import Callable
from datetime import date, timedelta

from actions.clinic.dates import words
from actions.clinic.dates.calendar_days import Span, one_day
from actions.clinic.dates.context import after_range_word
from actions.clinic.dates.date_reader import DateReader
from actions.clinic.dates.day_clue import DayClue, DayRead, resolve
from actions.clinic.dates.offset_reader import OffsetReader
from actions.clinic.dates.period_reader import PeriodReader
from actions.clinic.dates.units import Kind, Sentence
from actions.clinic.dates.weekday_reader import WeekdayReader

Limit = Callable[[Span], Span]
Reader = Callable[[int], DayRead | None]

WORDS_BACK = 8


class DayReader:
    """Reads the days of one sentence."""

    def __init__(self, sentence: Sentence, today: date) -> None:
        """Keep the sentence and the day it is said on."""
        self._sentence = sentence
        self._today = today
        dates = DateReader(sentence, today)
        periods = PeriodReader(sentence, today, dates)
        offsets = OffsetReader(sentence, today)
        self._readers: dict[Kind, tuple[Reader, ...]] = {
            Kind.WEEKDAY: (WeekdayReader(sentence).read,),
            Kind.ORDINAL: (
                dates.numbers_in_month,
                periods.readers[Kind.ORDINAL],
                dates.day_of_month,
            ),
        }
        for readers in (dates.readers, periods.readers, offsets.readers):
            for kind, reader in readers.items():
                if kind is not Kind.ORDINAL:
                    self._readers[kind] = (*self._readers.get(kind, ()), reader)

    def read(self, index: int) -> DayRead | None:
        """Read what is said about the day from this place on, limits and ranges included."""
        limited = self._limited(index)
        if limited:
            return limited
        first = self._phrase(index)
        if not first:
            return None
        clue, end = first
        range_end = after_range_word(self._sentence, end)
        if range_end and (second := self._phrase(range_end)):
            return self._range(clue, second[0]) or clue, second[1]
        return clue, end

    def _range(self, first: DayClue, last: DayClue) -> DayClue | None:
        if first.impossible or last.impossible:
            return first if first.impossible else last
        starts = self._resolved(first)
        if not starts or not starts.first:
            return None
        ends = resolve(last, max(starts.first, self._today)).spans
        if not ends or not ends[0].last or ends[0].last < starts.first:
            return None
        return DayClue(Span(starts.first, ends[0].last))

    def _resolved(self, clue: DayClue) -> Span | None:
        days = resolve(clue, self._today)
        return days.likeliest or (days.spans[0] if days.spans else None)

    def _limited(self, index: int) -> DayRead | None:
        sentence = self._sentence
        if sentence.text(index) == "tussen":
            return self._between(index + 1)
        limit, start = self._limit(index)
        if not limit:
            return None
        read = self._phrase(sentence.skip(start, words.ARTICLES, 1))
        if not read:
            return None
        clue, end = read
        span = None if clue.impossible else self._resolved(clue)
        is_past = span and span.last and span.last < self._today
        return (DayClue(limit(span)) if span and not is_past else clue), end

    def _between(self, index: int) -> DayRead | None:
        first = self._phrase(index)
        if self._sentence.text(index) == "nu":
            first = DayClue(one_day(self._today)), index + 1
        if not first:
            return None
        if self._sentence.text(first[1]) not in ("en", "tot", "tm", "-"):
            is_list = self._sentence.kind(index) in (Kind.NUMBER, Kind.ORDINAL)
            return first if is_list else None
        second = self._phrase(first[1] + 1)
        clue = self._range(first[0], second[0]) if second else None
        return (clue, second[1]) if clue and second else None

    def _limit(self, index: int) -> tuple[Limit | None, int]:
        """Return the limit that the words here put on a day, and where they end."""
        sentence = self._sentence
        for phrase, limit in _LIMITS.items():
            if sentence.follows(index, *phrase):
                return limit, index + len(phrase)
        if sentence.text(index) == "voor" and self._means_before(index):
            return _before, index + 1
        return None, index

    def _means_before(self, index: int) -> bool:
        """Whether "voor" is "before" and not, as in "een afspraak voor dinsdag", "for"."""
        day = self._sentence.at(self._sentence.skip(index + 1, words.ARTICLES, 1))
        previous = self._sentence.text(index - 1)
        said = self._sentence.texts(index - WORDS_BACK, index)
        if day.kind in (Kind.RELATIVE_DAY, Kind.CHOICE) or words.BOOKED_FOR & set(said):
            return False
        return previous in words.BEFORE_DEADLINE or (day.kind not in (Kind.WEEKDAY, Kind.SPAN))

    def _phrase(self, index: int) -> DayRead | None:
        """Read everything that is said about one day without other words in between."""
        read = self._atom(index)
        if not read:
            return None
        clue, end = read
        while True:
            start = self._sentence.skip(end, words.BETWEEN_DAYS, 2)
            more = self._atom(start)
            merged = clue.merged(more[0]) if more else None
            if not more or not merged:
                return clue, end
            clue, end = merged, more[1]

    def _atom(self, index: int) -> DayRead | None:
        for reader in self._readers.get(self._sentence.kind(index), ()):
            if read := reader(index):
                return read
        return None


def _from(span: Span) -> Span:
    return Span(span.first, None)


def _after(span: Span) -> Span:
    return Span(span.last + timedelta(days=1) if span.last else None, None)


def _until(span: Span) -> Span:
    return Span(None, span.last)


def _before(span: Span) -> Span:
    return Span(None, span.first - timedelta(days=1) if span.first else None)


_LIMITS: dict[tuple[str, ...], Limit] = {
    ("niet", "eerder", "dan"): _from,
    ("niet", "vroeger", "dan"): _from,
    ("niet", "later", "dan"): _until,
    ("niet", "voor"): _from,
    ("niet", "vóór"): _from,
    ("niet", "na"): _until,
    ("later", "dan"): _after,
    ("eerder", "dan"): _before,
    ("tot", "en", "met"): _until,
    ("vanaf",): _from,
    ("na",): _after,
    ("uiterlijk",): _until,
    ("tm",): _until,
    ("tot",): _until,
    ("vóór",): _before,
}
