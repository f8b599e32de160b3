"""Every command that prints results prints them as JSON, where that is asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from typer.main import get_command

from ui.cli import app

NO_RESULTS: Mapping[str, str] = {
    "serve": "runs until it is stopped, and prints no more than its address",
    "mcp": "speaks MCP on its output",
}


def leaves(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The commands that do something, by their names as they are typed."""
    if not hasattr(command, "commands"):
        yield name, command
        return
    for each, part in command.commands.items():
        yield from leaves(part, f"{name} {each}".strip())


COMMANDS = dict(leaves(get_command(app)))


def takes_json(name: str) -> bool:
    return any("--json" in option.opts for option in COMMANDS[name].params)


@pytest.mark.parametrize("name", sorted(COMMANDS.keys() - NO_RESULTS.keys()))
def test_results_can_be_had_as_json(name: str) -> None:
    assert takes_json(name)


def test_those_without_results_are_commands_without_json() -> None:
    assert [name for name in NO_RESULTS if takes_json(name)] == []
    assert {"ask", "eval run", "models pull"} < COMMANDS.keys()
