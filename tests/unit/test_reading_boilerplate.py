"""Which stretches of a stored text can't serve as evidence."""

import pytest
from pier_report import FIRST, LAST, lines_outside

from rag.reading import boilerplate

CAPTION = "The old pier, photographed from the harbour office on Nov. 23, 2025. [WIREPIX]"


def evidence(text: str) -> list[str]:
    return lines_outside(boilerplate(text), of=text)


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


KEPT = CAPTION.removesuffix(" [WIREPIX]")


@pytest.mark.parametrize(
    "copy",
    [
        CAPTION,
        KEPT,
        f"Photo: {CAPTION}",
        "The old pier photographed from the harbour office, on Nov. 23, 2025 (Photo: J. Roe/AFP)",
        "The old pier, photographed from the harbour office on Nov. 23. [WIREPIX]",
    ],
)
def test_first_copy_of_a_caption_stays_and_its_repeats_go(copy: str) -> None:
    assert evidence(f"{CAPTION}\n\n{copy}\n\n{FIRST}\n{LAST}") == [KEPT, FIRST, LAST]
    assert evidence(f"{CAPTION}\n\n{FIRST}\n\n{CAPTION}\n\n{LAST}") == [KEPT, FIRST, LAST]


def test_a_caption_that_tells_more_than_the_one_before_stays() -> None:
    more = "The old pier, photographed from the harbour office on Nov. 24, 2025."
    assert evidence(f"{CAPTION}\n\n{more} [WIREPIX]\n\n{FIRST}\n{LAST}") == [
        *(KEPT, more, FIRST, LAST)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Jane Roe/Northwire",
        "Photo by Jane Roe",
        "[WIREPIX]",
        "(Photo by Jane Roe/Getty Images)",
        "Image source, Getty Images",
        "File photo",
        "Image credit: Jane Roe",
        "Photograph: Jane Roe/AFP/Getty Images",
        "Jane Roe | Reuters",
        "Foto: Jana Roth/dpa",
        "Getty Images",
        "The old pier. [WIREPIX]",
        "The old pier in winter (File photo)",
        "Photo: the old pier",
        "Image 2 of 3",
    ],
)
def test_credits_and_what_only_names_the_seen_are_asides(line: str) -> None:
    assert evidence(f"{FIRST}\n\n{line}\n\n{LAST}") == [FIRST, LAST]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (f"{FIRST} (Photo by Jane Roe/Getty Images)", FIRST),
        (f"{FIRST} Jane Roe | Reuters", FIRST),
        (f"{FIRST} Photograph: Jane Roe/AFP", FIRST),
        (f"Image source, Getty Images Image caption, {FIRST}", FIRST),
        (f"File photo: {FIRST}", FIRST),
        (f"{FIRST[:-1]} (Harbour Post)", FIRST[:-1]),
        ("Boats returned to the pier (Reuters)", "Boats returned to the pier"),
    ],
)
def test_only_the_credit_of_a_sentence_is_an_aside(line: str, left: str) -> None:
    assert evidence(f"{LAST}\n\n{line}\n\nThe end of the works is not known yet.") == [
        *(LAST, left, "The end of the works is not known yet.")
    ]


@pytest.mark.parametrize(
    "line",
    [
        *("Share Tweet Email Print", "Facebook Twitter WhatsApp Copy link", "Share on Facebook"),
        *("Share this story:", "Follow us on Instagram", "Teilen Drucken", "12 comments"),
        *("Advertisement", "ADVERTISEMENT Article continues below this ad", "Anzeige", "広告"),
        *(
            "Continue reading",
            "Story continues below",
            "Skip to content",
            "5 min read",
            "Loading...",
        ),
        *("Leave a comment", "Comments are closed.", "Join the conversation", "Show 12 comments"),
        *("Sign up for our daily newsletter", "Subscribe to our newsletter here.", "Sign in"),
        "Get the day's news in your inbox. Please enter a valid email address. Sign up",
        "By submitting your email, you agree to our Terms and Privacy Notice.",
        "We use cookies to give you the best experience on our site.",
        *("Accept all cookies", "Manage cookie preferences", "Privacy policy"),
        *("Read more: Pier older than thought", "RELATED: Pier older than thought", "Also read"),
        *("MORE: Pier older than thought", "Lesen Sie auch: Mole älter", "Lire aussi : La jetée"),
        *("Read the full story here", "Tags: pier, harbour, winter", "#pier #harbour", "Watch now"),
        *("Table of contents", "Jump to: Works | Costs", "© 2025 The Harbour Post", "関連記事"),
        "If you buy something through our links, we may earn a commission.",
        "What do you think? Let us know in the comments.",
    ],
)
def test_what_a_page_says_to_its_reader_is_no_evidence(line: str) -> None:
    closing = "The mayor said that nobody knows yet what the repair of the quay will cost."
    assert evidence(f"{FIRST}\n\n{line}\n\n{LAST}\n\n{closing}") == [FIRST, LAST, closing]


@pytest.mark.parametrize(
    "line",
    [
        "Jane Roe is a reporter who covers ports for the Harbour Post.",
        "Reporting by Jane Roe; editing by Ann Poe",
        "Ann Poe contributed to this report.",
        "Follow Jane Roe on Twitter @janeroe",
        "Jane Roe can be reached at roe@paper.example.",
        "This article was originally published by The Harbour Post.",
        "© 2025 The Harbour Post. All rights reserved.",
        "© Copyright of Harbour Publishers (1983) Ltd., 2025.",
        "Published by Harbour Post, port news - on November 5, 2025.",
    ],
)
def test_notes_on_the_author_at_the_end_are_no_evidence(line: str) -> None:
    assert evidence(f"{FIRST}\n\n{LAST}\n\n{line}\n\nShare Tweet Print") == [FIRST, LAST]
    # Further up it is part of the report, unless it is about rights.
    above = evidence(f"{FIRST}\n\n{line}\n\n{LAST}")
    assert above == ([FIRST, LAST] if line.startswith("©") else [FIRST, line, LAST])


def test_a_person_of_the_report_is_no_author() -> None:
    last = "Roe, who is 50, lives near the pier. Jane Roe is a writer and a fisher."
    assert evidence(f"Jane Roe spoke first. {FIRST}\n\n{LAST}\n\n{last}")[-1] == last
    note = "Jane Roe is a writer and a fisher who covers the coast for this paper."
    assert evidence(f"By Jane Roe\n\n{FIRST}\n\nRoe asked.\n\n{LAST}\n\n{note}")[-1] == LAST


def test_lists_of_other_articles_are_asides_up_to_the_next_paragraph() -> None:
    listed = "Related articles\nPier older than thought\nWho owns the quay?\nBoats come home"
    assert evidence(f"{FIRST}\n\n{listed}\n\n{LAST}") == [FIRST, LAST]
    short = "The pier will close. Nobody knows why."
    assert evidence(f"{FIRST}\n\nRead more\n\n{short}\n\n{LAST}") == [FIRST, short, LAST]


def test_a_paragraph_broken_at_a_column_is_one() -> None:
    broken = (
        "The council met on Tuesday and decided to repair the old\n"
        "pier before the winter storms, as the boats of the town\n"
        "Related works will follow in the spring, the mayor said\n"
        "after the meeting.\n"
    )
    assert evidence(f"Sources:\nHarbour office\n\n{broken}") == broken.splitlines()


def test_lines_of_a_list_may_stand_twice() -> None:
    row = "Where to see it: the harbour office, the town hall and the museum of the coast"
    text = f"{FIRST}\n\nPier\n\n{row}\n\nQuay\n\n{row}\n\n{LAST}"
    assert evidence(text) == [FIRST, "Pier", row, "Quay", row, LAST]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices of the pier company rose",
        "Related party deals",
        "None.",
        "Share of the pier, by owner",
        "Read by millions",
        "Email from the mayor",
        "Photo finish at the pier",
        "The World Harbour Organisation (WHO)",
        "He signed up for the newsletter of the port.",
        "Cookies were sold on the pier.",
        "We baked cookies to pay for the repair.",
        "Image, a maker of harbour lamps, was sold",
        "Get the app of the harbour before you travel, the council told its guests on Tuesday.",
        "Subscribers left the paper in thousands",
        "Warmer seas contributed to the damage.",
        "Advertisement rates rose",
        "Comments by the mayor caused a stir",
        "“Sign up for our newsletter”, the banner on the pier read.",
        "Copyright rules were tightened in 2019",
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
