"""Which stretches of a stored text can't serve as evidence."""

import pytest

from rag.reading import boilerplate

FIRST = "The council met on Tuesday and decided to repair the old pier before the winter storms."
LAST = "The work will take eleven weeks, and the fishing boats will lie at the northern quay."
CAPTION = "The old pier, photographed from the harbour office on Nov. 23, 2025. [WIREPIX]"


def evidence(text: str) -> list[str]:
    """Give what is left of `text` between the spans, without empty lines."""
    left, end = "", 0
    for start, next_end in boilerplate(text):
        left += text[end:start]
        end = next_end
    return [line.strip() for line in (left + text[end:]).split("\n") if line.strip()]


@pytest.mark.parametrize(
    "text",
    [
        f"{FIRST}\n\n{LAST}\n",
        f"null\n{FIRST}\n{LAST}\n[Copyright The Example Press, Ltd.]",
        f"---\ntitle: Pier\n---\n\n# Pier to be repaired\n\n{FIRST}\n\n{LAST}",
        f"Published: 9 Jan. 2026\nPier to be repaired\nBy Jane Roe\n\n{FIRST}\n{FIRST}\n{LAST}",
        f"PORT ELLIS, Nov. 3 (Northwire) — {FIRST}\n\n{LAST}\n\n(Northwire)\n",
        f"EastDesk.com{FIRST}\n\n{LAST}\n\nShare this article\nRead more: Pier older than thought",
        f"{FIRST}\n{LAST}\nSources:\nReuters / Pier to be repaired\n- Office of the Harbour Master",
        f"{FIRST}\n\nADVERTISEMENT\n\n{LAST}\n\n## Sources\n\n* Harbour office\n\n© 2025 The Post",
        f"2026-01-09 {FIRST}\n{LAST}",
    ],
)
def test_only_the_report_is_evidence(text: str) -> None:
    assert evidence(text) == [FIRST, LAST]


def test_first_copy_of_a_caption_stays() -> None:
    assert evidence(f"{CAPTION}\n\n{CAPTION}\n\n{FIRST}\n{LAST}") == [CAPTION, FIRST, LAST]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices of the pier company rose",
        "Related party deals",
        "None.",
        "Sources of the river run dry, and nobody knows why the spring has failed for a year.",
        "By sea",
    ],
)
def test_lines_that_only_begin_alike_stay(line: str) -> None:
    assert evidence(f"{FIRST}\n\n{LAST}\n\n{line}\n\n{FIRST[:-1]} again.") == [
        FIRST,
        LAST,
        line,
        f"{FIRST[:-1]} again.",
    ]


def test_report_after_a_list_of_sources_stays() -> None:
    assert evidence(f"{FIRST}\n\nSources:\nHarbour office\n\n{LAST}") == [FIRST, LAST]


def test_spans_are_offsets_of_the_text_in_order() -> None:
    text = f"null\n é\U0001f6a2 {FIRST}\n[Copyright Example Press]"
    assert [text[start:end] for start, end in boilerplate(text)] == [
        "null",
        "[Copyright Example Press]",
    ]
