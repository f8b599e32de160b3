"""Days that have a name, fixed or computed."""

from datetime import date

import pytest

from rag.reading.dates import find_dates

FRIDAY = date(2026, 1, 9)


def only_value(text: str) -> str | None:
    (mention,) = find_dates(text, published=FRIDAY)
    return mention.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It burned on Christmas Day.", "2025-12-25"),
        ("It will burn on Halloween.", "2026-10-31"),
        ("It burned on New Year’s Eve.", "2025-12-31"),
        ("It burned on Thanksgiving.", "2025-11-27"),
        ("It will burn on Easter Monday.", "2026-04-06"),
        ("It burned on Good Friday.", "2025-04-18"),
        ("It will close on Labor Day.", "2026-09-07"),
        ("It will close on Memorial Day.", "2026-05-25"),
        ("It will close on Martin Luther King Day.", "2026-01-19"),
        ("They will vote on Election Day.", "2026-11-03"),
        ("It was cold last Christmas.", "2025-12-25"),
        ("It will be cold next Easter.", "2026-04-05"),
        ("It was cold two weeks before Christmas.", "2025-12-11"),
    ],
)
def test_holidays_take_the_year_that_the_tense_names(text: str, value: str) -> None:
    assert only_value(text) == value


@pytest.mark.parametrize(
    ("year", "easter"),
    [
        (1961, "04-02"),
        (1981, "04-19"),
        (2000, "04-23"),
        (2008, "03-23"),
        (2019, "04-21"),
        (2024, "03-31"),
        (2038, "04-25"),
        (2049, "04-18"),
    ],
)
def test_easter_is_computed(year: int, easter: str) -> None:
    assert only_value(f"on Easter Sunday {year}") == f"{year}-{easter}"
