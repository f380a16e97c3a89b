"""What a text is made of once its words are known: a row of units."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto


class Kind(Enum):
    """What a unit is; the comment says what ``value`` (and ``second``, ``third``) hold."""

    NUMBER = auto()  # the number; not sure: the article "een"
    ORDINAL = auto()  # the number; LAST for "laatste"
    WEEKDAY = auto()  # 0 is Monday; not sure: an abbreviation that is also a word
    MONTH = auto()  # 1 to 12; not sure: an abbreviation
    RELATIVE_DAY = auto()  # days from today
    PART = auto()  # a Part
    SPAN = auto()  # a Length
    CHOICE = auto()  # a Choice
    PORTION = auto()  # a Portion
    HALF = auto()
    QUARTER = auto()
    FEAST = auto()  # day and month, number of days
    DATE = auto()  # day, month, year
    PAIR = auto()  # both numbers; text is the separator; sure: both could be a clock time
    CLOCK = auto()  # hour, minute; sure: on the 24-hour clock
    CLOCK_HOUR = auto()  # the hour, in words such as "vieren"
    WORD = auto()
    MARK = auto()  # punctuation
    JUNK = auto()  # a number that cannot be a date or a time
    END = auto()  # before the first and after the last unit


class Part:
    """Parts of the day."""

    MORNING, AFTERNOON, EVENING, NIGHT, MIDDAY = range(5)


class Length:
    """Lengths of time."""

    MINUTE, QUARTER_HOUR, HOUR, DAY, WEEK, WEEKEND, WORKWEEK, MONTH, YEAR = range(9)


class Choice:
    """Which one is meant: of the weekdays, weeks, months."""

    PLAIN, THIS, COMING, NEXT, PREVIOUS = range(5)


class Portion:
    """Begin, middle or end."""

    BEGIN, MIDDLE, END = range(3)


LAST = -1


@dataclass(frozen=True)
class Unit:
    """One unit; ``text`` is its word as the vocabulary spells it."""

    kind: Kind
    value: int = 0
    second: int = 0
    third: int = 0
    text: str = ""
    sure: bool = True


END = Unit(Kind.END)


class Sentence:
    """A row of units that may be asked beyond its ends."""

    def __init__(self, units: Sequence[Unit]) -> None:
        """Keep the units."""
        self._units = units

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self._units)

    def at(self, index: int) -> Unit:
        """Return the unit there, or an END unit."""
        return self._units[index] if 0 <= index < len(self._units) else END

    def kind(self, index: int) -> Kind:
        """Return the kind of the unit there."""
        return self.at(index).kind

    def text(self, index: int) -> str:
        """Return the word there."""
        return self.at(index).text

    def is_length(self, index: int, *lengths: int) -> bool:
        """Whether one of these lengths of time is there."""
        unit = self.at(index)
        return unit.kind is Kind.SPAN and unit.value in lengths

    def skip(self, index: int, words: frozenset[str], most: int = 3) -> int:
        """Return the first index from here that holds none of the words, passing at most some."""
        for _ in range(most):
            if self.text(index) not in words:
                break
            index += 1
        return index

    def follows(self, index: int, *words: str) -> bool:
        """Whether exactly these words stand from here on."""
        return all(self.text(index + offset) == word for offset, word in enumerate(words))

    def texts(self, start: int, end: int) -> tuple[str, ...]:
        """Return the words between two indexes."""
        return tuple(unit.text for unit in self._units[max(start, 0) : max(end, 0)])
