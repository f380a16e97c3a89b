"""Reads times: from some place in a sentence, what is said about the time, and where it ends."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from actions.clinic.dates import words
from actions.clinic.dates.context import follows_freely, is_clock_pair
from actions.clinic.dates.time_clue import MINUTES_IN_HOUR, Clock, TimeClue
from actions.clinic.dates.units import Kind, Length, Part, Portion, Sentence, Unit

TimeRead = tuple[TimeClue, int]

HOURS_IN_DAY = 24
NOON_HOUR = 12
QUARTER = 15
MOST_WORDS_BETWEEN = 4
LAST_MINUTE_SAID_BEFORE_HOUR = 29
WORK_ENDS = Clock(17 * MINUTES_IN_HOUR, around_the_clock=True)
LUNCH_STARTS = Clock(12 * MINUTES_IN_HOUR, around_the_clock=True)
LUNCH_ENDS = Clock(13 * MINUTES_IN_HOUR, around_the_clock=True)
IMPOSSIBLE = TimeClue(impossible=True)


@dataclass(frozen=True)
class _Point:
    """A clock time, where it ends, and whether it can be nothing else."""

    clock: Clock | None  # None: there is no such time
    end: int
    certain: bool


class TimeReader:
    """Reads the times of one sentence."""

    def __init__(self, sentence: Sentence) -> None:
        """Keep the sentence."""
        self._sentence = sentence

    def read(self, index: int) -> TimeRead | None:
        """Read what is said about the time from this place on."""
        return (
            self._around_an_event(index)
            or self._part(index)
            or self._limited(index)
            or self._range(index)
            or self._about(index)
            or self._exact(index)
        )

    def _part(self, index: int) -> TimeRead | None:
        """Read "ochtend", "begin van de middag", "laat in de middag"."""
        sentence, unit = self._sentence, self._sentence.at(index)
        if unit.kind is Kind.PART:
            return TimeClue(part=unit.value), index + 1
        portion = unit.value if unit.kind is Kind.PORTION else None
        start = sentence.skip(index + 1, words.OF_THE, 2)
        if (
            unit.text in ("laat", "vroeg")
            and start > index + 1
            and sentence.text(index - 1) != "te"
        ):
            portion = Portion.END if unit.text == "laat" else Portion.BEGIN
        if portion is None:
            return None
        part = sentence.at(start)
        if part.kind is Kind.PART:
            return TimeClue(part=part.value, portion=portion), start + 1
        if unit.kind is Kind.PORTION and sentence.is_length(start, Length.DAY):
            of_day = Part.MORNING if portion == Portion.BEGIN else Part.AFTERNOON
            return TimeClue(part=of_day, portion=portion), start + 1
        return None

    def _around_an_event(self, index: int) -> TimeRead | None:
        """Read "na de middag", "tussen de middag", "na het werk", "voor de lunch"."""
        sentence, word = self._sentence, self._sentence.text(index)
        if word not in ("voor", "na", "tussen", "rond", "vóór"):
            return None
        start = sentence.skip(index + 1, words.ARTICLES | {"mijn"}, 1)
        event, end = sentence.text(start), start + 1
        before = word in ("voor", "vóór")
        if event == "middag" and start > index + 1:
            part = {"na": Part.AFTERNOON, "tussen": Part.MIDDAY, "rond": Part.MIDDAY}
            return TimeClue(part=part.get(word, Part.MORNING)), end
        if event in ("lunch", "lunchtijd", "lunchpauze") and word != "tussen":
            clues = {"na": TimeClue(low=LUNCH_ENDS), "rond": TimeClue(part=Part.MIDDAY)}
            return clues.get(word, TimeClue(high=LUNCH_STARTS)), end
        if event in ("werk", "werktijd", "kantoortijd", "werkdag") and word == "na":
            previous = self._sentence.at(index - 1)
            is_evening = previous.kind is Kind.PART and previous.value == Part.EVENING
            return TimeClue(part=Part.EVENING) if is_evening else TimeClue(low=WORK_ENDS), end
        if event in ("school", "schooltijd") and word == "na" and not before:
            return TimeClue(low=Clock(QUARTER * MINUTES_IN_HOUR, around_the_clock=True)), end
        return None

    def _limited(self, index: int) -> TimeRead | None:
        """Read "na vieren", "vanaf 13:00", "voor twaalf uur", "niet later dan half 5"."""
        for phrase, is_from in _LIMITS.items():
            if self._sentence.follows(index, *phrase):
                point = self._introduced(index + len(phrase))
                if not point or not self._is_time(point, index):
                    continue
                if point.clock is None:
                    return IMPOSSIBLE, point.end
                low, high = (point.clock, None) if is_from else (None, point.clock)
                return self._up_to(TimeClue(low, high), point.end)
        return None

    def _introduced(self, index: int) -> _Point | None:
        """Read the time after "om" or "na", loose words such as "een uur of" included."""
        start = self._sentence.skip(index, words.LOOSELY, 4)
        if self._sentence.follows(start, "een", "uur", "of"):
            start += 3
        return self._point(start, introduced=True)

    def _up_to(self, clue: TimeClue, end: int) -> TimeRead:
        """Add the other end in "vanaf 9 uur tot 12 uur"."""
        if clue.low and self._sentence.text(end) in ("tot", "tm"):
            point = self._point(end + 1, introduced=True)
            if point and point.clock and self._is_time(point, end):
                return replace(clue, high=point.clock), point.end
        return clue, end

    def _range(self, index: int) -> TimeRead | None:
        """Read "tussen 2 en 4", "van 9 tot 12", "13:00 - 13:15", "9-12 uur"."""
        sentence, word = self._sentence, self._sentence.text(index)
        introduced = word in ("tussen", "van") or word in words.ABOUT
        start = sentence.skip(index + 1, words.ARTICLES, 1) if introduced else index
        if pair := self._pair_range(start):
            return pair
        first = self._point(start, introduced=True)
        if not first or sentence.follows(start, "een", "uur", "of"):
            return None
        joiner = sentence.text(first.end)
        if joiner not in words.BETWEEN_TIMES and (joiner, word) != ("en", "tussen"):
            return None
        second = self._point(sentence.skip(first.end + 1, words.AND_AT, 2), introduced=True)
        certain = first.certain or (second is not None and second.certain)
        if not second or not (certain or introduced) or not self._is_time(second, index):
            return None
        if first.clock is None or second.clock is None:
            return IMPOSSIBLE, second.end
        return TimeClue(first.clock, second.clock), second.end

    def _pair_range(self, index: int) -> TimeRead | None:
        unit = self._sentence.at(index)
        if unit.kind is not Kind.PAIR or unit.text != "-":
            return None
        if not is_clock_pair(self._sentence, index) or self._lasts(index - 1, index + 2):
            return None
        clocks = [_clock(hour, 0, bool(unit.third)) for hour in (unit.value, unit.second)]
        has_hour = self._sentence.is_length(index + 1, Length.HOUR)
        end = index + 2 if has_hour else index + 1
        if clocks[0] is None or clocks[1] is None:
            return None
        return TimeClue(clocks[0], clocks[1]), end

    def _about(self, index: int) -> TimeRead | None:
        """Read "om half drie", "rond tienen", "tegen 5 uur", "een uur of tien"."""
        sentence = self._sentence
        if sentence.text(index) in words.ABOUT:
            if sentence.text(index + 1) == "de" and sentence.kind(index + 2) is Kind.NUMBER:
                return None  # "om de 2 uur"
            point = self._introduced(index + 1)
            if not point or not self._is_time(point, index):
                return None
            return self._exactly(point)
        if sentence.follows(index, "uur", "of") or sentence.follows(index, "uurtje", "of"):
            point = self._point(index + 2, introduced=True)
            if point and point.clock and follows_freely(sentence, point.end):
                return self._exactly(point)
        return None

    def _exact(self, index: int) -> TimeRead | None:
        """Read a clock time that needs no other words, or a number after a day: "morgen 10"."""
        point = self._point(index, introduced=False)
        if not point:
            return None
        if not point.certain:
            previous, following = self._sentence.kind(index - 1), self._sentence.kind(point.end)
            after_day = previous in (Kind.WEEKDAY, Kind.RELATIVE_DAY, Kind.PART)
            if not after_day or following not in (Kind.END, Kind.MARK):
                return None
        if point.clock is None and not self._is_clock_unit(index):
            return None
        return self._exactly(point) if self._is_time(point, index) else None

    def _is_clock_unit(self, index: int) -> bool:
        return self._sentence.kind(index) in (Kind.CLOCK, Kind.PAIR, Kind.HALF, Kind.QUARTER)

    def _exactly(self, point: _Point) -> TimeRead:
        """Return the time, or what "of later" or "of eerder" after it makes of it."""
        sentence, end = self._sentence, point.end
        if point.clock is None:
            return IMPOSSIBLE, end
        after = end
        if sentence.text(after) in ("of", "en"):
            after = sentence.skip(after + 1, words.A_BIT)
            if sentence.text(after) in words.LATER:
                return TimeClue(low=point.clock), after + 1
            if sentence.text(after) in words.EARLIER:
                return TimeClue(high=point.clock), after + 1
        return TimeClue(point.clock, point.clock), end

    def _is_time(self, point: _Point, start: int) -> bool:
        """Whether this is a time and not how long or how many."""
        if self._lasts(start - 1, point.end):
            return False
        sentence = self._sentence
        if point.certain:
            return True
        if sentence.text(point.end - 1) in ("een", "één"):  # an article, unless nothing follows
            return sentence.kind(point.end) in (Kind.END, Kind.MARK, Kind.PART)
        if sentence.text(start) in words.ABOUT or sentence.text(start) == "vanaf":
            following = sentence.at(point.end)
            counted = following.kind is Kind.SPAN and following.value != Length.WEEKEND
            return not (
                counted
                or following.kind in (Kind.NUMBER, Kind.MONTH)
                or following.text in words.QUANTITIES
            )
        return follows_freely(sentence, point.end)

    def _lasts(self, before: int, after: int) -> bool:
        """Whether the words around say how long something takes, or how often it comes back."""
        sentence = self._sentence
        if sentence.text(before) == "de" and sentence.text(before - 1) == "om":
            return True  # "om de 2 uur"
        if sentence.text(after) in words.AFTER_LASTING:
            return True
        if sentence.is_length(after, Length.DAY) or sentence.text(after) == "%":
            return True
        for _ in range(MOST_WORDS_BETWEEN):
            counted = sentence.kind(before) is Kind.NUMBER or sentence.text(before) in words.RANGE
            if not counted and sentence.text(before) not in words.BETWEEN_LASTING:
                break
            before -= 1
        return sentence.text(before) in words.LASTING

    def _point(self, index: int, introduced: bool) -> _Point | None:
        """Read one clock time; a bare number is one only if ``introduced``."""
        readers: dict[Kind, Callable[[int], _Point | None]] = {
            Kind.CLOCK: self._clock_unit,
            Kind.PAIR: self._pair,
            Kind.HALF: self._half,
            Kind.QUARTER: self._minutes_from,
            Kind.NUMBER: self._number,
            Kind.CLOCK_HOUR: self._clock_hour if introduced else lambda _: None,
        }
        reader = readers.get(self._sentence.kind(index))
        return reader(index) if reader else None

    def _clock_unit(self, index: int) -> _Point:
        unit = self._sentence.at(index)
        end = index + 1
        if self._sentence.is_length(end, Length.HOUR):
            end += 1
        if unit.text.endswith(("u", "h")) and self._is_minutes(end):
            minute = self._sentence.at(end).value
            return _Point(_clock(unit.value, minute, unit.sure), end + 1, True)
        return _Point(_clock(unit.value, unit.second, unit.sure), end, True)

    def _is_minutes(self, index: int) -> bool:
        """Whether a number in two digits stands here that may be the minutes."""
        unit = self._sentence.at(index)
        return (
            unit.kind is Kind.NUMBER
            and (len(unit.text) == len("00") or not unit.text.isdigit())
            and unit.value < MINUTES_IN_HOUR
            and unit.value % 5 == 0
            and self._sentence.kind(index + 1) not in (Kind.MONTH, Kind.SPAN, Kind.NUMBER)
        )

    def _pair(self, index: int) -> _Point | None:
        unit = self._sentence.at(index)
        if unit.text not in ".," or (unit.text == "." and not is_clock_pair(self._sentence, index)):
            return None
        has_hour = self._sentence.is_length(index + 1, Length.HOUR)
        if unit.text == "," and not (has_hour and unit.sure):
            return None
        if not unit.sure and not has_hour:
            return None
        around_the_clock = bool(unit.third) or unit.value > NOON_HOUR
        clock = _clock(unit.value, unit.second, around_the_clock)
        return _Point(clock, index + 2 if has_hour else index + 1, has_hour or clock is not None)

    def _half(self, index: int) -> _Point | None:
        hour = self._hour(index + 1)
        if not hour or self._sentence.kind(index + 2) is Kind.MONTH:
            return None
        value, end = hour
        return _Point(_clock(value - 1, MINUTES_IN_HOUR // 2, value > NOON_HOUR + 1), end, True)

    def _hour(self, index: int) -> tuple[int, int] | None:
        """Read the hour in "half drie (uur)" and "kwart over 3"."""
        unit = self._sentence.at(index)
        if unit.kind not in (Kind.NUMBER, Kind.CLOCK_HOUR, Kind.CLOCK):
            return None
        if not 1 <= unit.value <= HOURS_IN_DAY or unit.second:
            return None
        end = index + 1
        if self._sentence.is_length(end, Length.HOUR):
            return unit.value, end + 1
        counted = self._sentence.kind(end) in (Kind.SPAN, Kind.MONTH)
        return None if counted else (unit.value, end)

    def _minutes_from(self, index: int) -> _Point | None:
        """Read "kwart over tien", "vijf voor half tien", "10 na 3"."""
        sentence, unit = self._sentence, self._sentence.at(index)
        minutes = QUARTER if unit.kind is Kind.QUARTER else unit.value
        if not 1 < minutes <= LAST_MINUTE_SAID_BEFORE_HOUR:
            return None
        start = sentence.skip(index + 1, words.MINUTES, 1)
        side = {"over": 1, "na": 1, "voor": -1}.get(sentence.text(start))
        half = sentence.kind(start + 1) is Kind.HALF
        hour = self._hour(start + 2 if half else start + 1) if side else None
        if side is None or hour is None:
            return None
        total = hour[0] * MINUTES_IN_HOUR + side * minutes - (MINUTES_IN_HOUR // 2 if half else 0)
        around_the_clock = hour[0] > NOON_HOUR + 1
        return _Point(_clock(*divmod(total, MINUTES_IN_HOUR), around_the_clock), hour[1], True)

    def _number(self, index: int) -> _Point | None:
        """Read "3 uur", "14 uur 30", "1430 uur", and where expected "3"."""
        if read := self._minutes_from(index):
            return read
        if self._sentence.text(index + 1) == "uur":
            return self._full_hour(index)
        unit = self._sentence.at(index)
        counted = self._sentence.is_length(index + 1, Length.HOUR)  # "2 uurtjes"
        if counted or not 1 <= unit.value <= HOURS_IN_DAY:
            return None
        return _Point(_clock(unit.value, 0, _is_padded(unit)), index + 1, certain=False)

    def _full_hour(self, index: int) -> _Point | None:
        sentence, unit = self._sentence, self._sentence.at(index)
        if len(unit.text) == len("1430") and unit.text.isdigit():
            hour, minute = divmod(unit.value, 100)
            return _Point(_clock(hour, minute, True), index + 2, True)
        may_be_article = not unit.sure and sentence.kind(index + 2) is not Kind.PART
        if may_be_article and sentence.text(index - 1) not in words.BEFORE_ONE_O_CLOCK:
            return None  # "een uur"
        if self._is_work(index):
            return None  # "10 uur sjouwen"
        if self._is_minutes(index + 2):
            minute = sentence.at(index + 2).value
            return _Point(_clock(unit.value, minute, _is_padded(unit)), index + 3, True)
        return _Point(_clock(unit.value, 0, _is_padded(unit)), index + 2, True)

    def _is_work(self, index: int) -> bool:
        """Whether a number of hours, not a day's, is followed by what is done in them."""
        sentence, verb = self._sentence, self._sentence.at(index + 2)
        after_day = sentence.kind(index - 1) in (Kind.WEEKDAY, Kind.RELATIVE_DAY, Kind.MONTH)
        introduced = after_day or sentence.text(index - 1) in words.BEFORE_ONE_O_CLOCK
        is_verb = verb.kind is Kind.WORD and verb.text.endswith("en")
        return is_verb and not introduced and verb.text not in words.FOLLOWERS

    def _clock_hour(self, index: int) -> _Point:
        return _Point(_clock(self._sentence.at(index).value, 0, False), index + 1, True)


def _is_padded(unit: Unit) -> bool:
    """Whether an hour is written as on the 24-hour clock: 09."""
    return unit.text.startswith("0")


def _clock(hour: int, minute: int, around_the_clock: bool) -> Clock | None:
    """Return the time, or None if there is none such."""
    minutes = hour * MINUTES_IN_HOUR + minute
    if minute >= MINUTES_IN_HOUR or minutes > HOURS_IN_DAY * MINUTES_IN_HOUR:
        return None
    return Clock(minutes, around_the_clock or hour > NOON_HOUR or (hour == 0 and minute == 0))


_LIMITS: dict[tuple[str, ...], bool] = {  # whether it is the earliest time
    ("niet", "eerder", "dan"): True,
    ("niet", "vroeger", "dan"): True,
    ("niet", "voor"): True,
    ("niet", "vóór"): True,
    ("op", "zijn", "vroegst"): True,
    ("ten", "vroegste"): True,
    ("later", "dan"): True,
    ("vanaf",): True,
    ("na",): True,
    ("niet", "later", "dan"): False,
    ("niet", "na"): False,
    ("op", "zijn", "laatst"): False,
    ("ten", "laatste"): False,
    ("eerder", "dan"): False,
    ("vroeger", "dan"): False,
    ("uiterlijk",): False,
    ("voor",): False,
    ("vóór",): False,
    ("tot",): False,
}
