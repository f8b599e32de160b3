"""What shaped a run, written beside its scores: code, settings, data, models, packages, machine.

Paths and addresses stay out, since runs are shown to others: a file is named without its folder.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from eval.runs.record import Case
from rag.protocols import LanguageModel
from rag.schema import Article, as_json
from rag.settings import Settings

_GIT_SECONDS = 10
_SOURCE = Path(__file__).parents[2]
_ROOMS = ("rag", "eval")


def describe_run(
    *,
    task: str,
    settings: Settings,
    data: Sequence[Path],
    cases: Sequence[Case],
    articles: Iterable[Article],
    embedder: str | None,
    models: Sequence[LanguageModel] = (),
    as_of: date | None = None,
    answers: bool,
    repeats: int = 1,
    jobs: int = 1,
) -> dict[str, Any]:
    """Describe a run that is about to begin; plain JSON but for dates.

    `task` names what is done, `data` are the files that the cases are from, `embedder` the identity
    of the one used, `models` those that will be asked. `identity` in what is given back holds all
    that shapes the records: runs that differ there are not the same run.
    """
    source, corpus = _source_digest(), _corpus(articles)
    told = _settings(settings)
    asked = list({each.identity: _model(each) for each in models}.values())
    return {
        "task": task,
        "started": now(),
        "code": {**code_version(Path(__file__).parent), "source": source},
        "settings": told,
        "as_of": as_of,
        "answers": answers,
        "cases": {**_files(data), "count": len(cases)},
        "corpus": corpus,
        "embedder": embedder,
        "models": asked,
        "samples": _samples(settings, models=models),
        "seed": settings.model.seed,
        "repeats": repeats,
        "jobs": jobs,
        "python": sys.version.split()[0],
        "machine": describe_machine(),
        "packages": _packages(),
        "identity": {
            "task": task,
            "cases": _case_digest(cases),
            "corpus": corpus["sha256"],
            "settings": told,
            "as_of": as_of,
            "answers": answers,
            "embedder": embedder,
            "models": [each["identity"] for each in asked],
            "repeats": repeats,
            "code": source,
        },
    }


def _samples(settings: Settings, *, models: Sequence[LanguageModel]) -> bool:
    """Tell whether the same system, asked again, could answer otherwise: quotation never does."""
    return settings.model.temperature > 0 and any(
        each.info.backend != "extractive" for each in models
    )


def now() -> str:
    """The time, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def peak_memory_mb() -> float | None:
    """The most memory this process has held so far, None where the system doesn't tell."""
    try:
        import resource
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Kibibytes on Linux, bytes on macOS.
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


def describe_machine() -> dict[str, Any]:
    """The system, the processor, its cores at hand and the memory in MB, None where unknown."""
    at_hand = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
    return {
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "processor": _processor(),
        "cores": at_hand or os.cpu_count(),
        "memory_mb": _memory_mb(),
    }


def _processor() -> str | None:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    except OSError:
        return platform.processor() or None
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or None)


def _memory_mb() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    except (ValueError, OSError):
        return None


def _settings(settings: Settings) -> dict[str, Any]:
    """Give what of the settings shapes records, without addresses, secrets, folders and waiting."""
    told: dict[str, Any] = settings.model_dump(
        mode="json",
        exclude={
            "server": True,
            "index": {"chroma", "chroma_token", "collection"},
            "model": {"ollama_host", "openai_url", "openai_key", "queue", "retries"},
        },
    )
    folders = ("index", "embedder"), ("retrieval", "reranker"), ("model", "embedded_model")
    for section, name in folders:
        told[section][name] = Path(told[section][name]).name
    return told


def _model(model: LanguageModel) -> dict[str, Any]:
    return {**as_json(model.info), "identity": model.identity}


def _files(data: Sequence[Path]) -> dict[str, Any]:
    digests = [_file_digest(each) for each in data]
    together = digests[0] if len(digests) == 1 else _digest("\n".join(digests).encode())
    return {"file": ", ".join(each.name for each in data), "sha256": together}


def _file_digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _case_digest(cases: Iterable[Case]) -> str:
    digest = hashlib.sha256()
    for case in cases:
        digest.update(json.dumps(as_json(case)).encode() + b"\n")
    return digest.hexdigest()


def _corpus(articles: Iterable[Article]) -> dict[str, Any]:
    lines = sorted(f"{each.file}\t{_digest(each.text.encode('utf-8'))}" for each in articles)
    return {"articles": len(lines), "sha256": _digest("\n".join(lines).encode("utf-8"))}


def _packages() -> dict[str, str]:
    return dict(sorted((each.name, each.version) for each in distributions()))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _source_digest() -> str:
    """A digest of Dateline's own code, which the commit doesn't tell where files were edited."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for file in sorted((_SOURCE / room).rglob("*.py")):
            digest.update(f"{file.relative_to(_SOURCE).as_posix()}\n".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def code_version(folder: Path) -> dict[str, Any]:
    """The commit that the code is from; all None where it isn't in a repository of its own."""
    # An installed copy can lie in a folder that a repository around it ignores: not its code.
    commit = None if _git(folder, "check-ignore", ".") else _git(folder, "rev-parse", "HEAD")
    if not commit:
        return {"commit": None, "dirty": None}
    return {"commit": commit, "dirty": bool(_git(folder, "status", "--porcelain"))}


def _git(folder: Path, *arguments: str) -> str | None:
    """What git prints, None where there is no git or it fails."""
    program = shutil.which("git")
    if not program:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program with fixed arguments
            [program, "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            timeout=_GIT_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
