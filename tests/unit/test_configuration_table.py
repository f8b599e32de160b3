"""docs/configuration.md: its table has every setting, with what rag/settings.py says of it."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel, SecretStr

from rag.settings import Settings

PROJECT = Path(__file__).parents[2]
PAGE = PROJECT / "docs" / "configuration.md"
ROW = re.compile(r"\| `([a-z_.]+)` \| `(.*)` \| (.*) \| `([A-Z_]+)` \|")
SHOWN = 3
"""Names that the table shows of a list."""


def settings_of(
    model: type[BaseModel], *, prefix: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object, str]]:
    """Give each setting's path, its default and its description."""
    for name, field in model.model_fields.items():
        if isinstance(field.default, BaseModel):
            yield from settings_of(type(field.default), prefix=(*prefix, name))
        else:
            yield (*prefix, name), field.default, field.description or ""


def as_toml(value: object) -> str:
    """Write a value as a configuration file has it, a long list by its beginning."""
    if isinstance(value, SecretStr):
        return json.dumps(value.get_secret_value())
    if isinstance(value, tuple) and len(value) > SHOWN:
        return json.dumps(value[:SHOWN]).replace("]", ", …]")
    return json.dumps(value)


DEFINED = {".".join(path): (path, default, told) for path, default, told in settings_of(Settings)}
ROWS = {row[1]: row for row in map(ROW.fullmatch, PAGE.read_text("utf-8").splitlines()) if row}


def test_the_table_and_the_settings_name_the_same() -> None:
    assert len(DEFINED) > 50
    assert list(ROWS) == list(DEFINED)


@pytest.mark.parametrize("name", DEFINED)
def test_a_row_tells_what_the_setting_is(name: str) -> None:
    path, default, told = DEFINED[name]
    _, shown, meaning, variable = ROWS[name].groups()
    assert shown == as_toml(default)
    assert variable == "DATELINE_" + "__".join(path).upper()
    assert meaning == told if told else meaning
    assert "|" not in meaning


@pytest.mark.parametrize("name", DEFINED)
def test_the_file_of_defaults_has_it_as_well(name: str) -> None:
    value: object = tomllib.loads((PROJECT / "configs" / "default.toml").read_text("utf-8"))
    path, default, _ = DEFINED[name]
    for part in path:
        assert isinstance(value, dict)
        value = value[part]
    plain = default.get_secret_value() if isinstance(default, SecretStr) else default
    assert value == (list(plain) if isinstance(plain, tuple) else plain)


def test_a_variable_of_the_table_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ROWS["server.grace"][4], "7")
    monkeypatch.setenv(ROWS["reading.fields.title"][4], '["kop"]')
    settings = Settings()
    assert settings.server.grace == 7
    assert settings.reading.fields.title == ("kop",)
