"""Variants of the settings, each run in a process of its own, so that memory is each one's own."""

import hashlib
import json
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from eval.reports.variants import VariantResult, render_markdown, render_page
from eval.runs.folder import read_run
from rag.errors import DatelineError, RunError
from rag.schema import as_json
from rag.settings import load_settings

_INDEXES = ".indexes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A settings file to be compared: its run goes to `out`, its index may be others' as well."""

    name: str
    config: Path
    out: Path
    index: Path


def plan_variants(configs: Sequence[Path], *, out: Path) -> tuple[Variant, ...]:
    """Name each variant by its file; those with equal [index] settings share an index.

    Raises RunError where two files have one name, or a name can't be a folder's beside the rest.
    """
    names = [config.stem for config in configs]
    for name in names:
        if names.count(name) > 1 or name.startswith("."):
            raise RunError(
                f"A variant can't be named {name!r}.",
                mend="Give each settings file a name of its own, without a dot before it.",
            )
    return tuple(
        Variant(
            name=name, config=config, out=out / name, index=out / _INDEXES / _index_name(config)
        )
        for name, config in zip(names, configs, strict=True)
    )


def _index_name(config: Path) -> str:
    try:
        settings = load_settings(config).index.model_dump_json()
    except DatelineError:  # told when the variant is run
        settings = ""
    return hashlib.sha256(settings.encode()).hexdigest()[:12]


def run_variant(variant: Variant, work: Callable[..., None], **arguments: Any) -> VariantResult:
    """Call `work(variant, **arguments)` in a new process, then read the run that it has left.

    What fails there becomes the result's error, the death of the process as well. All arguments
    must be picklable, `work` a function of a module.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        try:
            error = process.submit(_attempt, work, variant, arguments).result()
        except BrokenProcessPool:
            error = "its process was ended from outside, perhaps for want of memory"
    if error is not None:
        return VariantResult(name=variant.name, error=error)
    return _read(variant)


def crashed_before(variant: Variant) -> bool:
    """Tell whether every case of the variant's finished run crashed, as where no model was there.

    To go on with such a run would only tell the same again.
    """
    try:
        summary = read_run(variant.out).summary or {}
    except RunError:
        return False
    return bool(summary["crashed"] == summary["cases"] * summary["repeats"])


def _attempt(work: Callable[..., None], variant: Variant, arguments: dict[str, Any]) -> str | None:
    """Give an error as a line: not every exception can be carried between processes."""
    try:
        work(variant, **arguments)
    except DatelineError as error:
        return str(error)
    except (Exception, KeyboardInterrupt) as error:
        return " ".join(f"{type(error).__name__}: {error}".split())
    return None


def _read(variant: Variant) -> VariantResult:
    try:
        run = read_run(variant.out)
    except RunError as error:
        return VariantResult(name=variant.name, error=str(error))
    summary = run.summary or {}
    models = [str(each.get("name")) for each in run.manifest.get("models", ())]
    return VariantResult(
        name=variant.name,
        model=", ".join(models),
        cases=summary["cases"],
        metrics=summary["metrics"],
        peak_memory_mb=summary["peak_memory_mb"],
        seconds=summary["seconds"],
    )


def write_reports(results: Sequence[VariantResult], *, out: Path) -> None:
    """Write matrix.json, matrix.md and matrix.html beside the runs. Raises RunError."""
    reports = {
        "matrix.json": json.dumps(as_json(results), indent=2) + "\n",
        "matrix.md": render_markdown(results),
        "matrix.html": render_page(results),
    }
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in reports.items():
            (out / name).write_text(text, "utf-8")
    except OSError as error:
        raise RunError(
            f"The comparison can't be written to {out} ({error.strerror or error}).",
            mend="Check the path of --out, its permissions and the free disk space.",
        ) from error
