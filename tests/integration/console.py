"""What the tests know of the console command, and where the sample collection lies."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CORPUS = Path(__file__).parents[2] / "corpus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a run of the console command ended."""

    status: int
    out: str
    err: str


Command = Callable[..., Ended]
"""Called as `command("ask", "When …?", "--index", folder)`."""
