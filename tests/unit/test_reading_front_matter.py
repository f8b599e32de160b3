"""The block at the top of Markdown files."""

from datetime import UTC, date, datetime

import pytest
from pier_report import BODY, known_places, read

from rag.reading.metadata import FIELDS, UNKNOWN, Metadata


def test_front_matter_beats_every_other_source() -> None:
    block = (
        "---\nTitle: 'Pier: repaired'\nsource: Harbour Post\nauthors: [Jane Roe, Ann Poe]\n"
        "date: 2026-01-09\nupdated: 2026-01-11\n---\n"
    )
    known = read(f"{block}# Another title\nBy Someone Else\nPublished: 1 May 2024\n\n{BODY}")
    fields = ("title", "outlet", "author", "published", "updated")
    assert known == Metadata(
        title="Pier: repaired",
        outlet="Harbour Post",
        author="Jane Roe, Ann Poe",
        published=date(2026, 1, 9),
        updated=date(2026, 1, 11),
        provenance=dict.fromkeys(FIELDS, UNKNOWN) | dict.fromkeys(fields, "front matter"),
    )


def test_front_matter_tells_every_field() -> None:
    block = (
        "title: Pier repaired\noutlet: Harbour Post\nauthors:\n  - name: Jane Roe\n  - Ann Poe\n"
        "date: 2026-01-09T08:15:00Z\nlast-updated: 2026-01-11\ndateline: PORT ELLIS\n"
        "lang: en-GB\ncanonical_url: https://post.example/pier"
    )
    known = read(f"---\n{block}\n---\n{BODY}")
    assert known == Metadata(
        title="Pier repaired",
        outlet="Harbour Post",
        author="Jane Roe, Ann Poe",
        published=date(2026, 1, 9),
        published_at=datetime(2026, 1, 9, 8, 15, tzinfo=UTC),
        updated=date(2026, 1, 11),
        place="Port Ellis",
        language="en",
        url="https://post.example/pier",
        provenance=dict.fromkeys(FIELDS, "front matter"),
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
    assert known_places(known) == {"title": "Title line", "author": "Author line"}
