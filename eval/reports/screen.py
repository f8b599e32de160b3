"""The screen: an output as Rich writes to it."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def open_screen(*, error: bool = False, soft_wrap: bool = False) -> "Console":
    """Give the console of an output, plain and without bars wherever that is no terminal.

    Rich would let variables such as FORCE_COLOR write escape codes into files as well.
    `soft_wrap` leaves it to the terminal to break lines.
    """
    from rich.console import Console

    stream = sys.stderr if error else sys.stdout
    return Console(
        stderr=error,
        force_terminal=stream.isatty(),
        highlight=False,
        soft_wrap=soft_wrap,
        emoji=False,
    )
