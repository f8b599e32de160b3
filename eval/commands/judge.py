"""`dateline eval judge`: let a model of Ollama say whether the answers of a run agree with gold."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.commands import options

if TYPE_CHECKING:
    from eval.judge import Judgement


def judge(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="folder of a finished run")],
    *,
    model: Annotated[str, typer.Option(help="model of Ollama that judges")],
    config: options.Config = None,
    as_json: options.Json = False,
) -> None:
    """Ask a model of Ollama about every answer of a run; write judged.json into its folder.

    It is an opinion beside the metrics: it enters none of them, and no gate.
    """
    from eval.judge import judge_run, write_judgement
    from rag.assemble import Models

    settings = options.choose_settings(config, backend="ollama")
    chosen = Models(settings).choose("ollama", model)
    with options.progress_bar("judging") as advance:
        judgement = judge_run(run, chosen, progress=advance)
    path = write_judgement(run, judgement)
    typer.echo(path.read_text("utf-8") if as_json else _told(judgement, path=path))


def _told(judgement: "Judgement", *, path: Path) -> str:
    from eval.reports.words import counted, figure, interval, plain

    agreement = judgement.agreement
    lines = [
        f"{judgement.model} goes along with the rules on {figure(agreement.value)} "
        f"({interval(agreement.low, agreement.high)}) of {counted(agreement.n, 'answer')}; "
        f"Cohen's kappa {figure(judgement.kappa)}.",
        f"Not judged, as the model failed: {judgement.failed}. {judgement.note}",
    ]
    for case in judgement.cases:
        if case.agrees is not None and case.agrees != case.right:
            said = "agrees" if case.agrees else "disagrees"
            rules = {True: "right", False: "wrong", None: "nothing"}[case.right]
            lines.append(f"{case.id}: the judge {said}, the rules say {rules}: {case.why}")
    return "\n".join(map(plain, [*lines, f"Written: {path}"]))
