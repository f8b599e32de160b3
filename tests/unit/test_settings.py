"""Settings: who beats whom, the mend of every error, and configs/default.toml."""

import os
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from rag.errors import SettingsError
from rag.settings import Settings, load_settings

CONFIGS = Path(__file__).parents[2] / "configs"


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.upper().startswith("DATELINE_") or name == "OLLAMA_HOST":
            monkeypatch.delenv(name)


def _file(folder: Path, text: str) -> Path:
    file = folder / "settings.toml"
    file.write_text(text, "utf-8")
    return file


def test_environment_beats_file_beats_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    default = load_settings()
    file = _file(tmp_path, "[server]\nport = 4001\nhost = '127.0.0.2'\n")
    assert load_settings(file).server.port == 4001
    monkeypatch.setenv("DATELINE_SERVER__PORT", "4002")
    settings = load_settings(file)
    assert (settings.server.port, settings.server.host) == (4002, "127.0.0.2")
    assert settings.retrieval == default.retrieval
    assert default.server.port not in (4001, 4002)


def test_the_host_of_ollama_comes_from_its_own_variable_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _file(tmp_path, "[model]\nollama_host = 'http://127.0.0.1:1'\n")
    hosts = [load_settings(file).model.ollama_host]
    for name, port in (("OLLAMA_HOST", 2), ("DATELINE_MODEL__OLLAMA_HOST", 3)):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        hosts.append(load_settings(file).model.ollama_host)
    assert hosts == [f"http://127.0.0.1:{port}" for port in (1, 2, 3)]


def test_the_time_limit_is_given_in_seconds(tmp_path: Path) -> None:
    settings = load_settings(_file(tmp_path, "[model]\ntimeout = 20\n"))
    assert settings.model.timeout == 20


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[server]\nprot = 1\n", "server.prot"),
        ("[serving]\nport = 1\n", "serving"),
        ("[server]\nport = 70000\n", "server.port"),
        ("[server]\nport = 'high'\n", "server.port"),
        ("[model]\nbackend = 'oracle'\n", "model.backend"),
        ("model = 3\n", "model"),
        ("[index]\npassage_tokens = 0\n", "index.passage_tokens"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(_file(tmp_path, text))
    assert f" {named} " in caught.value.problem
    assert "configs/default.toml" in caught.value.mend
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["DATELINE_SERVER__PORT", "DATELINE_SERVER__PROT"])
def test_a_wrong_variable_is_named_as_the_setting(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "high")
    with pytest.raises(SettingsError, match=name.removeprefix("DATELINE_SERVER__").lower()):
        load_settings()


def test_a_section_that_is_none_stays_an_error_beside_the_host_of_ollama(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", "http://127.0.0.1:2")
    with pytest.raises(SettingsError, match="model"):
        load_settings(_file(tmp_path, "model = 3\n"))


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe\x00")
    for file in (tmp_path / "absent.toml", tmp_path, binary):
        with pytest.raises(SettingsError) as caught:
            load_settings(file)
        assert str(file) in caught.value.problem
        assert "--config" in caught.value.mend


def test_a_file_that_is_not_toml(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(_file(tmp_path, "[server\nport = 1\n"))
    assert "TOML" in caught.value.problem
    assert "configs/default.toml" in caught.value.mend


def test_settings_are_frozen() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.server.port = 1  # type: ignore[misc]
    with pytest.raises(ValidationError):
        settings.server = settings.server  # type: ignore[misc]


def test_the_default_file_lists_every_setting_with_its_default() -> None:
    file = CONFIGS / "default.toml"
    listed = tomllib.loads(file.read_text("utf-8"))
    known = {name: set(section) for name, section in Settings().model_dump().items()}
    assert {name: set(section) for name, section in listed.items()} == known
    assert load_settings(file) == load_settings()


def test_the_configuration_of_the_checks_can_be_used() -> None:
    assert load_settings(CONFIGS / "ci.toml").model.backend == "extractive"
