"""Settings of a Chroma server: its address, the collection's name, and the token, a secret."""

from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import load_settings

CONFIGS = Path(__file__).parents[2] / "configs"


def test_the_configuration_of_servers_can_be_used() -> None:
    settings = load_settings(CONFIGS / "server.toml")
    assert settings.index.chroma
    assert settings.model.backend == "ollama"
    assert settings.index.model_dump(exclude={"chroma"}) == load_settings().index.model_dump(
        exclude={"chroma"}
    )


def test_a_token_comes_from_the_environment_alone_and_is_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "server.toml"
    file.write_text('[index]\nchroma = "http://127.0.0.1:9/"\nchroma_token = "barley"\n')
    with pytest.raises(SettingsError, match="DATELINE_INDEX__CHROMA_TOKEN") as caught:
        load_settings(file)
    assert "barley" not in str(caught.value)
    file.write_text('[index]\nchroma = "http://127.0.0.1:9/"\n')
    monkeypatch.setenv("DATELINE_INDEX__CHROMA_TOKEN", "barley")
    index = load_settings(file).index
    assert (index.chroma, index.chroma_token.get_secret_value()) == ("http://127.0.0.1:9", "barley")
    assert "barley" not in f"{index!r}{index.model_dump_json()}"


@pytest.mark.parametrize(
    "line",
    [
        'chroma = "127.0.0.1:8000"',
        'chroma = "ftp://127.0.0.1"',
        'chroma = "http://me:barley@127.0.0.1"',
        'chroma = "http://127.0.0.1:8000/?token=barley"',
        'collection = "of news"',
        'collection = "me"',
    ],
)
def test_an_address_or_a_name_that_cannot_be(line: str, tmp_path: Path) -> None:
    file = tmp_path / "server.toml"
    file.write_text(f"[index]\n{line}\n")
    with pytest.raises(SettingsError, match=r"index\.(chroma|collection)") as caught:
        load_settings(file)
    assert "barley" not in str(caught.value)
