"""Reads days by how far off they are: "morgen", "over 10 dagen", "drie weken geleden"."""

from collections.abc import Callable
from datetime import date, timedelta

from actions.clinic.dates import words
from actions.clinic.dates.amounts import COUNTED, AmountReader, shift_of
from actions.clinic.dates.calendar_days import Span, one_day
from actions.clinic.dates.day_clue import WORKWEEK, DayClue, DayRead
from actions.clinic.dates.units import Kind, Length, Sentence

MOST_MONTHS_AHEAD = 24
FEW = (2, 4)
ONE = 2  # halves


class OffsetReader:
    """Reads the days of one sentence that are counted from today."""

    def __init__(self, sentence: Sentence, today: date) -> None:
        """Keep the sentence and the day it is said on."""
        self._sentence = sentence
        self._today = today
        self._amounts = AmountReader(sentence, today)
        self.readers: dict[Kind, Callable[[int], DayRead | None]] = {
            Kind.RELATIVE_DAY: self._relative_day,
            Kind.NUMBER: self._ago,
            Kind.HALF: self._ago,
            Kind.WORD: self._from_now,
        }

    def _relative_day(self, index: int) -> DayRead | None:
        if self._sentence.follows(index, "vandaag", "de", "dag"):
            return None
        day = self._today + timedelta(days=self._sentence.at(index).value)
        return DayClue(one_day(day)), index + 1

    def _ago(self, index: int) -> DayRead | None:
        """Read "drie dagen geleden" and "twee weken vanaf nu"."""
        counted = self._amounts.counted(index)
        if not counted:
            return None
        halves, length, end = counted
        if self._sentence.text(end) in ("geleden", "terug"):
            shift = shift_of(halves, length, -1)
            return DayClue(one_day(self._amounts.moved(shift))), end + 1
        for now in ("nu", "vandaag"):
            if self._sentence.follows(end, "vanaf", now):
                return DayClue(one_day(self._amounts.moved(shift_of(halves, length)))), end + 2
        return None

    def _from_now(self, index: int) -> DayRead | None:
        """Read "over twee weken", "binnen een maand", "door de week"."""
        sentence, word = self._sentence, self._sentence.text(index)
        if sentence.follows(index, "door", "de", "week"):
            return DayClue(weekday=WORKWEEK), index + 3
        if word not in ("over", "binnen"):
            return None
        start = sentence.skip(index + 1, words.ABOUT_AMOUNT, 1)
        counted = self._amounts.counted(start)
        if not counted and word == "binnen" and sentence.is_length(start, *COUNTED):
            counted = ONE, sentence.at(start).value, start + 1
        if not counted:
            return self._few(start)
        halves, length, end = counted
        shift = shift_of(halves, length)
        if shift.months > MOST_MONTHS_AHEAD:
            return None
        if word == "binnen":
            return DayClue(Span(self._today, self._amounts.moved(shift))), end
        return DayClue(shift=shift), end

    def _few(self, index: int) -> DayRead | None:
        """Read "een paar dagen", "enkele weken"."""
        sentence = self._sentence
        start = sentence.skip(index, words.ONE, 1)
        if sentence.text(start) not in ("paar", "enkele"):
            return None
        if not sentence.is_length(start + 1, Length.DAY, Length.WEEK, Length.MONTH):
            return None
        length = sentence.at(start + 1).value
        first, last = (self._amounts.moved(shift_of(ONE * amount, length)) for amount in FEW)
        return DayClue(Span(first, last)), start + 2
