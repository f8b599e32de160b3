"""The screen: who may command it, and tables that pipes can read."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.reports.screen import open_screen

_CONTROLS = dict.fromkeys(
    [*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)],
    "\N{REPLACEMENT CHARACTER}",
)
"""What could command a terminal or reverse its lines: article text may hold it, screens may not."""


def console_of(*, error: bool = False) -> Console:
    """Give the console of an output, plain off a terminal; lines are the terminal's to break."""
    return open_screen(error=error, soft_wrap=True)


def harmless(text: str | None) -> str:
    """Take all power over a terminal from a text that isn't ours."""
    return (text or "").translate(_CONTROLS)


def safe(text: str | None) -> str:
    """The same for texts that stand among Rich's markup."""
    return escape(harmless(text))


def print_rows(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> None:
    """Print a table, cut to a terminal's width; elsewhere a line for each row, whatever its length.

    Cells are texts of others; an empty name of a column leaves the heading out.
    """
    console = console_of()
    cells = [[" ".join(harmless(cell).split()) for cell in row] for row in rows]
    if console.is_terminal:
        table = Table(*columns, box=None, show_header=any(columns), pad_edge=False)
        for row in cells:
            table.add_row(*map(escape, row))
        console.print(table)
        return
    lines = [list(columns), *cells] if any(columns) else cells
    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        padded = (
            cell + " " * (width - cell_len(cell)) for cell, width in zip(line, widths, strict=True)
        )
        console.print("  ".join(padded).rstrip(), markup=False)
