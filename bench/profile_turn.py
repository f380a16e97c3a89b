"""Where the milliseconds of understanding go: each component of the pipeline by itself."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from rasa.core.agent import Agent
from rasa.engine.graph import GraphNode

WARM_UP = 10


def milliseconds_by_component(model: Path, texts: list[str]) -> dict[str, float]:
    """Return the mean milliseconds a message spends in each component of a trained model."""
    spent: dict[str, float] = defaultdict(float)
    agent = Agent.load(str(model))
    loop = asyncio.new_event_loop()
    for text in texts[:WARM_UP]:
        loop.run_until_complete(agent.parse_message(text))
    run = GraphNode.__call__

    def timed(node: GraphNode, *inputs: Any) -> Any:
        began = time.perf_counter()
        try:
            return run(node, *inputs)
        finally:
            spent[_component_of(node)] += time.perf_counter() - began

    GraphNode.__call__ = timed  # type: ignore[method-assign]
    try:
        whole = _seconds(lambda: [loop.run_until_complete(agent.parse_message(t)) for t in texts])
    finally:
        GraphNode.__call__ = run  # type: ignore[method-assign]
    spent["the rest of Rasa"] = whole - sum(spent.values())
    return {name: 1000 * seconds / len(texts) for name, seconds in spent.items()}


def _component_of(node: GraphNode) -> str:
    return str(node._component_class.__name__)


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def spread(milliseconds: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    return float(np.percentile(milliseconds, 50)), float(np.percentile(milliseconds, 95))
