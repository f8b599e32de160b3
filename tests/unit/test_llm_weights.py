"""Joining and checking the bundled weights, with small packages made here."""

import dataclasses
import hashlib
import os
import random
import re
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rag.errors import ModelUnavailable
from rag.llm.weights import (
    BUNDLED_MODELS,
    BundledModel,
    bundled_model_path,
    is_installed,
    joined_file,
    joined_model,
)

PARTS = [random.Random(number).randbytes(3000 + number) for number in range(12)]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages, one part each, that stop the interpreter when imported."""
    folder = tmp_path / "site"
    for number, content in enumerate(PARTS, start=1):
        package = folder / f"fake_part{number}"
        (package / "data").mkdir(parents=True)
        (package / "__init__.py").write_text("raise SystemExit('imported')")
        (package / "data" / f"part{number:02}.bin").write_bytes(content)
        info = folder / f"fake_part{number}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: fake-part{number}\nVersion: 1.0"
        )
        record = f"{package.name}/__init__.py,,\n{package.name}/data/part{number:02}.bin,,\n"
        (info / "RECORD").write_text(record)
    monkeypatch.syspath_prepend(folder)
    return folder


@pytest.fixture
def model() -> BundledModel:
    whole = b"".join(PARTS)
    return BundledModel(
        name="fake-0.1b",
        packages=tuple(f"fake-part{number}" for number in range(1, 13)),
        size=len(whole),
        sha256=hashlib.sha256(whole).hexdigest(),
        licence="none",
        install="make fake",
    )


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Let the operating system refuse to write files of more than `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("site")
def test_parts_are_joined_in_numeric_order(tmp_path: Path, model: BundledModel) -> None:
    path = joined_model(model, folder=tmp_path / "share" / "dateline")
    assert path == tmp_path / "share" / "dateline" / "fake-0.1b.gguf"
    assert path.read_bytes() == b"".join(PARTS)
    assert sorted(each.name for each in path.parent.iterdir()) == [
        "fake-0.1b.checked",
        "fake-0.1b.gguf",
        "fake-0.1b.lock",
    ]


def test_a_checked_file_is_given_without_its_packages_another_hash_or_any_writing(
    site: Path, tmp_path: Path, model: BundledModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = joined_model(model, folder=tmp_path)
    status = path.stat()
    path.write_bytes(bytes(model.size))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    monkeypatch.setattr(sys, "path", [each for each in sys.path if each != str(site)])
    path.with_suffix(".lock").unlink()
    assert joined_model(model, folder=tmp_path) == path
    assert not path.with_suffix(".lock").exists()


@pytest.mark.usefixtures("site")
def test_a_changed_file_is_refused_and_a_touched_one_is_not(
    tmp_path: Path, model: BundledModel
) -> None:
    path = joined_model(model, folder=tmp_path)
    os.utime(path, ns=(1, 1))
    assert joined_model(model, folder=tmp_path) == path
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    for _ in range(2):
        with pytest.raises(ModelUnavailable, match=r"has been changed.*Delete it"):
            joined_model(model, folder=tmp_path)


def test_parts_that_make_another_file_are_refused(
    site: Path, tmp_path: Path, model: BundledModel
) -> None:
    (site / "fake_part7" / "data" / "part07.bin").write_bytes(b"other")
    with pytest.raises(ModelUnavailable, match="don't add up"):
        joined_model(model, folder=tmp_path / "share")
    assert [each.name for each in (tmp_path / "share").iterdir()] == ["fake-0.1b.lock"]


@pytest.mark.parametrize(
    ("lost", "said"),
    [
        ("fake_part12-1.0.dist-info/METADATA", r"not installed \(no package fake-part12\)"),
        ("fake_part12-1.0.dist-info/RECORD", "fake-part12 doesn't hold its part"),
        ("fake_part12/data/part12.bin", "fake-part12 doesn't hold its part"),
    ],
)
def test_a_missing_part_is_named(
    site: Path, tmp_path: Path, model: BundledModel, lost: str, said: str
) -> None:
    (site / lost).unlink()
    if lost.endswith("METADATA"):
        (site / lost).parent.rename(site / "gone")
    with pytest.raises(ModelUnavailable, match=f"{said}.*`make fake`"):
        joined_model(model, folder=tmp_path / "share")
    assert not (tmp_path / "share").exists()


@pytest.mark.usefixtures("site")
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, model: BundledModel) -> None:
    folder = tmp_path / "share"
    with room_for(model.size - 1), pytest.raises(ModelUnavailable, match="Make room for"):
        joined_model(model, folder=folder)
    assert [each.name for each in folder.iterdir()] == ["fake-0.1b.lock"]
    assert joined_model(model, folder=folder).stat().st_size == model.size


def test_processes_at_once_get_one_whole_file(
    site: Path, tmp_path: Path, model: BundledModel
) -> None:
    large = bytes(20_000_000)
    (site / "fake_part1" / "data" / "part01.bin").write_bytes(large)
    whole = large + b"".join(PARTS[1:])
    model = dataclasses.replace(model, sha256=hashlib.sha256(whole).hexdigest())
    program = (
        f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(site)!r}]\n"
        f"from pathlib import Path; from rag.llm.weights import BundledModel, joined_model\n"
        f"print('ready', flush=True); input()\n"
        f"print(joined_model({model!r}, folder=Path({str(tmp_path / 'share')!r})))"
    )
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [process.communicate() for process in processes]
    path = tmp_path / "share" / "fake-0.1b.gguf"
    assert outcomes == [(f"{path}\n", "")] * 2
    assert path.read_bytes() == whole


def test_the_path_of_a_gguf_file_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "Mine.GGUF"
    with pytest.raises(ModelUnavailable, match="There is no model file"):
        bundled_model_path(str(path))
    path.touch()
    assert bundled_model_path(str(path)) == path


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ModelUnavailable, match=r"qwen2\.5-coder-1\.5b, qwen2\.5-coder-0\.5b"):
        bundled_model_path("qwen2.5-coder-70b")


@pytest.mark.parametrize("model", BUNDLED_MODELS, ids=lambda model: model.name)
def test_a_bundled_model_that_is_not_installed_says_how_to(
    model: BundledModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(ModelUnavailable, match=re.escape(f"Run `{model.install}`")):
        bundled_model_path(model.name)


@pytest.mark.parametrize(
    ("model", "lock"),
    [
        (BUNDLED_MODELS[0], "requirements-model.lock"),
        (BUNDLED_MODELS[1], "requirements-model-small.lock"),
    ],
    ids=["1.5b", "0.5b"],
)
def test_the_lock_pins_every_package_by_its_hash(model: BundledModel, lock: str) -> None:
    pinned = re.findall(
        r"^([\w-]+)==[\d.]+ --hash=sha256:[0-9a-f]{64}$", (ROOT / lock).read_text(), re.MULTILINE
    )
    assert tuple(pinned) == model.packages


def test_a_model_is_there_with_its_file_or_all_of_its_packages(
    site: Path, model: BundledModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert is_installed(model)
    (site / "fake_part7" / "data" / "part07.bin").unlink()
    assert not is_installed(model)
    joined_file(model).parent.mkdir(parents=True)
    joined_file(model).touch()
    assert is_installed(model)
