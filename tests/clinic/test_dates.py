"""The Dutch date grammar: phrases with their readings, and what holds for any text."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.clinic.dates import END_OF_DAY, Moment, Reason, read_moment
from actions.clinic.dates.vocabulary import look_up
from actions.clinic.dates.words import word_set
from actions.clinic.wording import short_time, spoken_time

PROJECT = Path(__file__).resolve().parents[2]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 23, 9, 0)  # a Monday
DEVELOPMENT_SET = PROJECT.parent / "shared" / "data" / "dates-nl-dev.json"
DEVELOPMENT_BAR = 0.98
LONGEST_TEXT = 4_000
MOST_LINES_PER_CHARACTER = 400

FIXED = settings(derandomize=True, deadline=None)

WEEKDAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
    "oktober", "november", "december",
)  # fmt: skip
HOURS = (
    "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf",
    "twaalf",
)  # fmt: skip

PHRASES = json.loads((PROJECT / "tests/clinic/dates_nl.json").read_text(encoding="utf-8"))

OTHER_AUTHORS_PHRASES = json.loads(
    (PROJECT / "tests/clinic/dates_nl_other_authors.json").read_text(encoding="utf-8")
)
"""By people who did not know the grammar. What is ambiguous has no days or times there."""


def reading(text: str, now: datetime = NOW) -> tuple[Any, Any]:
    """Return the days and times of a text in the form of the phrase sets."""
    found = read_moment(text, now).as_json()
    days, times = [found["from"], found["to"]], [found["time_from"], found["time_to"]]
    return (days if any(days) else None), (times if any(times) else None)


def day_of(text: str, now: datetime = NOW) -> date | None:
    """Return the one day that a text names without doubt."""
    moment = read_moment(text, now)
    assert moment.reason is None
    assert moment.first_day == moment.last_day
    return moment.first_day


class TestPhrases:
    @pytest.mark.parametrize("phrase", PHRASES, ids=lambda phrase: phrase["text"])
    def test_read_moment_when_given_a_phrase_then_reads_it_rightly(
        self, phrase: dict[str, Any]
    ) -> None:
        reason = read_moment(phrase["text"], NOW).as_json()["reason"]

        assert (*reading(phrase["text"]), reason) == (
            phrase["dates"],
            phrase["time"],
            phrase["reason"],
        )

    @pytest.mark.parametrize("phrase", OTHER_AUTHORS_PHRASES, ids=lambda phrase: phrase["text"])
    def test_read_moment_when_given_a_phrase_of_other_authors_then_reads_it_rightly(
        self, phrase: dict[str, Any]
    ) -> None:
        reason = read_moment(phrase["text"], NOW).as_json()["reason"]

        assert reason == phrase["reason"]
        if reason != Reason.AMBIGUOUS:
            assert reading(phrase["text"]) == (phrase["dates"], phrase["time"])

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("om de 3 uur een pil", Reason.NO_DATE),
            ("ik neem om de vier uur paracetamol", Reason.NO_DATE),
            ("pijn 8/10", Reason.NO_DATE),
            ("het was een 3/10", Reason.NO_DATE),
            ("mijn naam is Mei", Reason.NO_DATE),
            ("ma is ziek", Reason.NO_DATE),
            ("zo is het goed", Reason.NO_DATE),
            ("eergisteravond", Reason.PAST),
            ("gister", Reason.PAST),
            ("woensdag 1 december 2026", Reason.AMBIGUOUS),
            ("dinsdag 30 november 2026", Reason.AMBIGUOUS),
            ("dinsdag 1 december 2026", None),
            ("om de klok van 3", None),
            ("op 7/12", None),
            ("do kan ook", None),
            ("in mei", None),
        ],
    )
    def test_read_moment_when_words_around_change_the_meaning_then_tells_them_apart(
        self, text: str, reason: Reason | None
    ) -> None:
        assert read_moment(text, NOW).reason == reason

    @pytest.mark.skipif(not DEVELOPMENT_SET.exists(), reason="the development set is not here")
    def test_read_moment_when_given_the_development_set_then_passes_the_bar(self) -> None:
        phrases = json.loads(DEVELOPMENT_SET.read_text(encoding="utf-8"))
        wrong = []
        for phrase in phrases:
            expected = phrase["time"]
            times = [expected, expected] if isinstance(expected, str) else expected
            usable = read_moment(phrase["text"], NOW).reason is None
            read_rightly = reading(phrase["text"]) == (phrase["dates"], times)
            if not read_rightly or usable == (phrase["group"] == "reject"):
                wrong.append(phrase["text"])

        assert len(wrong) <= (1 - DEVELOPMENT_BAR) * len(phrases), wrong


class TestOtherMoments:
    @pytest.mark.parametrize(
        ("text", "now", "expected"),
        [
            ("dinsdag over een week", datetime(2026, 11, 27, 12), date(2026, 12, 8)),
            ("volgende week dinsdag", datetime(2026, 11, 27, 12), date(2026, 12, 1)),
            ("volgende maandag", datetime(2026, 11, 27, 12), date(2026, 11, 30)),
            ("over twee weken op donderdag", datetime(2026, 11, 27, 12), date(2026, 12, 10)),
            ("vrijdag", datetime(2026, 11, 27, 12), date(2026, 12, 4)),
            ("deze vrijdag", datetime(2026, 11, 27, 12), date(2026, 11, 27)),
            ("de 31e", datetime(2026, 11, 27, 12), date(2026, 12, 31)),
            ("morgen", datetime(2026, 12, 31, 23, 59), date(2027, 1, 1)),
            ("over een maand", datetime(2027, 1, 31, 9), date(2027, 2, 28)),
            ("29 februari", datetime(2028, 1, 3, 9), date(2028, 2, 29)),
            ("5 januari", datetime(2027, 1, 4, 9), date(2027, 1, 5)),
            ("2 januari", datetime(2026, 12, 28, 9), date(2027, 1, 2)),
            ("week 1", datetime(2026, 12, 28, 9), None),
        ],
    )
    def test_read_moment_when_said_on_another_day_then_counts_from_that_day(
        self, text: str, now: datetime, expected: date | None
    ) -> None:
        if expected is None:
            assert read_moment(text, now).first_day == date(2027, 1, 4)
        else:
            assert day_of(text, now) == expected

    def test_read_moment_when_the_date_was_last_month_then_it_is_past(self) -> None:
        assert read_moment("20 december", datetime(2027, 1, 10, 9)).reason is Reason.PAST

    def test_read_moment_when_the_month_has_begun_then_offers_its_coming_days(self) -> None:
        found = read_moment("op een dinsdag in december", datetime(2026, 12, 10, 9))
        assert found.reason is Reason.AMBIGUOUS
        assert [day.day for day in found.alternatives] == [15, 22, 29]

    def test_read_moment_when_now_is_aware_then_its_own_date_counts(self) -> None:
        now = datetime(2026, 11, 23, 0, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
        assert day_of("morgen om 10 uur", now) == date(2026, 11, 24)

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("vandaag om 10 uur", Reason.PAST),
            ("vanochtend", Reason.PAST),
            ("vandaag om 4 uur", None),
            ("vanmiddag", None),
        ],
    )
    def test_read_moment_when_said_in_the_afternoon_then_knows_what_is_past(
        self, text: str, reason: Reason | None
    ) -> None:
        now = datetime(2026, 11, 23, 13, 0)
        found = read_moment(text.replace("10 uur", "10:00 uur 's ochtends"), now)
        assert found.reason is reason

    def test_read_moment_when_the_day_starts_early_then_reads_half_acht_in_the_morning(
        self,
    ) -> None:
        assert read_moment("half acht", NOW).exact_time == time(19, 30)
        assert read_moment("half acht", NOW, day_starts=time(7)).exact_time == time(7, 30)


class TestResult:
    @pytest.mark.parametrize(
        ("text", "suggestion"),
        [
            ("31 februari", date(2027, 2, 28)),
            ("30 februari 2028", date(2028, 2, 29)),
            ("31 april om 10 uur", date(2027, 4, 30)),
            ("32 december", date(2026, 12, 31)),
            ("31-11", date(2026, 11, 30)),
            ("12-13-2026", None),
            ("morgen om 25:00", None),
        ],
    )
    def test_read_moment_when_impossible_then_suggests_the_nearest_day(
        self, text: str, suggestion: date | None
    ) -> None:
        assert read_moment(text, NOW) == Moment(reason=Reason.IMPOSSIBLE, suggestion=suggestion)

    @pytest.mark.parametrize(
        ("text", "alternatives"),
        [
            ("volgende dinsdag", (date(2026, 11, 24), date(2026, 12, 1))),
            ("dinsdag 27 november", (date(2026, 11, 24), date(2026, 11, 27))),
            ("dinsdag of donderdag om 10 uur", (date(2026, 11, 24), date(2026, 11, 26))),
        ],
    )
    def test_read_moment_when_ambiguous_then_offers_the_alternatives(
        self, text: str, alternatives: tuple[date, ...]
    ) -> None:
        found = read_moment(text, NOW)
        assert found.reason is Reason.AMBIGUOUS
        assert found.alternatives == alternatives

    def test_read_moment_when_the_alternatives_differ_in_time_then_settles_no_time(self) -> None:
        found = read_moment("1 december om 10 uur of 2 december om 3 uur", NOW)
        assert found.reason is Reason.AMBIGUOUS
        assert not found.has_time

    def test_read_moment_when_evening_then_ends_at_the_end_of_the_day(self) -> None:
        found = read_moment("vanavond", NOW)
        assert (found.time_from, found.time_to) == (time(18), END_OF_DAY)
        assert found.as_json()["time_to"] == "24:00"

    def test_moment_when_only_a_time_is_said_then_has_no_day(self) -> None:
        found = read_moment("half drie", NOW)
        assert found.has_time
        assert not found.has_day

    def test_command_line_when_given_lines_then_prints_one_object_a_line(self) -> None:
        run = subprocess.run(
            [sys.executable, "-m", "actions.clinic.dates", "--now", "2026-11-23T09:00"],
            input="morgen om half 3\n\n31 februari\n",
            capture_output=True,
            text=True,
            cwd=PROJECT,
            check=True,
        )
        nothing = {"from": None, "to": None, "time_from": None, "time_to": None}
        assert [json.loads(line) for line in run.stdout.splitlines()] == [
            {
                "from": "2026-11-24",
                "to": "2026-11-24",
                "time_from": "14:30",
                "time_to": "14:30",
                "reason": None,
            },
            {**nothing, "reason": "no_date"},
            {**nothing, "reason": "impossible"},
        ]


class TestTypingErrors:
    @pytest.mark.parametrize(
        "word",
        ["mogen", "zorgen", "volgens", "komen", "vandaan", "middel", "maar", "kwam", "wordt"],
    )
    def test_look_up_when_a_word_only_resembles_one_then_knows_it_not(self, word: str) -> None:
        assert look_up(word) is None

    @given(st.sampled_from(WEEKDAYS + MONTHS[7:]), st.data())
    @FIXED
    def test_look_up_when_one_letter_of_a_long_word_is_missing_then_knows_it(
        self, word: str, data: st.DataObject
    ) -> None:
        if len(word) > len("zondag"):
            place = data.draw(st.integers(1, len(word) - 1))
            assert look_up(word[:place] + word[place + 1 :]) == look_up(word)


COMING_DAYS = st.dates(NOW.date() + timedelta(days=1), NOW.date() + timedelta(days=250))
ANY_DAY = st.dates(date(2026, 11, 24), date(2030, 12, 31))


class TestRoundTrip:
    @given(COMING_DAYS, st.integers(0, 5))
    @FIXED
    def test_read_moment_when_a_date_is_written_without_a_year_then_reads_it_back(
        self, day: date, style: int
    ) -> None:
        month, weekday = MONTHS[day.month - 1], WEEKDAYS[day.weekday()]
        text = (
            f"{day.day} {month}",
            f"{weekday} {day.day} {month}",
            f"de {day.day}e {month}",
            f"{day.day}-{day.month}",
            f"{weekday[:2]} {day.day} {month[:3] if day.month != 3 else 'mrt'}",
            f"op {weekday} {day.day:02}/{day.month:02} graag",
        )[style]
        assert day_of(text) == day

    @given(ANY_DAY, st.integers(0, 4))
    @FIXED
    def test_read_moment_when_a_date_is_written_with_its_year_then_reads_it_back(
        self, day: date, style: int
    ) -> None:
        text = (
            day.isoformat(),
            f"{day.day}-{day.month}-{day.year}",
            f"{day:%d/%m/%Y}",
            f"{day.day}.{day.month}.{day:%y}",
            f"kan ik op {day.day} {MONTHS[day.month - 1]} {day.year} terecht?",
        )[style]
        assert day_of(text) == day

    @given(ANY_DAY, st.integers(8, 20), st.sampled_from(range(0, 60, 5)))
    @FIXED
    def test_read_moment_when_a_time_is_one_that_the_bot_offers_then_reads_it_back(
        self, day: date, hour: int, minute: int
    ) -> None:
        moment = datetime.combine(day, time(hour, minute), AMSTERDAM)
        found = read_moment(spoken_time(moment, AMSTERDAM), NOW)

        assert (found.reason, found.first_day, found.last_day) == (None, day, day)
        assert found.exact_time == moment.time()

    @given(COMING_DAYS, st.integers(8, 20), st.sampled_from(range(0, 60, 5)))
    @FIXED
    def test_read_moment_when_a_time_is_on_a_button_then_reads_it_back(
        self, day: date, hour: int, minute: int
    ) -> None:
        moment = datetime.combine(day, time(hour, minute), AMSTERDAM)
        found = read_moment(short_time(moment, AMSTERDAM), NOW)

        assert (found.reason, found.first_day, found.last_day) == (None, day, day)
        assert found.exact_time == moment.time()

    @given(st.times(), st.integers(0, 4))
    @FIXED
    def test_read_moment_when_a_time_is_on_the_24_hour_clock_then_reads_it_back(
        self, clock: time, style: int
    ) -> None:
        clock = clock.replace(second=0, microsecond=0)
        text = (
            f"{clock:%H:%M}",
            f"om {clock:%H.%M} uur",
            f"{clock:%H}u{clock:%M}",
            f"morgen om {clock:%H:%M}",
            f"{clock:%H:%M}u graag",
        )[style]
        assert read_moment(text, NOW).exact_time == clock

    @given(st.integers(0, 11), st.sampled_from(range(0, 60, 5)))
    @FIXED
    def test_read_moment_when_a_time_is_spoken_then_reads_it_in_clinic_hours(
        self, hour: int, minute: int
    ) -> None:
        clock = time((8 + hour) % 24, minute)
        this, following = HOURS[(clock.hour - 1) % 12], HOURS[clock.hour % 12]
        spoken: dict[int, str] = {0: f"om {this} uur", 15: f"kwart over {this}"}
        spoken |= {30: f"half {following}", 45: f"kwart voor {following}"}
        for minutes, word in ((5, "vijf"), (10, "tien")):
            spoken |= {
                minutes: f"{word} over {this}",
                30 - minutes: f"{word} voor half {following}",
                30 + minutes: f"{word} over half {following}",
                60 - minutes: f"{word} voor {following}",
            }
        assert read_moment(spoken[minute], NOW).exact_time == clock

    @given(st.integers(0, 99), st.integers(0, 20), st.integers(2026, 2030))
    @FIXED
    def test_read_moment_when_a_date_does_not_exist_then_never_accepts_it(
        self, day: int, month: int, year: int
    ) -> None:
        texts = [f"{day}-{month}-{year}", f"{day}/{month}/{year}"]
        if 1 <= month <= 12:
            texts.append(f"{day} {MONTHS[month - 1]} {year}")
        try:
            expected = date(year, month, day)
        except ValueError:
            assert {read_moment(text, NOW).reason for text in texts} == {Reason.IMPOSSIBLE}
        else:
            past = expected < NOW.date()
            assert {read_moment(text, NOW).first_day for text in texts} == {
                None if past else expected
            }

    @given(st.integers(0, 99), st.integers(0, 99))
    @FIXED
    def test_read_moment_when_a_time_does_not_exist_then_never_accepts_it(
        self, hour: int, minute: int
    ) -> None:
        exists = (hour < 24 and minute < 60) or (hour, minute) == (24, 0)
        found = read_moment(f"morgen om {hour}:{minute:02} uur", NOW)
        assert found.reason is (None if exists else Reason.IMPOSSIBLE)


WORDS = st.sampled_from(
    sorted(
        word_set(
            "dinsdag wo zo volgende week over twee een 3 14.30 27-11 31-12-9999 uur half kwart "
            "voor na tussen en of niet nee , . - / tot de 27e eerste van december begin weekend "
            "'s ochtends om vanaf maand geen naar liever dan 10:00 24:00 999 jaar geleden binnen "
            "dag komende feb"
        )
    )
)


class TestAnyText:
    @given(st.one_of(st.text(), st.lists(WORDS, max_size=25).map(" ".join)))
    @settings(max_examples=400, derandomize=True, deadline=None)
    def test_read_moment_when_given_any_text_then_returns_an_orderly_moment(
        self, text: str
    ) -> None:
        found = read_moment(text, NOW)

        if found.reason in (Reason.NO_DATE, Reason.IMPOSSIBLE, Reason.PAST):
            assert not found.has_day
            assert not found.has_time
        elif found.reason is None:
            assert found.has_day or found.has_time
        if found.first_day and found.last_day:
            assert found.first_day <= found.last_day
            assert found.last_day >= NOW.date()
        if found.time_from and found.time_to:
            assert found.time_from <= found.time_to
        assert (found.reason is Reason.AMBIGUOUS) == bool(found.alternatives)

    @given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)), st.lists(WORDS, max_size=8))
    @FIXED
    def test_read_moment_when_said_at_any_moment_then_names_no_past_day(
        self, now: datetime, words: list[str]
    ) -> None:
        found = read_moment(" ".join(words), now)
        assert found.last_day is None or found.last_day >= now.date()


def lines_run(work: Callable[[], object]) -> int:
    """Return how many lines of Python the work takes: a measure that no busy machine changes."""
    lines = 0

    def count(_frame: FrameType, event: str, _value: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines


class TestWork:
    @pytest.mark.parametrize(
        "piece",
        [
            "dinsdag of ",
            "dinsdag ",
            "10 uur niet ",
            "over twee weken ",
            "tussen 2 en ",
            "tussen ",
            "vanaf ",
            "niet ",
            "de 3e of ",
            "1, 2, ",
            "dinsdag, volgende week ",
            "06 12 ",
            "nee ",
            "eerste maandag van ",
            "vijf voor half ",
            "0",
            "1-",
            "1.",
            "a",
            "dinsdg",
            "'",
            ", ",
            "a1",
            "week van ",
            "liever dinsdag dan ",
        ],
    )
    def test_read_moment_when_a_text_is_long_then_the_work_grows_with_its_length(
        self, piece: str
    ) -> None:
        def work(length: int) -> int:
            text = (piece * length)[:length]
            return lines_run(lambda: read_moment(text, NOW))

        work(LONGEST_TEXT)  # fills the caches
        half, whole = work(LONGEST_TEXT // 2), work(LONGEST_TEXT)

        assert whole < MOST_LINES_PER_CHARACTER * LONGEST_TEXT
        assert whole < 2.5 * half
