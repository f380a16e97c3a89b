"""What a turn takes: one conversation at a time, many at once, and late in a long one."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import numpy as np
import requests

from bench.servers import Bot, ask

SEED = 11
ROUND = 25
"""Messages to one bot before it is the other's turn."""
TURNS_A_CONVERSATION = 5
_numbers = count()


def latencies(bots: list[Bot], texts: list[str], rounds: int) -> dict[str, list[float]]:
    """Return the milliseconds of single turns of each bot, measured in alternating rounds."""
    found: dict[str, list[float]] = {bot.name: [] for bot in bots}
    picker = random.Random(SEED)  # noqa: S311
    with requests.Session() as session:
        for _ in range(rounds):
            chosen = [picker.choice(texts) for _ in range(ROUND)]
            for bot in bots:
                for place, text in enumerate(chosen):
                    if place % TURNS_A_CONVERSATION == 0:
                        sender = f"one{next(_numbers)}"
                    found[bot.name].append(ask(session, bot, sender, text)[0])
    return found


def turns_a_second(bot: Bot, texts: list[str], conversations: int, turns: int) -> float:
    """Return how many turns a second a bot handles for so many conversations at once."""
    picker = random.Random(SEED)  # noqa: S311

    def converse(messages: list[str]) -> None:
        sender = f"many{next(_numbers)}"
        with requests.Session() as session:
            for text in messages:
                ask(session, bot, sender, text)

    shares = [
        [picker.choice(texts) for _ in range(max(1, turns // conversations))]
        for _ in range(conversations)
    ]
    began = time.perf_counter()
    with ThreadPoolExecutor(conversations) as pool:
        list(pool.map(converse, shares))
    return sum(map(len, shares)) / (time.perf_counter() - began)


def growth(bot: Bot, texts: list[str], early: int = 10, late: int = 500, width: int = 10) -> float:
    """Return the median turn around turn ``late`` of one conversation over that around ``early``.

    The same messages are asked at both places.
    """
    sender = f"long{next(_numbers)}"
    picker = random.Random(SEED)  # noqa: S311
    probes = [picker.choice(texts) for _ in range(width)]
    measured: dict[int, list[float]] = {early: [], late: []}
    with requests.Session() as session:
        for turn in range(1, late + width + 1):
            at = next((place for place in measured if place <= turn < place + width), None)
            text = probes[turn - at] if at else picker.choice(texts)
            milliseconds, _ = ask(session, bot, sender, text)
            if at:
                measured[at].append(milliseconds)
    return float(np.median(measured[late]) / np.median(measured[early]))
