"""Time expressions of English news text: where they stand, and which calendar period they name."""

from rag.reading.dates.finder import find_dates
from rag.reading.dates.writing import format_period

__all__ = ["find_dates", "format_period"]
