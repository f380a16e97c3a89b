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
from typing import TYPE_CHECKING

import yaml

from bot.safety.rules import SIGNS_FILE, RuleBook, load
from bot.safety.second_opinion import Example, ordinary_sample, read_examples

if TYPE_CHECKING:
    from bot.nlu.alarm_detector import AlarmDetector

LAYERS = ("rules", "classifier", "both")
NLU_FILES = SIGNS_FILE.parents[2] / "data/nlu"

Judge = Callable[[str], Iterable[str]]


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
        """Count one example with the layers that saw an alarm; ``both`` is the decision."""
        caught = set(layers)
        is_alarm = example.label in self.themes
        tallies = [self.by_label[example.label]]
        if is_alarm:
            tallies.append(self.by_persona[example.persona])
        for tally in tallies:
            tally.total += 1
            tally.caught.update(caught)
        if is_alarm != ("both" in caught):
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


def evaluate(examples: Sequence[Example], layers_of: Judge, book: RuleBook) -> Report:
    """Judge the examples; ``layers_of`` returns who sees an alarm in a text."""
    report = Report(frozenset(book.themes))
    for example in examples:
        report.add(example, layers_of(example.text))
    return report


def ordinary_questions(book: RuleBook) -> list[Example]:
    """Return the bot's own training sentences that the rules let pass."""
    texts = set()
    for path in sorted(NLU_FILES.glob("*.yml")):
        for intent in yaml.safe_load(path.read_text(encoding="utf-8")).get("nlu", ()):
            lines = str(intent.get("examples", "")).splitlines()
            texts |= {line.removeprefix("- ").strip() for line in lines if line.strip()}
    return ordinary_sample(book, texts)


def trained_detector(training: Sequence[Example]) -> "AlarmDetector":
    """Return a freshly trained detector."""
    from bot.nlu.alarm_detector import AlarmDetector

    # It is not stored, so it needs no storage.
    detector = AlarmDetector(AlarmDetector.get_default_config(), None, None)  # type: ignore[arg-type]
    detector.fit(training)
    return detector


def main() -> None:
    """Print the report on the files that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--quiet", action="store_true", help="figures only, no sentences")
    arguments = parser.parse_args()
    book = load()
    examples = [example for path in arguments.files for example in read_examples(path)]
    detector = trained_detector(read_examples() + ordinary_questions(book))
    print("\n".join(evaluate(examples, detector.layers_of, book).lines(not arguments.quiet)))


if __name__ == "__main__":
    main()
