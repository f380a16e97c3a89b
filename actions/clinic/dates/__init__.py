"""The Dutch date grammar: reads the day and time that a text names.

A text becomes units (``lexer``, ``vocabulary``), the units become clues about days and times
(``day_reader``, ``time_reader``), and the clues together a moment (``reader``).
"""

from actions.clinic.dates.moment import END_OF_DAY, Moment, Reason
from actions.clinic.dates.reader import read_moment

__all__ = ["END_OF_DAY", "Moment", "Reason", "read_moment"]
