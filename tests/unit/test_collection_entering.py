from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rag.index.browsing import Wanted
from ui.collection.entering import announced, arrivals_of, wanted_of


def test_what_is_wanted_is_read() -> None:
    sent = {
        "words": "mill fire",
        "outlet": "Gazette",
        "since": "2025-01-02",
        "until": "",
        "order": "added",
        "page": 3,
    }
    assert wanted_of(sent) == Wanted(
        words="mill fire", outlet="Gazette", since=date(2025, 1, 2), order="added", page=3
    )


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"words": None, "outlet": 3, "since": "soon", "order": "; DROP TABLE", "page": "x"},
        {"page": -4, "until": ["2025-01-01"]},
    ],
)
def test_nonsense_narrows_nothing(sent: dict[str, Any]) -> None:
    assert wanted_of(sent) == Wanted(page=0)


def test_a_search_is_cut_where_it_is_endless() -> None:
    assert len(wanted_of({"words": "x" * 10_000}).words) == 200


def test_only_what_lies_where_files_arrive_is_one(tmp_path: Path) -> None:
    folder, secret = tmp_path / "arriving", tmp_path / "secret.txt"
    folder.mkdir()
    secret.touch()
    inside = folder / "1-2"
    inside.touch()
    (folder / "link").symlink_to(secret)
    paths = [inside, secret, folder / "../secret.txt", folder / "link", folder, folder / "none"]
    files = [{"name": "a.txt", "size": 5, "path": str(path)} for path in paths]
    arrivals = arrivals_of({"files": files}, folder=folder)
    assert [each.path for each in arrivals] == [inside, None, None, None, None, None]
    assert {(each.name, each.size) for each in arrivals} == {("a.txt", 5)}


@pytest.mark.parametrize(
    "sent",
    [{}, {"files": "a"}, {"files": ["a", 1, None]}, {"files": {"name": "a"}}],
)
def test_what_lists_no_files_gives_none(tmp_path: Path, sent: dict[str, Any]) -> None:
    assert arrivals_of(sent, folder=tmp_path) == ()


def test_a_file_that_tells_nothing_did_not_arrive(tmp_path: Path) -> None:
    (arrival,) = arrivals_of({"files": [{"path": "a\0b", "name": 7}]}, folder=tmp_path)
    assert (arrival.name, arrival.size, arrival.path) == ("", 0, None)


def test_files_are_announced() -> None:
    assert announced({"count": 5_000, "size": 7.5}) == (5_000, 0)
