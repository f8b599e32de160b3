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
        ("Lind opens the mill.", "Harrow will open the mill.", ["open"]),
        ("Lind will open the mill.", "Lind opens the mill.", []),
    ],
)
def test_another_did_it(claim: str, evidence: str, verbs: list[str]) -> None:
    assert list(done_by_another(claim, evidence)) == verbs


@pytest.mark.parametrize(
    ("claim", "evidence", "verbs"),
    [
        ("Lind praised Harrow.", "Harrow praised Lind.", ["prais"]),
        ("Lind praised Harrow.", "Lind praised Harrow.", []),
        ("Lind hosts Harrow in Maristow.", "Harrow will host her in Maristow.", ["host"]),
        ("Lind will host Harrow.", "Governor Harrow hosts Lind today.", ["host"]),
        ("Harrow hosts Lind in Maristow.", "Harrow will host her in Maristow.", []),
        ("Lind meets Harrow.", "Harrow will meet Lind.", []),
        ("Lind officials praised Harrow.", "Harrow officials said so.", []),
    ],
)
def test_doer_and_sufferer_are_not_swapped(claim: str, evidence: str, verbs: list[str]) -> None:
    assert list(swapped(claim, evidence)) == verbs
