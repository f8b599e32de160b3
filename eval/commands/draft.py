"""`dateline eval draft`: make draft cases of what readers said of answers."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.drafts import Row


def draft(
    *,
    index: Annotated[
        Path, typer.Option(help="folder of the index that the page was served from")
    ] = Path(".dateline"),
    out: Annotated[Path, typer.Option(help="case file to add to, JSON Lines; made if need be")],
    as_json: options.Json = False,
) -> None:
    """Make draft cases of the verdicts that readers gave on the page.

    The field `draft` of each says what to check: a person removes it to confirm.
    What stands in --out stays as it is: only new questions are added.
    """
    from eval.drafts import draft_cases, new_drafts
    from eval.feedback import read_feedback

    kept = read_feedback(index)
    there = _rows(out)
    added = new_drafts(draft_cases(kept.entries), there=there)
    if added:
        _add(added, to=out)
    told = {"added": len(added), "there": len(there), "unreadable": kept.unreadable}
    typer.echo(json.dumps(told) if as_json else _sentence(told, out=out))


def _sentence(told: dict[str, int], *, out: Path) -> str:
    unread = told["unreadable"]
    lost = f" Lines of feedback that can't be read: {unread}." if unread else ""
    return f"Drafts added to {out}: {told['added']}; cases there before: {told['there']}.{lost}"


def _rows(out: Path) -> "list[Row]":
    """Read what the file holds, drafts as well. Raises CasesError."""
    from eval.casefile import lines, parse_row

    if not os.path.lexists(out):
        return []
    return [parse_row(line, place=f"{out}, line {number}") for number, line in lines(out)]


def _add(rows: "Sequence[Row]", *, to: Path) -> None:
    """Write the file anew, whole or not at all: a person's work is in it. Raises CasesError."""
    from rag.errors import CasesError

    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    temporary = to.with_name(f".{to.name}.tmp")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        before = to.read_bytes() if to.exists() else b""
        begun = b"\n" if before and not before.endswith(b"\n") else b""
        temporary.write_bytes(before + begun + lines.encode())
        temporary.replace(to)
    except OSError as error:
        raise CasesError(
            f"The drafts can't be written to {to} ({error.strerror or error}).",
            mend="Check the path of --out, its permissions and the free disk space.",
        ) from error
