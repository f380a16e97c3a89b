"""Counts what the alarm layers make of labelled sentences: theme or kind, persona, sentence."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bot.safety.rules import RuleBook
from bot.safety.second_opinion import Example

LAYERS = ("rules", "classifier", "both")

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


def evaluate(examples: Sequence[Example], layers_of: Judge, book: RuleBook) -> Report:
    """Judge the examples; ``layers_of`` returns who sees an alarm in a text."""
    report = Report(frozenset(book.themes))
    for example in examples:
        report.add(example, layers_of(example.text))
    return report
