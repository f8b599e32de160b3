"""A verb left out: which day belongs to whom."""

from datetime import date

import pytest

from rag.answering.facts.gapping import gapped_otherwise
from rag.reading.dates import find_dates

DAY = date(2024, 4, 4)
TOLD = "She took over in June 2023, and Harrow in October."


@pytest.mark.parametrize(
    ("claim", "evidence", "otherwise"),
    [
        ("Lind took over in June 2023.", TOLD, []),
        ("Lind took over in October 2023.", TOLD, ["October 2023"]),
        ("Harrow took over in October 2023.", TOLD, []),
        ("Lind met Harrow in October 2023.", "Lind met Harrow in October.", []),
        ("Lind left in October 2023.", "Lind left in October, and Harrow wept.", []),
        ("Lind left on Monday.", "The mill closed on Monday, and Harrow on Friday.", []),
    ],
)
def test_a_day_behind_another_name_alone_is_that_names(
    claim: str, evidence: str, otherwise: list[str]
) -> None:
    found = gapped_otherwise(
        claim,
        evidence,
        claimed=find_dates(claim, published=DAY),
        there=find_dates(evidence, published=DAY),
    )
    assert list(found) == otherwise
