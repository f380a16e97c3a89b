"""Counting the alarms in a log."""

import subprocess
import sys

from bot.safety.tally import tally

LOG = """\
2026-11-23 09:00:00 INFO     bot.nlu.alarm_detector  - Alarm: level=call_112 sign=chest layers=rules
2026-11-23 09:00:01 INFO     rasa.core.processor  - something else
2026-11-23 10:00:00 INFO     bot.nlu.alarm_detector  - Alarm: level=call_112 sign=chest layers=rules
2026-11-24 08:00:00 INFO     bot.nlu.alarm_detector  - Alarm: level=call_113 sign=suicide layers=x
"""


def test_tally_when_a_log_has_alarms_then_counts_by_day_level_and_sign():
    assert tally(LOG.splitlines()) == {
        ("2026-11-23", "call_112", "chest"): 2,
        ("2026-11-24", "call_113", "suicide"): 1,
    }


def test_command_when_given_a_log_then_prints_the_counts(tmp_path):
    log = tmp_path / "rasa.log"
    log.write_text(LOG, encoding="utf-8")
    command = [sys.executable, "-m", "bot.safety.tally", str(log)]

    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout == (
        "2026-11-23\tcall_112\tchest\t2\n2026-11-24\tcall_113\tsuicide\t1\n"
    )
