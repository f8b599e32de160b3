"""What files say of their articles, in the manners in which they say it."""

from datetime import date

import pytest

from rag.reading.metadata import Metadata, examine, find_metadata

BODY = (
    "The council met on Tuesday and decided to repair the old pier before the winter storms.\n\n"
    "The work will take eleven weeks, and the fishing boats will lie at the northern quay.\n"
)
LATEST = date(2030, 1, 1)


def read(text: str, *, file: str = "a.txt") -> Metadata:
    return find_metadata(examine(text), file=file, latest=LATEST)


@pytest.mark.parametrize(
    "line",
    [
        "Published: 09 Jan. 2026, 08:15",
        "Published on January 9, 2026 at 8:15 a.m.",
        "**Published:** Friday 9 January 2026",
        "First published: 2026-01-09T23:30:00-11:00",
        "Posted: 08:15, 9th of January 2026",
        "PUBLISHED 2026.01.09 08:15",
        "Published: 9.1.2026",
        "Updated: 10 Jan. 2026 | Published: 9 Jan. 2026",
        "Published: 2026年1月9日",
    ],
)
def test_published_line(line: str) -> None:
    known = read(f"{line}\n\n{BODY}")
    assert known.published == date(2026, 1, 9)
    assert known.provenance["published"] == "Published line"
    assert known.title is None


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("Date: 9 January 2026", "Date line"),
        ("Last updated: Jan 9, 2026", "Updated line"),
        ("Friday, January 9, 2026 08:15 KST", "date line"),
        ("By Jane Roe | 9 January 2026", "byline"),
    ],
)
def test_other_dated_lines(line: str, where: str) -> None:
    known = read(f"Pier to be repaired\n{line}\n\n{BODY}")
    assert (known.published, known.provenance["published"]) == (date(2026, 1, 9), where)
    assert known.title == "Pier to be repaired"


@pytest.mark.parametrize(
    "line",
    [
        "Published: 2026-02-31",
        "Published: 9 January 0202",
        "Published: 1 May 2199",
        "Published: 09/01/2026",
        "Published: soon",
        "Published 9 January 2026 in a small edition, the guide to the harbour has sold out.",
    ],
)
def test_impossible_or_doubtful_dates_stay_unknown(line: str) -> None:
    known = read(f"{line}\n\n{BODY}")
    assert known.published is None
    assert "published" not in known.provenance


@pytest.mark.parametrize("first", [" date 2026-01-09 ", "2026-01-09 ", "Date: 2026-01-09 - "])
def test_date_before_the_title(first: str) -> None:
    known = read(f"{first}Pier, quay to close for works, says council\nANN O'BRIEN\n{BODY}")
    assert known.published == date(2026, 1, 9)
    assert known.title == "Pier, quay to close for works, says council"
    assert known.author == "Ann O'Brien"
    assert known.provenance == {
        "title": "first line",
        "published": "first line",
        "author": "byline",
    }


@pytest.mark.parametrize(
    ("line", "author", "outlet"),
    [
        ("By Jane Roe", "Jane Roe", None),
        ("By JANE ROE, Harbour Post", "Jane Roe", "Harbour Post"),
        ("*By Jane Roe and Ann de la Cruz, Staff Writers*", "Jane Roe and Ann de la Cruz", None),
        ("JANE ROE, THE ESTUARY TIMES", "Jane Roe", "The Estuary Times"),
        ("JANE MCROE-KIM", "Jane McRoe-Kim", None),
        ("Jane Roe, Kestrel Bay Herald, 9 January 2026", "Jane Roe", "Kestrel Bay Herald"),
        ("By Jane Roe for the Harbour Post in Port Ellis", "Jane Roe", "Harbour Post"),
        ("BY JANE ROE [roe.jane@paper.example]", "Jane Roe", None),
        ("By Jane Roe, Reuters", "Jane Roe", "Reuters"),
        ("By AFP", None, "AFP"),
        ("By Jane Roe, New York", "Jane Roe", None),
        ("By Jane Roe, Al Orr and Ann Poe", "Jane Roe, Al Orr and Ann Poe", None),
        ("The Estuary Times, from wire reports", None, "The Estuary Times"),
        ("Harbour Post", None, "Harbour Post"),
        ("Author: Jane Roe", "Jane Roe", None),
        ("Source: https://www.harbour-post.example/2026/pier", None, "harbour-post.example"),
        ("By Friday evening", None, None),
        ("Jane Roe", None, None),
        ("PORT ELLIS, 9 January 2026", None, None),
    ],
)
def test_lines_under_the_title(line: str, author: str | None, outlet: str | None) -> None:
    known = read(f"Pier to be repaired\n{line}\n\n{BODY}")
    assert (known.author, known.outlet) == (author, outlet)
    assert known.title == "Pier to be repaired"


@pytest.mark.parametrize(
    ("top", "title", "where"),
    [
        ("# Pier to be *repaired* #\n\n", "Pier to be repaired", "heading"),
        ("Pier to be repaired\n===\n\n", "Pier to be repaired", "first line"),
        ("null\nPier to be repaired\n\n", "Pier to be repaired", "first line"),
        ("Harbour Post\n\nPier to be repaired in the U.S.\n", "Pier to be repaired in the U.S.", 0),
        ("Harbour Post\n9 May 2025\nPier to be repaired\n", "Pier to be repaired", "first line"),
        ("Storm Hits Trading Post\nBy Jane Roe\n", "Storm Hits Trading Post", "first line"),
        ("Storm Hits Trading Post\n\n", "Storm Hits Trading Post", "first line"),
        ("Pier to be repaired | Harbour Post\n", "Pier to be repaired", "first line"),
        ("null\n", None, None),
        ("undefined\n\n", None, None),
        ("The pier is old. It leaks.\n", None, None),
        ("The mayor looks at the pier. [WIREPIX]\n\n", None, None),
        ("Photo: the old pier\n\n", None, None),
        ("what a pier\n\n", None, None),
        ("x" * 400 + "\n\n", None, None),
    ],
)
def test_titles(top: str, title: str | None, where: str | int | None) -> None:
    known = read(top + BODY)
    assert known.title == title
    assert where == 0 or known.provenance.get("title") == where


@pytest.mark.parametrize(
    ("line", "outlet", "where"),
    [
        ("[Copyright The Example Press, Ltd.]", "Example Press", "copyright line"),
        ("© 2025 The Valley Courier", "The Valley Courier", "copyright line"),
        (
            "(c) 2019-2025 by Harbour Post Co. All rights reserved.",
            "Harbour Post",
            "copyright line",
        ),
        ("Harbour Post © 2025", "Harbour Post", "copyright line"),
        ("Copyright rules changed last year too", None, None),
        ("Northwire", "Northwire", "agency line"),
        ("(AP)", "AP", "agency line"),
        ("— Example Wire", "Example Wire", "agency line"),
        ("EastDesk.example", "EastDesk.example", "site name"),
        ("Northwire\n\nEastDesk.example", "Northwire", "agency line"),
        (
            "The pier was built in 1911, long before the road along the coast. (Reuters)",
            "Reuters",
            0,
        ),
        ("Jane Roe", None, None),
        ("Comments", None, None),
        ("Source: Reuters", None, None),
        ("See you there!", None, None),
    ],
)
def test_last_lines(line: str, outlet: str | None, where: str | int | None) -> None:
    known = read(f"{BODY}\n{line}\n")
    assert known.outlet == outlet
    assert where == 0 or known.provenance.get("outlet") == where
    assert known.published is None


@pytest.mark.parametrize(
    ("dateline", "tail", "file", "published", "outlet"),
    [
        ("PORT ELLIS, Nov. 3 (Northwire) — ", "", "a.txt", None, "Northwire"),
        ("PORT ELLIS, Nov. 3, 2025 — ", "", "a.txt", date(2025, 11, 3), None),
        ("Port Ellis, 3 November (AFP) - ", "", "2026-01-02-a.txt", date(2025, 11, 3), "AFP"),
        ("ST. JOHN'S, Canada, Nov. 3 -- ", "© 2025 Harbour Post", "a.txt", date(2025, 11, 3), 0),
        ("LONDON, Feb. 29 — ", "© 2025 Harbour Post", "a.txt", None, "Harbour Post"),
        ("The pier - old and long - leaks. On Nov. 3 ", "", "a.txt", None, None),
    ],
)
def test_datelines(
    dateline: str, tail: str, file: str, published: date | None, outlet: str | int | None
) -> None:
    known = read(f"{dateline}{BODY}\n{tail}", file=file)
    assert known.published == published
    assert outlet == 0 or known.outlet == outlet
    assert published is None or known.provenance["published"] == "dateline"


@pytest.mark.parametrize(
    ("glued", "outlet"),
    [
        ("EastDesk.com", "EastDesk.com"),
        ("news.east-desk.org“", "news.east-desk.org"),
        ("TidewaterBriefA week later. ", "TidewaterBrief"),
        ("YouTube and ", None),
        ("e.g.", None),
    ],
)
def test_site_glued_to_the_first_word(glued: str, outlet: str | None) -> None:
    assert read(glued + BODY).outlet == outlet


@pytest.mark.parametrize(
    ("file", "published"),
    [
        ("2025-12-04-harbour-post-ferry.txt", date(2025, 12, 4)),
        ("ferry_20251204.md", date(2025, 12, 4)),
        ("2025-13-04-ferry.txt", None),
        ("7e561a20251204b.txt", None),
        ("ferry-120251204.txt", None),
    ],
)
def test_file_name_gives_a_date_and_nothing_else(file: str, published: date | None) -> None:
    known = read(BODY, file=file)
    assert known.published == published
    assert known.provenance == ({"published": "file name"} if published else {})
    assert (known.title, known.outlet, known.author) == (None, None, None)


def test_front_matter_beats_every_other_source() -> None:
    block = (
        "---\nTitle: 'Pier: repaired'\nsource: Harbour Post\nauthors: [Jane Roe, Ann Poe]\n"
        "date: 2026-01-09\nupdated: 2026-01-11\n---\n"
    )
    known = read(f"{block}# Another title\nBy Someone Else\nPublished: 1 May 2024\n\n{BODY}")
    assert known == Metadata(
        title="Pier: repaired",
        outlet="Harbour Post",
        author="Jane Roe, Ann Poe",
        published=date(2026, 1, 9),
        provenance=dict.fromkeys(("title", "outlet", "author", "published"), "front matter"),
    )


@pytest.mark.parametrize(
    "block",
    [
        "title: [unclosed",
        "title: !!python/object/apply:os.system ['true']\nboom: " + "[" * 3000,
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b, *c]\ntitle: *c",
        "- a list",
        'title: "\\ud800\\x1b"',
        "title: " + "x" * 20_000,
        "title: null\nauthor: ~\ndate: 2026-02-31",
    ],
)
def test_broken_or_hostile_front_matter_is_no_error(block: str) -> None:
    known = read(f"---\n{block}\n---\n{BODY}")
    assert (known.title, known.author, known.published) == (None, None, None)


def test_front_matter_with_a_stray_colon_is_read_line_by_line() -> None:
    known = read(f"---\ntitle: Pier: repaired\nauthor: Jane Roe\n---\n{BODY}")
    assert (known.title, known.author) == ("Pier: repaired", "Jane Roe")
    assert known.provenance == {"title": "Title line", "author": "Author line"}


def test_the_clock_and_the_body_give_no_date() -> None:
    known = read(f"{BODY}\nThe mayor was born on 9 January 1966 and died on Friday.\n")
    assert known == Metadata(title=None, outlet=None, author=None, published=None, provenance={})
