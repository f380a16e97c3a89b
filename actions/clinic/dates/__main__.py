"""Reads one Dutch text a line and prints what it means, one JSON object a line."""

import argparse
import json
import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from actions.clinic.dates import read_moment
from actions.clinic.settings import load_settings


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m actions.clinic.dates", description=__doc__)
    parser.add_argument(
        "--now", type=datetime.fromisoformat, help="this moment, such as 2026-11-23T09:00"
    )
    now = parser.parse_args().now or datetime.now(ZoneInfo(load_settings().agenda.timezone))
    for line in sys.stdin:
        print(json.dumps(read_moment(line, now).as_json()), flush=True)


if __name__ == "__main__":
    main()
