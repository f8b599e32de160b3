"""What was read last: read once, forgotten when something changed or too much is kept."""

from collections.abc import Mapping, Set

from rag.index.recent import Recent


class Reads:
    """Gives each word's length, and notes which words it was asked for."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []

    def __call__(self, keys: Set[str]) -> Mapping[str, int]:
        self.asked.append(set(keys))
        return {key: len(key) for key in keys if key != "absent"}


def test_only_what_is_missing_is_read() -> None:
    recent, reads = Recent[int](10), Reads()
    assert recent.values(["pier", "mill"], read=reads) == {"pier": 4, "mill": 4}
    assert recent.values(["mill", "ferry"], read=reads) == {"mill": 4, "ferry": 5}
    assert recent.values(["pier"], read=reads) == {"pier": 4}
    assert reads.asked == [{"pier", "mill"}, {"ferry"}]


def test_what_is_not_there_is_asked_for_again() -> None:
    recent, reads = Recent[int](10), Reads()
    assert recent.values(["absent"], read=reads) == {}
    assert recent.values(["absent"], read=reads) == {}
    assert reads.asked == [{"absent"}, {"absent"}]


def test_those_least_lately_asked_for_go_first() -> None:
    recent, reads = Recent[int](2), Reads()
    for word in ("a", "bb", "a", "ccc", "a", "bb"):
        assert recent.values([word], read=reads) == {word: len(word)}
    assert reads.asked == [{"a"}, {"bb"}, {"ccc"}, {"bb"}]


def test_another_version_forgets_everything() -> None:
    recent, reads = Recent[int](10), Reads()
    for version in (1, 1, 2):
        recent.values(["pier"], read=reads, version=version)
    assert reads.asked == [{"pier"}, {"pier"}]


def test_what_was_read_while_the_version_changed_is_not_kept() -> None:
    recent, reads = Recent[int](10), Reads()

    def changed_meanwhile(keys: Set[str]) -> Mapping[str, int]:
        recent.values(["mill"], read=reads, version=2)
        return dict.fromkeys(keys, 0)

    assert recent.values(["pier"], read=changed_meanwhile, version=1) == {"pier": 0}
    assert recent.values(["pier"], read=reads, version=2) == {"pier": 4}
