"""The `eval` commands of the console command, one module each."""

import typer

from eval.commands.agreement import agreement
from eval.commands.baseline import accept
from eval.commands.bench import bench
from eval.commands.check import check
from eval.commands.compare import compare
from eval.commands.draft import draft
from eval.commands.judge import judge
from eval.commands.matrix import matrix
from eval.commands.report import report
from eval.commands.run import run
from eval.commands.simulate import simulate

commands = typer.Typer(help="Score answers against known ones.", no_args_is_help=True)
for command in (
    run, bench, compare, accept, report, matrix, check, draft, judge, agreement, simulate,
):  # fmt: skip
    commands.command()(command)
