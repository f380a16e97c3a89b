"""Errors of the clinic code.

ClinicError
├── SettingsError        the settings file is wrong; the message says where
├── SlotTakenError       somebody else has the time
├── SlotUnavailableError the time is outside what can be booked
├── NotFoundError        no such appointment, or the proof of identity does not fit
├── TooManyTriesError    too many failed proofs of identity
└── StoreError           the database is down, locked or full: nothing was stored
"""


class ClinicError(Exception):
    """Base of all errors of the clinic code."""


class SettingsError(ClinicError):
    """The settings file is missing or wrong."""


class SlotTakenError(ClinicError):
    """The time is held or booked by somebody else."""


class SlotUnavailableError(ClinicError):
    """The time is outside working hours, lead time or horizon."""


class NotFoundError(ClinicError):
    """No appointment fits the given proof of identity."""


class TooManyTriesError(ClinicError):
    """The proof of identity failed too often."""


class StoreError(ClinicError):
    """The database did not answer or refused: nothing was stored."""
