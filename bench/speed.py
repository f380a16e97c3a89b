"""Our bot beside Rasa's stock configuration, on the same data and machine: ``make bench``.

Trains both, runs both at once, lets them take turns, and writes docs/speed.md and docs/speed.png.
On the thousands of sentences of this bot an epoch of the stock networks takes minutes:
``python -m bench.speed --epochs 10`` trains them for fewer than their 100, and says so.
``--sample 8`` gives them one sentence in eight: that makes them no slower at work, so turns, memory
and start-up are compared, but training and errors are not.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import cycle
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import psutil

from bench import load
from bench.cases import HELD_OUT, Case, Reader, Row, read_cases, share
from bench.profile_turn import milliseconds_by_component, spread
from bench.projects import FOLDER, OURS, STOCK, STOCK_EPOCHS, prepare, train
from bench.servers import Bot, running
from bench.synthetic import add_points
from bot.launch import PROJECT

REPORT = PROJECT / "docs" / "speed.md"
PLOT = PROJECT / "docs" / "speed.png"
MANY = "many"
ALL_POINTS, OUR_POINTS = 500, 54
CONVERSATIONS = (1, 8, 32)
ROUNDS = 12
TURNS = 160
PROFILED = 150
STARTS = 3
COST_FILE = "cost.json"
BARS = {
    "p50 of a turn": 0.5,
    "turns a second": 2.0,
    "memory": 0.8,
    "start-up": 0.6,
    "training": 0.3,
    "errors": 0.3,
}


def main() -> None:
    """Measure everything and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=STOCK_EPOCHS, help="of the stock networks")
    parser.add_argument("--sample", type=int, default=1, help="one sentence in so many for it")
    arguments = parser.parse_args()
    epochs, sample = arguments.epochs, arguments.sample
    rows = read_cases(HELD_OUT)
    texts = [text for label, _, text in rows if label.startswith("faq/")]
    folders = trained((OURS, STOCK), epochs, sample) | trained((MANY,), epochs)
    found = {name: cost_of(folder) for name, folder in folders.items()}
    starts: dict[str, list[float]] = {OURS: [], STOCK: []}
    for _ in range(STARTS - 1):
        for name, seconds in starts.items():
            with running(name, folders[name]) as bot:
                seconds.append(bot.start_seconds)
    with running(OURS, folders[OURS]) as ours, running(STOCK, folders[STOCK]) as stock:
        both = [ours, stock]
        load.latencies(both, texts, 1)  # warm
        turns = load.latencies(both, texts, ROUNDS)
        rates = throughput(both, texts)
        for bot in both:
            starts[bot.name].append(bot.start_seconds)
            p50, p95 = spread(turns[bot.name])
            found[bot.name] |= {
                "p50": p50,
                "p95": p95,
                "turns_a_second": rates[bot.name],
                "memory": bot.memory(),
                "start": float(np.median(starts[bot.name])),
            }
        found[OURS]["late_over_early"] = load.growth(ours, texts)
        found[STOCK]["late_over_early"] = load.growth(stock, texts)
    with running(OURS, folders[OURS]) as ours, running(MANY, folders[MANY]) as many:
        load.latencies([ours, many], texts, 1)
        growing = load.latencies([ours, many], texts, ROUNDS // 2)
    found[MANY]["p50_over_ours"] = spread(growing[MANY])[0] / spread(growing[OURS])[0]
    for name in (OURS, STOCK):
        questions = [row for row in rows if row[0].startswith("faq/")]
        reader = Reader(model_of(folders[name]))
        cases = reader.judge(questions) if name == OURS else stock_cases(reader, questions)
        found[name]["errors"] = 1 - share(cases, "right")
    parts = milliseconds_by_component(model_of(folders[OURS]), texts[:PROFILED])
    REPORT.write_text(report(found, parts), encoding="utf-8")
    draw(turns, found, parts)
    print(REPORT.read_text(encoding="utf-8"))


def trained(names: Sequence[str], epochs: int, sample: int = 1) -> dict[str, Path]:
    """Train bots at once, each on a processor of its own; return their folders.

    A bot whose folder holds one that was trained likewise is not trained again.
    """
    folders = {name: FOLDER / name for name in names}
    likewise = {"epochs": epochs, "sample": sample}
    missing = [
        name for name, folder in folders.items() if not likewise.items() <= cost_of(folder).items()
    ]
    for name in missing:
        prepare(name, epochs, sample)
        if name == MANY:
            add_points(folders[name], ALL_POINTS - OUR_POINTS)
    with ThreadPoolExecutor() as pool:
        costs = pool.map(train, (folders[name] for name in missing), cycle(processors()))
        for name, cost in zip(missing, costs):
            (folders[name] / COST_FILE).write_text(json.dumps(asdict(cost) | likewise))
    return folders


def cost_of(folder: Path) -> dict[str, Any]:
    """Return what the training of the bot in a folder cost, and how it was; {} if there is none."""
    path = folder / COST_FILE
    return dict(json.loads(path.read_text())) if path.exists() else {}


def processors() -> list[int]:
    """Return the numbers of the processors that this process may use."""
    return list(psutil.Process().cpu_affinity())


def model_of(folder: Path) -> Path:
    """Return the model file of a trained bot."""
    return folder / "models" / "model.tar.gz"


def stock_cases(reader: Reader, rows: list[Row]) -> list[Case]:
    """Return what the stock bot makes of messages: its ResponseSelector chooses the answer."""
    cases = []
    for label, persona, text in rows:
        parsed = reader.parse(text)
        intent = parsed["intent"]["name"]
        chosen = parsed["response_selector"]["default"]["response"]["intent_response_key"]
        ranking = [(i["name"], i["confidence"]) for i in parsed["intent_ranking"]]
        topics = (chosen,) if intent == "faq" else ()
        cases.append(Case(label, persona, text, intent, topics, *ranking[0]))
    return cases


def throughput(bots: list[Bot], texts: list[str]) -> dict[str, dict[int, float]]:
    """Return the turns a second of each bot for each number of conversations at once."""
    return {
        bot.name: {n: load.turns_a_second(bot, texts, n, TURNS) for n in CONVERSATIONS}
        for bot in bots
    }


def report(found: dict[str, dict[str, Any]], parts: dict[str, float]) -> str:
    """Return the report in Markdown."""
    ours, stock = found[OURS], found[STOCK]
    epochs, sample = stock["epochs"], stock["sample"]
    trained_for = "" if epochs == STOCK_EPOCHS else f" (stock: {epochs} of {STOCK_EPOCHS} epochs)"

    def row(
        title: str, bar: str, value: Callable[[dict[str, Any]], float], unit: str, digits: int = 1
    ) -> str:
        mine, theirs = value(ours), value(stock)
        limit, ratio = BARS[bar], mine / theirs
        met = ratio >= limit if bar == "turns a second" else ratio <= limit
        sign = "≥" if bar == "turns a second" else "≤"
        return (
            f"| {title} | {mine:.{digits}f}{unit} | {theirs:.{digits}f}{unit} | {ratio:.2f} |"
            f" {sign} {limit} | {'yes' if met else 'no'} |"
        )

    compared_in_full = [
        row(f"training{trained_for}, by the clock", "training", lambda f: f["seconds"], " s", 0),
        row(f"training{trained_for}, processor", "training", lambda f: f["cpu_seconds"], " s", 0),
        row("most memory in training", "memory", lambda f: f["megabytes"], " MB", 0),
        row(
            f"questions not answered right{trained_for}",
            "errors",
            lambda f: f["errors"] * 100,
            " %",
        ),
    ]
    alone = [
        f"| training, ours alone | {ours['seconds']:.0f} s | | | | |",
        f"| questions not answered right, ours alone | {ours['errors'] * 100:.1f} % | | | | |",
    ]
    given = "" if sample == 1 else f" The stock bot was given one sentence in {sample}."
    lines = [
        "# Speed beside Rasa's stock configuration",
        "",
        "Written by `make bench`: the stock configuration of Rasa 3.6 (bench/stock/config.yml) and",
        "ours, trained on the same data, each on one processor; both on one machine,",
        f"asked by turns over REST. The questions are those of tests/nlu/held_out.tsv.{given}",
        "",
        "| | ours | stock | ours / stock | bar | met |",
        "| --- | --- | --- | --- | --- | --- |",
        row("whole turn, p50", "p50 of a turn", lambda f: f["p50"], " ms"),
        row("whole turn, p95", "p50 of a turn", lambda f: f["p95"], " ms"),
        *(
            row(
                f"turns a second, {n} at once",
                "turns a second",
                lambda f, n=n: f["turns_a_second"][n],  # type: ignore[misc]
                "",
            )
            for n in CONVERSATIONS
        ),
        row("memory of the Rasa server", "memory", lambda f: f["memory"], " MB", 0),
        row("start-up", "start-up", lambda f: f["start"], " s"),
        *(compared_in_full if sample == 1 else alone),
        "",
        "## Growth",
        "",
        "| | ours | stock | bar |",
        "| --- | --- | --- | --- |",
        f"| turn 500 of a conversation / turn 10, p50 | {ours['late_over_early']:.2f} |"
        f" {stock['late_over_early']:.2f} | ≤ 1.3 |",
        f"| {ALL_POINTS} points (made up) / {OUR_POINTS}, p50 |"
        f" {found[MANY]['p50_over_ours']:.2f} | | ≤ 1.5 |",
        "",
        "## Where the milliseconds of understanding go",
        "",
        "| component | ms a message |",
        "| --- | --- |",
        *(f"| {name} | {ms:.1f} |" for name, ms in by_size(parts)),
        f"| all | {sum(parts.values()):.1f} |",
        "",
        "![Turns, rates and components](speed.png)",
        "",
    ]
    return "\n".join(lines)


def by_size(parts: dict[str, float]) -> list[tuple[str, float]]:
    """Return the parts, most milliseconds first."""
    return sorted(parts.items(), key=lambda part: -part[1])


def draw(
    turns: dict[str, list[float]], found: dict[str, dict[str, Any]], parts: dict[str, float]
) -> None:
    """Draw the spread of turns, the rates, and the components."""
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(14, 4))
    for name, milliseconds in turns.items():
        ordered = np.sort(milliseconds)
        left.plot(ordered, np.linspace(0, 1, len(ordered)), label=name)
        rates = found[name]["turns_a_second"]
        middle.plot(list(rates), list(rates.values()), marker="o", label=name)
    left.set(xlabel="milliseconds of a whole turn", ylabel="share of turns", xlim=(0, None))
    middle.set(xlabel="conversations at once", ylabel="turns a second", ylim=(0, None))
    for axes in (left, middle):
        axes.legend()
    names, sizes = zip(*reversed(by_size(parts)))
    right.barh(names, sizes)
    right.set(xlabel="milliseconds a message, ours")
    figure.tight_layout()
    figure.savefig(PLOT, dpi=80)
    plt.close(figure)


if __name__ == "__main__":
    main()
