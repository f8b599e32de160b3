"""What files say of their articles, in the manners in which they say it."""

from datetime import date, datetime

import pytest
from pier_report import BODY, known_places, read

from rag.reading.metadata import FIELDS, UNKNOWN, Metadata


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
    assert known.provenance["published"] == UNKNOWN


@pytest.mark.parametrize(
    ("line", "moment", "updated"),
    [
        ("Published: 9 Jan. 2026, 08:15", "2026-01-09T08:15:00", None),
        ("January 9, 2026 8:15 a.m. EST", "2026-01-09T08:15:00-05:00", None),
        ("By Jane Roe, 9 January 2026 08:15 GMT", "2026-01-09T08:15:00+00:00", None),
        ("Published 9 Jan. 2026 | Updated 10 Jan. 2026 09:00", None, date(2026, 1, 10)),
        ("Published 9 Jan. 2026 08:15, updated 10 Jan. 2026", "2026-01-09T08:15:00", 10),
        ("Published Jan. 9, 2026 (Updated Jan. 10, 2026)", None, 10),
        ("Veröffentlicht am 9. Januar 2026, 08:15 Uhr", "2026-01-09T08:15:00", None),
        (
            "Publié le 9 janvier 2026 à 08h15 - Mis à jour le 10 janvier 2026",
            "2026-01-09T08:15",
            10,
        ),
        ("Publicado: 9 de enero de 2026", None, None),
        ("公開日：2026年1月9日 08:15", "2026-01-09T08:15", None),
        ("입력 2026.01.09 오전 8:15 | 수정 2026.01.10 09:00", "2026-01-09T08:15", 10),
    ],
)
def test_time_of_publication_and_later_versions(
    line: str, moment: str | None, updated: int | date | None
) -> None:
    known = read(f"Pier to be repaired\n{line}\n\n{BODY}")
    assert known.published == date(2026, 1, 9)
    assert known.published_at == (datetime.fromisoformat(moment) if moment else None)
    assert known.updated == (date(2026, 1, 10) if updated else None)


def test_a_label_below_short_lines_is_still_read() -> None:
    above = "Pier to be repaired at last\nTidewater\nPorts\nThe coast"
    assert read(f"{above}\nPublished: 9 January 2026\n\n{BODY}").published == date(2026, 1, 9)
    assert (
        read(f"{above}\n\n{BODY}\nPublished 9 January 2026 was the last issue.").published is None
    )


@pytest.mark.parametrize("first", [" date 2026-01-09 ", "2026-01-09 ", "Date: 2026-01-09 - "])
def test_date_before_the_title(first: str) -> None:
    known = read(f"{first}Pier, quay to close for works, says council\nANN O'BRIEN\n{BODY}")
    assert known.published == date(2026, 1, 9)
    assert known.title == "Pier, quay to close for works, says council"
    assert known.author == "Ann O'Brien"
    assert known_places(known) == {
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
        ("Von Jana Roth", "Jana Roth", None),
        ("Par Jeanne Roux (AFP)", "Jeanne Roux", "AFP"),
        ("Por Juana Ruiz", "Juana Ruiz", None),
        ("홍길동 기자", "홍길동", None),
        ("Von der Mole fehlt ein Stück", None, None),
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
        ("Why the pier matters vs. the quay\n", "Why the pier matters vs. the quay", "first line"),
        ("The pier is old. It leaks.\nBy Jane Roe\n", "The pier is old. It leaks.", "first line"),
        ("古い桟橋を冬の前に修理へ\n", "古い桟橋を冬の前に修理へ", "first line"),
        ("PORT ELLIS (Reuters) --\n", None, None),
        (
            "He said: “Nobody knows what the repair of this old pier will cost us all.”\n",
            None,
            None,
        ),
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
    assert where == 0 or known_places(known).get("title") == where


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
        ("Published by Harbour Post, port news, in 2025", None, None),
        ("Jane Roe", None, None),
        ("Comments", None, None),
        ("Source: Reuters", None, None),
        ("See you there!", None, None),
    ],
)
def test_last_lines(line: str, outlet: str | None, where: str | int | None) -> None:
    known = read(f"{BODY}\n{line}\n")
    assert known.outlet == outlet
    assert where == 0 or known_places(known).get("outlet") == where
    assert known.published is None


@pytest.mark.parametrize(
    ("line", "url", "where"),
    [
        ("https://www.post.example/2026/pier", "https://www.post.example/2026/pier", "site name"),
        ("URL: http://post.example/pier", "http://post.example/pier", "Address line"),
        ("Link: <https://post.example/pier>", "https://post.example/pier", "Address line"),
        ("Source: https://post.example/pier", "https://post.example/pier", "Address line"),
        ("Published at https://post.example/pier", "https://post.example/pier", "site name"),
        ("https://www.post.example", None, None),
        ("URL: javascript:alert(1)", None, None),
        ("Link: ask the harbour office", None, None),
    ],
)
def test_address_in_the_text(line: str, url: str | None, where: str | None) -> None:
    known = read(f"Pier to be repaired\n{line}\n\n{BODY}")
    assert (known.url, known_places(known).get("url")) == (url, where)


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
    assert known_places(known) == ({"published": "file name"} if published else {})
    assert (known.title, known.outlet, known.author) == (None, None, None)


def test_the_clock_and_the_body_give_no_date() -> None:
    known = read(f"{BODY}\nThe mayor was born on 9 January 1966 and died on Friday.\n")
    assert known == Metadata(provenance=dict.fromkeys(FIELDS, UNKNOWN))
