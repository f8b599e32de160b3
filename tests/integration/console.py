"""What the tests know of the console command, and where the sample collection lies."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parents[2] / "corpus"
DATELINE = str(Path(sys.executable).with_name("dateline"))
"""The command as it is installed, for tests that need a process of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run of the console command ended."""

    status: int
    out: str
    err: str


Command = Callable[..., Ended]
"""Called as `command("ask", "When …?", "--index", folder)`."""


def document(ended: Ended) -> Any:
    """Give the JSON that a run printed; nothing else may have happened."""
    assert (ended.status, ended.err) == (0, "")
    return json.loads(ended.out)


def fields(*names: str) -> set[str]:
    """Give the names in these lists, which blanks part."""
    return {name for each in names for name in each.split()}
