"""Reads amounts of time: "twee weken", "anderhalve maand", "een week of drie"."""

from datetime import date

from actions.clinic.dates import words
from actions.clinic.dates.calendar_days import DAYS_IN_WEEK, MONTHS_IN_YEAR, add
from actions.clinic.dates.day_clue import Shift
from actions.clinic.dates.units import Kind, Length, Sentence

MOST_AMOUNT = 999
DAYS_IN_HALF_MONTH = 15
HALF_IN_TENTHS = 5
COUNTED = (Length.DAY, Length.WEEK, Length.MONTH, Length.YEAR)


def shift_of(halves: int, length: int, times: int = 1) -> Shift:
    """Return the shift of a number of halves of a length of time."""
    amount = halves * times
    if length == Length.DAY:
        return Shift(days=amount // 2)
    if length == Length.WEEK:
        return Shift(days=amount * DAYS_IN_WEEK // 2)
    months = amount * (MONTHS_IN_YEAR if length == Length.YEAR else 1)
    days = DAYS_IN_HALF_MONTH * (1 if months > 0 else -1) if months % 2 else 0
    return Shift(days=days, months=int(months / 2))


class AmountReader:
    """Reads the amounts of one sentence."""

    def __init__(self, sentence: Sentence, today: date) -> None:
        """Keep the sentence and the day it is said on."""
        self._sentence = sentence
        self._today = today

    def amount(self, index: int) -> tuple[int, int] | None:
        """Return the amount in halves, and where it ends."""
        sentence, unit = self._sentence, self._sentence.at(index)
        if unit.text in ("anderhalf", "anderhalve"):
            return 3, index + 1
        if unit.kind is Kind.HALF:
            return 1, index + 1
        if unit.kind is Kind.PAIR and unit.text in ".," and unit.second == HALF_IN_TENTHS:
            return 2 * unit.value + 1, index + 1
        if unit.kind is not Kind.NUMBER or not 0 < unit.value <= MOST_AMOUNT:
            return None
        if unit.text == "een" and sentence.kind(index + 1) is Kind.HALF:
            return 1, index + 2
        end = index + 1
        if unit.text == "een":
            end = sentence.skip(end, words.ROUGHLY, 1)
        return 2 * unit.value, end

    def counted(self, index: int) -> tuple[int, int, int] | None:
        """Read an amount of days, weeks, months or years: its halves, length and end."""
        amount = self.amount(index)
        if not amount or not self._sentence.is_length(amount[1], *COUNTED):
            return None
        length, end = self._sentence.at(amount[1]).value, amount[1] + 1
        if self._sentence.text(end) == "of" and self._sentence.kind(end + 1) is Kind.NUMBER:
            return 2 * self._sentence.at(end + 1).value, length, end + 2  # "een week of drie"
        return amount[0], length, end

    def moved(self, shift: Shift) -> date:
        """Return the day so much later than today."""
        return add(self._today, shift.days, shift.months)
