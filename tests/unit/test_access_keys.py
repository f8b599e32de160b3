import hashlib
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import SettingsError, StoreError
from rag.serving.access import keys as module
from rag.serving.access.keys import FILE_NAME, KEY, Keys, expect_keys, needs_key
from rag.settings import ServerSettings


def test_a_key_is_kept_as_a_digest_that_its_owner_alone_may_read(tmp_path: Path) -> None:
    key, word = Keys(tmp_path / "index").create("reader", scope="read")
    file = tmp_path / "index" / FILE_NAME
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert KEY.fullmatch(word)
    assert word not in file.read_text()
    (kept,) = json.loads(file.read_text())
    assert kept["digest"] == hashlib.sha256(word.encode()).hexdigest()
    assert kept["last"] == word[-4:]
    assert key.scopes == ("read",)


def test_write_allows_reading_too(tmp_path: Path) -> None:
    assert Keys(tmp_path).create("editor", scope="write")[0].scopes == ("read", "write")


def test_a_key_is_found_by_itself_alone(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    reader, word = keys.create("reader", scope="read")
    editor, other = keys.create("editor", scope="write")
    assert keys.key_of(word) == reader
    assert keys.key_of(other) == editor
    for wrong in (
        "",
        word[:-1],
        f"{word} ",
        word.lower(),
        reader.digest,
        "dl_" + "A" * 43,
        "\ud800",
    ):
        assert keys.key_of(wrong) is None


def test_every_key_is_compared_in_constant_time_whatever_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = Keys(tmp_path)
    words = [keys.create(name, scope="read")[1] for name in ("one", "two", "three")]
    compared: list[tuple[str, str]] = []
    real = module.compare_digest

    def counting(kept: str, given: str) -> bool:
        compared.append((kept, given))
        return real(kept, given)

    monkeypatch.setattr(module, "compare_digest", counting)
    for word in (*words, "dl_wrong"):
        compared.clear()
        keys.key_of(word)
        assert [kept for kept, _ in compared] == [key.digest for key in keys.known()]
        assert all(len(given) == 64 for _, given in compared)


@pytest.mark.parametrize("by", ["name", "id"])
def test_what_one_process_revokes_another_refuses_at_once(tmp_path: Path, by: str) -> None:
    serving = Keys(tmp_path)
    key, word = Keys(tmp_path).create("reader", scope="read")
    _, other = Keys(tmp_path).create("other", scope="read")
    assert serving.key_of(word) == key
    Keys(tmp_path).revoke(key.name if by == "name" else key.key_id)
    assert serving.key_of(word) is None
    assert serving.key_of(other)
    (tmp_path / FILE_NAME).unlink()
    assert serving.key_of(other) is None


def test_no_key_is_lost_where_many_are_made_at_once(tmp_path: Path) -> None:
    names = [f"program {number}" for number in range(12)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda name: Keys(tmp_path).create(name, scope="read"), names))
    assert sorted(key.name for key in Keys(tmp_path).known()) == sorted(names)
    assert not list(tmp_path.glob(".keys-*"))


def test_names_are_taken_once(tmp_path: Path) -> None:
    Keys(tmp_path).create("reader", scope="read")
    with pytest.raises(SettingsError, match="already"):
        Keys(tmp_path).create("reader", scope="write")
    assert len(Keys(tmp_path).known()) == 1


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "\x1b[2J", "x" * 61, "dl_" + "A" * 43])
def test_names_that_could_do_harm_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsError):
        Keys(tmp_path).create(name, scope="read")
    assert not (tmp_path / FILE_NAME).exists()


def test_there_is_nothing_to_revoke(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no key of that name"):
        Keys(tmp_path).revoke("nobody")


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b'[{"name": "x"}]', b"\xff", b"[1]"])
def test_a_broken_file_lets_nobody_in(tmp_path: Path, content: bytes) -> None:
    keys = Keys(tmp_path)
    _, word = keys.create("reader", scope="read")
    assert keys.key_of(word)
    (tmp_path / FILE_NAME).write_bytes(content)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"keys\.json"):
            keys.key_of(word)


def test_keys_that_cannot_be_kept_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match="can't be written"):
        Keys(tmp_path / "file").create("reader", scope="read")


@pytest.mark.parametrize(
    ("host", "needed"),
    [
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("::1", False),
        ("LocalHost", False),
        ("0.0.0.0", True),
        ("::", True),
        ("", True),
        ("192.0.2.1", True),
        ("news.example.org", True),
        ("localhost.example.org", True),
        ("127.0.0.1.example.org", True),
    ],
)
def test_beyond_loopback_keys_are_needed(tmp_path: Path, host: str, needed: bool) -> None:
    server = ServerSettings(host=host)
    assert needs_key(server) is needed
    if needed:
        with pytest.raises(SettingsError, match="dateline keys create"):
            expect_keys(server, tmp_path)
        Keys(tmp_path).create("reader", scope="read")
    expect_keys(server, tmp_path)


def test_loopback_can_need_keys_as_well(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there are none"):
        expect_keys(ServerSettings(require_key=True), tmp_path)
