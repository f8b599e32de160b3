"""Settings of an OpenAI-style server: its address, and the key, a secret."""

from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import load_settings


def test_a_key_comes_from_the_environment_alone_and_is_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "openai.toml"
    file.write_text('[model]\nopenai_url = "http://127.0.0.1:9/v1/"\nopenai_key = "barley"\n')
    with pytest.raises(SettingsError, match="DATELINE_MODEL__OPENAI_KEY") as caught:
        load_settings(file)
    assert "barley" not in str(caught.value)
    file.write_text('[model]\nbackend = "openai"\nopenai_url = "http://127.0.0.1:9/v1/"\n')
    monkeypatch.setenv("DATELINE_MODEL__OPENAI_KEY", "barley")
    model = load_settings(file).model
    assert (model.backend, model.openai_url) == ("openai", "http://127.0.0.1:9/v1")
    assert model.openai_key.get_secret_value() == "barley"
    assert "barley" not in f"{model!r}{model.model_dump_json()}"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:8080",
        "ftp://127.0.0.1",
        "http://me:barley@127.0.0.1",
        "https://127.0.0.1/v1?key=barley",
    ],
)
def test_an_address_that_cannot_be(address: str, tmp_path: Path) -> None:
    file = tmp_path / "openai.toml"
    file.write_text(f'[model]\nopenai_url = "{address}"\n')
    with pytest.raises(SettingsError, match=r"model\.openai_url.*:8080/v1") as caught:
        load_settings(file)
    assert "barley" not in str(caught.value)


@pytest.mark.parametrize("name", ["queue", "retries"])
def test_nobody_waits_or_asks_less_often_than_never(name: str, tmp_path: Path) -> None:
    file = tmp_path / "queue.toml"
    file.write_text(f"[model]\n{name} = 0\n")
    assert getattr(load_settings(file).model, name) == 0
    file.write_text(f"[model]\n{name} = -1\n")
    with pytest.raises(SettingsError, match=rf"model\.{name}"):
        load_settings(file)
