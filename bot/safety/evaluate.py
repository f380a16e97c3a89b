"""Measures the alarm layers on labelled sentences: ``python -m bot.safety.evaluate FILE.tsv``.

The file has three columns: theme or kind of near miss, persona, sentence. The
classifier is trained afresh on ``training.tsv`` and the ordinary questions of ``data/nlu``.
``--quiet`` prints the figures without the sentences.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import yaml

from bot.nlu.encoders import ENCODERS, in_batches
from bot.safety.rules import SIGNS_FILE, RuleBook, load
from bot.safety.second_opinion import Example, SecondOpinion, ordinary_sample, read_examples

LAYERS = ("rules", "classifier", "both")
NLU_FILES = SIGNS_FILE.parents[2] / "data/nlu"

Judge = Callable[[str], bool]


@dataclass
class Tally:
    """Counts of one label."""

    total: int = 0
    caught: Counter[str] = field(default_factory=Counter)


@dataclass
class Report:
    """What each layer alone, and both together, make of a set of examples."""

    themes: frozenset[str]
    by_label: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    by_persona: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    wrong: list[Example] = field(default_factory=list)

    def add(self, example: Example, layers: Iterable[str]) -> None:
        """Count one example with the layers that saw an alarm."""
        caught = set(layers)
        caught |= {"both"} if caught else set()
        is_alarm = example.label in self.themes
        tallies = [self.by_label[example.label]]
        if is_alarm:
            tallies.append(self.by_persona[example.persona])
        for tally in tallies:
            tally.total += 1
            tally.caught.update(caught)
        if is_alarm != bool(caught):
            self.wrong.append(example)

    def share(self, layer: str, alarms: bool) -> float:
        """Return the recall of a layer over all alarms, or its share of false alarms."""
        tallies = [t for label, t in self.by_label.items() if (label in self.themes) == alarms]
        total = sum(tally.total for tally in tallies)
        return sum(tally.caught[layer] for tally in tallies) / total if total else float("nan")

    def lines(self, sentences: bool = True) -> list[str]:
        """Return the report as text."""
        head = f"{'':24}{'n':>5}" + "".join(f"{layer:>12}" for layer in LAYERS)
        lines = []
        for title, alarms in (("recall", True), ("false alarms", False)):
            lines += ["", f"{title:24}{'n':>5}" + head[29:]]
            for label in sorted(self.by_label):
                if (label in self.themes) == alarms:
                    lines.append(row(label, self.by_label[label]))
            shares = "".join(f"{self.share(layer, alarms):12.1%}" for layer in LAYERS)
            lines.append(f"{'all':24}{'':5}{shares}")
        lines += ["", f"{'recall by persona':24}{'n':>5}" + head[29:]]
        lines += [row(persona, self.by_persona[persona]) for persona in sorted(self.by_persona)]
        if sentences:
            lines += ["", "wrong:"]
            for example in self.wrong:
                kind = "missed" if example.label in self.themes else "false alarm"
                lines.append(f"{kind}\t{example.label}\t{example.text}")
        return lines


def row(label: str, tally: Tally) -> str:
    """Return a line of the table."""
    shares = "".join(f"{tally.caught[layer] / tally.total:12.1%}" for layer in LAYERS)
    return f"{label:24}{tally.total:5}{shares}"


def evaluate(examples: Sequence[Example], layers: dict[str, Judge], book: RuleBook) -> Report:
    """Judge the examples with each layer."""
    report = Report(frozenset(book.themes))
    for example in examples:
        report.add(example, [name for name, judge in layers.items() if judge(example.text)])
    return report


def ordinary_questions(book: RuleBook) -> list[Example]:
    """Return the bot's own training sentences that the rules let pass."""
    texts = set()
    for path in sorted(NLU_FILES.glob("*.yml")):
        for intent in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", ()):
            lines = str(intent.get("examples", "")).splitlines()
            texts |= {line.removeprefix("- ").strip() for line in lines if line.strip()}
    return ordinary_sample(book, texts)


def trained_judge(book: RuleBook, training: Sequence[Example], encoder: str) -> Judge:
    """Return a freshly trained second layer as a yes-or-no question."""
    from bot.nlu.alarm_detector import is_sure, sentences_of

    vectors = ENCODERS[encoder]()

    def encode(texts: Sequence[str]) -> np.ndarray:
        return in_batches(vectors, texts)

    model = SecondOpinion().fit(training, encode([e.text for e in training]), list(book.themes))

    def judge(text: str) -> bool:
        parts = [text, *sentences_of(text)]
        return any(
            is_sure(opinion, model.threshold) for opinion in model.judge(parts, encode(parts))
        )

    return judge


def main() -> None:
    """Print the report on the files that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--quiet", action="store_true", help="figures only, no sentences")
    parser.add_argument("--encoder", choices=sorted(ENCODERS), default="use")
    arguments = parser.parse_args()
    book = load()
    examples = [example for path in arguments.files for example in read_examples(path)]
    training = read_examples() + ordinary_questions(book)
    layers: dict[str, Judge] = {
        "rules": lambda text: bool(book.find(text)),
        "classifier": trained_judge(book, training, arguments.encoder),
    }
    print("\n".join(evaluate(examples, layers, book).lines(not arguments.quiet)))


if __name__ == "__main__":
    main()
