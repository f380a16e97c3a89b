"""Reads weekdays: "dinsdag", "vrijdag a.s.", "wo"; and whether an abbreviation is one."""

from actions.clinic.dates import words
from actions.clinic.dates.day_clue import DayClue, DayRead, Weekday
from actions.clinic.dates.units import Kind, Length, Sentence

_NUMBERS = (Kind.NUMBER, Kind.ORDINAL, Kind.DATE, Kind.PAIR)
_TIMES = (Kind.CLOCK, Kind.PART, Kind.HALF, Kind.QUARTER)
_TAKES_CHOICE = (Kind.SPAN, Kind.WEEKDAY, Kind.MONTH, Kind.NUMBER, Kind.PART)


class WeekdayReader:
    """Reads the weekdays of one sentence."""

    def __init__(self, sentence: Sentence) -> None:
        """Keep the sentence."""
        self._sentence = sentence

    def read(self, index: int) -> DayRead | None:
        """Read a weekday and the "a.s." or "aanstaande" after it."""
        sentence, unit = self._sentence, self._sentence.at(index)
        if not unit.sure and not self._is_abbreviation(index):
            return None
        if sentence.text(index - 1) == "goede":  # Goede Vrijdag is not just any Friday
            return None
        after = sentence.at(index + 1)
        belongs_to_next = sentence.kind(index + 2) in _TAKES_CHOICE and after.text != "as"
        if after.kind is Kind.CHOICE and not belongs_to_next:
            return DayClue(weekday=Weekday(unit.value, after.value)), index + 2
        return DayClue(weekday=Weekday(unit.value)), index + 1

    def _is_abbreviation(self, index: int) -> bool:
        """Whether "ma", "do" or "zo" stands where only a weekday can."""
        sentence, before = self._sentence, self._sentence.text(index - 1)
        alone = sentence.kind(index - 1) is Kind.END and sentence.kind(index + 1) in (
            Kind.END,
            Kind.MARK,
        )
        ends = sentence.kind(index + 1) is Kind.END or sentence.kind(index + 2) is Kind.END
        if (alone and ends) or before in words.BEFORE_WEEKDAY:
            return True
        if self._is_judged(index):
            return True
        return self._is_in_list(index) or self._is_before_date_or_time(index)

    def _is_judged(self, index: int) -> bool:
        """Whether a text begins by saying how a day suits: "wo is goed", "do kan ook"."""
        sentence, is_other_word = self._sentence, words.ALSO_WORDS | words.PEOPLE
        begins = sentence.kind(index - 1) in (Kind.END, Kind.MARK)
        suits = sentence.text(index + 1) in words.AFTER_WEEKDAY
        return begins and suits and sentence.text(index) not in is_other_word

    def _is_in_list(self, index: int) -> bool:
        """Whether another weekday stands beside it: "ma of di", "wo/do"."""
        sentence, joining = self._sentence, words.JOINING | words.RANGE
        if sentence.text(index + 1) in joining and sentence.kind(index + 2) is Kind.WEEKDAY:
            return True
        return sentence.text(index - 1) in joining and sentence.kind(index - 2) is Kind.WEEKDAY

    def _is_before_date_or_time(self, index: int) -> bool:
        sentence, is_other_word = self._sentence, self._sentence.text(index) in words.ALSO_WORDS
        start = index + 1
        if sentence.text(start) == "." and not is_other_word:
            start += 1
        after = sentence.at(start)
        if after.kind is Kind.NUMBER and not after.text.isdigit():
            return sentence.kind(start + 1) is Kind.MONTH
        if after.kind in _NUMBERS or after.text == "as":
            return not sentence.is_length(start + 1, Length.DAY, Length.WEEK, Length.MONTH)
        introduced = after.text in words.BEFORE_TIME and sentence.kind(start + 1) not in (
            Kind.WORD,
            Kind.END,
            Kind.MARK,
        )
        return (introduced or after.kind in _TIMES) and not is_other_word
