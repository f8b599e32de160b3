"""Where, when and by whom a report was written, as its first words say."""

from datetime import date

import pytest
from pier_report import BODY, known_places, read


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
    ("dateline", "place", "outlet"),
    [
        ("PORT ELLIS — ", "Port Ellis", None),
        ("PORT ELLIS (Reuters) - ", "Port Ellis", "Reuters"),
        ("ST. JOHN'S, Canada, Nov. 3 -- ", "St. John's, Canada", None),
        ("WASHINGTON, D.C. — ", "Washington, D.C.", None),
        ("BELFAST, Maine — ", "Belfast, Maine", None),
        ("SEOUL/TOKYO, Nov. 3 (Kyodo) — ", "Seoul/Tokyo", "Kyodo"),
        ("Berlin (dpa) - ", "Berlin", "dpa"),
        ("PARIS, 3 nov. (AFP) - ", "Paris", "AFP"),
        ("(서울=연합뉴스) 홍길동 기자 = ", "서울", "연합뉴스"),
        ("(AP) — ", None, "AP"),
        ("CNN — ", None, "CNN"),
        ("BREAKING — ", None, None),
        ("NATO — the alliance — met. ", None, None),
        ("PORT-A-LOO makers met. ", None, None),
        ("Nov. 3 — ", None, None),
        ("NAIROBI, Kenya (AP) _ ", "Nairobi, Kenya", "AP"),
        ("MIAMI _\n", "Miami", None),
        ("PORT ELLIS, Nov. 3 (Xinhua) --\n", "Port Ellis", "Xinhua"),
        ("The pier (old) - ", None, None),
    ],
)
def test_place_of_the_dateline(dateline: str, place: str | None, outlet: str | None) -> None:
    known = read(f"{dateline}{BODY}")
    assert (known.place, known.outlet) == (place, outlet)
    assert known_places(known).get("place") == ("dateline" if place else None)


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
