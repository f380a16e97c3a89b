"""The secret that channels derive their keys from; it stands with the clinic code."""

from actions.clinic.secret import derive_key

__all__ = ["derive_key"]
