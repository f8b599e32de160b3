"""Whether a text holds a thing of the kind that a question asks for, by its form. Pure."""

import re
from datetime import date

from rag.answering.facts.numerals import numbers
from rag.reading.dates import find_dates
from rag.retrieval.question import Wanted

_QUANTITY = re.compile(
    r"\b(?:no|none|nobody|nothing|both|neither|all|half|several|many|few|dozens?|hundreds?|"
    r"thousands?|millions?|billions?|once|twice|free|an?)\b",
    re.IGNORECASE,
)
"""What tells a quantity without a number."""


def holds_wanted(text: str, wanted: Wanted, *, as_of: date | None) -> bool:
    """Tell whether a text could answer: with a date, or a quantity, where one is asked for."""
    match wanted:
        case "date":
            return bool(find_dates(text, published=as_of))
        case "number" | "money" | "age" | "duration":
            return bool(numbers(text) or _QUANTITY.search(text))
        case _:
            return True
