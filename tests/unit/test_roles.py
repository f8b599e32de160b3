"""Who did it: neither swapped with who suffered it, nor another."""

import pytest

from rag.answering.facts.roles import done_by_another, swapped


@pytest.mark.parametrize(
    ("claim", "evidence", "verbs"),
    [
        ("Lind opened the mill.", "Harrow opened the mill.", ["open"]),
        ("Lind opened the mill.", "Lind opened the mill.", []),
        ("Lind opened the mill.", "She opened the mill.", []),
        ("Lind opened the mill.", "Lindh opened the mill.", []),
        ("Lind opened the mill.", "Harrow opened the bridge.", []),
        ("Lind opened the mill.", "Harrow opened the mill, and Lind opened the mill's gate.", []),
        ("The mill was opened by Lind.", "Harrow opened the mill.", ["open"]),
    ],
)
def test_another_did_it(claim: str, evidence: str, verbs: list[str]) -> None:
    assert list(done_by_another(claim, evidence)) == verbs


def test_doer_and_sufferer_are_not_swapped() -> None:
    assert list(swapped("Lind praised Harrow.", "Harrow praised Lind."))
    assert not list(swapped("Lind praised Harrow.", "Lind praised Harrow."))
