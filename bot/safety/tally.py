"""Counts the alarms in the Rasa server's log: ``python -m bot.safety.tally rasa.log``.

The alarm detector logs a line for each message with an alarm sign, never its text:
``2026-11-23 09:00:00 INFO bot.nlu.alarm_detector - Alarm: level=call_112 sign=chest layers=rules``.
Messages that the tests or an evaluation judge are logged by their own process, not by the server.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

ALARM_LINE = re.compile(r"(\d{4}-\d\d-\d\d)\b.*\bAlarm: level=(\w+) sign=(\w+)")


def tally(lines: Iterable[str]) -> Counter[tuple[str, str, str]]:
    """Return how often each level and sign was found, by day (``YYYY-MM-DD``), level and sign."""
    found = (ALARM_LINE.search(line) for line in lines)
    return Counter((line[1], line[2], line[3]) for line in found if line)


def main() -> None:
    """Print the counts of the log files that the command line names, oldest day first."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for name in sys.argv[1:]:
        with Path(name).open(encoding="utf-8", errors="replace") as log:
            counts += tally(log)
    for (day, level, sign), count in sorted(counts.items()):
        print(day, level, sign, count, sep="\t")


if __name__ == "__main__":
    main()
