"""What the trained components of the pipeline share: one file in the model, read and written."""

import hashlib
from pathlib import Path
from typing import Any, ClassVar, Dict, Optional, Text, Tuple

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

LEARNED_FILE = "learned.joblib"
CODE = tuple(
    path
    for package in ("nlu", "safety")
    for path in sorted((Path(__file__).parents[1] / package).glob("*.py"))
)
"""The code of ``bot/nlu`` and ``bot/safety``: what a component learns depends on much of it."""


class StoredComponent(GraphComponent):
    """A component that keeps what it learned in one file; ``restore`` takes it back.

    ``learns_from``: the files that it reads besides Rasa's training data.
    """

    learns_from: ClassVar[Tuple[Path, ...]] = ()

    @classmethod
    def fingerprint_addon(cls, config: Dict[Text, Any]) -> Optional[Text]:
        """Return what makes a new training necessary besides Rasa's data: code and files."""
        content = b"".join(path.read_bytes() for path in (*CODE, *cls.learns_from))
        return hashlib.sha256(content).hexdigest()

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "StoredComponent":
        """Create the untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "StoredComponent":
        """Load the trained component.

        Raises:
            ValueError: the model holds nothing of it.
        """
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component.restore(joblib.load(folder / LEARNED_FILE))
        return component

    def __init__(
        self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Keep the settings and the place in the model."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource

    def restore(self, learned: Any) -> None:
        """Take back what ``store`` was given."""
        raise NotImplementedError

    def store(self, learned: Any) -> Resource:
        """Write what was learned into the model, take it over, and return its place."""
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(learned, folder / LEARNED_FILE)
        self.restore(learned)
        return self._resource
