"""`dateline eval agreement`: how far the metrics judge answers as a person does."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands import options

if TYPE_CHECKING:
    from eval.agreement import Agreement


def agreement(
    labelled: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="labelled answers, JSON Lines; default: the packaged ones"
        ),
    ] = None,
    *,
    at_least: Annotated[
        float, typer.Option(min=0, max=1, help="share below which the exit status is 1")
    ] = 0.97,
    as_json: options.Json = False,
) -> None:
    """Judge answers that a person has labelled, and list those that the metrics judge otherwise."""
    from eval.agreement import LABELLED, measure_agreement
    from rag.schema import as_json as plain_json

    measured = measure_agreement(labelled or LABELLED)
    typer.echo(json.dumps(plain_json(measured), indent=2) if as_json else _told(measured))
    if measured.share < at_least:
        raise typer.Exit(1)


def _told(measured: "Agreement") -> str:
    from eval.reports.words import counted, plain

    lines = [
        f"The metrics agree with {measured.agreed} of {counted(measured.rows, 'label')}: "
        f"{measured.share:.4f}"
    ]
    for each in measured.disagreements:
        lines += [
            f"{each.id}: a person says {each.label}, the metrics say {each.verdict}",
            f"  question  {each.question}",
            f"  answer    {each.answer}",
            f"  metrics   {each.reason}",
            f"  person    {each.note}",
        ]
    return "\n".join(map(plain, lines))
