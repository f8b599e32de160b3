"""`dateline eval check`: say whether a case file can be used, and all that is wrong with it."""

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands import options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.errors import CasesError

_SHOWN = 20
"""Faults that are printed; --json gives all."""


def check(
    cases_file: Annotated[Path, typer.Argument(metavar="CASES", help="case file, JSON Lines")],
    *,
    corpus: Annotated[
        Path | None,
        typer.Option(help="file or folder of the articles: sources and quotes are looked up there"),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Check a case file without asking anything; exit status 1 where a row doesn't fit."""
    from eval.casefile import check_cases
    from eval.corpus import check_sources, read_corpus

    rows, faults = check_cases(cases_file)
    if corpus is not None:
        found = read_corpus(corpus)
        for error in found.unread:
            options.tell(f"{error.problem} {error.mend}")
        faults += check_sources(rows, found, file=cases_file)
    kinds = Counter(row.case.kind for row in rows)
    if as_json:
        typer.echo(json.dumps(_as_json(kinds, faults), indent=2))
    else:
        typer.echo(_told(kinds, faults))
    if faults:
        raise typer.Exit(1)


def _as_json(kinds: Counter[str], faults: "Sequence[CasesError]") -> dict[str, object]:
    return {
        "cases": kinds.total(),
        "kinds": dict(sorted(kinds.items())),
        "faults": [{"problem": each.problem, "mend": each.mend} for each in faults],
    }


def _told(kinds: Counter[str], faults: "Sequence[CasesError]") -> str:
    """Say what is wrong, or how many cases there are of each kind."""
    from eval.reports.words import counted, plain

    if not faults:
        shares = ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())
        return f"{counted(kinds.total(), 'case')}: {shares}"
    lines = [f"{each.problem} {each.mend}" for each in faults[:_SHOWN]]
    more = len(faults) - len(lines)
    if more:
        lines.append(f"… and {more:,} more; --json gives all.")
    return "\n".join(map(plain, lines))
