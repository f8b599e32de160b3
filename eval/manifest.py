"""What shaped a run, written beside its scores: code, settings, data, packages, machine."""

import hashlib
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from rag.schema import Article
from rag.settings import Settings

_GIT_SECONDS = 10


def describe_run(
    *,
    settings: Settings,
    cases_file: Path,
    articles: Iterable[Article],
    as_of: date,
    retrieval_only: bool,
) -> dict[str, Any]:
    """Describe a run that is about to begin; values are plain JSON but for dates."""
    return {
        "started": now(),
        "code": code_version(Path(__file__).parent),
        "settings": settings.model_dump(mode="json"),
        "as_of": as_of,
        "retrieval_only": retrieval_only,
        "cases": {"file": cases_file.name, "sha256": _digest(cases_file.read_bytes())},
        "corpus": _corpus(articles),
        "python": sys.version.split()[0],
        "platform": platform.platform(),
        "packages": _packages(),
    }


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


def _corpus(articles: Iterable[Article]) -> dict[str, Any]:
    lines = sorted(f"{each.file}\t{_digest(each.text.encode('utf-8'))}" for each in articles)
    return {"articles": len(lines), "sha256": _digest("\n".join(lines).encode("utf-8"))}


def _packages() -> dict[str, str]:
    return dict(sorted((each.name, each.version) for each in distributions()))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


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
