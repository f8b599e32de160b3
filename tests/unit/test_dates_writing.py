"""How a period is written for readers."""

from datetime import date

import pytest

from rag.reading.dates import format_period


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        (date(2026, 1, 13), date(2026, 1, 13), "Tuesday, 13 January 2026"),
        (date(2025, 10, 1), date(2025, 10, 31), "October 2025"),
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(1942, 1, 1), date(1942, 12, 31), "1942"),
        (date(1910, 1, 1), date(1945, 12, 31), "1910 to 1945"),
        (date(2025, 7, 1), date(2025, 9, 30), "July to September 2025"),
        (date(2024, 12, 1), date(2025, 2, 28), "December 2024 to February 2025"),
        (date(2026, 1, 13), date(2026, 1, 15), "13 to 15 January 2026"),
        (date(2026, 1, 28), date(2026, 2, 2), "28 January to 2 February 2026"),
        (date(2025, 12, 28), date(2026, 1, 2), "28 December 2025 to 2 January 2026"),
        (date(9999, 12, 1), date.max, "December 9999"),
    ],
)
def test_periods_are_written_in_their_own_precision(start: date, end: date, written: str) -> None:
    assert format_period(start, end) == written
